import type { NotPossibleNow } from '../workflow/workflow.js';
import { visaReferenceLengthMax } from './disposal.js';
import type { DisposalNature, DisposalRefusal, DisposalSlipState } from './disposal.js';

/** Exhaustive: a new refusal without its sentence does not compile. */
const refusals: Record<DisposalRefusal | NotPossibleNow, string> = {
  not_possible_now: 'Cette demande ne peut pas être faite maintenant. Rechargez la page pour voir où en est le bordereau.',
  slip_empty: 'Ce bordereau ne liste encore aucun mandat : il n’y a rien à soumettre aux Archives départementales. Revenez quand un mandat aura pris fin.',
  reference_missing: 'Recopiez la référence du visa telle que la donnent les Archives départementales (code du patrimoine, article\u00a0R212-14).',
  reference_too_long: `Une référence de visa tient en ${visaReferenceLengthMax}\u00a0caractères. Ne recopiez que son numéro.`,
  visa_to_come: 'Ce jour n’est pas encore venu. Corrigez la date portée sur le visa.',
  visa_before_request: 'Ce visa est antérieur au jour où le bordereau a été arrêté : il porte sur autre chose (code du patrimoine, article\u00a0R212-14). Vérifiez la date, ou le bordereau.',
  not_submitted: 'Ce bordereau se remplit encore. Arrêtez-le d’abord : les Archives départementales visent une liste qui ne change plus (code du patrimoine, article\u00a0R212-14).',
  submitted_already: 'Ce bordereau est déjà arrêté et attend son visa. Enregistrez la réponse des Archives départementales.',
  month_running: 'Ce bordereau est tenu sous un visa permanent : il se clôt seul à la fin du mois.',
  granted_already: 'Le visa de ce bordereau est déjà enregistré : la destruction est en cours.',
  executed_already: 'Les données de ce bordereau sont déjà détruites.',
  lines_remaining: 'Il reste des données à détruire sur ce bordereau.',
};

export const disposalSlipStateNames: Record<DisposalSlipState, string> = {
  open: 'ouvert',
  monthly: 'du mois en cours',
  submitted: 'en attente de visa',
  granted: 'visé, destruction en cours',
  executed: 'exécuté',
};

export const disposalNatureNames: Record<DisposalNature, string> = {
  working_data: 'données de travail',
  proof: 'preuve du mandat',
};

export function disposalRefusalSentence(refusal: DisposalRefusal | NotPossibleNow): string {
  return refusals[refusal];
}
