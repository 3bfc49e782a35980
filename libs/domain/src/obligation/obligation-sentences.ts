import { reasonLengthMin } from '../circuit/circuit.js';
import type { NotPossibleNow } from '../workflow/workflow.js';
import type { ObligationKind, ObligationRefusal, ObligationState } from './obligation.js';
import type { PlanRefusal } from './obligation-plan.js';

/** Exhaustive: a new refusal without its sentence does not compile. */
const refusals: Record<ObligationRefusal | NotPossibleNow, string> = {
  not_possible_now: 'Cette demande ne peut pas être faite maintenant. Rechargez la page pour voir où en est l’obligation.',
  day_to_come: 'Ce jour, ou cette heure, n’est pas encore venu. Corrigez la date, ou revenez quand c’est fait.',
  before_opening: 'Ce jour est antérieur à la période de cette obligation (articles\u00a04.7 et\u00a06). Choisissez l’obligation de la période concernée, ou corrigez le jour.',
  period_running: 'Le trimestre n’est pas terminé : un compte rendu établi avant son dernier jour en laisserait une partie de côté (article\u00a04.7). Revenez à la fin du trimestre.',
  page_address_wrong: 'L’adresse de la page n’est pas complète. Recopiez-la du navigateur, avec «\u00a0https://\u00a0».',
  minutes_needed: 'Un comité de pilotage se prouve par son compte rendu (article\u00a06). Enregistrez le compte rendu de la réunion.',
  answer_needed: 'Une demande d’usager s’achève par sa réponse, dont l’heure compte (article\u00a04.2). Enregistrez le jour et l’heure de la réponse.',
  not_a_committee: 'Cette obligation n’est pas une réunion du comité de pilotage (article\u00a06). Revenez à la liste des obligations.',
  not_a_request: 'Cette obligation n’est pas une demande d’usager (article\u00a04.2). Revenez à la liste des obligations.',
  meeting_day_past: 'Une réunion se convoque pour un jour à venir. Si elle a déjà eu lieu, enregistrez son compte rendu (article\u00a06).',
  no_meeting: 'Aucune réunion n’est convoquée. Rechargez la page pour voir où en est l’obligation.',
  reason_missing: `Donnez le motif en ${reasonLengthMin}\u00a0caractères au moins : il est gardé avec la décision.`,
  done_already: 'Cette obligation est déjà déclarée faite. La préfecture peut la rouvrir, avec un motif, si la preuve ne convient pas.',
  waived_already: 'La préfecture a déclaré cette obligation sans objet. Elle peut la rouvrir avec un motif.',
  released_already: 'Cette obligation est tombée avec la fin de l’engagement : rien n’est plus attendu.',
  answer_before_request: 'La réponse ne peut pas précéder la demande. Corrigez l’un des deux instants.',
};

const planRefusals: Record<PlanRefusal | NotPossibleNow, string> = {
  not_possible_now: 'Cette demande ne peut pas être faite maintenant. Rechargez la page.',
  day_to_come: 'Un engagement qui n’a pas encore pris fin laisse ses obligations courir (article\u00a07). Attendez le lendemain de son dernier jour.',
  structure_known: 'Cette structure figure déjà au calendrier des obligations.',
  structure_unknown: 'Cette structure ne figure pas, ou plus, au calendrier des obligations.',
  plan_ended: 'La convention a pris fin : son calendrier des obligations est clos (article\u00a09).',
  before_force: 'Ce jour est antérieur à l’entrée en vigueur de la convention (article\u00a09). Corrigez-le.',
};

export const obligationKindNames: Record<ObligationKind, string> = {
  quarterly_report: 'compte rendu trimestriel',
  yearly_survey: 'enquête annuelle de satisfaction',
  published_indicators: 'publication annuelle des indicateurs',
  steering_committee: 'comité de pilotage annuel',
  user_request: 'réponse à un usager',
};

export const obligationStateNames: Record<ObligationState, string> = {
  awaited: 'à faire',
  reminded: 'à faire bientôt',
  convoked: 'réunion convoquée',
  minutes_awaited: 'compte rendu attendu',
  late: 'en retard',
  done: 'faite',
  waived: 'sans objet',
  released: 'éteinte avec l’engagement',
};

export function obligationRefusalSentence(refusal: ObligationRefusal | NotPossibleNow): string {
  return refusals[refusal];
}

export function planRefusalSentence(refusal: PlanRefusal | NotPossibleNow): string {
  return planRefusals[refusal];
}
