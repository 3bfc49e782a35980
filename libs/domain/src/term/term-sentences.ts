import { reasonLengthMin } from '../circuit/circuit.js';
import type { NotPossibleNow } from '../workflow/workflow.js';
import type { AlertStage, EndReason, ExpiryReason, TermDecision, TermRefusal, TermReport, TermState } from './term.js';

/** Exhaustive: a new refusal without its sentence does not compile. */
const refusals: Record<TermRefusal | NotPossibleNow, string> = {
  not_possible_now: 'Cette demande ne peut pas être faite maintenant. Rechargez la page pour voir où en est la convention.',
  not_in_force_yet: 'La convention n’est pas encore en vigueur (article\u00a09). Revenez à sa date d’effet.',
  term_expired: 'La convention est échue, et rien ne l’a reconduite (article\u00a09). Seul un retrait ou une dénonciation qui a pris effet au plus tard à l’échéance peut encore être enregistré.',
  terminating_already: 'Une résiliation pour motif d’intérêt général est enregistrée\u00a0: la convention prend fin au jour qu’elle indique.',
  agreement_ended: 'La convention a pris fin\u00a0: elle ne peut plus changer. Une nouvelle convention se prépare par une tournée de signature.',
  accord_cadre_overtaken: 'Cet Accord cadre prend fin avant le début de la période en cours\u00a0: le retenir déferait des reconductions déjà notifiées aux parties. Vérifiez sa date de fin\u00a0; si elle est exacte, saisissez-en le service juridique.',
  accord_cadre_initial_only: 'Les conditions particulières retiennent l’Accord cadre en vigueur à la date d’effet, quand même il serait renouvelé (article\u00a09). Pour en suivre un autre, passez par un avenant.',
  accord_cadre_dates: 'L’Accord cadre prend fin avant d’avoir été conclu. Corrigez l’une des deux dates.',
  notice_day_past: 'Le dernier jour utile est passé\u00a0: la reconduction ne peut plus être écartée pour cette échéance (article\u00a07). Vous pouvez prévoir un avenant ou continuer.',
  unknown_party: 'Ce gestionnaire n’est pas, ou n’est plus, partie à la convention (article\u00a01). Vérifiez l’organisme choisi.',
  leaving_already: 'Le départ de cette partie est déjà enregistré (article\u00a07). Annulez-le d’abord s’il doit être remplacé.',
  party_already: 'Ce gestionnaire est déjà partie à la convention (article\u00a01).',
  not_leaving: 'Aucun départ de cette partie n’est enregistré. Vérifiez l’organisme choisi.',
  leaves_later: 'Cette partie reste engagée jusqu’à l’effet de son préavis (article\u00a07). Attendez le lendemain de ce jour.',
  leaves_before_force: 'Ce départ prendrait effet avant l’entrée en vigueur de la convention (article\u00a09). Vérifiez son jour d’effet.',
  left_already: 'Ce départ a déjà pris effet (article\u00a07). Pour revenir, la partie passe par une adhésion ou un avenant.',
  reason_missing: `Donnez le motif en ${reasonLengthMin}\u00a0caractères au moins\u00a0: il est gardé avec la décision.`,
  end_before_expiry: 'L’exécution de fait ne peut pas avoir cessé avant l’échéance (article\u00a09). Corrigez le jour.',
  day_to_come: 'Ce jour n’est pas encore venu. Enregistrez la fin de l’exécution quand elle a cessé.',
  termination_outside_term: 'La résiliation doit prendre effet pendant la période en cours, échéance comprise. Corrigez le jour d’effet d’après l’acte.',
};

export const termStateNames: Record<TermState, string> = {
  signed: 'signée, pas encore en vigueur',
  in_force: 'en vigueur',
  notice_closing: 'en vigueur, dernier jour utile proche',
  notice_closed: 'en vigueur, dernier jour utile passé',
  executed_in_fact: 'échue – exécution de fait',
  terminating: 'résiliée, effet à venir',
  ended: 'terminée',
};

export const termDecisionNames: Record<TermDecision, string> = { continue: 'continuer', amend: 'modifier par avenant', denounce: 'ne pas reconduire' };

export const expirySentences: Record<ExpiryReason, string> = {
  not_renewable: 'Les conditions particulières ne prévoient pas de reconduction\u00a0: la convention est arrivée à son échéance (article\u00a09\u00a0; code civil, article\u00a01212).',
  cap_unknown: 'Aucun Accord cadre national n’est enregistré\u00a0: rien ne permet de dire jusqu’où la convention peut être reconduite, et elle ne l’a pas été (article\u00a09). Enregistrez la version en vigueur\u00a0; si elle a été conclue avant l’échéance, la reconduction sera constatée à son jour.',
  cap_reached: 'L’Accord cadre national en vigueur prend fin avec l’échéance\u00a0: la convention ne peut pas être reconduite au-delà (article\u00a09). Préparez une nouvelle convention, ou enregistrez la fin de son exécution.',
};

export const endSentences: Record<EndReason, string> = {
  last_gestionnaire_left: 'Plus aucun gestionnaire n’est partie\u00a0: la convention, conclue entre trois collèges, a pris fin (articles\u00a01 et\u00a07).',
  ended_in_fact: 'Échue, la convention n’est plus exécutée\u00a0: sa fin a été constatée.',
  general_interest: 'La convention a été résiliée pour un motif d’intérêt général (CE, 27\u00a0février\u00a02015, Commune de Béziers, n°\u00a0357028).',
};

export const alertStageNames: Record<AlertStage, string> = {
  prepare: 'trois mois avant le dernier jour utile\u00a0: le temps de réunir une assemblée délibérante',
  deliberate: 'un mois avant le dernier jour utile\u00a0: le temps de délibérer et d’envoyer une lettre recommandée',
  last_days: 'quinze jours avant le dernier jour utile\u00a0: une lettre envoyée plus tard peut revenir trop tard',
};

export const termReportSentences: Record<TermReport, string> = {
  ...expirySentences,
  notice_closed: 'Le dernier jour utile est passé\u00a0: un préavis reçu désormais ne vaut que pour une échéance suivante (article\u00a07).',
  denounce_needs_an_act: 'La convention ne prévoit pas de dénonciation par le préfet (article\u00a07)\u00a0: cette intention ne suffit pas à empêcher la reconduction. Seule une résiliation motivée par l’intérêt général, enregistrée comme telle, y met fin (CE, 27\u00a0février\u00a02015, n°\u00a0357028).',
  denunciation_incomplete: 'Les conditions particulières veulent que tous les gestionnaires dénoncent ensemble\u00a0: la dénonciation de quelques-uns est restée sans effet à cette échéance (article\u00a07).',
  accord_cadre_after_expiry: 'Cet Accord cadre a été conclu après l’échéance\u00a0: il ne reconduit pas une convention déjà échue (code civil, article\u00a01213). Préparez une nouvelle convention.',
};

export function termRefusalSentence(refusal: TermRefusal | NotPossibleNow): string {
  return refusals[refusal];
}
