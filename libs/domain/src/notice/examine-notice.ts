import { addMonths } from '../legal-time/legal-day.js';
import type { LegalDay } from '../legal-time/legal-day.js';
import { isTimely, lastUsefulDay } from '../legal-time/term-days.js';
import { stepsOf } from './notice-steps.js';
import type { NoticeAnswer, NoticeFacts, NoticeFinding, NoticeReading, NoticeRules } from './notice.js';

/** A day; `unknown` when it is not proven yet; `never` when the letter will never have been received that way. */
type CountedDay = LegalDay | 'unknown' | 'never';

/** Judges a notice by the configured reading, shows what the two other days would give, and says why. */
export function examineNotice(facts: NoticeFacts, rules: NoticeRules): NoticeFinding {
  const days = daysOf(facts);
  const finding = {
    ...answerFor(decidingDay(facts, rules.reading, days), rules),
    lastUsefulDay: lastUsefulDay(rules.termEndsOn, rules.months),
    readings: { dispatch: answerFor(days.dispatch, rules), firstPresentation: answerFor(days.firstPresentation, rules), delivery: answerFor(days.delivery, rules) },
  };
  return { ...finding, steps: stepsOf(facts, rules, finding) };
}

function daysOf({ mode, outcome, sentOn, presentedOn, deliveredOn }: NoticeFacts): Record<'dispatch' | 'firstPresentation' | 'delivery', CountedDay> {
  // A letter that reached nobody was notified to nobody, whatever the reading.
  if (mode === 'plain_message' || outcome === 'returned') return { dispatch: 'never', firstPresentation: 'never', delivery: 'never' };
  const delivery = outcome === 'refused' || outcome === 'unclaimed' ? 'never' : (deliveredOn ?? 'unknown');
  // Handed over, it is sent, presented and delivered at once.
  if (mode === 'hand_delivery') return { dispatch: delivery, firstPresentation: delivery, delivery };
  return { dispatch: sentOn ?? 'unknown', firstPresentation: presentedOn ?? 'unknown', delivery };
}

function decidingDay({ outcome, mode, decision }: NoticeFacts, reading: NoticeReading, days: ReturnType<typeof daysOf>): CountedDay {
  if (mode === 'plain_message') return 'never';
  const cameBack = outcome === 'refused' || outcome === 'unclaimed' || outcome === 'returned';
  if (cameBack && decision) return decision.receivedOn ?? 'never';
  if (outcome === 'returned') return 'never';
  // As long as nothing proves what became of it, a letter that left in time may still come back.
  if (outcome === 'pending') return 'unknown';
  if (reading === 'dispatch') return days.dispatch;
  return reading === 'first_presentation' && cameBack ? days.firstPresentation : days.delivery;
}

function answerFor(counted: CountedDay, { termEndsOn, laterTerms, months, effect }: NoticeRules): NoticeAnswer {
  if (counted === 'never') return { countedOn: null, verdict: 'not_a_notice', effectiveOn: null };
  if (counted === 'unknown') return { countedOn: null, verdict: 'provisional', effectiveOn: null };
  if (effect === 'rolling') {
    const ends = addMonths(counted, months);
    // At the cap the agreement ends before these months do: there is nothing left to leave.
    return ends > termEndsOn && laterTerms.length === 0 ? { countedOn: counted, verdict: 'without_object', effectiveOn: null } : { countedOn: counted, verdict: 'timely', effectiveOn: ends };
  }
  if (isTimely(counted, termEndsOn, months)) return { countedOn: counted, verdict: 'timely', effectiveOn: termEndsOn };
  const next = laterTerms.find((term) => isTimely(counted, term, months));
  return next === undefined ? { countedOn: counted, verdict: 'without_object', effectiveOn: null } : { countedOn: counted, verdict: 'late', effectiveOn: next };
}
