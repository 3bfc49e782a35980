import { addDays, addMonths } from '../legal-time/legal-day.js';
import type { LegalDay } from '../legal-time/legal-day.js';
import { renewedTerm } from '../legal-time/term-days.js';
import { currentLastUsefulDay, currentTermEndsOn } from '../term/term-calendar.js';
import type { CapFollows, TermFacts } from '../term/term.js';

/** How the two days of an agreement come about: the last day of its term, and the last one on which a notice can be received. */
export type TermReasoning = {
  anchor: LegalDay;
  renewals: number;
  renewalMonths: number;
  /** The term by the count alone. */
  counted: LegalDay;
  cap: { endsOn: LegalDay; cuts: boolean } | null;
  capFollows: CapFollows;
  termEndsOn: LegalDay;
  noticeMonths: number;
  lastUsefulDay: LegalDay;
  /** A notice received that day ends then: within the term. */
  inTime: LegalDay;
  /** A notice received on the morrow: past the term. */
  tooLate: LegalDay;
  /** What counting back from the term gives. Where it differs, it is wrong, and people are told so. */
  countedBack: LegalDay;
};

export function termReasoning(facts: TermFacts): TermReasoning {
  const { firstTermEndsOn: anchor, renewals, renewalMonths, capEndsOn, capFollows, noticeMonths } = facts;
  const [termEndsOn, lastUsefulDay, counted] = [currentTermEndsOn(facts), currentLastUsefulDay(facts), renewedTerm(anchor, renewalMonths, renewals)];
  return {
    anchor, renewals, renewalMonths, counted, cap: capEndsOn === null ? null : { endsOn: capEndsOn, cuts: termEndsOn < counted }, capFollows, termEndsOn, noticeMonths, lastUsefulDay,
    inTime: addMonths(lastUsefulDay, noticeMonths), tooLate: addMonths(addDays(lastUsefulDay, 1), noticeMonths), countedBack: addMonths(termEndsOn, -noticeMonths),
  };
}
