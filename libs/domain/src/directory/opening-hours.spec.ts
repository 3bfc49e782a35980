import fc from 'fast-check';
import { weekdays } from './directory.js';
import type { OpeningHours, OpeningInterval, Weekday } from './directory.js';
import { examineOpening, isPrintableInterval, MINIMUM_OPENING_DAYS, MINIMUM_WEEKLY_MINUTES, openingVerdict, weeklyOpening } from './opening-hours.js';
import type { OpenPlace } from './opening-hours.js';

const h = (hours: number, minutes = 0) => hours * 60 + minutes;
const closed: OpeningHours = { monday: [], tuesday: [], wednesday: [], thursday: [], friday: [], saturday: [], sunday: [] };
const everyDay = (days: readonly Weekday[], ...intervals: OpeningInterval[]): OpeningHours => ({ ...closed, ...Object.fromEntries(days.map((day) => [day, intervals])) });
const fixe = (hours: OpeningHours | null): OpenPlace => ({ format: 'fixe', hours });

const fiveDays = weekdays.slice(0, 5);
const fourDays = weekdays.slice(0, 4);
const exactly24Hours = { ...everyDay(fourDays, { from: h(9), to: h(14) }), friday: [{ from: h(8), to: h(12) }] };

describe('Les 24 heures sur cinq jours de l’article 4.2', () => {
  it('accepte 24 h tout juste sur cinq jours', () => {
    expect(examineOpening(fixe(exactly24Hours))).toEqual({ minutes: 1440, days: 5, verdict: 'compliant', reason: 'threshold_met' });
  });

  it('refuse 23 h 59 : la minute compte', () => {
    const hours = { ...exactly24Hours, friday: [{ from: h(8, 1), to: h(12) }] };
    expect(examineOpening(fixe(hours))).toEqual({ minutes: 1439, days: 5, verdict: 'non_compliant', reason: 'too_few_minutes' });
  });

  it('refuse 24 h réparties sur quatre jours', () => {
    const hours = everyDay(fourDays, { from: h(9), to: h(15) });
    expect(examineOpening(fixe(hours))).toEqual({ minutes: 1440, days: 4, verdict: 'non_compliant', reason: 'too_few_days' });
  });

  it('dit les deux défauts quand les deux manquent', () => {
    expect(examineOpening(fixe(everyDay(fourDays, { from: h(9), to: h(12) }))).reason).toBe('too_few_minutes_and_days');
  });

  it('compte 24 h sur six jours, et le dimanche comme un autre', () => {
    expect(openingVerdict(fixe(everyDay(weekdays.slice(0, 6), { from: h(9), to: h(13) })))).toBe('compliant');
    expect(openingVerdict(fixe({ ...everyDay(fourDays, { from: h(9), to: h(15) }), sunday: [{ from: h(10), to: h(10, 1) }] }))).toBe('compliant');
  });

  it('ne compte qu’une fois ce qui se recouvre', () => {
    const overlapping = everyDay(fiveDays, { from: h(9), to: h(12) }, { from: h(10), to: h(13) }, { from: h(10, 30), to: h(11) });
    expect(weeklyOpening(overlapping)).toEqual({ minutes: 5 * h(4), days: 5 });
    expect(openingVerdict(fixe(overlapping))).toBe('non_compliant');
  });

  it('dit « incomplet », non « non conforme », quand rien n’est su', () => {
    expect(openingVerdict(fixe(null))).toBe('incomplete');
    expect(openingVerdict(fixe(closed))).toBe('incomplete');
    expect(openingVerdict(fixe(everyDay(fiveDays, { from: h(12), to: h(9) })))).toBe('incomplete');
  });

  it('n’examine pas une antenne seule, mais ajoute ses heures à celles de sa structure', () => {
    const principal = fixe(everyDay(fiveDays, { from: h(9), to: h(12) }));
    const antenne: OpenPlace = { format: 'antenne', hours: everyDay(fiveDays, { from: h(11), to: h(14) }) };
    expect(examineOpening(antenne)).toMatchObject({ verdict: 'compliant', reason: 'antenne_not_tested_alone' });
    expect(openingVerdict({ format: 'antenne', hours: null })).toBe('incomplete');
    expect(openingVerdict(principal)).toBe('non_compliant');
    expect(examineOpening(principal, [antenne])).toMatchObject({ minutes: 5 * h(5), days: 5, verdict: 'compliant' });
  });

  it('reconnaît les intervalles qui ne s’impriment pas', () => {
    expect(isPrintableInterval({ from: 0, to: 1440 })).toBe(true);
    for (const wrong of [{ from: 600, to: 600 }, { from: 720, to: 540 }, { from: -1, to: 60 }, { from: 1380, to: 1441 }, { from: 540.5, to: 600 }]) {
      expect(isPrintableInterval(wrong)).toBe(false);
    }
  });
});

describe('L’union des intervalles, quels qu’ils soient', () => {
  const minute = fc.integer({ min: 0, max: 1440 });
  const interval = fc.record({ from: minute, to: minute });
  const day = fc.array(interval, { maxLength: 6 });
  const week = fc.record({ monday: day, tuesday: day, wednesday: day, thursday: day, friday: day, saturday: day, sunday: day });
  const minuteIsOpen = (intervals: readonly OpeningInterval[], at: number) => intervals.some(({ from, to }) => from <= at && at < to);

  it('égale le décompte minute par minute', () => {
    fc.assert(
      fc.property(week, (hours) => {
        const byDay = weekdays.map((name) => Array.from({ length: 1440 }, (_, at) => at).filter((at) => minuteIsOpen(hours[name], at)).length);
        expect(weeklyOpening(hours)).toEqual({ minutes: byDay.reduce((a, b) => a + b, 0), days: byDay.filter((count) => count > 0).length });
      }),
      { numRuns: 50 },
    );
  });

  it('ne dépend ni de l’ordre ni des répétitions, et ne diminue jamais quand on ouvre davantage', () => {
    fc.assert(
      fc.property(week, interval, (hours, extra) => {
        const once = weeklyOpening(hours);
        expect(weeklyOpening({ ...hours, monday: [...hours.monday, ...hours.monday].reverse() })).toEqual(once);
        const more = weeklyOpening({ ...hours, tuesday: [...hours.tuesday, extra] });
        expect(more.minutes).toBeGreaterThanOrEqual(once.minutes);
        expect(more.days).toBeGreaterThanOrEqual(once.days);
      }),
    );
  });

  it('rend « conforme » exactement quand les deux seuils sont tenus', () => {
    fc.assert(
      fc.property(week, (hours) => {
        const { minutes, days } = weeklyOpening(hours);
        expect(openingVerdict(fixe(hours)) === 'compliant').toBe(minutes >= MINIMUM_WEEKLY_MINUTES && days >= MINIMUM_OPENING_DAYS);
      }),
    );
  });
});
