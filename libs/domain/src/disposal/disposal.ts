import type { LegalDay } from '../legal-time/legal-day.js';

/**
 * A bordereau d’élimination (C. patr. L212-2 and R212-14): public archives are destroyed with the visa of the département's Archives. One of a
 * gestionnaire's either waits for its own visa, or is that of a month under a visa given once for all.
 */
export type DisposalSlip = {
  state: DisposalSlipState;
  command:
    /** Sent to the Archives: from then on nothing is added to it. */
    | { type: 'submit'; lines: number }
    | { type: 'grant'; visa: DisposalVisa }
    /** The Archives did not give it that day: the slip is open again, and what it lists stays locked. */
    | { type: 'decline'; on: LegalDay }
    /** A standing visa recorded meanwhile covers what was waiting. */
    | { type: 'cover'; visa: DisposalVisa; lines: number }
    /** Under the standing visa, what ends during the month goes at once and is listed there. */
    | { type: 'openMonth'; visa: DisposalVisa }
    | { type: 'recordExecution'; remaining: number };
  tick: 'closeMonth';
  facts: DisposalSlipFacts;
  effect: { type: 'destroyLines' };
  refusal: DisposalRefusal;
};

/** `open`: ended mandates wait in it; `monthly`: fills as they are destroyed; `granted`: being destroyed; `executed`: done, and printed for the Archives. */
export type DisposalSlipState = 'open' | 'monthly' | 'submitted' | 'granted' | 'executed';

/** `managementTable`: reference of the tableau de gestion, when the Archives gave one. */
export type DisposalVisa = { kind: 'standing' | 'slip'; reference: string; on: LegalDay; managementTable: string | null };

export type DisposalSlipFacts = {
  gestionnaireId: string;
  openedOn: LegalDay;
  submittedOn: LegalDay | null;
  declinedOn: readonly LegalDay[];
  visa: DisposalVisa | null;
  executedOn: LegalDay | null;
};

export type DisposalRefusal =
  | 'slip_empty' | 'reference_missing' | 'reference_too_long' | 'visa_to_come' | 'visa_before_request' | 'not_submitted' | 'submitted_already' | 'month_running' | 'granted_already' | 'executed_already' | 'lines_remaining';

/** What is destroyed: the working data at the end of a mandate, its proof once its years are spent. */
export const disposalNatures = ['working_data', 'proof'] as const;
export type DisposalNature = (typeof disposalNatures)[number];

/** « Visa n° 2026-041 » is short; beyond, something else was typed. */
export const visaReferenceLengthMax = 80;

export function openedSlip(gestionnaireId: string, openedOn: LegalDay): DisposalSlipFacts {
  return { gestionnaireId, openedOn, submittedOn: null, declinedOn: [], visa: null, executedOn: null };
}
