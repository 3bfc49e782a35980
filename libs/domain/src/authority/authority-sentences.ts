import { AUTHORITY_REFERENCE_LENGTH_MAX } from './authority-refusals.js';
import type { AuthorityFactsRefusalCode } from './authority-refusals.js';
import type { AuthorityFault, AuthorityFaultCode, AuthorityRemark } from './authority-faults.js';
import type { AuthorityVerdict } from './authority-verdict.js';
import type { PersonPower, RequiredDecision, SigningBodyKind } from './authority.js';
import { legalBasisText } from './legal-bases.js';

/** What is wrong, and who mends it and how. */
type Entry = { reason: string; remedy: (mender: string) => string };

const bodies: Readonly<Record<SigningBodyKind, string>> = {
  prefet: 'La préfecture',
  commune: 'La commune',
  epci: 'L’intercommunalité',
  departement: 'Le département',
  association: 'L’association',
  la_poste: 'La Poste',
  msa: 'La MSA',
  other_public: 'L’organisme',
  national_partner: 'L’organisme',
  local_partner: 'L’organisme',
};

const again = 'Ce qui serait déjà signé se signe de nouveau.';

/** Exhaustive: a new fault without its sentence does not compile. */
const faults: Readonly<Record<AuthorityFaultCode, Entry>> = {
  authority_missing: { reason: 'rien n’établit le pouvoir de la personne qui signe', remedy: (mender) => `${mender} indique à quel titre elle signe, et joint la pièce.` },
  decision_missing: {
    reason: 'aucune délibération n’autorise cette signature, et le représentant d’une collectivité ne signe que ce que l’assemblée a décidé',
    remedy: (mender) => `${mender} délibère, publie et transmet la délibération, puis son représentant signe. Si c’est déjà fait, indiquez-la.`,
  },
  decision_not_specific: {
    reason: 'une délégation générale de l’assemblée ne suffit pas, la convention n’étant pas dans la liste de ce qu’elle peut déléguer',
    remedy: (mender) => `${mender} délibère sur ce texte, publie et transmet la délibération, puis son représentant signe. ${again}`,
  },
  decision_other_text: {
    reason: 'la délibération approuve un autre texte que celui à signer, les deux empreintes diffèrent',
    remedy: (mender) => `${mender} délibère sur le texte à signer, puis son représentant signe. ${again}`,
  },
  decision_adopted_after: { reason: 'la décision a été prise après la signature', remedy: () => 'Une décision ultérieure ne couvre pas la signature\u00a0: le représentant signe de nouveau, en vertu d’elle.' },
  standing_scope: {
    reason: 'la délégation de l’assemblée ne comprend pas cet acte',
    remedy: (mender) => `${mender} délibère sur ce texte, ou étend la délégation, puis son représentant signe. ${again}`,
  },
  standing_lapsed: {
    reason: 'la délégation de l’assemblée a été donnée à une autre présidence, avec laquelle elle a pris fin',
    remedy: (mender) => `${mender} délibère de nouveau, puis son représentant signe. ${again}`,
  },
  not_published: { reason: 'la publication de la délibération n’est pas établie', remedy: (mender) => `${mender} la publie, puis son représentant signe. Si elle l’est déjà, indiquez le jour avec sa preuve.` },
  published_too_late: { reason: 'la délibération n’était pas publiée avant la signature', remedy: () => 'Une publication ultérieure ne la couvre pas\u00a0: le représentant signe de nouveau, après elle.' },
  published_same_day_unproven: { reason: 'la délibération a été publiée le jour de la signature, sans que l’heure soit prouvée', remedy: (mender) => `${mender} joint la preuve de l’heure, si elle est antérieure\u00a0; sinon son représentant signe un autre jour.` },
  not_transmitted: { reason: 'la transmission de la délibération au contrôle de légalité n’est pas établie', remedy: (mender) => `${mender} la transmet, puis son représentant signe. Si elle l’est déjà, indiquez le jour avec sa preuve.` },
  transmitted_too_late: { reason: 'la délibération n’était pas transmise au contrôle de légalité avant la signature', remedy: () => 'Une transmission ultérieure ne la couvre pas\u00a0: le représentant signe de nouveau, après elle.' },
  transmitted_same_day_unproven: {
    reason: 'la délibération a été transmise au contrôle de légalité le jour de la signature, sans que l’heure soit prouvée',
    remedy: (mender) => `${mender} joint l’accusé de réception qui porte l’heure, si elle est antérieure\u00a0; sinon son représentant signe un autre jour.`,
  },
  delegation_not_published: { reason: 'la publication de l’arrêté de délégation n’est pas établie', remedy: (mender) => `${mender} le publie, puis le délégataire signe. S’il l’est déjà, indiquez le jour avec sa preuve.` },
  delegation_published_too_late: { reason: 'l’arrêté de délégation n’était pas publié avant la signature', remedy: () => 'Une publication ultérieure ne la couvre pas\u00a0: le délégataire signe de nouveau, après elle, ou la personne en fonctions signe elle-même.' },
  delegation_published_same_day_unproven: { reason: 'l’arrêté de délégation a été publié le jour de la signature, sans que l’heure soit prouvée', remedy: (mender) => `${mender} joint la preuve de l’heure, si elle est antérieure\u00a0; sinon le délégataire signe un autre jour.` },
  delegation_not_transmitted: { reason: 'la transmission de l’arrêté de délégation au contrôle de légalité n’est pas établie', remedy: (mender) => `${mender} le transmet, puis le délégataire signe. S’il l’est déjà, indiquez le jour avec sa preuve.` },
  delegation_transmitted_too_late: { reason: 'l’arrêté de délégation n’était pas transmis au contrôle de légalité avant la signature', remedy: () => 'Une transmission ultérieure ne la couvre pas\u00a0: le délégataire signe de nouveau, après elle, ou la personne en fonctions signe elle-même.' },
  delegation_transmitted_same_day_unproven: {
    reason: 'l’arrêté de délégation a été transmis au contrôle de légalité le jour de la signature, sans que l’heure soit prouvée',
    remedy: (mender) => `${mender} joint l’accusé de réception qui porte l’heure, si elle est antérieure\u00a0; sinon le délégataire signe un autre jour.`,
  },
  delegation_not_yet_in_force: { reason: 'l’arrêté de délégation n’entre en vigueur que le lendemain de sa publication, faute de prévoir un effet immédiat', remedy: () => `Le délégataire signe à partir du lendemain, ou la personne en fonctions signe elle-même. ${again}` },
  delegation_before: { reason: 'la délégation n’avait pas encore commencé', remedy: () => `Le délégataire attend qu’elle commence, ou la personne en fonctions signe elle-même. ${again}` },
  delegation_after: { reason: 'la délégation était finie', remedy: (mender) => `${mender} en prend une autre, ou fait signer la personne en fonctions. ${again}` },
  delegation_scope: { reason: 'la délégation ne comprend pas cet acte', remedy: (mender) => `${mender} l’étend, ou fait signer la personne en fonctions. ${again}` },
  delegation_territory: { reason: 'la délégation ne porte que sur une partie du territoire, et l’acte le concerne tout entier', remedy: (mender) => `${mender} l’étend, ou fait signer la personne en fonctions. ${again}` },
  delegation_lapsed: { reason: 'la délégation a pris fin avec les fonctions de la personne qui l’a donnée', remedy: (mender) => `${mender} en prend une nouvelle au nom de la personne en fonctions, ou la fait signer. ${again}` },
  delegation_of_another: { reason: 'la délégation nomme une autre personne que celle qui signe', remedy: () => `Le délégataire nommé signe, ou la personne en fonctions. ${again}` },
  delegator_not_in_office: { reason: 'la personne qui a donné la délégation n’était pas en fonctions ce jour-là', remedy: (mender) => `${mender} en fait prendre une par la personne en fonctions, ou la fait signer. ${again}` },
  subdelegation_not_allowed: { reason: 'la délégation ne pouvait pas être donnée à son tour', remedy: () => `La personne qui l’a reçue la première signe, ou la personne en fonctions. ${again}` },
  interim_before: { reason: 'l’intérim n’avait pas commencé', remedy: () => `La personne en fonctions signe. ${again}` },
  interim_after: { reason: 'l’intérim avait pris fin', remedy: () => `La personne désormais en fonctions signe, ou en donne délégation. ${again}` },
  interim_of_another: { reason: 'l’intérim est confié à une autre personne que celle qui signe', remedy: () => `La personne qui assure l’intérim signe. ${again}` },
  not_in_office: { reason: 'la personne qui signe n’exerçait pas ce jour-là les fonctions qui engagent l’organisme', remedy: () => `La personne en fonctions signe, ou en donne délégation. ${again}` },
};

const remarks: Readonly<Record<AuthorityRemark, string>> = {
  tenure_declared: 'Les fonctions sont déclarées par la personne qui signe\u00a0; leur durée n’est pas enregistrée.',
  text_not_named: 'La délibération ne nomme pas l’empreinte du texte\u00a0; elle est lue comme approuvant le texte à signer.',
  decision_not_shown: 'Aucune décision de l’organisme n’est jointe\u00a0; ses statuts, ou ses textes, disent si elle est nécessaire.',
};

/** Exhaustive: a new refusal without its sentence does not compile. */
const refusals: Readonly<Record<AuthorityFactsRefusalCode, string>> = {
  office_of_another_body: 'Cette fonction n’engage pas cet organisme. Choisissez-en une de la liste.',
  decision_not_asked: 'L’État signe sans délibération. Retirez-la, ou rattachez-la à l’organisme qui l’a prise.',
  reference_missing: 'La référence de l’acte manque. Recopiez-en le numéro.',
  reference_too_long: `La référence de l’acte dépasse ${AUTHORITY_REFERENCE_LENGTH_MAX}\u00a0caractères. N’en gardez que le numéro\u00a0; joignez l’acte lui-même.`,
  day_to_come: 'Un des jours indiqués n’est pas encore venu\u00a0: ce qui est à venir ne prouve rien. Corrigez-le, ou revenez quand c’est fait.',
  published_before_act: 'La publication précède l’acte. Corrigez l’un des deux jours d’après le certificat d’affichage ou le recueil.',
  transmitted_before_act: 'La transmission précède l’acte. Corrigez l’un des deux jours d’après l’accusé de réception.',
  hour_of_another_day: 'L’heure indiquée n’est pas de ce jour, à l’heure du département. Corrigez l’un ou l’autre d’après la preuve.',
  period_reversed: 'Le dernier jour précède le premier. Corrigez l’un des deux d’après l’acte.',
  delegate_is_delegator: 'On ne délègue pas à soi-même. Indiquez la personne que l’acte nomme, ou dites qu’elle signe en son nom propre.',
  subdelegation_before_delegation: 'La subdélégation précède la délégation. Corrigez l’un des deux jours d’après les arrêtés.',
  scope_empty: 'Cette délégation ne couvre aucun acte. Cochez au moins un de ceux qu’elle nomme.',
  hash_malformed: 'L’empreinte compte soixante-quatre chiffres et lettres de «\u00a0a\u00a0» à «\u00a0f\u00a0». Recopiez-la du projet de délibération.',
};

export const authorityVerdictNames: Readonly<Record<AuthorityVerdict['verdict'], string>> = { regular: 'régulière', irregular: 'irrégulière' };
export const personPowerNames: Readonly<Record<PersonPower['kind'], string>> = { own_right: 'en son nom propre', delegation: 'par délégation', interim: 'par intérim ou suppléance' };
/** What a page asks of a body. */
export const requiredDecisionNames: Readonly<Record<RequiredDecision, string>> = {
  none: 'aucune délibération',
  specific_deliberation: 'une délibération sur ce texte',
  any_deliberation: 'une délibération sur ce texte, ou une délégation de l’assemblée à sa présidence',
  own_rules: 'ce que disent les statuts ou les textes de l’organisme',
};

/** Why the signature is irregular, who mends it and how, and the texts, as they are printed. `kind`: of the body that is signed for. */
export function authorityFaultText({ code, mendedBy, bases }: Pick<AuthorityFault, 'code' | 'mendedBy' | 'bases'>, kind: SigningBodyKind): { reason: string; remedy: string; bases: string[] } {
  const { reason, remedy } = faults[code];
  return { reason: `Irrégulière\u00a0: ${reason}.`, remedy: remedy(mendedBy === 'prefecture' ? bodies.prefet : bodies[kind]), bases: bases.map(legalBasisText) };
}

export function authorityRemarkSentence(remark: AuthorityRemark): string {
  return remarks[remark];
}

export function authorityFactsRefusalSentence(code: AuthorityFactsRefusalCode): string {
  return refusals[code];
}
