import { reasonLengthMin } from '../circuit/circuit.js';
import { civilTimeWords } from '../legal-time/day-words.js';
import type { NotPossibleNow } from '../workflow/workflow.js';
import { accountLengthMin } from './breach.js';
import type { BreachCause, BreachFinder, BreachNature, BreachOrigin, BreachRefusal, BreachRisk, BreachState, ControllerMeans, DataCategory, ExceptionGround, PersonCategory, PersonMeans } from './breach.js';
import type { BreachStep } from './breach-clock.js';

/** Exhaustive: a new refusal without its sentence does not compile. */
const refusals: Record<BreachRefusal | NotPossibleNow, string> = {
  not_possible_now: 'Cette demande ne peut pas être faite maintenant. Rechargez la page pour voir où en est la violation.',
  not_declared_yet: 'Cette violation n’est pas encore déclarée. Déclarez-la d’abord.',
  account_missing: `Racontez ce qui s’est passé en ${accountLengthMin}\u00a0caractères au moins, sans nommer d’usager : le registre garde les faits, leurs effets et les mesures prises (RGPD, article\u00a033, §\u00a05).`,
  nature_missing: 'Dites ce qui a été atteint\u00a0: données vues, modifiées ou perdues (RGPD, article\u00a04, 12). Plusieurs réponses sont possibles.',
  category_missing: 'Choisissez au moins une catégorie de données et une catégorie de personnes (RGPD, article\u00a033, §\u00a03). Si vous ne savez pas encore, choisissez «\u00a0autres\u00a0»\u00a0: vous pourrez compléter.',
  awareness_unchanged: 'C’est l’instant déjà noté\u00a0: rien n’est à corriger. Changez le jour ou l’heure, ou gardez ce qui est écrit.',
  end_to_come: 'La fin de la violation n’est pas encore venue. Corrigez le jour ou l’heure, ou laissez vide si elle dure encore.',
  awareness_to_come: 'L’instant où la violation a été connue n’est pas encore venu. Corrigez le jour ou l’heure\u00a0: les 72\u00a0heures en partent (RGPD, article\u00a033, §\u00a01).',
  happened_after_awareness: 'La violation ne peut pas avoir été connue avant d’avoir eu lieu. Corrigez l’un des deux instants, ou laissez vide celui de la violation s’il n’est pas connu.',
  ended_before_happened: 'La fin de la violation ne peut pas précéder son début. Corrigez l’un des deux instants.',
  notice_missing: 'La violation n’est pas encore notifiée à la CNIL\u00a0: la convention veut que toute violation le soit, quel qu’en soit le risque (article\u00a04.6). Notifiez-la, enregistrez l’accusé de réception, puis clôturez. S’il s’avère que rien n’a été atteint, une notification complémentaire le dira.',
  notified_already: 'La notification initiale est déjà enregistrée\u00a0: elle ne se refait pas, et le délai ne se recompte plus (RGPD, article\u00a033, §\u00a01). Ce qui change se dit par une notification complémentaire (§\u00a04).',
  instant_to_come: 'Cet instant n’est pas encore venu. Corrigez le jour ou l’heure, ou revenez quand c’est fait.',
  notice_before_awareness: 'Cet instant est antérieur à celui où la violation a été connue. Corrigez l’un des deux (RGPD, article\u00a033, §\u00a01).',
  reference_wrong: 'Recopiez la référence de l’accusé de réception de la CNIL\u00a0: des lettres sans accent et au moins un chiffre, de 3 à 40\u00a0caractères, sans nom de personne.',
  late_reason_missing: `Les 72\u00a0heures étaient passées : la notification est accompagnée des motifs du retard (RGPD, article\u00a033, §\u00a01). Donnez-les en ${reasonLengthMin}\u00a0caractères au moins.`,
  initial_missing: 'Enregistrez d’abord la notification initiale\u00a0: une notification complémentaire la complète (RGPD, article\u00a033, §\u00a04).',
  complement_before_initial: 'Une notification complémentaire ne peut pas précéder la notification initiale (RGPD, article\u00a033, §\u00a04). Corrigez l’instant.',
  reason_missing: `Donnez le motif en ${reasonLengthMin}\u00a0caractères au moins : il est gardé au registre (RGPD, article\u00a033, §\u00a05).`,
  risk_not_assessed: 'Le risque pour les personnes n’est pas encore évalué (RGPD, articles\u00a033 et\u00a034). Évaluez-le, puis clôturez.',
  persons_not_told: 'Le risque est élevé, et les personnes concernées ne sont pas informées (RGPD, article\u00a034, §\u00a01). Enregistrez leur information, ou l’exception qui en dispense (§\u00a03).',
  told_before_awareness: 'Nul ne peut avoir été informé d’une violation avant qu’elle soit connue. Corrigez l’instant.',
  count_missing: 'Donnez le nombre de personnes informées, une au moins ; aucun nom n’est demandé (RGPD, article\u00a034).',
  not_high_risk: 'L’information des personnes n’est obligatoire que si le risque est élevé\u00a0: il n’y a rien dont dispenser (RGPD, article\u00a034, §\u00a01). Si le risque est élevé, évaluez-le d’abord ainsi.',
  public_notice_missing: 'Quand informer chacun demanderait des efforts disproportionnés, une communication publique en tient lieu (RGPD, article\u00a034, §\u00a03, c). Donnez le jour et l’heure où elle a été faite.',
  controllers_unanswered: 'Dites quels partenaires sont responsables du traitement des données touchées, ou qu’aucun ne l’est\u00a0: le responsable doit être informé (RGPD, article\u00a033, §\u00a02).',
  controllers_not_told: 'Un partenaire responsable du traitement n’est pas encore informé (RGPD, article\u00a033, §\u00a02). Prévenez-le, et enregistrez comment.',
  controller_missing: 'Choisissez au moins un partenaire, ou dites qu’aucun n’est responsable du traitement des données touchées (RGPD, article\u00a033, §\u00a02).',
  controller_unknown: 'Ce partenaire n’est pas parmi les responsables de traitement désignés. Désignez-le d’abord (RGPD, article\u00a033, §\u00a02).',
  controller_told_already: 'Ce partenaire est déjà enregistré comme informé. Rechargez la page pour voir quand.',
  controllers_named: 'Des partenaires responsables sont déjà désignés, et peuvent avoir été prévenus\u00a0: le registre les garde. Expliquez dans le motif de clôture ce qui a changé.',
  closed_already: 'Le dossier de cette violation est clos. Rouvrez-le, avec un motif, pour le compléter (RGPD, article\u00a033, §\u00a05).',
  not_closed: 'Le dossier de cette violation est encore ouvert\u00a0: il n’y a rien à rouvrir.',
};

export const breachStateNames: Record<BreachState, string> = {
  drafted: 'en préparation',
  to_notify: 'à notifier à la CNIL',
  overdue: 'notification en retard',
  notified: 'notifiée à la CNIL',
  closed: 'close',
};

export const natureNames: Record<BreachNature, string> = {
  confidentiality: 'des données ont été vues ou prises par qui n’y avait pas droit (confidentialité)',
  integrity: 'des données ont été modifiées à tort (intégrité)',
  availability: 'des données sont perdues, détruites ou inaccessibles (disponibilité)',
};

export const causeNames: Record<BreachCause, string> = { accident: 'accidentelle', malice: 'intentionnelle', unknown: 'pas encore connue' };

export const originNames: Record<BreachOrigin, string> = {
  equipment_lost: 'matériel perdu (ordinateur, téléphone, clé USB)',
  equipment_stolen: 'matériel volé',
  paper_lost: 'papiers perdus, volés ou laissés en un lieu ouvert',
  wrong_recipient: 'envoi au mauvais destinataire',
  published_by_mistake: 'publication ou affichage par erreur',
  unauthorised_access: 'consultation par une personne non habilitée',
  intrusion: 'piratage, hameçonnage',
  malware: 'logiciel malveillant, rançongiciel',
  wrong_disposal: 'destruction ou mise au rebut mal faite',
  other: 'autre, ou pas encore connue',
};

export const finderNames: Record<BreachFinder, string> = {
  agent: 'un agent France Services', gestionnaire: 'le gestionnaire', user: 'un usager', partner: 'un partenaire', processor: 'un sous-traitant', other: 'une autre personne',
};

export const dataCategoryNames: Record<DataCategory, string> = {
  identity: 'état civil, identité',
  contact: 'adresse, téléphone, courriel',
  national_number: 'numéro de sécurité sociale, numéro d’allocataire ou fiscal',
  family: 'vie familiale',
  finance: 'revenus, coordonnées bancaires',
  benefits: 'droits et prestations',
  tax: 'situation fiscale',
  health: 'santé, handicap (données sensibles)',
  supporting_documents: 'pièces justificatives',
  credentials: 'identifiants de connexion',
  offences: 'infractions, condamnations (données sensibles)',
  other: 'autres, ou pas encore connues',
};

export const personCategoryNames: Record<PersonCategory, string> = {
  users: 'usagers', minors: 'mineurs', protected_adults: 'majeurs protégés', agents: 'agents', other: 'autres, ou pas encore connues',
};

export const riskNames: Record<BreachRisk, string> = { none: 'risque peu probable', risk: 'risque', high: 'risque élevé' };

export const personMeansNames: Record<PersonMeans, string> = { letter: 'par courrier', mail: 'par courriel', phone: 'par téléphone', in_person: 'de vive voix', public: 'par une communication publique' };

export const exceptionNames: Record<ExceptionGround, string> = {
  unintelligible: 'les données étaient illisibles pour qui n’y a pas droit, chiffrées par exemple (point a)',
  mitigated: 'des mesures prises depuis font que le risque élevé n’est plus susceptible de se réaliser (point b)',
  disproportionate: 'informer chacun demanderait des efforts disproportionnés\u00a0: une communication publique en tient lieu (point c)',
};

export const controllerMeansNames: Record<ControllerMeans, string> = {
  service_mail: 'par un courriel de ce service', mail: 'par courriel', phone: 'par téléphone', letter: 'par courrier', meeting: 'de vive voix',
};

export function breachRefusalSentence(refusal: BreachRefusal | NotPossibleNow): string {
  return refusals[refusal];
}

/** Each step as a sentence. */
export function breachStepText(step: BreachStep): string {
  switch (step.code) {
    case 'article': return 'Convention, article\u00a04.6\u00a0: toute violation, accidentelle ou intentionnelle, est notifiée à la CNIL sans délai, au plus tard 72\u00a0heures après en avoir pris connaissance (RGPD, article\u00a033, §\u00a01).';
    case 'aware': return `Connue le ${civilTimeWords(step.at)}, à l’heure de la structure\u00a0: les 72\u00a0heures en partent, à la seconde.`;
    case 'repeated_hour': return `Cette nuit-là, l’horloge a montré deux fois cette heure : ${step.first ? 'la première est retenue, qui est la plus stricte' : 'c’est la seconde qui est retenue'}.`;
    case 'corrected': return `Cet instant a été corrigé ; il avait d’abord été noté ${step.from.map((at) => `le ${civilTimeWords(at)}`).join(', puis ')}.`;
    case 'elapsed': return 'Ce sont des heures qui passent\u00a0: les nuits, les samedis, les dimanches et les jours fériés comptent, et rien ne reporte l’échéance (règlement (CEE, Euratom) n°\u00a01182/71, article\u00a03, §\u00a03 et\u00a04).';
    case 'clock_change': return step.direction === 'forward'
      ? `Entre-temps on passe à l’heure d’été, qui saute ${hours(step.seconds)}\u00a0: l’échéance se lit ${hours(step.seconds)} plus tard à l’horloge.`
      : `Entre-temps on passe à l’heure d’hiver, qui répète ${hours(step.seconds)}\u00a0: l’échéance se lit ${hours(step.seconds)} plus tôt à l’horloge.`;
    case 'due': return `À notifier au plus tard le ${civilTimeWords(step.at)}.`;
    case 'other_reading_hour': return `Autre lecture\u00a0: l’heure en cours ne compterait pas (règlement n°\u00a01182/71, article\u00a03, §\u00a01), et ce serait le ${civilTimeWords(step.at)}. La plus stricte est retenue.`;
    case 'other_reading_days': return 'Autre lecture\u00a0: un délai de deux jours ou plus comprendrait au moins deux jours ouvrables (même règlement, article\u00a03, §\u00a05), ce qui le prolongerait parfois après un vendredi. Le RGPD et la convention disent «\u00a0sans délai\u00a0»\u00a0: cette rallonge n’est pas retenue.';
    case 'other_reading_risk': return 'Autre lecture\u00a0: le RGPD seul dispense de notifier une violation qui n’est pas susceptible d’engendrer un risque (article\u00a033, §\u00a01). La convention ne fait pas cette exception\u00a0: elle l’emporte ici, et le risque est évalué à part.';
  }
}

function hours(seconds: number): string {
  return seconds === 3_600 ? 'une heure' : `${seconds / 60}\u00a0minutes`;
}
