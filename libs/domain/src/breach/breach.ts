import { dayAt } from '../legal-time/legal-day.js';
import type { Instant, LegalDay } from '../legal-time/legal-day.js';
import { cnilDeadline } from '../legal-time/civil-time.js';

/** One breach of personal data, from the hour it is known to the reasons for closing its file (convention, art. 4.6; RGPD, art. 33 and 34). */
export type Breach = {
  state: BreachState;
  command:
    /** `account`: what happened, in words; they are kept apart, encrypted (they may name people), and the table only weighs them. */
    | { type: 'declare'; account: string }
    | { type: 'describe'; description: BreachDescription }
    | { type: 'correctAwareness'; awareAt: Instant; reason: string }
    | { type: 'notify'; doneAt: Instant; reference: string; lateReason: string }
    | { type: 'complement'; doneAt: Instant; reference: string; note: string }
    | { type: 'assess'; risk: BreachRisk; reason: string }
    | { type: 'tellPersons'; doneAt: Instant; count: number; means: PersonMeans }
    | { type: 'exempt'; ground: ExceptionGround; publicAt: Instant | null; reason: string }
    | { type: 'nameControllers'; partnerIds: readonly string[] }
    | { type: 'nameNoController'; reason: string }
    | { type: 'recordControllerTold'; partnerId: string; doneAt: Instant; means: ControllerMeans }
    | { type: 'close'; reason: string }
    | { type: 'reopen'; reason: string };
  tick: 'passDeadline';
  facts: BreachFacts;
  effect: BreachEffect;
  refusal: BreachRefusal;
};

/**
 * `to_notify`: the CNIL waits for a first notice. `overdue`: it still does, the day after the 72 hours ended. Time brings nothing further: a
 * breach is never closed but by somebody (I-19).
 */
export type BreachState = 'drafted' | 'to_notify' | 'overdue' | 'notified' | 'closed';

/** RGPD, art. 4, 12): disclosure or access, alteration, loss or destruction. */
export const breachNatures = ['confidentiality', 'integrity', 'availability'] as const;
export type BreachNature = (typeof breachNatures)[number];

/** Art. 4.6 asks for a notice of both. */
export const breachCauses = ['accident', 'malice', 'unknown'] as const;
export type BreachCause = (typeof breachCauses)[number];

export const breachOrigins = ['equipment_lost', 'equipment_stolen', 'paper_lost', 'wrong_recipient', 'published_by_mistake', 'unauthorised_access', 'intrusion', 'malware', 'wrong_disposal', 'other'] as const;
export type BreachOrigin = (typeof breachOrigins)[number];

export const breachFinders = ['agent', 'gestionnaire', 'user', 'partner', 'processor', 'other'] as const;
export type BreachFinder = (typeof breachFinders)[number];

export const dataCategories = ['identity', 'contact', 'national_number', 'family', 'finance', 'benefits', 'tax', 'health', 'supporting_documents', 'credentials', 'offences', 'other'] as const;
export type DataCategory = (typeof dataCategories)[number];

export const personCategories = ['users', 'minors', 'protected_adults', 'agents', 'other'] as const;
export type PersonCategory = (typeof personCategories)[number];

export const breachRisks = ['none', 'risk', 'high'] as const;
export type BreachRisk = (typeof breachRisks)[number];

export const personMeans = ['letter', 'mail', 'phone', 'in_person', 'public'] as const;
export type PersonMeans = (typeof personMeans)[number];

/** RGPD, art. 34, § 3, points a to c. */
export const exceptionGrounds = ['unintelligible', 'mitigated', 'disproportionate'] as const;
export type ExceptionGround = (typeof exceptionGrounds)[number];

/** `service_mail`: by the mail of this service. */
export const controllerMeans = ['service_mail', 'mail', 'phone', 'letter', 'meeting'] as const;
export type ControllerMeans = (typeof controllerMeans)[number];

/** What the CNIL's form asks and a code can answer. Null numbers: not known yet, which a first notice may say (art. 33, § 4). */
export type BreachDescription = {
  natures: readonly BreachNature[];
  cause: BreachCause;
  origin: BreachOrigin;
  foundBy: BreachFinder;
  happenedAt: Instant | null;
  endedAt: Instant | null;
  categories: readonly DataCategory[];
  personCategories: readonly PersonCategory[];
  persons: number | null;
  records: number | null;
  /** A processor took part in it (RGPD, art. 4, 8): its name is among the texts. */
  processor: boolean;
};

export type CnilNotice = { kind: 'initial' | 'complementary'; at: Instant; reference: string; recordedAt: Instant };
export type RiskAssessment = { risk: BreachRisk; at: Instant };
export type PersonsTold = { at: Instant; count: number; means: PersonMeans; recordedAt: Instant };
export type ArticleException = { ground: ExceptionGround; publicAt: Instant | null; recordedAt: Instant };
export type BreachController = { partnerId: string; namedAt: Instant; told: { at: Instant; means: ControllerMeans } | null };

/** Ids, instants and codes: every word about it is elsewhere, encrypted (decision 26). Lists only ever grow: the register is kept for ever. */
export type BreachFacts = BreachDescription & {
  gestionnaireId: string;
  /** Null: the gestionnaire's own, of none of its structures. */
  structureId: string | null;
  /** The structure's own time. */
  timeZone: string;
  awareAt: Instant;
  /** The last instant to notify on time. */
  dueAt: Instant;
  /** The civil day of `dueAt`: the calendar counts in days. */
  dueDay: LegalDay;
  /** What was first taken for the instant of awareness, and corrected. */
  formerAwareAt: readonly Instant[];
  notices: readonly CnilNotice[];
  assessments: readonly RiskAssessment[];
  personsTold: readonly PersonsTold[];
  exception: ArticleException | null;
  /** Null: nobody has said yet who decides of these data. */
  controllers: readonly BreachController[] | null;
  closedAt: Instant | null;
};

export type BreachEffect =
  | { type: 'announceBreach' }
  /** Announced for later, one per stage: `dueAt` and the number of corrections say which clock it belongs to, for a corrected one makes it pointless. */
  | { type: 'remindNotice'; stage: ReminderStage; dueAt: Instant; corrections: number; uselessAfter: Instant }
  | { type: 'informController'; partnerId: string };

/** Hours after awareness at which who must notify is reminded: each day, then six hours before the end, then at the end. */
export const reminderStages = [24, 48, 66, 72] as const;
export type ReminderStage = (typeof reminderStages)[number];

export type BreachRefusal =
  | 'not_declared_yet' | 'account_missing' | 'nature_missing' | 'category_missing' | 'awareness_to_come' | 'happened_after_awareness' | 'ended_before_happened' | 'end_to_come' | 'awareness_unchanged'
  | 'notice_missing' | 'notified_already' | 'instant_to_come' | 'notice_before_awareness' | 'reference_wrong' | 'late_reason_missing' | 'initial_missing' | 'complement_before_initial'
  | 'reason_missing' | 'risk_not_assessed' | 'persons_not_told' | 'told_before_awareness' | 'count_missing' | 'not_high_risk' | 'public_notice_missing'
  | 'controllers_unanswered' | 'controllers_not_told' | 'controller_missing' | 'controller_unknown' | 'controller_told_already' | 'controllers_named' | 'closed_already' | 'not_closed';

/** « Clé USB perdue dans le bus » is already an account. */
export const accountLengthMin = 20;
/** Two pages: beyond, it is a report, which the CNIL takes as an attachment. */
export const accountLengthMax = 6_000;

/** A breach somebody declares. */
export function draftedBreach(given: BreachDescription & Pick<BreachFacts, 'gestionnaireId' | 'structureId' | 'timeZone' | 'awareAt'>): BreachFacts {
  return { ...given, ...clockFrom(given.awareAt, given.timeZone), formerAwareAt: [], notices: [], assessments: [], personsTold: [], exception: null, controllers: null, closedAt: null };
}

/** What follows of the instant of awareness. */
export function clockFrom(awareAt: Instant, timeZone: string): Pick<BreachFacts, 'awareAt' | 'dueAt' | 'dueDay'> {
  const dueAt = cnilDeadline(awareAt);
  return { awareAt, dueAt, dueDay: dayAt(dueAt, timeZone) };
}

/** The risk as it was last assessed; null: nobody has yet. */
export function currentRisk({ assessments }: Pick<BreachFacts, 'assessments'>): BreachRisk | null {
  return assessments.at(-1)?.risk ?? null;
}

/** Whether a high risk is answered: the persons told, or an exception recorded, since the risk last became high. What excused an earlier risk excuses no later one (RGPD, art. 34). */
export function isHighRiskAnswered({ assessments, personsTold, exception }: Pick<BreachFacts, 'assessments' | 'personsTold' | 'exception'>): boolean {
  const since = assessments[assessments.findLastIndex(({ risk }) => risk !== 'high') + 1]?.at;
  return since === undefined || [...personsTold, ...(exception ? [exception] : [])].some(({ recordedAt }) => Date.parse(recordedAt) >= Date.parse(since));
}

export function initialNotice({ notices }: Pick<BreachFacts, 'notices'>): CnilNotice | null {
  return notices.find(({ kind }) => kind === 'initial') ?? null;
}
