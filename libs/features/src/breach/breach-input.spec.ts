import { breachWorkflow, draftedBreach, instant, statesOf } from '#libs/domain';
import type { BreachFacts } from '#libs/domain';
import { breachActOf, breachActs } from './breach-acts.js';
import { momentFields, readCount, readDescription, readInstant, readTexts, typedFrom, typedOf } from './breach-input.js';
import { badgeOf, durationLeft, durationToSecond, stateSentence } from './breach-words.js';

const paris = 'Europe/Paris';
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');
const moment = (day: string, hour: string) => typedOf({ 'connue-jour': day, 'connue-heure': hour });
const facts: BreachFacts = draftedBreach({
  gestionnaireId: 'g', structureId: null, timeZone: paris, awareAt: instant('2026-03-27T16:00:00Z'), natures: ['confidentiality', 'availability'], cause: 'malice', origin: 'intrusion', foundBy: 'partner', happenedAt: instant('2026-03-27T12:30:15Z'), endedAt: null,
  categories: ['identity', 'health'], personCategories: ['users'], persons: 12, records: null, processor: true,
});

describe('L’heure d’un formulaire', () => {
  test('se lit à la seconde, à l’heure de la structure', () => {
    expect(readInstant(moment('2026-03-27', '17:00:07'), 'connue', paris, 'earlier')).toEqual({ ok: true, value: '2026-03-27T16:00:07Z' });
    expect(readInstant(moment('2026-03-27', '17:00'), 'connue', 'Indian/Reunion', 'earlier')).toEqual({ ok: true, value: '2026-03-27T13:00:00Z' });
  });
  test('répétée à l’automne, elle joue contre celui qui écrit', () => {
    expect(readInstant(moment('2026-10-25', '02:30'), 'connue', paris, 'earlier')).toEqual({ ok: true, value: '2026-10-25T00:30:00Z' });
    expect(readInstant(moment('2026-10-25', '02:30'), 'connue', paris, 'later')).toEqual({ ok: true, value: '2026-10-25T01:30:00Z' });
  });
  test.each([['2026-03-29', '02:30', 'connue-heure', 'n’a pas existé'], ['2026-03-27', '', 'connue-heure', 'Donnez l’heure'], ['', '17:00', 'connue-jour', 'le jour et l’heure'], ['27/03/2026', '17:00', 'connue-jour', 'le jour et l’heure']])('« %s » « %s » se refuse à son champ', (day, hour, field, words) => {
    const read = readInstant(moment(day, hour), 'connue', paris, 'earlier');
    expect(read.ok ? null : read.errors.map((error) => [error.field, error.message.includes(words)])).toEqual([[field, true]]);
  });
  test('s’écrit dans un champ comme elle s’y lit', () => expect(momentFields(instant('2026-03-30T16:00:05Z'), 'connue', paris)).toEqual({ 'connue-jour': ['2026-03-30'], 'connue-heure': ['18:00:05'] }));
});

test('un nombre se lit avec ses espaces ; rien n’est pas zéro', () => {
  const counts = (text: string) => readCount(typedOf({ n: text }), 'n');
  expect([counts('1 200'), counts(''), counts('douze').ok, counts('-3').ok]).toEqual([{ ok: true, value: 1_200 }, { ok: true, value: null }, false, false]);
});

test('une description revient du formulaire comme elle y est allée', () => {
  const texts = { account: 'Des faits', consequences: '', measures: 'Mots de passe changés', processor: 'Hébergeur', contact: '' };
  const typed = typedFrom(facts, texts);
  expect(readDescription(typed, paris)).toMatchObject({ ok: true, value: { natures: facts.natures, cause: 'malice', happenedAt: facts.happenedAt, endedAt: null, categories: facts.categories, persons: 12, records: null, processor: true } });
  expect(readTexts(typed)).toEqual(texts);
});

test('un formulaire vide dit tout ce qui manque en une fois', () => {
  const read = readDescription(typedOf({}), paris);
  expect(read.ok ? [] : read.errors.map(({ field }) => field)).toEqual(['natures', 'origine', 'cause', 'trouvee-par', 'donnees', 'personnes']);
});

test('un acte que personne ne connaît n’en est pas un, même quand son nom est celui d’une propriété', () => expect([breachActOf('toString'), breachActOf('effacer'), breachActOf('cloture')?.name]).toEqual([null, null, 'cloture']));

test('chaque acte lit un formulaire vide sans faillir', () => {
  for (const act of Object.keys(breachActs)) expect(['boolean', act]).toEqual([typeof breachActOf(act)!.read(typedOf({}), paris).ok, act]);
});

describe('Les mots', () => {
  test.each([[0, '0 s'], [59, '59 s'], [60, '0 h 01 min'], [102_720, '28 h 32 min'], [259_200, '72 h 00 min']])('il reste %i secondes : %s', (seconds, words) => expect(plain(durationLeft(seconds))).toBe(words));
  test.each([[1, '0 h 00 min 01 s'], [93_605, '26 h 00 min 05 s'], [262_800, '3 jours, 1 h 00 min 00 s']])('en retard de %i secondes : %s', (seconds, words) => expect(plain(durationToSecond(seconds))).toBe(words));
  test('chaque état se dit, et son badge avec lui', () => {
    const now = instant('2026-04-15T09:00:00Z');
    const given = { ...facts, notices: [{ kind: 'initial' as const, at: instant('2026-03-28T09:00:00Z'), reference: 'N-1', recordedAt: now }] };
    for (const state of statesOf(breachWorkflow)) {
      const row = { state, timeZone: paris, facts: state === 'notified' || state === 'closed' ? { ...given, closedAt: now } : facts };
      expect(stateSentence(row, now)).toMatch(/^[A-ZÀÉ][^!]*\.$/);
      expect(badgeOf(row, now).label).not.toBe('');
    }
    expect(plain(stateSentence({ state: 'notified', timeZone: paris, facts: given }, now))).toBe('Notifiée à la CNIL le samedi 28 mars 2026 à 10 h, à temps. Il reste à évaluer le risque pour les personnes et dire quels partenaires sont responsables du traitement.');
  });
});
