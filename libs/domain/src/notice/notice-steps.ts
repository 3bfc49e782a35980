import { addMonths } from '../legal-time/legal-day.js';
import type { LegalDay } from '../legal-time/legal-day.js';
import { dayOff, isHolidayYear } from '../legal-time/public-holidays.js';
import { electronicWindowEnd } from './notice.js';
import type { NoticeAnswer, NoticeFacts, NoticeFinding, NoticeReading, NoticeRules, NoticeStep } from './notice.js';

type Found = Omit<NoticeFinding, 'steps'>;

/** Why the verdict is what it is, in the order in which one would explain it: which day counts, how the months run, what follows. */
export function stepsOf(facts: NoticeFacts, rules: NoticeRules, found: Found): NoticeStep[] {
  return [...whichDay(facts, rules, found), ...howLong(rules, found), ...whatFollows(rules, found), ...otherReadings(found)];
}

function whichDay(facts: NoticeFacts, { reading, effect }: NoticeRules, { countedOn, lastUsefulDay }: Found): NoticeStep[] {
  const { mode, outcome, decision } = facts;
  if (mode === 'plain_message') return [{ code: 'plain_message', params: {} }];
  if (outcome === 'returned' || outcome === 'refused' || outcome === 'unclaimed') {
    if (decision) return [countedOn === null ? { code: 'decided_never', params: {} } : { code: 'decided_received', params: { day: countedOn } }];
    return outcome === 'returned' ? [{ code: 'returned', params: {} }] : [cameBack(facts, outcome, reading, countedOn)];
  }
  if (outcome === 'pending') return unproven(facts, effect === 'term' ? lastUsefulDay : null);
  if (countedOn === null) return [{ code: 'day_unproven', params: { day: reading === 'dispatch' ? 'sent' : 'delivered' } }];
  if (mode === 'hand_delivery') return [{ code: 'handed_over', params: { day: countedOn } }];
  if (reading === 'dispatch') return [{ code: 'dispatch_counts', params: { day: countedOn } }];
  return [{ code: mode === 'electronic_registered_letter' ? 'accepted_electronically' : 'delivered', params: { day: countedOn } }];
}

function cameBack({ mode }: NoticeFacts, outcome: 'refused' | 'unclaimed', reading: NoticeReading, countedOn: LegalDay | null): NoticeStep {
  if (reading === 'delivery' || mode === 'hand_delivery') return { code: 'never_received', params: { outcome } };
  if (countedOn === null) return { code: 'day_unproven', params: { day: reading === 'dispatch' ? 'sent' : 'presented' } };
  return reading === 'dispatch' ? { code: 'dispatch_counts', params: { day: countedOn } } : { code: 'deemed_first_presentation', params: { day: countedOn, outcome } };
}

function unproven({ mode, sentOn, presentedOn }: NoticeFacts, notifyBy: LegalDay | null): NoticeStep[] {
  const steps: NoticeStep[] = [{ code: 'reception_unproven', params: { notifyBy } }];
  if (mode === 'electronic_registered_letter' && presentedOn !== null) steps.push({ code: 'electronic_window', params: { informedOn: presentedOn, until: electronicWindowEnd(presentedOn) } });
  if (sentOn !== null && notifyBy !== null && sentOn > notifyBy) steps.push({ code: 'sent_too_late', params: { sentOn, lastUsefulDay: notifyBy } });
  return steps;
}

function howLong({ termEndsOn, months, effect, zone }: NoticeRules, { countedOn, lastUsefulDay }: Found): NoticeStep[] {
  const steps: NoticeStep[] = [];
  if (countedOn !== null) {
    const ends = addMonths(countedOn, months);
    steps.push({ code: 'months_counted', params: { from: countedOn, months, ends } });
    if (countedOn.slice(-2) !== ends.slice(-2)) steps.push({ code: 'number_missing', params: { from: countedOn, ends } });
    if (effect === 'term') steps.push({ code: ends <= termEndsOn ? 'within_term' : 'beyond_term', params: { ends, term: termEndsOn } });
  }
  if (effect === 'rolling') return steps;
  steps.push({ code: 'last_useful_day', params: { day: lastUsefulDay, term: termEndsOn, months } });
  const off = isHolidayYear(Number(lastUsefulDay.slice(0, 4))) ? dayOff(lastUsefulDay, zone) : null;
  return off ? [...steps, { code: 'not_extended', params: { day: lastUsefulDay, off } }] : steps;
}

function whatFollows({ termEndsOn, effect, laterTerms }: NoticeRules, { verdict, effectiveOn }: Found): NoticeStep[] {
  if (verdict === 'without_object') return [{ code: 'without_object', params: { term: laterTerms.at(-1) ?? termEndsOn } }];
  if (effectiveOn === null) return [];
  if (effect === 'rolling') return [{ code: 'rolling_effect', params: { ends: effectiveOn } }];
  return [{ code: verdict === 'late' ? 'effect_at_later_term' : 'effect_at_term', params: { term: effectiveOn } }];
}

/** The readings that would decide otherwise: a reader must not discover them elsewhere. */
function otherReadings({ verdict, readings }: Found): NoticeStep[] {
  const named: [NoticeReading, NoticeAnswer][] = [['dispatch', readings.dispatch], ['first_presentation', readings.firstPresentation], ['delivery', readings.delivery]];
  return named
    .filter(([, answer]) => answer.verdict !== 'provisional' && answer.verdict !== verdict)
    .map(([reading, answer]) => ({ code: 'other_reading', params: { reading, answer } }));
}
