import {
  dayOfInstant, daysBetween, formatCount, formatDay, formatDaysLeft, formatFileSize, formatHash, formatInstant, formatList, formatMinutes, formatNumber, formatShare, formatTime,
  maskEmail, plural,
} from './format.js';

const nb = (text: string): string => text.replaceAll('~', '\u00A0');

describe('Les dates', () => {
  test.each([
    ['2027-03-01', nb('le 1er~mars~2027')],
    ['2026-11-24', nb('le 24~novembre~2026')],
    ['2028-02-29', nb('le 29~février~2028')],
    ['2026-08-31', nb('le 31~août~2026')],
  ])('%s s’écrit en toutes lettres', (day, written) => expect(formatDay(day)).toBe(written));

  test('se déclinent selon la phrase', () => {
    expect(formatDay('2027-03-01', 'bare')).toBe(nb('1er~mars~2027'));
    expect(formatDay('2027-03-01', 'dayMonth')).toBe(nb('1er~mars'));
    expect(formatDay('2027-03-01', 'weekday')).toBe(nb('le lundi 1er~mars~2027'));
  });

  test.each(['2027-02-29', '2027-13-01', '1er mars', '', '2027-3-1', '2027-03-01T00:00:00Z'])('%s n’est pas un jour', text => expect(() => formatDay(text)).toThrow(RangeError));

  test('un instant s’écrit dans l’heure du département, pas dans celle de la machine', () => {
    expect(formatInstant('2026-11-24T09:42:00Z', 'Europe/Paris')).toBe(nb('24~novembre~2026 à~10~h~42'));
    expect(formatInstant('2026-11-24T09:42:00Z', 'Indian/Reunion')).toBe(nb('24~novembre~2026 à~13~h~42'));
    expect(formatInstant('2026-12-31T23:30:00Z', 'Europe/Paris', 'sentence')).toBe(nb('le 1er~janvier~2027 à~0~h~30'));
    expect(formatTime('2026-07-01T07:00:00Z', 'Europe/Paris')).toBe(nb('9~h'));
    expect(formatTime('2026-07-01T07:05:00Z', 'Europe/Paris')).toBe(nb('9~h~05'));
    expect(dayOfInstant('2026-11-24T23:30:00Z', 'Europe/Paris')).toBe('2026-11-25');
    expect(dayOfInstant('2026-11-24T03:30:00Z', 'America/Martinique')).toBe('2026-11-23');
  });

  test.each(['2026-11-24T09:42:00', '2026-11-24', 'hier'])('%s, sans décalage horaire, n’est pas un instant', text => expect(() => formatInstant(text, 'Europe/Paris')).toThrow(RangeError));
});

describe('Les délais', () => {
  test('se comptent en jours civils, changement d’heure compris', () => {
    expect(daysBetween('2026-10-24', '2026-10-26')).toBe(2);
    expect(daysBetween('2026-03-28', '2026-03-30')).toBe(2);
    expect(daysBetween('2026-12-05', '2026-11-24')).toBe(-11);
  });

  test.each([
    ['2026-12-05', nb('dans 11~jours')],
    ['2026-11-25', 'demain'],
    ['2026-11-24', 'aujourd’hui'],
    ['2026-11-23', nb('dépassée depuis 1~jour')],
    ['2026-11-21', nb('dépassée depuis 3~jours')],
  ])('échéance %s, vue du 24 novembre', (deadline, said) => expect(formatDaysLeft('2026-11-24', deadline)).toBe(said));
});

describe('Les nombres', () => {
  test('zéro et un sont au singulier', () => expect([0, 1, 2].map(count => plural(count, 'signature'))).toEqual(['signature', 'signature', 'signatures']));
  test('se comptent avec leur nom', () => {
    expect(formatCount(13, 'signature')).toBe(nb('13~signatures'));
    expect(formatCount(1, 'avis', 'avis')).toBe(nb('1~avis'));
    expect(formatCount(0, 'signature', undefined, 'aucune signature')).toBe('aucune signature');
    expect(formatShare(34, 47)).toBe(nb('34 sur~47'));
    expect(formatNumber(2840)).toBe('2\u202F840');
    expect(formatNumber(142)).toBe('142');
  });
  test('les durées et les tailles portent leur unité', () => {
    expect(formatMinutes(1440)).toBe(nb('24~h'));
    expect(formatMinutes(1439)).toBe(nb('23~h~59'));
    expect(formatMinutes(45)).toBe(nb('45~min'));
    expect(formatFileSize(2_412_000)).toBe(nb('2,4~Mo'));
    expect(formatFileSize(640_000)).toBe(nb('640~ko'));
    expect(formatFileSize(1)).toBe(nb('1~octet'));
  });
  test('une liste finit par « et »', () => {
    expect(formatList([])).toBe('');
    expect(formatList(['a'])).toBe('a');
    expect(formatList(['a', 'b'])).toBe('a et b');
    expect(formatList(['a', 'b', 'c'])).toBe('a, b et c');
  });
  test('une empreinte se lit par groupes de huit', () => expect(formatHash('0123456789abcdef01')).toBe('01234567 89abcdef 01'));
});

describe('Une adresse masquée', () => {
  test.each([
    ['claire.martin@mairie.example', 'c•••••n@mairie.example'],
    ['ab@mairie.example', 'a•••••@mairie.example'],
    ['pas une adresse', '•••'],
    ['@mairie.example', '•••'],
  ])('%s', (email, masked) => expect(maskEmail(email)).toBe(masked));
});
