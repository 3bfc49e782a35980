import { reasonLengthMin } from '../circuit/circuit.js';
import type { NotPossibleNow } from '../workflow/workflow.js';
import { offerLengthMin } from './adhesion.js';
import type { AdhesionRefusal, AdhesionState, VoteChoice } from './adhesion.js';

/** Exhaustive: a new refusal without its sentence does not compile. */
const refusals: Record<AdhesionRefusal | NotPossibleNow, string> = {
  not_possible_now: 'Cette demande ne peut pas être faite maintenant. Rechargez la page pour voir où en est l’adhésion.',
  not_in_force_yet: 'La convention n’est pas encore en vigueur : nul ne peut y adhérer avant sa date d’effet (articles\u00a07 et\u00a09). Revenez ce jour-là.',
  term_expired: 'La convention est échue, et rien ne l’a reconduite : nul ne peut plus y adhérer (articles\u00a07 et\u00a09). Demandez à la préfecture d’être associé à la prochaine.',
  terminating_already: 'La convention est résiliée, et son dernier jour est fixé : nul ne peut plus y adhérer (article\u00a07). Demandez à la préfecture d’être associé à la prochaine.',
  agreement_ended: 'La convention a pris fin : nul ne peut plus y adhérer (articles\u00a07 et\u00a09). Demandez à la préfecture d’être associé à la prochaine.',
  by_amendment_only: 'Les conditions particulières veulent qu’un partenaire local devienne partie par un avenant signé de toutes les parties (articles\u00a01 et\u00a07). Adressez-vous à la préfecture, qui le prépare.',
  party_already: 'Votre organisme est déjà partie à la convention (article\u00a01). Pour intervenir dans une autre structure, demandez un avenant à l’annexe\u00a05.',
  request_open_already: 'Une demande d’adhésion de votre organisme est déjà en cours (article\u00a07). Suivez-la, ou retirez-la avant d’en faire une autre.',
  structure_missing: 'Choisissez au moins une structure : un partenaire local intervient dans une structure du département au moins (article\u00a01).',
  structure_outside: 'Une des structures choisies n’est pas gérée par une partie à la convention (articles\u00a01 et\u00a07). Choisissez parmi celles de la liste.',
  offer_missing: `Décrivez ce que vous proposez en ${offerLengthMin}\u00a0caractères au moins : c’est ce que les gestionnaires examinent, et ce que dira l’annexe\u00a05 (article\u00a05.3).`,
  not_concerned: 'Seuls les gestionnaires des structures demandées examinent cette adhésion (article\u00a07).',
  reason_missing: `Dites pourquoi vous vous y opposez, en ${reasonLengthMin}\u00a0caractères au moins : le partenaire en est informé, et peut présenter une nouvelle demande (article\u00a07).`,
  not_asked_yet: 'Cette demande n’a pas encore été présentée. Envoyez-la d’abord.',
  accepted_already: 'Chaque gestionnaire concerné a donné son accord : la demande est acceptée, et l’acte d’adhésion reste à signer (article\u00a07).',
  signing_already: 'L’acte d’adhésion est en cours de signature. Pour y renoncer, ne le signez pas, ou refusez-le depuis le lien reçu.',
  bound_already: 'L’acte d’adhésion est signé : le partenaire est partie à la convention (articles\u00a01 et\u00a07). Pour en sortir, il passe par un retrait, avec son préavis.',
  refused_already: 'Cette demande a été refusée (article\u00a07). Le partenaire peut en présenter une autre, qui réponde aux motifs donnés.',
  lapsed_already: 'La date limite d’examen est passée sans l’accord de tous : cette demande est restée sans suite, car le silence ne vaut pas accord (article\u00a07). Le partenaire peut en présenter une autre.',
  withdrawn_already: 'Le partenaire a retiré cette demande. Il peut en présenter une autre (article\u00a07).',
  ended_meanwhile: 'La convention avait pris fin quand l’acte d’adhésion a été signé : cette adhésion est sans objet (article\u00a09).',
  not_accepted_yet: 'L’acte d’adhésion se signe une fois que chaque gestionnaire concerné a donné son accord (article\u00a07). Attendez les votes, ou relancez ceux qui manquent.',
  other_round: 'Cet acte signé n’est pas celui de cette demande. Vérifiez la tournée.',
  agreement_not_ended: 'La convention était en vigueur le jour où le partenaire l’a rejointe : son adhésion tient (article\u00a07).',
};

export const adhesionStateNames: Record<AdhesionState, string> = {
  drafted: 'en préparation',
  examined: 'en cours d’examen',
  pressing: 'en cours d’examen, date limite proche',
  accepted: 'acceptée, acte à signer',
  signing: 'acceptée, acte en cours de signature',
  in_force: 'en vigueur',
  refused: 'refusée',
  lapsed: 'sans suite',
  withdrawn: 'retirée',
  without_object: 'sans objet',
};

export const voteNames: Record<VoteChoice, string> = { for: 'pour', against: 'contre', abstain: 'abstention' };

export function adhesionRefusalSentence(refusal: AdhesionRefusal | NotPossibleNow): string {
  return refusals[refusal];
}
