import { reasonLengthMin } from '../circuit/circuit.js';
import type { NotPossibleNow } from '../workflow/workflow.js';
import type { NoticeAuthority, AuthorityDoubt, PartyKind, WithdrawalRefusal, WithdrawalState } from './withdrawal.js';

/** Exhaustive: a new refusal without its sentence does not compile. */
const refusals: Record<WithdrawalRefusal | NotPossibleNow, string> = {
  not_possible_now: 'Cette demande ne peut pas être faite maintenant. Rechargez la page pour voir où en est le préavis.',
  not_provided_by_agreement:
    'Non prévu par la convention : l’article\u00a07 n’ouvre le retrait qu’aux partenaires locaux et la dénonciation qu’aux gestionnaires. Un partenaire national est tenu par l’Accord cadre ; le préfet peut enregistrer une résiliation motivée par l’intérêt général (CE, 27\u00a0février\u00a02015, n°\u00a0357028).',
  authority_missing: 'Un gestionnaire qui dénonce justifie de son pouvoir (article\u00a07). Joignez la délibération, ou la décision de l’organe compétent, avant d’envoyer la lettre.',
  authority_reference_missing: 'La référence de la délibération ou de la décision manque. Recopiez-la de l’acte.',
  form_not_accepted: 'Les conditions particulières n’admettent que la lettre recommandée, papier ou électronique qualifiée (article\u00a07). Envoyez une lettre recommandée avec avis de réception.',
  letter_missing: 'Aucune lettre n’est indiquée. Ajoutez-en une par destinataire (article\u00a07).',
  letter_known_already: 'Cette lettre est déjà enregistrée. Complétez-la au lieu de l’ajouter de nouveau.',
  unknown_addressee: 'Ce destinataire n’est pas de ceux à qui ce préavis s’adresse (article\u00a07). Choisissez-en un dans la liste.',
  unknown_letter: 'Cette lettre n’est pas enregistrée. Rechargez la page et choisissez-la dans la liste.',
  tracking_number_wrong: 'Le numéro d’une lettre recommandée manque, ou n’a pas la bonne forme. Recopiez-le du bordereau de dépôt.',
  dates_contradict: 'Les dates d’une lettre se contredisent, ou contredisent son issue. Corrigez-les d’après le suivi du prestataire et l’avis de réception (CPC, articles\u00a0668 et\u00a0669).',
  day_to_come: 'Un des jours indiqués n’est pas encore venu. Corrigez-le, ou revenez quand la preuve est là.',
  reason_missing: `Donnez le motif en ${reasonLengthMin}\u00a0caractères au moins : il est gardé avec la décision.`,
  letter_not_returned: 'Une décision motivée ne porte que sur une lettre refusée, non réclamée ou revenue. Indiquez d’abord ce que la lettre est devenue.',
  not_concerned: 'Seuls les gestionnaires à qui ce préavis s’adresse l’examinent (article\u00a07).',
  effective_already: 'Ce préavis a pris effet : la partie a quitté la convention (article\u00a07). Pour revenir, elle passe par une adhésion ou un avenant.',
  settled_already: 'La réception de ce préavis est établie : sa réponse ne change plus (article\u00a07). En cas d’erreur de saisie, annulez-le avec un motif et enregistrez-le de nouveau.',
  cancelled_already: 'Ce préavis a été annulé. Enregistrez-en un autre.',
  nothing_sent: 'Aucune lettre n’a encore été envoyée. Enregistrez d’abord l’envoi.',
};

const doubts: Record<AuthorityDoubt, string> = {
  decided_after_dispatch: 'Irrégulière : la décision est postérieure à l’envoi de la lettre. Notifiez de nouveau, en vertu de cette décision, avant le dernier jour utile.',
  not_transmitted: 'Irrégulière : la transmission de la délibération au contrôle de légalité n’est pas établie. Indiquez son jour (CE, 20\u00a0janvier\u00a01989, Ville de Millau, n°\u00a070686, par analogie).',
  transmitted_too_late: 'Irrégulière : la délibération n’était pas transmise avant l’envoi de la lettre, et une régularisation ultérieure ne la couvre pas (CE, 20\u00a0janvier\u00a01989, Ville de Millau, n°\u00a070686, par analogie). Le même jour, joignez la preuve de l’heure.',
};

export const withdrawalStateNames: Record<WithdrawalState, string> = {
  drafted: 'en préparation',
  sent: 'envoyé, remise à établir',
  pressing: 'envoyé, remise toujours pas établie',
  information_only: 'pour information',
  not_received: 'non reçu',
  accepted_in_time: 'reçu à temps',
  late: 'tardif, effet à une échéance suivante',
  without_object: 'sans objet',
  effective: 'a pris effet',
  cancelled: 'annulé',
};

/** Art. 7 has a word for each. */
export const noticeNames: Record<Extract<PartyKind, 'gestionnaire' | 'local_partner'>, string> = { gestionnaire: 'dénonciation', local_partner: 'retrait' };
export const authorityNames: Record<NoticeAuthority['kind'], string> = { deliberation: 'délibération', delegation: 'délégation', board_decision: 'décision de l’organe compétent' };

export function withdrawalRefusalSentence(refusal: WithdrawalRefusal | NotPossibleNow): string {
  return refusals[refusal];
}

export function authorityDoubtSentence(doubt: AuthorityDoubt): string {
  return doubts[doubt];
}
