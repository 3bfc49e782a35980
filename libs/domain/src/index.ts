export { addDays, addMonths, dayAt, daysBetween, instant, legalDay, startOfDay } from './legal-time/legal-day.js';
export type { Instant, LegalDay } from './legal-time/legal-day.js';
export { equipments, weekdays } from './directory/directory.js';
export type {
  College, Departement, Dossier, Equipment, Gestionnaire, GestionnaireKind, LocalPartner, NationalPartner, Offer, OpeningHours, OpeningInterval, Referent, Signatory, Structure, Weekday,
} from './directory/directory.js';
export { decide, dueOn, dueTick, eventsOf, notPossibleNow, possibleEvents, statesOf } from './workflow/workflow.js';
export type { Decision, Errand, Event, Moment, NotPossibleNow, Outcome, Row, Subject, Vocabulary, Workflow } from './workflow/workflow.js';
export { brokenLaws, toMermaid } from './workflow/laws.js';
export { reasonLengthMax, reasonLengthMin } from './circuit/circuit.js';
export type { Circuit, Slot, SlotState } from './circuit/circuit.js';
export { circuitWorkflow } from './circuit/circuit.workflow.js';
export { approvals, emptyRound, missingSlots } from './round/round.js';
export type { Round, RoundEffect, RoundFacts, RoundRefusal, RoundState } from './round/round.js';
export { roundWorkflow } from './round/round.workflow.js';
export { blockingGaps, gapRules, gaps } from './directory/completeness.js';
export type { Gap, GapCode, GapOf, GapParams, GapSubjectKind, Waiver } from './directory/completeness.js';
export { isContactFormUrl, isDirectLine, isMailAddress } from './directory/direct-contact.js';
export { gapSentence } from './directory/gap-sentences.js';
export { isInForce, nameOn, partnersInForce } from './directory/national-partner-names.js';
export type { DatedName, DatedPeriod, NationalPartnerReference } from './directory/national-partner-names.js';
export { examineOpening, isPrintableInterval, MINIMUM_OPENING_DAYS, MINIMUM_WEEKLY_MINUTES, openingVerdict, weeklyOpening } from './directory/opening-hours.js';
export type { OpeningFinding, OpeningReason, OpeningVerdict, OpenPlace, WeeklyOpening } from './directory/opening-hours.js';
export { isValidSiren, isValidSiret } from './directory/siret.js';
export { prefetBodyId, seatsOf } from './circuit/seats.js';
export type { Seat } from './circuit/seats.js';
