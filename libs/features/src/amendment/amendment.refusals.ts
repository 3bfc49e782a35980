import { amendmentRefusalSentence } from '#libs/domain';
import type { AmendmentRefusal, NotPossibleNow } from '#libs/domain';
import { roundRefusals } from '#libs/features/round';
import type { AmendmentAnswer } from './amendments.js';

export type Refusal = { code: string; sentence: string; status: 409 | 422; /** The field of a form it is about. */ field: string };

/** Those that another moment, or another state, would not refuse. */
const conflicts: ReadonlySet<string> = new Set<AmendmentRefusal | NotPossibleNow>([
  'not_possible_now', 'not_in_force_yet', 'term_expired', 'terminating_already', 'agreement_ended', 'number_out_of_order', 'signing_already', 'signed_already', 'settled_already', 'round_missing', 'other_round',
]);
const fields: Partial<Record<AmendmentRefusal | NotPossibleNow, string>> = {
  effect_in_the_past: 'effectOn', informed_too_late: 'effectOn', unknown_article: 'article', wording_unchanged: 'after', wording_missing: 'wording', silent_derogation: 'derogatesFrom', unknown_structure: 'structureId', structure_already: 'structureId',
  not_labelled: 'structureId', not_a_party: 'partnerId', party_already: 'partyId', gestionnaire_not_party: 'structureId', public_not_told: 'publicTold', reason_missing: 'reason',
};

/** The stable code that programs read, and the sentence that people do: article and way out. */
export function refusalOf(answer: Exclude<AmendmentAnswer, { ok: true }>): Refusal {
  if ('round' in answer) {
    const { sentence, status } = roundRefusals[answer.round as keyof typeof roundRefusals];
    return { code: `round.${answer.round}`, sentence, status: status === 409 ? 409 : 422, field: 'collectUntil' };
  }
  const { refusal } = answer;
  return { code: refusal, sentence: amendmentRefusalSentence(refusal), status: conflicts.has(refusal) ? 409 : 422, field: fields[refusal] ?? 'changes' };
}
