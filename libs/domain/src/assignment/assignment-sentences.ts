import { reasonLengthMin } from '../circuit/circuit.js';
import type { NotPossibleNow } from '../workflow/workflow.js';
import type { AssignmentRefusal, AssignmentState } from './assignment.js';

/** Exhaustive: a new refusal without its sentence does not compile. */
const refusals: Record<AssignmentRefusal | NotPossibleNow, string> = {
  not_possible_now: 'Cette demande ne peut pas être faite maintenant. Rechargez la page pour voir où en est la cession.',
  not_in_force_yet: 'La convention n’est pas encore en vigueur : aucune partie ne peut céder sa place avant sa date d’effet (articles\u00a07 et\u00a09). Revenez ce jour-là.',
  agreement_ended: 'La convention a pris fin : il n’y a plus rien à céder (articles\u00a07 et\u00a09).',
  unknown_assignor: 'Cet organisme n’est pas, ou n’est plus, partie à la convention (article\u00a01). Vérifiez qui cède.',
  prefet_cannot_assign: 'L’État ne cède pas sa place à la convention (article\u00a01). Un changement de préfet, ou de service, n’est pas une cession.',
  assignee_name_missing: 'Indiquez le nom de la personne morale qui reprend l’engagement (article\u00a07).',
  assignee_siret_wrong: 'Le SIRET du repreneur n’a pas le bon format : quatorze chiffres, dont deux clés. Recopiez-le de l’avis de situation.',
  same_person: 'Le repreneur est la partie elle-même : il n’y a pas de cession. Vérifiez le SIRET.',
  part_missing: 'Choisissez les structures cédées, ou cédez l’ensemble (article\u00a07).',
  part_of_gestionnaires_only: 'Seul un gestionnaire peut céder une partie de son engagement, structure par structure. Cédez l’ensemble (article\u00a07).',
  reason_missing: `Donnez le motif en ${reasonLengthMin}\u00a0caractères au moins : les autres parties le lisent (article\u00a07).`,
  effect_day_past: 'L’accord des autres parties doit être préalable (article\u00a07) : choisissez un jour d’effet postérieur à aujourd’hui, assez lointain pour qu’elles répondent.',
  effect_before_force: 'Ce jour d’effet précède l’entrée en vigueur de la convention (article\u00a09). Corrigez-le.',
  legal_reference_missing: 'Indiquez le texte qui opère la substitution, par exemple «\u00a0arrêté préfectoral n°\u00a0…, article\u00a0L5211-41-3 du code général des collectivités territoriales\u00a0». Sans lui, c’est une cession, qui demande l’accord de tous (article\u00a07).',
  legal_day_missing: 'Indiquez le jour de l’acte qui opère la substitution (arrêté, décret ou loi).',
  legal_day_to_come: 'L’acte qui opère la substitution n’est pas encore pris à ce jour. Revenez quand il l’est.',
  law_moves_the_whole: 'La loi substitue une personne morale à une autre pour le tout. Pour une partie seulement, demandez une cession (article\u00a07).',
  not_another_party: 'L’accord demandé est celui des autres parties (article\u00a07) : ni celui qui cède, ni celui qui reprend n’ont à le donner.',
  consent_too_late: 'L’accord doit être préalable (article\u00a07) : daté du jour d’effet ou d’après, il ne compte pas. Présentez une nouvelle demande, avec un jour d’effet plus lointain.',
  day_to_come: 'Ce jour n’est pas encore venu. Corrigez-le, ou revenez quand la preuve est là.',
  consent_binds: 'L’accord donné engage la partie : il ne se retire pas (code civil, articles\u00a01103 et\u00a01193). Si le projet a changé, son auteur annule cette demande et en présente une autre.',
  answered_so_already: 'Cette réponse est déjà enregistrée pour cette partie.',
  not_asked_yet: 'Cette demande n’a pas encore été présentée. Envoyez-la d’abord.',
  no_consent_needed: 'La substitution résulte de la loi : les autres parties en sont informées, et n’ont pas d’accord à donner (CGCT, articles\u00a0L5211-41-3 et\u00a0L2113-5).',
  settling_now: 'Le jour d’effet est venu : les accords sont en cours de décompte. Rechargez la page dans un instant.',
  effective_already: 'Cette cession a pris effet. Pour revenir en arrière, il faut une nouvelle cession, avec l’accord de toutes les parties (article\u00a07).',
  refused_already: 'Au jour d’effet, l’accord exprès de toutes les autres parties n’était pas acquis : la cession est refusée (article\u00a07). Présentez une nouvelle demande, avec un jour d’effet plus lointain.',
  cancelled_already: 'Cette demande a été annulée. Présentez-en une autre (article\u00a07).',
  without_object_already: 'La convention, ou l’engagement de la partie, avait pris fin avant le jour d’effet : cette cession est sans objet (articles\u00a07 et\u00a09).',
};

export const assignmentStateNames: Record<AssignmentState, string> = {
  drafted: 'en préparation',
  awaiting: 'en attente d’accords',
  pressing: 'en attente d’accords, jour d’effet proche',
  announced: 'annoncée, par l’effet de la loi',
  settling: 'accords en cours de décompte',
  effective: 'a pris effet',
  refused: 'refusée faute de consentement',
  cancelled: 'annulée',
  without_object: 'sans objet',
};

export function assignmentRefusalSentence(refusal: AssignmentRefusal | NotPossibleNow): string {
  return refusals[refusal];
}

/** « Refusée faute de consentement de La Poste (silence) et du SMICTOM (refus) » without the names: those are the caller's. */
export const missingConsentNames: Record<'silent' | 'refused', string> = { silent: 'n’a pas répondu', refused: 'a refusé' };
