import type { Role } from '../access/access.js';
import { addDays, addMonths } from '../legal-time/legal-day.js';
import type { LegalDay } from '../legal-time/legal-day.js';
import { defaultMandateReadings } from '../mandate/mandate.js';

/** Whom something is kept about: those who sign in, by role, and those who never do. */
export type Concerned = Role | 'signatory' | 'contact' | 'requester' | 'user';

/** What is kept, named as the code names it. */
export type KeptKind =
  | 'account' | 'membership' | 'proconnect_identity' | 'session' | 'sign_in_link' | 'calendar_feed' | 'paper'
  | 'mail' | 'journal' | 'signature' | 'annex_answer' | 'directory_card' | 'data_request' | 'data_link'
  | 'mandate_working' | 'mandate_proof' | 'mandate_agent' | 'breach';

/** How long after its end something is kept. Null when no calendar says it: a convention, or the archives. */
export type RetentionPeriod = { unit: 'days' | 'months'; count: number };

/** One row: for these people, what is kept, why, on what ground, for how long, and who reads it. Sentences are those of the screens. */
export type RetentionRule = {
  kind: KeptKind;
  concerns: readonly Concerned[];
  what: string;
  why: string;
  /** Article of the RGPD that makes it lawful. */
  basis: string;
  period: RetentionPeriod | null;
  howLong: string;
  readers: string;
};

/** A link that has expired opens nothing; a month answers « avez-vous bien reçu mon lien ? ». */
const signInLinkDays = 30;
/** A strange visit is noticed within a season; longer would be watching people rather than doors. */
const sessionDays = 90;
/** Somebody replaced for a maternity leave or a posting comes back within the year; beyond, the name serves nobody. */
const closedAccountMonths = 12;
/** Time to dispute an answer in court (code civil, article 2224: five years). */
const dataRequestMonths = 60;
/** Six years, as the proof of the mandate itself (`defaultMandateReadings`). */
const mandateProofMonths = defaultMandateReadings.proofMonths;
/** The link of those who have no account: one day to open it, one more to see why it did not. */
const dataLinkDays = 1;

const everyRole = ['prefecture', 'auditor', 'gestionnaire', 'partner', 'agent'] as const satisfies readonly Role[];
const publicInterest = 'article 6, paragraphe 1, point e (mission d’intérêt public)';
const legalObligation = 'article 6, paragraphe 1, point c (obligation légale)';
const notAgents = ['prefecture', 'auditor', 'gestionnaire', 'partner'] as const;
const account = {
  kind: 'account',
  what: 'Votre nom, votre adresse électronique professionnelle et le jour de votre dernière visite.',
  why: 'Vous reconnaître quand vous vous connectez, et vous écrire.',
  basis: publicInterest,
  period: { unit: 'months', count: closedAccountMonths },
  howLong: 'Tant qu’une habilitation est en vigueur, puis un an. Ensuite le compte perd votre nom et votre adresse.',
} as const;
const membership = {
  kind: 'membership',
  what: 'Vos habilitations : rôle, organisme, département, qui les a données et closes, et quand.',
  why: 'Savoir ce que vous pouvez voir et faire, et qui en a décidé.',
  basis: publicInterest,
  period: { unit: 'months', count: closedAccountMonths },
  howLong: 'Comme le compte ; ensuite elles ne mènent plus à personne.',
} as const;
const toClerks = 'Vous, les agents habilités de la préfecture de votre département et ses auditeurs.';
const toClerksAndEmployer = 'Vous, votre gestionnaire, les agents habilités de la préfecture de votre département et ses auditeurs.';

/** The whole of what is kept on people. The page « Données personnelles », the page of one's own data and the daily purge all read it. */
export const retentionRules: readonly RetentionRule[] = [
  { ...account, concerns: notAgents, readers: toClerks },
  { ...account, concerns: ['agent'], readers: toClerksAndEmployer },
  { ...membership, concerns: notAgents, readers: toClerks },
  { ...membership, concerns: ['agent'], readers: toClerksAndEmployer },
  {
    kind: 'proconnect_identity', concerns: everyRole,
    what: 'Les identités ProConnect que vous avez rattachées : un identifiant et le SIRET de l’organisme.',
    why: 'Vous laisser entrer par ProConnect.', basis: publicInterest, period: { unit: 'months', count: closedAccountMonths },
    howLong: 'Jusqu’à ce que vous les détachiez, au plus tard avec le nom du compte.', readers: 'Vous seulement.',
  },
  {
    kind: 'session', concerns: everyRole,
    what: 'Vos sessions : début, dernière activité, fin, navigateur, porte d’entrée.',
    why: 'Vous montrer ce qui est ouvert à votre nom, et vous laisser le fermer.', basis: publicInterest, period: { unit: 'days', count: sessionDays },
    howLong: 'Quatre-vingt-dix jours après la fin de la session.', readers: 'Vous seulement.',
  },
  {
    kind: 'sign_in_link', concerns: everyRole,
    what: 'Les liens de connexion et d’invitation qui vous ont été envoyés, sous une forme qui ne permet pas de les ouvrir.',
    why: 'Qu’un lien n’ouvre qu’une fois, et pas trop tard.', basis: publicInterest, period: { unit: 'days', count: signInLinkDays },
    howLong: 'Trente jours après leur péremption.', readers: 'Personne.',
  },
  {
    kind: 'calendar_feed', concerns: everyRole,
    what: 'L’adresse de votre agenda, sous une forme qui ne permet pas de l’ouvrir : quand vous l’avez créée, quand elle a été lue pour la dernière fois.',
    why: 'Que votre logiciel d’agenda suive les échéances de votre organisme, et que vous sachiez s’il le fait.', basis: publicInterest, period: { unit: 'months', count: closedAccountMonths },
    howLong: 'Jusqu’à ce que le compte perde votre nom.', readers: 'Vous seulement.',
  },
  {
    kind: 'paper', concerns: [...notAgents, 'signatory', 'contact'],
    what: 'Votre nom et votre qualité, quand ils figurent sur une lettre, un récépissé, un compte rendu ou une pièce déposée dans le dossier d’une convention.',
    why: 'Garder la preuve de ce qui a été notifié, décidé et fait (articles 6 et 7 de la convention).', basis: publicInterest, period: null,
    howLong: 'Comme la convention : pendant sa durée, puis le temps fixé par les archives départementales.',
    readers: 'La préfecture et ses auditeurs, et les parties que la pièce concerne.',
  },
  {
    kind: 'signature', concerns: ['signatory'],
    what: 'Votre nom, votre qualité, l’organisme que vous représentez, votre adresse électronique, votre numéro de téléphone portable si la préfecture le connaît, la date et l’heure de vos actes, l’adresse réseau et le navigateur utilisés au moment de signer ; si vous signez avec votre propre certificat, ce certificat et les réservations du document.',
    why: 'Vous demander une signature et en garder la preuve.', basis: publicInterest, period: null,
    howLong: 'Pendant la durée de la convention, puis le temps fixé par les archives départementales pour sa preuve. Les codes expirent en quelques minutes et ne sont jamais conservés en clair.',
    readers: 'Les agents habilités de la préfecture et ses auditeurs. Votre nom, votre qualité, la date et l’heure figurent dans la convention, remise à toutes ses parties.',
  },
  {
    kind: 'annex_answer', concerns: ['contact', 'signatory'],
    what: 'Votre nom, tel que vous l’avez tapé en relisant les annexes de votre organisme ou en déposant sa délibération, et l’erreur que vous avez signalée.',
    why: 'Savoir qui a relu ou déposé, et corriger ce qui est faux.', basis: publicInterest, period: null,
    howLong: 'Comme la convention préparée.', readers: 'Les agents habilités de la préfecture et ses auditeurs.',
  },
  {
    kind: 'directory_card', concerns: ['contact', 'signatory'],
    what: 'Vos coordonnées professionnelles dans l’annuaire du département : référent, représentant d’un organisme, contact d’une structure.',
    why: 'Que chaque agent joigne la bonne personne, et que la convention désigne qui la signe (articles 1 et 5.2.1 de la convention).', basis: publicInterest, period: null,
    howLong: 'Tant que la fiche vous désigne. Les conventions déjà signées gardent leurs annexes.',
    readers: 'La préfecture et ses auditeurs ; pour les référents, aussi les gestionnaires et les structures qu’ils couvrent ; votre organisme.',
  },
  {
    kind: 'mail', concerns: [...everyRole, 'signatory'],
    what: 'Le fait qu’un courriel ou un SMS vous a été envoyé : sa nature, sa date, son sort. Son texte n’est pas conservé ; d’un SMS, le numéro n’est gardé que masqué.',
    why: 'Prouver que chacun a été prévenu.', basis: publicInterest, period: null,
    howLong: 'Comme la convention qu’il concerne ; pour votre compte, tant qu’il n’a pas perdu votre nom.', readers: 'Les agents habilités de la préfecture et ses auditeurs, pour les courriels d’une tournée.',
  },
  {
    kind: 'journal', concerns: [...everyRole, 'signatory'],
    what: 'Vos actes dans le service, sous un numéro : ni votre nom ni votre adresse n’y figurent.',
    why: 'Savoir qui a décidé quoi, et qui a lu des données personnelles.', basis: `${publicInterest} et article 32 (sécurité)`, period: null,
    howLong: 'Aussi longtemps que les conventions qu’il prouve. Quand votre compte perd votre nom, le numéro ne mène plus à vous.', readers: 'Les agents habilités de la préfecture et ses auditeurs, pour les tournées de leur département.',
  },
  {
    kind: 'data_request', concerns: [...everyRole, 'signatory', 'contact', 'requester'],
    what: 'Vos demandes sur vos données personnelles, et les réponses reçues.',
    why: 'Vous répondre dans le mois, et pouvoir le montrer.', basis: legalObligation, period: { unit: 'months', count: dataRequestMonths },
    howLong: 'Cinq ans après la réponse.', readers: 'Vous et les agents habilités de la préfecture.',
  },
  {
    kind: 'mandate_working', concerns: ['user'],
    what: 'Ce que vous confiez à une France Services : votre identité, vos coordonnées, la sorte de pièce regardée, les démarches choisies, les notes et les pièces qu’elles demandent, et une empreinte qui permet de vous retrouver. Ni copie de la pièce d’identité, ni mot de passe.',
    why: 'Faire vos démarches en votre nom, et rien d’autre (article 4.6 de la convention).', basis: publicInterest, period: null,
    howLong: 'Jusqu’à la fin des démarches ou du mandat. Elles sont alors verrouillées, puis la clé qui les lit est détruite dès que les archives départementales le permettent.',
    readers: 'Les agents de la structure à laquelle vous donnez le mandat, et les organismes de vos démarches. Qui surveille le service voit des nombres, jamais des personnes.',
  },
  {
    kind: 'mandate_proof', concerns: ['user'],
    what: 'Le mandat signé et le reçu de sa fin, chiffrés.',
    why: 'Prouver ce qui a été confié, et jusqu’à quand, si quelqu’un le conteste.', basis: publicInterest, period: { unit: 'months', count: mandateProofMonths },
    howLong: 'Six ans après la fin du mandat.',
    readers: 'Vous, avec le code de votre original. Le gestionnaire, en cas de litige seulement : il dit pourquoi, et la lecture est écrite au journal.',
  },
  {
    kind: 'mandate_agent', concerns: ['agent'],
    what: 'Les mandats où vous représentez votre structure, et les actes que vous y faites, sous un numéro ; votre nom sur le mandat signé.',
    why: 'Que chacun sache qui agit pour lui (article 4.6 de la convention).', basis: publicInterest, period: { unit: 'months', count: mandateProofMonths },
    howLong: 'Comme la preuve du mandat : six ans après sa fin.',
    readers: 'Les agents de votre structure ; la personne, sur son original ; votre gestionnaire, en cas de litige.',
  },
  {
    kind: 'breach', concerns: ['user', 'gestionnaire', 'agent'],
    what: 'Ce qui est écrit, chiffré, d’une violation de données qui vous concerne ou que vous avez déclarée.',
    why: 'Prévenir la CNIL et les personnes, et garder la trace de ce qui a été fait (article 4.6 de la convention).', basis: 'article 33, paragraphe 5 (registre des violations)', period: null,
    howLong: 'Aussi longtemps que le registre, que la CNIL peut demander à voir.',
    readers: 'Le gestionnaire, et la structure où c’est arrivé.',
  },
  {
    kind: 'data_link', concerns: ['requester'],
    what: 'L’adresse saisie pour recevoir, sans compte, le lien vers vos données.',
    why: 'Vous envoyer ce lien, et à vous seulement.', basis: legalObligation, period: { unit: 'days', count: dataLinkDays },
    howLong: 'Un jour après la péremption du lien, soit deux jours en tout.', readers: 'Personne.',
  },
];

/** The rules about one kind of person, in the order of the table. */
export function retentionFor(concerned: Concerned): RetentionRule[] {
  return retentionRules.filter(({ concerns }) => concerns.includes(concerned));
}

/** What ended before this day is past its time. Null when no calendar decides, so that no purge may touch it. */
export function keptFrom(kind: KeptKind, today: LegalDay): LegalDay | null {
  const period = retentionRules.find((rule) => rule.kind === kind)?.period ?? null;
  if (!period) return null;
  return period.unit === 'days' ? addDays(today, -period.count) : addMonths(today, -period.count);
}
