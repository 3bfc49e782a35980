import { reasonLengthMin } from '../circuit/circuit.js';
import { weekdayNames } from '../directory/recurrence.js';
import type { NotPossibleNow } from '../workflow/workflow.js';
import type { AmendmentChangeKind, AmendmentRefusal, AmendmentState, PublicMeans, SignatureReason, StructureExitCause } from './amendment.js';
import type { HoursNoticeVerdict, SubstantialReason } from './substantial-change.js';

/** Exhaustive: a new refusal without its sentence does not compile. */
const refusals: Record<AmendmentRefusal | NotPossibleNow, string> = {
  not_possible_now: 'Cette demande ne peut pas être faite maintenant. Rechargez la page pour voir où en est l’avenant.',
  not_in_force_yet: 'La convention n’est pas encore en vigueur : un avenant ne la précède jamais (article\u00a09). Revenez le jour de sa prise d’effet, ou corrigez la tournée si elle n’est pas scellée.',
  term_expired: 'La convention est échue (article\u00a09) : il n’y a plus rien à modifier. Lancez une nouvelle convention.',
  terminating_already: 'Une résiliation pour motif d’intérêt général est enregistrée : la convention n’est plus modifiée avant sa fin.',
  agreement_ended: 'La convention a pris fin. Lancez une nouvelle convention.',
  empty: 'Aucune modification n’est indiquée. Choisissez au moins un article, une annexe ou une partie.',
  hours_apart: 'Un changement d’horaires s’annonce à part : l’article\u00a04.2 demande une information, pas une signature. Faites-en une information distincte de l’avenant.',
  wording_missing: 'La rédaction d’une modification manque. Écrivez ce qui change, et pour un article la rédaction actuelle et la nouvelle.',
  wording_unchanged: 'La nouvelle rédaction est celle d’aujourd’hui. Corrigez-la, ou retirez cette modification.',
  unknown_article: 'Cet article n’existe pas dans la convention. Choisissez-en un dans la liste.',
  unknown_structure: 'Cette structure n’est pas de celles de la convention. Choisissez-en une dans la liste, ou faites-la entrer par avenant.',
  structure_already: 'Cette structure est déjà dans la convention. Pour ses modalités de gestion, modifiez son annexe\u00a04.',
  not_labelled: 'Cette structure n’est pas encore labellisée (article\u00a04.4). Indiquez le jour de son label dans l’annuaire, puis revenez.',
  not_a_party: 'Cet organisme n’est pas partie à la convention. Un partenaire local y entre par adhésion (article\u00a07), un gestionnaire ou un partenaire national par avenant.',
  party_already: 'Cet organisme est déjà partie à la convention. Retirez cette entrée.',
  gestionnaire_not_party: 'Le gestionnaire de cette structure n’est pas partie à la convention. Ajoutez son entrée au même avenant (article\u00a01).',
  silent_derogation: 'Une annexe s’écarte d’un article sans l’énoncer et le nommer, ou annonce une dérogation qui n’est pas déclarée (article\u00a011). Écrivez «\u00a0par dérogation à l’article …\u00a0» et déclarez cet article, ou reformulez la clause.',
  public_not_told: 'L’article\u00a04.2 demande que les horaires soient affichés à l’entrée. Confirmez cet affichage avant d’informer les parties.',
  not_their_own: 'Une partie propose des modifications de ses propres annexes\u00a04, 5 et\u00a06. Pour le reste, adressez-vous à la préfecture.',
  number_out_of_order: 'Ce numéro n’est pas le suivant : les avenants se numérotent à la suite, dans l’ordre de leur lancement. Rechargez la page.',
  effect_in_the_past: 'La prise d’effet est passée : un avenant ne vaut que pour l’avenir. Choisissez aujourd’hui ou un jour à venir.',
  informed_too_late: 'Une modification substantielle des horaires est portée à la connaissance des parties en amont de sa prise d’effet (article\u00a04.2) : le jour même est trop tard. Choisissez au plus tôt demain.',
  signatory_missing: 'Un des signataires n’a pas de représentant dans l’annuaire. Indiquez qui signe pour lui, puis relancez.',
  round_missing: 'La collecte des signatures n’a pas pu être ouverte. Rien n’a été envoyé : relancez.',
  other_round: 'Ces signatures sont celles d’une autre tournée.',
  reason_missing: `Donnez le motif en ${reasonLengthMin}\u00a0caractères au moins : il est gardé avec la décision.`,
  signing_already: 'L’avenant est en cours de signature : il ne change plus. Pour y renoncer, abandonnez sa tournée avec un motif.',
  signed_already: 'L’avenant est signé : il prendra effet à son jour. Pour revenir sur ce qu’il change, préparez-en un autre.',
  settled_already: 'Le sort de cet avenant est réglé. Préparez-en un autre.',
};

/** Said of one signatory: why it signs. */
const reasons: Record<SignatureReason, string> = {
  article_binds_all: 'un article de la convention engage toutes les parties (C.\u00a0civ., article\u00a01193)',
  annexe_4_gestionnaire: 'l’annexe\u00a04 dit comment ce gestionnaire exploite sa structure (articles\u00a04 et\u00a08)',
  annexe_5_partner: 'l’annexe\u00a05 dit l’offre de ce partenaire (article\u00a05.3)',
  annexe_5_gestionnaire: 'cette offre est négociée avec le gestionnaire de la structure qui l’accueille (article\u00a05.3)',
  annexes_1_to_3_bind_all: 'les annexes\u00a01 à\u00a03 font corps avec la convention et engagent toutes les parties (articles\u00a03 et\u00a011)',
  structure_gestionnaire: 'ce gestionnaire exploite la structure (article\u00a04)',
  structure_national_partner: 'chaque partenaire national est présent dans chaque structure (article\u00a02.2)',
  structure_prefet: 'le préfet représente l’État, qui donne et retire le label (articles\u00a01 et\u00a04)',
  entry_binds_all: 'une nouvelle partie change l’objet de la convention pour toutes les autres (article\u00a01)',
  entrant: 'cet organisme devient partie par cet avenant',
  representative_party: 'la partie reste la même personne morale : elle signe, quelle que soit la personne qui la représente',
};

/** Said when nobody signs. */
const informationOnly: Partial<Record<AmendmentChangeKind, string>> = {
  annexe_6: 'Le tableau des référents se tient à jour sans signature : les parties en sont informées (article\u00a05.2.1).',
  hours: 'L’article\u00a04.2 demande que les parties soient informées en amont, et le public avec elles : personne ne signe.',
};

export const amendmentStateNames: Record<AmendmentState, string> = {
  drafted: 'en préparation',
  proposed: 'proposé',
  signing: 'en cours de signature',
  adopted: 'signé, effet à venir',
  informed: 'annoncé, effet à venir',
  in_force: 'en vigueur',
  refused: 'proposition écartée',
  abandoned: 'abandonné',
  withdrawn: 'retiré',
};

export const amendmentChangeNames: Record<AmendmentChangeKind, string> = {
  article: 'Rédaction d’un article',
  annexe_4: 'Annexe\u00a04 : gestion d’une structure',
  annexe_5: 'Annexe\u00a05 : offre d’un partenaire',
  annexe_6: 'Annexe\u00a06 : référents d’un partenaire',
  annexes_1_to_3: 'Nouvelle version d’une annexe\u00a01, 2 ou\u00a03',
  structure_entry: 'Entrée d’une structure labellisée',
  structure_exit: 'Sortie d’une structure',
  gestionnaire_entry: 'Entrée d’un gestionnaire',
  national_partner_entry: 'Entrée d’un partenaire national',
  representative: 'Changement de la personne qui représente une partie',
  hours: 'Changement d’horaires d’une structure',
};

export const structureExitNames: Record<StructureExitCause, string> = { label_lost: 'label perdu', closed: 'fermeture' };
export const publicMeansNames: Record<PublicMeans, string> = { entrance: 'affichage à l’entrée', website: 'site internet ou fiche en ligne', press: 'presse ou bulletin local' };

export const hoursNoticeNames: Record<HoursNoticeVerdict, string> = { ample: 'annoncé assez tôt', short: 'annoncé tard', too_late: 'annoncé trop tard' };

export function amendmentRefusalSentence(refusal: AmendmentRefusal | NotPossibleNow): string {
  return refusals[refusal];
}

export function signatureReasonText(why: SignatureReason): string {
  return reasons[why];
}

export function informationOnlySentence(kind: AmendmentChangeKind): string | null {
  return informationOnly[kind] ?? null;
}

/** « la semaine passe de 26 h 30 à 24 h ». */
export function substantialReasonText(reason: SubstantialReason): string {
  switch (reason.code) {
    case 'weekly_total':
      return `la semaine passe de ${duration(reason.before)} à ${duration(reason.after)}`;
    case 'day_opens':
      return `le ${weekdayNames[reason.day]} devient un jour d’ouverture`;
    case 'day_closes':
      return `le ${weekdayNames[reason.day]} n’est plus un jour d’ouverture`;
    case 'hours_threshold_broken':
      return `la semaine tombe à ${duration(reason.minutes)}, sous les 24\u00a0heures de l’article\u00a04.2`;
    case 'days_threshold_broken':
      return `la semaine tombe à ${reason.days}\u00a0jour${reason.days > 1 ? 's' : ''}, sous les cinq jours de l’article\u00a04.2`;
  }
}

function duration(minutes: number): string {
  const rest = minutes % 60;
  return `${Math.floor(minutes / 60)}\u00a0h${rest === 0 ? '' : `\u00a0${String(rest).padStart(2, '0')}`}`;
}
