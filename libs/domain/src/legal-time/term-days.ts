import { addDays, addMonths } from './legal-day.js';
import type { LegalDay } from './legal-day.js';

/**
 * True when a notice of `months` months, received that day, ends on the last day of the term at the latest. The months are counted *forward*
 * from the reception (art. 641 CPC, by analogy): counting back from the term gives another day each time a month lacks the number
 * (received 31 December for 30 June: in time, though « 30 June less six months » is 30 December).
 */
export function isTimely(receivedOn: LegalDay, termEndsOn: LegalDay, months: number): boolean {
  return addMonths(receivedOn, months) <= termEndsOn;
}

/**
 * The last day on which a notice of `months` months can be received for the term. No extension when it is a Saturday, a Sunday or a public
 * holiday: art. 642 CPC does not apply to a period that is counted before a date (Civ. 3e, 8 March 2018, n° 17-11.312).
 */
export function lastUsefulDay(termEndsOn: LegalDay, months: number): LegalDay {
  const sameNumber = addMonths(termEndsOn, -months);
  // Only a term on the last day of its month takes in later numbers: they are clamped onto it, to the end of the month they are in.
  return isLastOfMonth(termEndsOn) ? lastOfMonth(sameNumber) : sameNumber;
}

/**
 * The last day of the term after that many tacit renewals, counted from the last day of the first term: chained additions would drift
 * (31 August, 28 February, then 28 August for ever).
 */
export function renewedTerm(firstTermEndsOn: LegalDay, periodMonths: number, renewals: number): LegalDay {
  return addMonths(firstTermEndsOn, periodMonths * renewals);
}

function isLastOfMonth(day: LegalDay): boolean {
  return addDays(day, 1).endsWith('-01');
}

function lastOfMonth(day: LegalDay): LegalDay {
  const firstOfMonth = `${day.slice(0, -2)}01` as LegalDay;
  return addDays(addMonths(firstOfMonth, 1), -1);
}
