import { reasonLengthMin } from '../circuit/circuit.js';
import type { Instant } from '../legal-time/legal-day.js';
import type { Event } from '../workflow/workflow.js';
import { accountLengthMin, currentRisk, initialNotice, isHighRiskAnswered } from './breach.js';
import type { Breach, BreachDescription, BreachFacts } from './breach.js';
import { compareInstants, isPastDeadline } from './breach-clock.js';

type Facts = BreachFacts;
type Asked = Event<Breach>;

/** What the CNIL gives back: « 2027-0142 », « N-2027/01-42 ». A number, never a name. */
const referencePattern = /^(?=.*\d)[A-Za-z0-9][A-Za-z0-9 ./_-]{2,39}$/;

const described = (facts: Facts, event: Asked): BreachDescription => (event.type === 'describe' ? event.description : facts);
/** The instant one became aware, as it is or as it is being corrected. */
const awareness = (facts: Facts, event: Asked): Instant => (event.type === 'correctAwareness' ? event.awareAt : facts.awareAt);

export function accountMissing(_: Facts, event: Asked) {
  return event.type === 'declare' && event.account.trim().length < accountLengthMin ? ('account_missing' as const) : null;
}

export function natureMissing(facts: Facts, event: Asked) {
  return described(facts, event).natures.length === 0 ? ('nature_missing' as const) : null;
}

export function categoryMissing(facts: Facts, event: Asked) {
  const { categories, personCategories } = described(facts, event);
  return categories.length === 0 || personCategories.length === 0 ? ('category_missing' as const) : null;
}

export function awarenessToCome(facts: Facts, event: Asked) {
  return compareInstants(awareness(facts, event), event.at) > 0 ? ('awareness_to_come' as const) : null;
}

/** The same instant sent back is no correction: nothing starts again. */
export function awarenessUnchanged({ awareAt }: Facts, event: Asked) {
  return event.type === 'correctAwareness' && compareInstants(event.awareAt, awareAt) === 0 ? ('awareness_unchanged' as const) : null;
}

/** What has not ended yet has no end. */
export function endToCome(facts: Facts, event: Asked) {
  const { endedAt } = described(facts, event);
  return endedAt !== null && compareInstants(endedAt, event.at) > 0 ? ('end_to_come' as const) : null;
}

export function happenedAfterAwareness(facts: Facts, event: Asked) {
  const { happenedAt } = described(facts, event);
  return happenedAt !== null && compareInstants(happenedAt, awareness(facts, event)) > 0 ? ('happened_after_awareness' as const) : null;
}

export function endedBeforeHappened(facts: Facts, event: Asked) {
  const { happenedAt, endedAt } = described(facts, event);
  return happenedAt !== null && endedAt !== null && compareInstants(endedAt, happenedAt) < 0 ? ('ended_before_happened' as const) : null;
}

export function reasonMissing(_: Facts, event: Asked) {
  return 'reason' in event && event.reason.trim().length < reasonLengthMin ? ('reason_missing' as const) : null;
}

/** Art. 4.6: any breach is notified, whatever its risk (I-19). */
export function noticeMissing() {
  return 'notice_missing' as const;
}

export function notifiedAlready() {
  return 'notified_already' as const;
}

export function initialMissing() {
  return 'initial_missing' as const;
}

export function notClosed() {
  return 'not_closed' as const;
}

/** What is recorded was done: an hour or a day typed wrong is caught here. */
export function instantToCome(_: Facts, event: Asked) {
  const done = 'doneAt' in event ? event.doneAt : event.type === 'exempt' ? event.publicAt : null;
  return done !== null && compareInstants(done, event.at) > 0 ? ('instant_to_come' as const) : null;
}

export function noticeBeforeAwareness({ awareAt }: Facts, event: Asked) {
  return event.type === 'notify' && compareInstants(event.doneAt, awareAt) < 0 ? ('notice_before_awareness' as const) : null;
}

export function complementBeforeInitial(facts: Facts, event: Asked) {
  const initial = initialNotice(facts);
  return event.type === 'complement' && initial !== null && compareInstants(event.doneAt, initial.at) < 0 ? ('complement_before_initial' as const) : null;
}

export function toldBeforeAwareness({ awareAt }: Facts, event: Asked) {
  const told = event.type === 'tellPersons' || event.type === 'recordControllerTold' ? event.doneAt : event.type === 'exempt' ? event.publicAt : null;
  return told !== null && compareInstants(told, awareAt) < 0 ? ('told_before_awareness' as const) : null;
}

export function referenceWrong(_: Facts, event: Asked) {
  return 'reference' in event && !referencePattern.test(event.reference.trim()) ? ('reference_wrong' as const) : null;
}

/** RGPD, art. 33, § 1: past 72 hours the notice still goes, « accompagnée des motifs du retard ». */
export function lateReasonMissing(facts: Facts, event: Asked) {
  return event.type === 'notify' && isPastDeadline(facts, event.doneAt) && event.lateReason.trim().length < reasonLengthMin ? ('late_reason_missing' as const) : null;
}

export function countMissing(_: Facts, event: Asked) {
  return event.type === 'tellPersons' && event.count < 1 ? ('count_missing' as const) : null;
}

export function notHighRisk(facts: Facts) {
  return currentRisk(facts) === 'high' ? null : ('not_high_risk' as const);
}

/** RGPD, art. 34, § 3, c): instead of each person, a public communication as effective. */
export function publicNoticeMissing(_: Facts, event: Asked) {
  return event.type === 'exempt' && event.ground === 'disproportionate' && event.publicAt === null ? ('public_notice_missing' as const) : null;
}

export function controllerMissing(_: Facts, event: Asked) {
  return event.type === 'nameControllers' && event.partnerIds.length === 0 ? ('controller_missing' as const) : null;
}

export function controllerUnknown({ controllers }: Facts, event: Asked) {
  return event.type === 'recordControllerTold' && !controllers?.some(({ partnerId }) => partnerId === event.partnerId) ? ('controller_unknown' as const) : null;
}

export function controllerToldAlready({ controllers }: Facts, event: Asked) {
  return event.type === 'recordControllerTold' && controllers?.some(({ partnerId, told }) => partnerId === event.partnerId && told !== null) ? ('controller_told_already' as const) : null;
}

/** Those who were named may have been written to: the register keeps them. */
export function controllersNamed({ controllers }: Facts) {
  return controllers !== null && controllers.length > 0 ? ('controllers_named' as const) : null;
}

export function riskNotAssessed(facts: Facts) {
  return currentRisk(facts) === null ? ('risk_not_assessed' as const) : null;
}

/** RGPD, art. 34, § 1 and 3. */
export function personsNotTold(facts: Facts) {
  return currentRisk(facts) === 'high' && !isHighRiskAnswered(facts) ? ('persons_not_told' as const) : null;
}

export function controllersUnanswered({ controllers }: Facts) {
  return controllers === null ? ('controllers_unanswered' as const) : null;
}

/** RGPD, art. 33, § 2. */
export function controllersNotTold({ controllers }: Facts) {
  return controllers?.some(({ told }) => told === null) ? ('controllers_not_told' as const) : null;
}
