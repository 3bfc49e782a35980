import fc from 'fast-check';
import { addMonths, legalDay } from './legal-day.js';
import type { LegalDay } from './legal-day.js';
import { isTimely, lastUsefulDay, renewedTerm } from './term-days.js';

/**
 * A calendar of its own, which shares nothing with the code it judges: numbers, the table of the months, and one step back at a time.
 */
type Civil = { year: number; month: number; day: number };
const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
const lengthOf = (year: number, month: number): number => (month === 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31);
const written = ({ year, month, day }: Civil): LegalDay => `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}` as LegalDay;
const order = ({ year, month, day }: Civil): number => year * 10_000 + month * 100 + day;

function dayBefore({ year, month, day }: Civil): Civil {
  if (day > 1) return { year, month, day: day - 1 };
  if (month > 1) return { year, month: month - 1, day: lengthOf(year, month - 1) };
  return { year: year - 1, month: 12, day: 31 };
}

/** Art. 641, al. 2: the day of the last month that bears the same number; failing it, the last day of that month. */
function sameNumberLater({ year, month, day }: Civil, months: number): Civil {
  let [y, m] = [year, month];
  for (let step = 0; step < months; step += 1) [y, m] = m === 12 ? [y + 1, 1] : [y, m + 1];
  return { year: y, month: m, day: Math.min(day, lengthOf(y, m)) };
}

function searchedDayByDay(term: Civil, months: number): Civil {
  let candidate = term;
  while (order(sameNumberLater(candidate, months)) > order(term)) candidate = dayBefore(candidate);
  return candidate;
}

const civilDay: fc.Arbitrary<Civil> = fc
  .record({ year: fc.integer({ min: 1990, max: 2060 }), month: fc.integer({ min: 1, max: 12 }), day: fc.integer({ min: 1, max: 31 }) })
  .map(({ year, month, day }) => ({ year, month, day: Math.min(day, lengthOf(year, month)) }));
const noticeMonths = fc.integer({ min: 0, max: 24 });

/** Rulings on leases and on procedure: what they say of counting months is cited by analogy. */
describe('Les arrêts, par analogie', () => {
  test('Civ. 3e, 21 déc. 1987, n° 85-10.794 : un délai de mois expire le jour qui porte le même quantième, hors procédure aussi', () => {
    expect(addMonths(legalDay('1987-03-15'), 6)).toBe('1987-09-15');
    expect(isTimely(legalDay('1987-03-15'), legalDay('1987-09-15'), 6)).toBe(true);
  });
  test('Civ. 3e, 13 janv. 2004, n° 02-18.337 : notifié le 30 décembre 1996 pour le 30 juin 1997, dans le délai', () => {
    expect(isTimely(legalDay('1996-12-30'), legalDay('1997-06-30'), 6)).toBe(true);
  });
  test('Civ. 3e, 31 oct. 2006 : un 31 décembre pour un 30 juin, dans le délai ; exiger le 30 décembre était une erreur', () => {
    expect(isTimely(legalDay('2003-12-31'), legalDay('2004-06-30'), 6)).toBe(true);
    expect(lastUsefulDay(legalDay('2004-06-30'), 6)).toBe('2003-12-31');
    expect(isTimely(legalDay('2004-01-01'), legalDay('2004-06-30'), 6)).toBe(false);
  });
  test('Civ. 3e, 1er juin 2010, n° 08-16.320 : signifié un 31 août pour un 28 février, dans le délai', () => {
    expect(isTimely(legalDay('2006-08-31'), legalDay('2007-02-28'), 6)).toBe(true);
    expect(lastUsefulDay(legalDay('2007-02-28'), 6)).toBe('2006-08-31');
  });
  test('Civ. 3e, 8 mars 2018, n° 17-11.312 : pour le 30 septembre 2013, le 31 mars, dimanche de Pâques, n’est pas prorogé ; le 2 avril est tardif', () => {
    expect(lastUsefulDay(legalDay('2013-09-30'), 6)).toBe('2013-03-31');
    expect(isTimely(legalDay('2013-03-31'), legalDay('2013-09-30'), 6)).toBe(true);
    expect(isTimely(legalDay('2013-04-02'), legalDay('2013-09-30'), 6)).toBe(false);
  });
  test('Civ. 2e, 4 févr. 1998, n° 96-13.391 : un délai qui se compte avant une date n’est pas prorogé (art. 642 écarté)', () => {
    // 28 February 2027 is a Sunday: Monday 1 March is already late.
    expect(lastUsefulDay(legalDay('2027-08-28'), 6)).toBe('2027-02-28');
    expect(isTimely(legalDay('2027-03-01'), legalDay('2027-08-28'), 6)).toBe(false);
  });
});

describe('Le dernier jour utile', () => {
  test.each([
    ['2027-06-30', '2026-12-31', 'retrancher six mois donnerait le 30'],
    ['2027-02-28', '2026-08-31', 'retrancher six mois donnerait le 28'],
    ['2027-09-30', '2027-03-31', ''],
    ['2027-11-30', '2027-05-31', ''],
    ['2027-04-30', '2026-10-31', ''],
    ['2026-12-31', '2026-06-30', 'ici les deux calculs se rejoignent'],
    ['2027-08-28', '2027-02-28', 'quatre échéances pour un même jour'],
    ['2027-08-29', '2027-02-28', ''],
    ['2027-08-30', '2027-02-28', ''],
    ['2027-08-31', '2027-02-28', ''],
    ['2028-02-29', '2027-08-31', 'année bissextile'],
    ['2027-06-15', '2026-12-15', 'au milieu du mois'],
  ])('pour l’échéance du %s, six mois : le %s', (term, day) => expect(lastUsefulDay(legalDay(term), 6)).toBe(day));

  test('égale une recherche jour par jour, qui ne partage aucun calcul (1990-2060)', () => {
    fc.assert(
      fc.property(civilDay, noticeMonths, (term, months) => {
        expect(lastUsefulDay(written(term), months)).toBe(written(searchedDayByDay(term, months)));
      }),
      { numRuns: 2000 },
    );
  });

  test('le jour même est dans le délai, le lendemain est tardif', () => {
    fc.assert(
      fc.property(civilDay, noticeMonths, (term, months) => {
        const last = searchedDayByDay(term, months);
        expect(isTimely(written(last), written(term), months)).toBe(true);
        expect(lastUsefulDay(written(term), months) < written(term) || months === 0).toBe(true);
      }),
    );
    fc.assert(
      fc.property(civilDay, noticeMonths, (received, months) => {
        const timely = isTimely(written(dayBefore(received)), written(received), months);
        expect(timely).toBe(order(sameNumberLater(dayBefore(received), months)) <= order(received));
      }),
    );
  });

  test('ne recule jamais quand l’échéance avance, ni n’avance quand le préavis s’allonge', () => {
    fc.assert(
      fc.property(civilDay, noticeMonths, (term, months) => {
        expect(lastUsefulDay(written(dayBefore(term)), months) <= lastUsefulDay(written(term), months)).toBe(true);
        expect(lastUsefulDay(written(term), months + 1) < lastUsefulDay(written(term), months)).toBe(true);
      }),
    );
  });
});

describe('L’échéance reconduite', () => {
  test('compte depuis la première échéance : une convention finie un 31 le redevient', () => {
    expect([0, 1, 2, 3].map((renewals) => renewedTerm(legalDay('2026-08-31'), 6, renewals))).toEqual(['2026-08-31', '2027-02-28', '2027-08-31', '2028-02-29']);
    expect(renewedTerm(legalDay('2024-02-29'), 12, 4)).toBe('2028-02-29');
  });

  test('ne dérive jamais (1990-2060)', () => {
    fc.assert(
      fc.property(civilDay, fc.integer({ min: 1, max: 36 }), fc.integer({ min: 0, max: 40 }), (first, period, renewals) => {
        const term = renewedTerm(written(first), period, renewals);
        expect(term).toBe(written(sameNumberLater(first, period * renewals)));
        const day = Number(term.slice(8));
        expect(day === first.day || day === lengthOf(Number(term.slice(0, 4)), Number(term.slice(5, 7)))).toBe(true);
      }),
    );
  });

  test('avance à chaque reconduction', () => {
    fc.assert(
      fc.property(civilDay, fc.integer({ min: 1, max: 36 }), fc.integer({ min: 0, max: 40 }), (first, period, renewals) => {
        expect(renewedTerm(written(first), period, renewals) < renewedTerm(written(first), period, renewals + 1)).toBe(true);
      }),
    );
  });
});
