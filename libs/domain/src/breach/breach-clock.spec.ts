import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { civilTime, civilTimeAt, instantsOf } from '../legal-time/civil-time.js';
import { instant } from '../legal-time/legal-day.js';
import type { Instant } from '../legal-time/legal-day.js';
import { breachStepText } from './breach-sentences.js';
import { breachSteps, compareInstants, noticeReminders, noticeStanding, secondsBetween } from './breach-clock.js';
import { clockFrom } from './breach.js';

const paris = 'Europe/Paris';
const at = (civil: string, zone = paris): Instant => instantsOf(civilTime(civil), zone)[0]!;
const facts = (awareAt: Instant, timeZone = paris) => ({ ...clockFrom(awareAt, timeZone), timeZone, notices: [], formerAwareAt: [] });
const notified = (awareAt: Instant, given: Instant) => ({ ...facts(awareAt), notices: [{ kind: 'initial' as const, at: given, reference: 'N-1', recordedAt: given }] });
const plus = (from: Instant, seconds: number) => instant(Temporal.Instant.from(from).add({ seconds }).toString());
const texts = (awareAt: Instant, zone = paris) => breachSteps(facts(awareAt, zone)).map(breachStepText).join('\n').replace(/\u00a0/g, ' ');

describe('Les soixante-douze heures', () => {
  test.each([
    ['heure d’été, Paris', '2026-03-27T17:00', paris, '2026-03-30T18:00:00', '2026-03-30'],
    ['heure d’hiver, Paris', '2026-10-23T10:00', paris, '2026-10-26T09:00:00', '2026-10-26'],
    ['La Réunion, qui ne change pas d’heure', '2026-03-27T17:00', 'Indian/Reunion', '2026-03-30T17:00:00', '2026-03-30'],
    ['Saint-Pierre-et-Miquelon, qui change comme l’Amérique', '2026-03-06T20:30', 'America/Miquelon', '2026-03-09T21:30:00', '2026-03-09'],
    ['au travers du 1er mai, d’un samedi et d’un dimanche', '2026-04-30T18:00:07', paris, '2026-05-03T18:00:07', '2026-05-03'],
    ['à minuit juste', '2026-06-01T00:00', paris, '2026-06-04T00:00:00', '2026-06-04'],
  ])('%s : %s donne %s', (_, aware, zone, due, day) => {
    const clock = facts(at(aware, zone), zone);
    expect([civilTimeAt(clock.dueAt, zone), clock.dueDay]).toEqual([due, day]);
  });

  test('la dernière seconde est à temps, la suivante en retard d’une seconde', () => {
    const aware = at('2026-03-27T17:00');
    const { dueAt } = facts(aware);
    expect(noticeStanding(facts(aware), plus(dueAt, -1))).toEqual({ kind: 'running', seconds: 1 });
    expect(noticeStanding(facts(aware), dueAt)).toEqual({ kind: 'running', seconds: 0 });
    expect(noticeStanding(facts(aware), plus(dueAt, 1))).toEqual({ kind: 'overdue', seconds: 1 });
    expect(noticeStanding(facts(aware), instant('2026-03-30T16:00:00.001Z'))).toEqual({ kind: 'overdue', seconds: 1 });
    expect(noticeStanding(notified(aware, dueAt), plus(dueAt, 900_000))).toEqual({ kind: 'given', seconds: 0 });
    expect(noticeStanding(notified(aware, plus(dueAt, 7_265)), plus(dueAt, 900_000))).toEqual({ kind: 'given_late', seconds: 7_265 });
  });

  test('les fractions de seconde se comparent en temps, et non en texte', () => {
    expect(compareInstants(instant('2026-03-30T16:00:00Z'), instant('2026-03-30T16:00:00.5Z'))).toBeLessThan(0);
    expect(secondsBetween(instant('2026-03-30T16:00:00Z'), instant('2026-03-30T15:59:59.5Z'))).toBe(-1);
  });

  const zones = ['Europe/Paris', 'Indian/Reunion', 'Indian/Mayotte', 'America/Miquelon', 'America/Cayenne', 'Pacific/Noumea', 'Australia/Lord_Howe'] as const;
  test('quelle que soit la zone et la saison, il passe exactement 72 heures, et le jour dû est celui de l’échéance sur place', () =>
    fc.assert(fc.property(fc.integer({ min: 1_700_000_000, max: 2_500_000_000 }), fc.constantFrom(...zones), (second, zone) => {
      const aware = instant(Temporal.Instant.fromEpochMilliseconds(second * 1_000).toString());
      const { dueAt, dueDay } = clockFrom(aware, zone);
      expect(secondsBetween(aware, dueAt)).toBe(72 * 3_600);
      expect(civilTimeAt(dueAt, zone).slice(0, 10)).toBe(dueDay);
    })));

  test('à temps si et seulement si la notification tombe dans les 72 heures, à la seconde', () =>
    fc.assert(fc.property(fc.integer({ min: 1_700_000_000, max: 2_500_000_000 }), fc.integer({ min: 0, max: 100 * 3_600 }), (second, after) => {
      const aware = instant(Temporal.Instant.fromEpochMilliseconds(second * 1_000).toString());
      expect(noticeStanding(notified(aware, plus(aware, after)), plus(aware, after)).kind).toBe(after <= 72 * 3_600 ? 'given' : 'given_late');
    })));
});

describe('Les rappels', () => {
  const aware = at('2026-03-27T17:00');
  test('24, 48 et 66 heures après la prise de connaissance, puis une seconde après l’échéance', () =>
    expect(noticeReminders(facts(aware), aware).map(({ at: when, effect }) => [effect.stage, civilTimeAt(when, paris)])).toEqual([[24, '2026-03-28T17:00:00'], [48, '2026-03-29T18:00:00'], [66, '2026-03-30T12:00:00'], [72, '2026-03-30T18:00:01']]));
  test('chacun devient inutile quand vient le suivant ; le dernier se répète encore un mois', () => {
    const reminders = noticeReminders(facts(aware), aware);
    for (const [rank, { effect }] of reminders.entries()) expect(compareInstants(effect.uselessAfter, reminders[rank + 1]?.at ?? plus(facts(aware).dueAt, 30 * 86_400))).toBeLessThanOrEqual(0);
  });
  test('déclarée tard, elle ne rappelle que ce qui vient encore', () => {
    expect(noticeReminders(facts(aware), plus(aware, 50 * 3_600)).map(({ effect }) => effect.stage)).toEqual([66, 72]);
    expect(noticeReminders(facts(aware), plus(aware, 80 * 3_600))).toEqual([]);
  });
});

describe('Pourquoi cet instant', () => {
  test('dit l’heure ôtée au printemps, et les autres lectures', () => {
    const said = texts(at('2026-03-27T17:00'));
    expect(said).toContain('Connue le vendredi 27 mars 2026 à 17 h');
    expect(said).toContain('heure d’été, qui saute une heure : l’échéance se lit une heure plus tard');
    expect(said).toContain('À notifier au plus tard le lundi 30 mars 2026 à 18 h.');
    expect(said).toContain('ce serait le lundi 30 mars 2026 à 19 h. La plus stricte est retenue.');
    expect(said).toContain('le RGPD seul dispense de notifier');
  });
  test('dit l’heure répétée à l’automne', () => expect(texts(at('2026-10-23T10:00'))).toContain('heure d’hiver, qui répète une heure : l’échéance se lit une heure plus tôt'));
  test('ne parle pas de changement d’heure quand il n’y en a pas', () => expect(texts(at('2026-03-27T17:00', 'Indian/Reunion'), 'Indian/Reunion')).not.toMatch(/heure d’(été|hiver)/));
  test('une prise de connaissance dans l’heure répétée dit laquelle est retenue', () => {
    const [first, second] = instantsOf(civilTime('2026-10-25T02:30'), paris) as [Instant, Instant];
    expect(texts(first)).toContain('la première est retenue');
    expect(texts(second)).toContain('c’est la seconde qui est retenue');
  });
  test('un instant corrigé se dit avec le premier noté', () =>
    expect(breachSteps({ ...facts(at('2026-03-27T17:00')), formerAwareAt: [at('2026-03-28T09:00')] }).map(breachStepText).join(' ').replace(/\u00a0/g, ' ')).toContain('il avait d’abord été noté le samedi 28 mars 2026 à 9 h'));
});
