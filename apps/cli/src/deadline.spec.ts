import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { countMonths, judgeNotice, listHolidays, tellCnil, workHours } from './deadline.js';
import { RunFailure } from './run-failure.js';

afterEach(() => {
  // Jest itself ends on it.
  process.exitCode = undefined;
  jest.restoreAllMocks();
});

function said(work: () => void): string {
  const log = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  work();
  const text = log.mock.calls.map(([line]) => String(line)).join('\n');
  log.mockRestore();
  return text.replace(/[\u00a0\u202f]/g, ' ');
}
const answered = (work: () => void): unknown => JSON.parse(said(work));
const refused = (work: () => void): RunFailure => {
  try {
    work();
  } catch (fault) {
    if (fault instanceof RunFailure) return fault;
    throw fault;
  }
  throw new Error('nothing was refused');
};
const json = true;
const sentence = expect.stringMatching(/^[A-ZÀÉ].*\.$/);

describe('deadline notice', () => {
  test('les champs promis, et rien d’autre', () => {
    expect(answered(() => judgeNotice({ received: '2026-12-31', term: '2027-06-30', json }))).toEqual({
      timely: true, lastUsefulDay: '2026-12-31', effectiveOn: '2027-06-30', readings: { dispatch: null, firstPresentation: null, delivery: true }, basis: sentence,
    });
    expect(process.exitCode).toBe(0);
  });
  test('une lettre tardive est une réponse : sortie 0, et les trois lectures', () => {
    expect(answered(() => judgeNotice({ sent: '1997-03-19', presented: '1997-03-25', received: '1997-04-03', term: '1997-09-30', json }))).toEqual({
      timely: false, lastUsefulDay: '1997-03-31', effectiveOn: '1998-09-30', readings: { dispatch: true, firstPresentation: true, delivery: false }, basis: expect.stringContaining('France Télécom'),
    });
    expect(process.exitCode).toBe(0);
  });
  test('sans reconduction, le préavis tardif est sans objet ; avec une échéance donnée, elle est tenue', () => {
    expect(answered(() => judgeNotice({ received: '2027-01-01', term: '2027-06-30', renewal: false, json }))).toMatchObject({ timely: false, effectiveOn: null });
    expect(answered(() => judgeNotice({ received: '2027-01-01', term: '2027-06-30', nextTerm: '2027-12-31', json }))).toMatchObject({ timely: false, effectiveOn: '2027-12-31' });
  });
  test('une autre lecture, un autre préavis', () => {
    const late = { sent: '2026-12-30', received: '2027-01-04', term: '2027-06-30', json };
    expect(answered(() => judgeNotice({ ...late, reading: 'dispatch' }))).toMatchObject({ timely: true });
    expect(answered(() => judgeNotice({ ...late, months: '3' }))).toMatchObject({ timely: true, lastUsefulDay: '2027-03-31' });
  });
  test('en français, il montre son raisonnement', () => {
    const text = said(() => judgeNotice({ sent: '2026-12-28', received: '2027-01-04', term: '2027-06-30' }));
    expect(text).toMatch(/^Préavis tardif/);
    expect(text).toMatch(/dernier jour utile +jeudi 31 décembre 2026/);
    expect(text).toMatch(/effet +30 juin 2028/);
    expect(text).toMatch(/expédition +28 décembre 2026 : à temps/);
    expect(text).toMatch(/remise +4 janvier 2027 : tardif/);
    expect(text).toContain('CPC, article 641, alinéa 2, par analogie');
  });
  test.each([
    [{ received: '31/12/2026', term: '2027-06-30' }, /--received.*31\/12\/2026.*AAAA-MM-JJ/],
    [{ received: '2027-02-29', term: '2027-06-30' }, /2027-02-29/],
    [{ received: '2026-12-31', term: 'juin' }, /--term/],
    [{ received: '2026-12-31', term: '2027-06-30', sent: '2026-12' }, /--sent/],
    [{ received: '2026-12-31', term: '2027-06-30', months: '0' }, /1 à 60/],
    [{ received: '2026-12-31', term: '2027-06-30', reading: 'cachet' }, /dispatch, first_presentation, delivery/],
    [{ received: '2026-12-31', term: '2027-06-30', nextTerm: '2027-06-30' }, /--next-term/],
  ])('%j : sortie 2', (options, message) => {
    const fault = refused(() => judgeNotice(options));
    expect([fault.exitCode, fault.message]).toEqual([2, expect.stringMatching(message)]);
  });
  test('des dates qui se contredisent : sortie 1', () => {
    expect(refused(() => judgeNotice({ sent: '2026-12-30', received: '2026-12-29', term: '2027-06-30' }))).toMatchObject({ exitCode: 1, message: expect.stringMatching(/précède l’envoi/) });
  });
});

describe('deadline working-hours', () => {
  const due = (from: string, zone = 'metropole', hours = '72') => answered(() => workHours({ from, hours, zone, json }));
  test('sans décalage, l’heure est celle de la zone, et la réponse s’écrit de même', () => {
    expect(due('2026-06-05T16:45')).toEqual({ due: '2026-06-10T16:45', zone: 'metropole', basis: sentence });
    expect(due('2026-06-05T16:45:10')).toMatchObject({ due: '2026-06-10T16:45:10' });
    expect(due('2026-06-06T10:00')).toMatchObject({ due: '2026-06-11T00:00' });
  });
  test('avec un décalage, la réponse en porte un', () => {
    expect(due('2026-03-27T17:00:00+01:00')).toMatchObject({ due: '2026-04-01T17:00:00+02:00' });
    expect(due('2026-03-27T16:00Z')).toMatchObject({ due: '2026-04-01T15:00Z' });
    // Friday evening in Paris is already Saturday in La Réunion.
    expect(due('2026-06-05T22:00+02:00', 'reunion')).toMatchObject({ due: '2026-06-11T00:00+04:00' });
  });
  test('en français, les jours sautés sont nommés et les autres lectures données', () => {
    const text = said(() => workHours({ from: '2026-07-11T09:00', hours: '72', zone: 'metropole' }));
    expect(text).toMatch(/vendredi 17 juillet 2026 à 0 h/);
    expect(text).toContain('mardi 14 juillet 2026 : Fête nationale');
    expect(text).toMatch(/fin du troisième|jours ouvrés/);
  });
  test('le Vendredi saint se retire pour une commune sans temple', () => {
    const request = { from: '2026-04-02T10:00', hours: '24', zone: 'alsace-moselle', json };
    expect(answered(() => workHours(request))).toMatchObject({ due: '2026-04-07T10:00' });
    expect(answered(() => workHours({ ...request, goodFriday: false }))).toMatchObject({ due: '2026-04-03T10:00' });
  });
  test.each([
    [{ from: '2026-06-05', hours: '72', zone: 'metropole' }, /--from/],
    [{ from: '2026-06-05T25:00', hours: '72', zone: 'metropole' }, /--from/],
    [{ from: '2026-02-30T10:00Z', hours: '72', zone: 'metropole' }, /--from/],
    [{ from: '2026-03-29T02:30', hours: '72', zone: 'metropole' }, /n’a pas existé/],
    [{ from: '2026-06-05T10:00', hours: '72,5', zone: 'metropole' }, /nombre entier/],
    [{ from: '2026-06-05T10:00', hours: '72', zone: 'bretagne' }, /alsace-moselle/],
    [{ from: '1999-06-05T10:00', hours: '72', zone: 'metropole' }, /2013 à 2100/],
    [{ from: '2100-12-31T10:00', hours: '72', zone: 'metropole' }, /2013 à 2100/],
  ])('%j : sortie 2', (options, message) => {
    const fault = refused(() => workHours(options));
    expect([fault.exitCode, fault.message]).toEqual([2, expect.stringMatching(message)]);
  });
});

describe('deadline cnil', () => {
  test.each([
    ['2026-03-27T17:00', '2026-03-30T18:00'],
    ['2026-10-23T10:00', '2026-10-26T09:00'],
    ['2026-03-27T17:00+01:00', '2026-03-30T18:00+02:00'],
    ['2026-03-27T16:00:00Z', '2026-03-30T16:00:00Z'],
  ])('%s : %s', (aware, due) => {
    expect(answered(() => tellCnil({ aware, json }))).toEqual({ due, basis: expect.stringMatching(/RGPD, article 33/) });
  });
  test('l’heure répétée à l’automne se lit la première fois : la plus prudente', () => {
    expect(answered(() => tellCnil({ aware: '2026-10-25T02:30', json }))).toMatchObject({ due: '2026-10-28T01:30', basis: expect.stringMatching(/première/) });
  });
  test('ailleurs, l’heure de la zone', () => expect(answered(() => tellCnil({ aware: '2026-03-27T17:00', zone: 'reunion', json }))).toMatchObject({ due: '2026-03-30T17:00' }));
  test('en français', () => expect(said(() => tellCnil({ aware: '2026-03-27T17:00' }))).toMatch(/lundi 30 mars 2026 à 18 h[\s\S]*samedis/));
  test('une date seule ne suffit pas', () => expect(refused(() => tellCnil({ aware: '2026-03-27' }))).toMatchObject({ exitCode: 2, message: expect.stringMatching(/--aware/) }));
});

describe('deadline months', () => {
  test.each([['2026-08-31', '6', '2027-02-28'], ['2026-12-30', '6', '2027-06-30'], ['2027-08-31', '6', '2028-02-29'], ['2024-02-29', '12', '2025-02-28'], ['2026-06-15', '0', '2026-06-15']])('%s, %s mois : %s', (from, months, end) => {
    expect(answered(() => countMonths({ from, months, json }))).toEqual({ end, basis: expect.stringMatching(/641/) });
  });
  test('en français', () => expect(said(() => countMonths({ from: '2026-08-31', months: '6' }))).toMatch(/dimanche 28 février 2027[\s\S]*641/));
  test.each([[{ from: '2026-13-01', months: '6' }, /--from/], [{ from: '2026-01-01', months: '-6' }, /nombre entier/], [{ from: '2026-01-01', months: 'six' }, /nombre entier/]])('%j : sortie 2', (options, message) => {
    const fault = refused(() => countMonths(options));
    expect([fault.exitCode, fault.message]).toEqual([2, expect.stringMatching(message)]);
  });
});

describe('deadline holidays', () => {
  test('les jours, leur nom, leur source', () => {
    const days = answered(() => listHolidays({ zone: 'saint-martin', year: '2026', json })) as { day: string; name: string; source: string }[];
    expect(days).toHaveLength(12);
    expect(days.find(({ name }) => /esclavage/.test(name))).toEqual({ day: '2026-05-28', name: 'Abolition de l’esclavage', source: expect.stringMatching(/L3422-2/), confirmed: true });
  });
  test('en français, avec ce qui n’est que d’usage et ce qui reste à confirmer', () => {
    expect(said(() => listHolidays({ zone: 'guadeloupe', year: '2026' }))).toMatch(/mercredi 27 mai 2026 +Abolition de l’esclavage +Code du travail, article L3422-2[\s\S]*21 juillet/);
    expect(said(() => listHolidays({ zone: 'polynesie', year: '2026' }))).toMatch(/20 novembre 2026[\s\S]*à confirmer/);
    expect(said(() => listHolidays({ zone: 'alsace-moselle', year: '2026', goodFriday: false }))).not.toContain('Vendredi saint');
  });
  test.each([[{ zone: 'bretagne', year: '2026' }, /wallis-et-futuna/], [{ zone: 'metropole', year: '2012' }, /2013 à 2100/], [{ zone: 'metropole', year: 'deux' }, /2013 à 2100/]])('%j : sortie 2', (options, message) => {
    const fault = refused(() => listHolidays(options));
    expect([fault.exitCode, fault.message]).toEqual([2, expect.stringMatching(message)]);
  });
});
