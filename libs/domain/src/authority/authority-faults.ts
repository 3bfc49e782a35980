import type { LegalBasis } from './legal-bases.js';

/** What may lack in the publicity of an act. */
export type PublicityFault = 'not_published' | 'published_too_late' | 'published_same_day_unproven' | 'not_transmitted' | 'transmitted_too_late' | 'transmitted_same_day_unproven';

/** Without prefix, a publicity fault is of the deliberation. Codes are kept with signatures: never renamed. */
export type AuthorityFaultCode =
  | 'authority_missing'
  | 'decision_missing' | 'decision_not_specific' | 'decision_other_text' | 'decision_adopted_after' | 'standing_scope' | 'standing_lapsed'
  | PublicityFault
  | `delegation_${PublicityFault}`
  | 'delegation_not_yet_in_force' | 'delegation_before' | 'delegation_after' | 'delegation_scope' | 'delegation_territory' | 'delegation_lapsed' | 'delegation_of_another'
  | 'delegator_not_in_office' | 'subdelegation_not_allowed'
  | 'interim_before' | 'interim_after' | 'interim_of_another' | 'not_in_office';

/** `subdelegation`: the second order, when whoever received a delegation passed it on. */
export type JudgedAct = 'decision' | 'power' | 'subdelegation';

/** `body`: the one the signature commits. */
export type Mender = 'body' | 'prefecture' | 'another_signatory';

/**
 * `at_any_time`: a proof lacks; shown later, it still counts. `before_signature`: something has to be done first; once signed, only another
 * signature mends it (CE, avis, 10 June 1996, n° 176873).
 */
export type Mendable = 'at_any_time' | 'before_signature';

export type AuthorityFault = { code: AuthorityFaultCode; act: JudgedAct; bases: readonly LegalBasis[]; mendedBy: Mender; mendable: Mendable };

/** What a verdict rests on without being able to check it. `tenure_declared`: nothing is recorded of the office. */
export type AuthorityRemark = 'tenure_declared' | 'text_not_named' | 'decision_not_shown';

/** What one half of an authority gives. */
export type Judgement = { faults: readonly AuthorityFault[]; remarks: readonly AuthorityRemark[]; bases: readonly LegalBasis[] };

/** `giver`: whoever gave the delegation, the préfet or the body. */
type Mending = { by: 'body' | 'giver' | 'another_signatory'; when: Mendable };
const shown = (by: Mending['by']): Mending => ({ by, when: 'at_any_time' });
const done = (by: Mending['by']): Mending => ({ by, when: 'before_signature' });

const mendings: Readonly<Record<AuthorityFaultCode, Mending>> = {
  authority_missing: shown('body'),
  decision_missing: shown('body'),
  decision_not_specific: done('body'),
  decision_other_text: done('body'),
  decision_adopted_after: done('body'),
  standing_scope: done('body'),
  standing_lapsed: done('body'),
  not_published: shown('body'),
  published_too_late: done('body'),
  published_same_day_unproven: shown('body'),
  not_transmitted: shown('body'),
  transmitted_too_late: done('body'),
  transmitted_same_day_unproven: shown('body'),
  delegation_not_published: shown('giver'),
  delegation_published_too_late: done('giver'),
  delegation_published_same_day_unproven: shown('giver'),
  delegation_not_transmitted: shown('giver'),
  delegation_transmitted_too_late: done('giver'),
  delegation_transmitted_same_day_unproven: shown('giver'),
  delegation_not_yet_in_force: done('giver'),
  delegation_before: done('giver'),
  delegation_after: done('giver'),
  delegation_scope: done('giver'),
  delegation_territory: done('giver'),
  delegation_lapsed: done('giver'),
  delegation_of_another: done('another_signatory'),
  delegator_not_in_office: done('giver'),
  subdelegation_not_allowed: done('another_signatory'),
  interim_before: done('another_signatory'),
  interim_after: done('another_signatory'),
  interim_of_another: done('another_signatory'),
  not_in_office: done('another_signatory'),
};

/** `ofPrefet`: the power, when it comes from the préfet, is mended by the préfecture. */
export function authorityFault(code: AuthorityFaultCode, act: JudgedAct, bases: readonly LegalBasis[], ofPrefet: boolean): AuthorityFault {
  const { by, when } = mendings[code];
  return { code, act, bases, mendedBy: by === 'giver' || code === 'authority_missing' ? (ofPrefet ? 'prefecture' : 'body') : by, mendable: when };
}
