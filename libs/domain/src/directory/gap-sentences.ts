import type { Gap, GapCode, GapOf, GapParams } from './completeness.js';
import { MINIMUM_OPENING_DAYS, MINIMUM_WEEKLY_MINUTES } from './opening-hours.js';

/** French typography keeps guillemets and units on the line of their word. */
const NO_BREAK_SPACE = '\u00a0';

/**
 * One French sentence per gap: what is missing, the article that asks for it, the way out.
 * Exhaustive: a new code without its sentence does not compile.
 */
const sentences: { readonly [C in GapCode]: (params: GapParams[C]) => string } = {
  prefecture_particulars_missing: ({ departement }) =>
    `L’adresse postale ou électronique de la préfecture n’est pas connue dans le département ${quoted(departement)} (article 1er). Complétez-la dans la fiche de la préfecture.`,
  prefet_signatory_missing: ({ departement }) =>
    `Le signataire pour le préfet n’est pas désigné dans le département ${quoted(departement)} (article 1er). Désignez-le dans la fiche du département.`,
  prefet_signatory_mail_missing: ({ departement }) =>
    `Le signataire pour le préfet, dans le département ${quoted(departement)}, n’a pas d’adresse électronique valide (article 1er). Saisissez-la dans la fiche du département.`,
  gestionnaires_missing: ({ departement }) =>
    `Aucun gestionnaire n’est enregistré dans le département ${quoted(departement)}, or la convention en réunit au moins un (article 1er). Ajoutez-le dans l’annuaire.`,
  national_partners_missing: ({ departement }) =>
    `Aucun partenaire national n’est enregistré dans le département ${quoted(departement)}, or ils sont tous parties à la convention (article 1er). Ajoutez-les dans l’annuaire.`,
  gestionnaire_signatory_missing: ({ gestionnaire }) =>
    `Le gestionnaire ${quoted(gestionnaire)} n’a pas de signataire (article 1er). Désignez la personne habilitée dans sa fiche.`,
  gestionnaire_signatory_mail_missing: ({ gestionnaire }) =>
    `Le signataire du gestionnaire ${quoted(gestionnaire)} n’a pas d’adresse électronique valide (article 1er). Saisissez-la dans la fiche du gestionnaire.`,
  gestionnaire_siret_invalid: ({ gestionnaire, siret }) =>
    siret.trim() === ''
      ? `Le numéro SIRET du gestionnaire ${quoted(gestionnaire)} manque (article 1er). Saisissez ses quatorze chiffres dans sa fiche.`
      : `Le numéro SIRET du gestionnaire ${quoted(gestionnaire)}, ${quoted(siret)}, n’a pas un format valide (article 1er). Vérifiez ses quatorze chiffres dans sa fiche.`,
  gestionnaire_without_structure: ({ gestionnaire }) =>
    `Le gestionnaire ${quoted(gestionnaire)} ne gère aucune structure (article 1er). Rattachez-lui une structure ou retirez-le de l’annuaire.`,
  national_partner_local_body_missing: ({ partner }) =>
    `Le représentant local du partenaire national ${quoted(partner)} n’est pas connu (article 1er). Renseignez l’organisme qui signera dans la fiche du partenaire.`,
  national_partner_signatory_missing: ({ partner }) =>
    `Le partenaire national ${quoted(partner)} n’a pas de signataire (article 1er). Désignez la personne habilitée dans sa fiche.`,
  national_partner_signatory_mail_missing: ({ partner }) =>
    `Le signataire du partenaire national ${quoted(partner)} n’a pas d’adresse électronique valide (article 1er). Saisissez-la dans la fiche du partenaire.`,
  national_partner_referent_missing: ({ partner }) =>
    `Le partenaire national ${quoted(partner)} n’a désigné aucun référent (article 5.2.1). Ajoutez un référent avec son téléphone et son adresse électronique directs.`,
  national_partner_absent_from_structure: ({ structure, partner }) =>
    `Le partenaire national ${quoted(partner)} n’est pas présent dans la structure ${quoted(structure)}, or sa présence est obligatoire dans chacune (article 2.2). Cochez-le dans la fiche de la structure.`,
  structure_national_partner_unknown: ({ structure }) =>
    `La structure ${quoted(structure)} cite un partenaire national qui n’est pas dans l’annuaire du département (article 2.2). Revoyez les partenaires présents dans sa fiche.`,
  structure_gestionnaire_unknown: ({ structure }) =>
    `Le gestionnaire de la structure ${quoted(structure)} n’est pas dans l’annuaire (article 1er). Choisissez-le dans la fiche de la structure.`,
  structure_contact_missing: ({ structure }) =>
    `Le public ne peut écrire à la structure ${quoted(structure)} ni par courriel ni par formulaire (article 4.2). Renseignez l’un ou l’autre dans sa fiche.`,
  structure_hours_missing: ({ structure }) =>
    `Les horaires d’ouverture de la structure ${quoted(structure)} ne sont pas connus (article 4.2). Saisissez-les dans sa fiche.`,
  structure_hours_invalid: ({ structure }) =>
    `Un horaire de la structure ${quoted(structure)} finit avant de commencer ou sort de la journée (article 4.2). Corrigez-le dans sa fiche.`,
  structure_opening_insufficient: ({ structure, minutes, days }) =>
    `La structure ${quoted(structure)} ouvre ${duration(minutes)} sur ${counted(days, 'jour')} par semaine, au lieu de ${duration(MINIMUM_WEEKLY_MINUTES)} sur ` +
    `${counted(MINIMUM_OPENING_DAYS, 'jour')} au moins (article 4.2). Corrigez ses horaires, ou accordez une dérogation motivée.`,
  structure_referent_missing: ({ structure, partner }) =>
    `Aucun référent du partenaire national ${quoted(partner)} ne couvre la structure ${quoted(structure)} (article 5.2.1). Désignez-en un pour elle, ou un pour tout le département.`,
  referent_not_direct: ({ referent, partner, missing }) =>
    `Le référent ${quoted(referent)}, du partenaire ${quoted(partner)}, n’a pas ${missingContact[missing]} (article 5.2.1). Complétez sa fiche.`,
  local_partner_without_structure: ({ partner }) =>
    `Le partenaire local ${quoted(partner)} n’intervient dans aucune structure du département (article 1er). Rattachez-le à une structure ou retirez-le de l’annuaire.`,
  official_annex_missing: ({ annex }) =>
    `Le PDF officiel de l’annexe\u00a0${annex}, ${officialAnnexes[annex]}, n’est pas déposé, or les annexes font partie de la convention (article 11). Déposez-le parmi les pièces officielles.`,
};

const officialAnnexes: Record<GapParams['official_annex_missing']['annex'], string> = {
  1: 'la Charte nationale d’engagement',
  3: 'l’Accord cadre national',
};

const missingContact: Record<GapParams['referent_not_direct']['missing'], string> = {
  phone: 'de ligne téléphonique directe',
  email: 'd’adresse électronique directe',
  phone_and_email: 'de ligne téléphonique ni d’adresse électronique directes',
};

/** The sentence shown to the préfecture for this gap, in French. */
export function gapSentence(gap: Gap): string {
  return sentenceOf(gap);
}

function sentenceOf<C extends GapCode>({ code, params }: GapOf<C>): string {
  return sentences[code](params);
}

function quoted(text: string): string {
  return `«${NO_BREAK_SPACE}${text}${NO_BREAK_SPACE}»`;
}

/** « 24 h », « 23 h 59 », « 8 h 05 ». */
function duration(minutes: number): string {
  const remainder = minutes % 60;
  const hours = `${Math.floor(minutes / 60)}${NO_BREAK_SPACE}h`;
  return remainder === 0 ? hours : `${hours}${NO_BREAK_SPACE}${String(remainder).padStart(2, '0')}`;
}

function counted(count: number, noun: string): string {
  return `${count}${NO_BREAK_SPACE}${noun}${count > 1 ? 's' : ''}`;
}
