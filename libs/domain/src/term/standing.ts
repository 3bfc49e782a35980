import type { LegalDay } from '../legal-time/legal-day.js';
import type { TermState } from './term.js';

/** What a procedure between parties must know of their agreement on the day somebody asks: it is told, it never looks. */
export type LivingAgreement = { state: TermState; inForceSince: LegalDay; partyIds: readonly string[] };

export type StandingRefusal = 'not_in_force_yet' | 'term_expired' | 'terminating_already' | 'agreement_ended';

/** Why nobody can join or replace a party of an agreement in that state; null: it lives, and goes on. */
export function standingRefusal(state: TermState): StandingRefusal | null {
  const refusals: Partial<Record<TermState, StandingRefusal>> = { signed: 'not_in_force_yet', executed_in_fact: 'term_expired', terminating: 'terminating_already', ended: 'agreement_ended' };
  return refusals[state] ?? null;
}
