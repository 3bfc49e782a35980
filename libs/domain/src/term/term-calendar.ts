import { addDays } from '../legal-time/legal-day.js';
import type { LegalDay } from '../legal-time/legal-day.js';
import { lastUsefulDay, renewedTerm } from '../legal-time/term-days.js';
import type { AlertStage, ExpiryReason, TermFacts } from './term.js';

type Counted = Pick<TermFacts, 'firstTermEndsOn' | 'renewalMonths' | 'renewals' | 'capEndsOn'>;

/** A quarter: municipal councils meet at least once in each (CGCT, L2121-7), and denouncing takes a deliberation. */
const prepareMonths = 3;
/** A month: a deliberation, its transmission, and a registered letter. */
const deliberateMonths = 1;
/** The post keeps a letter fifteen days, and an electronic one can be accepted for as long: sent later, it may come back too late. */
const lastDays = 15;

/** Last day of the current term: counted from the anchor, and never past the Accord cadre (I-02). */
export function currentTermEndsOn({ firstTermEndsOn, renewalMonths, renewals, capEndsOn }: Counted): LegalDay {
  return earlier(renewedTerm(firstTermEndsOn, renewalMonths, renewals), capEndsOn);
}

export function currentTermStartsOn({ inForceSince, ...facts }: TermFacts): LegalDay {
  return facts.renewals === 0 ? inForceSince : addDays(renewedTerm(facts.firstTermEndsOn, facts.renewalMonths, facts.renewals - 1), 1);
}

/** The last day on which a notice for the current term can be received (art. 7). */
export function currentLastUsefulDay(facts: TermFacts): LegalDay {
  return lastUsefulDay(currentTermEndsOn(facts), facts.noticeMonths);
}

/** Why the current term cannot be followed by another one; null: it can. */
export function expiryReason(facts: Counted): ExpiryReason | null {
  if (facts.renewalMonths === 0) return 'not_renewable';
  if (facts.capEndsOn === null) return 'cap_unknown';
  return facts.capEndsOn <= currentTermEndsOn(facts) ? 'cap_reached' : null;
}

/** One stage: from `on`, and no later than the eve of the next one. */
export type TermAlert = { stage: AlertStage; rank: number; on: LegalDay; uselessAfter: LegalDay };

/** The three alerts of the current term, counted back from its last day as a notice would be. */
export function alertsOf(facts: TermFacts): TermAlert[] {
  const term = currentTermEndsOn(facts);
  const useful = currentLastUsefulDay(facts);
  const days: [AlertStage, LegalDay][] = [
    ['prepare', lastUsefulDay(term, facts.noticeMonths + prepareMonths)],
    ['deliberate', lastUsefulDay(term, facts.noticeMonths + deliberateMonths)],
    ['last_days', addDays(useful, -lastDays)],
  ];
  return days.map(([stage, on], rank) => {
    const next = days[rank + 1];
    return { stage, rank, on: on < facts.alertsFrom ? facts.alertsFrom : on, uselessAfter: next ? addDays(next[1], -1) : useful };
  });
}

/** The next alert that still helps; null when the last useful day is already past on `alertsFrom`. */
export function nextAlert(facts: TermFacts): TermAlert | null {
  return alertsOf(facts).find(({ rank, uselessAfter }) => rank >= facts.alerts && uselessAfter >= facts.alertsFrom) ?? null;
}

/** What `examineNotice` needs to know of an agreement. */
export type NoticeTerms = {
  termEndsOn: LegalDay;
  laterTerms: readonly LegalDay[];
  /** False: whether another term follows is not known, for lack of a recorded Accord cadre. A verdict « sans objet » is then only a guess. */
  capKnown: boolean;
};

/**
 * The terms that a notice dispatched on `day` may aim at, in order; enough of them for a reception up to `through`. A letter that is typed
 * in after its term is thus judged by the term of its own day.
 */
export function noticeTermsOn(facts: TermFacts, day: LegalDay, through: LegalDay = day): NoticeTerms {
  const termAfter = (renewals: number): LegalDay => currentTermEndsOn({ ...facts, renewals });
  const follows = (renewals: number): boolean => expiryReason({ ...facts, renewals }) === null;
  let rank = 0;
  while (termAfter(rank) < day && follows(rank)) rank += 1;
  const termEndsOn = termAfter(rank);
  const laterTerms: LegalDay[] = [];
  for (let last = termEndsOn; lastUsefulDay(last, facts.noticeMonths) < through && follows(rank); rank += 1) {
    last = termAfter(rank + 1);
    laterTerms.push(last);
  }
  // One more than needed: a reader is shown where a late notice would lead.
  if (laterTerms.length === 0 && follows(rank)) laterTerms.push(termAfter(rank + 1));
  return { termEndsOn, laterTerms, capKnown: expiryReason({ ...facts, renewals: rank }) !== 'cap_unknown' };
}

function earlier(day: LegalDay, cap: LegalDay | null): LegalDay {
  return cap !== null && cap < day ? cap : day;
}
