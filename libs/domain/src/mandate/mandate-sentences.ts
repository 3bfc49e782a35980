import { civilTimeAt } from '../legal-time/civil-time.js';
import { civilTimeWords, dayWords } from '../legal-time/day-words.js';
import type { Instant } from '../legal-time/legal-day.js';
import type { NotPossibleNow, Subject } from '../workflow/workflow.js';
import { lapseCauseNames, renunciationReasonNames, revocationChannelNames } from './mandate-names.js';
import type { LapseCause, Mandate, MandateEnd, MandateFacts, MandateRefusal, MandateState, RenunciationReason, RevocationChannel } from './mandate.js';

const help = 'Aidez-la à faire elle-même sa démarche, à vos côtés';

/** Exhaustive: a new refusal without its sentence does not compile. */
const refusals: Readonly<Record<MandateRefusal | NotPossibleNow, string>> = {
  not_possible_now: 'Cette demande ne peut pas être faite maintenant. Rechargez la page pour voir où en est le mandat.',
  information_incomplete: 'Les quatre informations se donnent toutes, avant la signature (article\u00a04.6). Lisez celles qui manquent, et cochez-les quand la personne dit les avoir comprises.',
  remote_signature: 'Un mandat se signe sur place, la personne et l’agent réunis (article\u00a04.6). Convenez d’un rendez-vous dans votre structure, ou dans la France Services la plus proche de chez elle.',
  person_minor: `C’est une règle du service, non de la loi : il ne prend pas de mandat d’une personne mineure. ${help}, ou avec son représentant légal (annexe\u00a07).`,
  person_protected: `C’est une règle du service, non de la loi : il ne prend pas de mandat d’une personne sous mesure de protection. ${help}, avec la personne qui l’assiste ou la représente (annexe\u00a07).`,
  person_cannot_sign: `C’est une règle du service, non de la loi : il ne prend pas de mandat d’une personne qui ne peut pas signer. ${help}, ou avec une personne de son choix (annexe\u00a07).`,
  no_agreement: 'Aucune convention en vigueur ne lie la structure : elle ne peut pas recevoir de mandat (articles\u00a04.6 et\u00a09). Aidez la personne à faire elle-même sa démarche, et voyez avec votre gestionnaire.',
  scope_empty: 'Choisissez au moins une démarche : un mandat ne porte que sur ce qu’il nomme, et « toutes démarches » n’est pas valable (article\u00a04.6 ; Code civil, articles\u00a01987 et\u00a01988).',
  demarche_not_offered: 'La structure ne propose pas cette démarche : aucun des organismes qu’elle concerne n’y est présent (articles\u00a02.2 et\u00a04.6). Choisissez dans la liste, ou orientez la personne vers l’organisme.',
  demarche_twice: 'La même démarche est choisie deux fois. Gardez-en une seule, avec tous les organismes qu’elle concerne (article\u00a04.6).',
  nothing_entrusted: 'Pour chaque démarche choisie, dites ce que la personne confie : agir en son nom, demander communication de ses données, ou les deux (article\u00a04.6).',
  partner_missing: 'Dites quel organisme est concerné : ses données ne vont à personne d’autre (article\u00a04.6).',
  partner_absent: 'Un des organismes choisis n’est plus présent dans la structure (articles\u00a02.2 et\u00a04.6). Revenez au choix des démarches et prenez-en un de la liste.',
  duration_missing: 'Choisissez la durée du mandat : un jour, un mois, six mois ou un an (article\u00a04.6, annexe\u00a07).',
  scan_missing: 'Joignez la numérisation de l’original signé : chaque partie en garde un exemplaire (article\u00a04.6 ; Code civil, article\u00a01375). Si la page n’a pas été signée, faites-la signer d’abord.',
  text_missing: 'Le texte de l’annexe\u00a07 de la convention en vigueur n’a pas été retrouvé : un mandat se signe sur ce texte (article\u00a04.6). Prévenez la préfecture.',
  not_informed: 'La personne doit d’abord être informée : qui répond de ses données, à quoi elles servent, qui les reçoit, quels sont ses droits (article\u00a04.6). Commencez par là.',
  identity_not_verified: 'L’identité de la personne doit d’abord être vérifiée (article\u00a04.6). Demandez une pièce, regardez-la et rendez-la.',
  scope_not_defined: 'Les démarches et la durée doivent d’abord être choisies (article\u00a04.6). Choisissez-les avec la personne, puis signez.',
  signed_already: 'Ce mandat est déjà signé : il ne se modifie plus (article\u00a04.6). Pour en changer, faites-en un nouveau ; il remplace celui-ci pour les mêmes démarches.',
  not_signed: 'Ce mandat n’est pas encore signé : rien ne peut être fait en son nom (article\u00a04.6). Finissez-le, ou abandonnez-le.',
  scope_changed: 'Les démarches ont été corrigées depuis ce qui a été lu ou imprimé (article\u00a04.6). Relisez ensemble le mandat tel qu’il est maintenant, réimprimez-le s’il est sur papier, puis signez.',
  not_the_mandatary: 'Ce mandat est donné à un agent nommément désigné\u00a0: lui seul agit (article\u00a04.6). Proposez à la personne un nouveau mandat, à votre nom.',
  outside_scope: 'Cette démarche n’est pas dans le mandat : rien ne peut être fait au-delà de ce qu’il porte (Code civil, article\u00a01989). Proposez à la personne un nouveau mandat.',
  action_not_entrusted: 'Pour cette démarche, la personne n’a confié que la demande de ses données, non le soin d’agir en son nom (article\u00a04.6). Proposez-lui un nouveau mandat.',
  data_request_not_entrusted: 'Pour cette démarche, la personne n’a pas confié la demande de ses données (article\u00a04.6). Proposez-lui un nouveau mandat.',
  partner_not_entrusted: 'Cet organisme n’est pas dans le mandat pour cette démarche (article\u00a04.6). Pour lui demander des données, notez d’abord l’accord de la personne\u00a0; pour agir auprès de lui, il faut un nouveau mandat.',
  taken_over: 'Un mandat plus récent de la même personne a repris cette démarche (Code civil, article\u00a02006). Faites l’acte sous ce mandat-là.',
  ended_already: 'Ce mandat a déjà pris fin : sa première fin reste la seule (article\u00a04.6 ; Code civil, article\u00a02003). Pour agir encore, proposez à la personne un nouveau mandat.',
  expired_already: 'La durée de ce mandat est finie (article\u00a04.6 ; Code de procédure civile, article\u00a0641). Pour agir encore, proposez à la personne un nouveau mandat.',
  revoked_already: 'La personne a déjà retiré ce mandat : la première date reste la seule (article\u00a04.6 ; Code civil, article\u00a02004). Il n’y a rien à refaire.',
  draft_dropped: 'Ce mandat n’a pas été signé le jour où il a été commencé : il est abandonné, et rien n’en est gardé (article\u00a04.6). Recommencez avec la personne.',
  occurred_later: 'Ce jour est à venir. Donnez le jour du décès ou de la mesure de protection, ou laissez vide s’il n’est pas connu (Code civil, article\u00a02003 ; article\u00a04.6, annexe\u00a07).',
  shared_already: 'L’accord de la personne pour cet organisme est déjà noté (article\u00a04.6). Vous pouvez lui demander ses données.',
  slip_missing: 'Les données de travail ne se détruisent qu’avec un bordereau d’élimination visé par les archives (article\u00a04.6 ; Code du patrimoine, articles\u00a0L212-2 et\u00a0R212-14). Enregistrez le visa, permanent ou du bordereau.',
  credential_typed: 'N’écrivez ni mot de passe, ni code, ni identifiant de connexion, ni numéro de carte : la CNIL demande à ceux qui aident de n’en garder aucun (annexe\u00a07). Retirez-le ; pour dire qu’il est perdu, écrivez « accès perdu ».',
};

export function mandateRefusalSentence(refusal: MandateRefusal | NotPossibleNow): string {
  return refusals[refusal];
}

/** To the second, as the clock of the structure showed it: « jeudi 26 novembre 2026 à 10 h 05 min 12 s ». */
export function mandateInstantWords(at: Instant, { timeZone }: Pick<MandateFacts, 'timeZone'>): string {
  return civilTimeWords(civilTimeAt(at, timeZone));
}

/** One sentence: where the mandate stands. */
export function mandateSentence({ state, facts }: Subject<Mandate>): string {
  return states[state](facts);
}

const kept = (facts: MandateFacts) => (facts.end ? endSentence(facts.end, facts) : 'Abandonné sans signature.');

const states: Readonly<Record<MandateState, (facts: MandateFacts) => string>> = {
  drafted: () => 'Mandat commencé : donnez d’abord les quatre informations.',
  informed: () => 'La personne est informée : vérifiez maintenant son identité.',
  identified: () => 'L’identité est vérifiée : choisissez les démarches confiées et la durée.',
  defined: () => 'Tout est choisi : relisez, puis signez sur place, aujourd’hui.',
  active: activeSentence,
  revoked: kept, renounced: kept, expired: kept, resolved: kept, lapsed: kept, replaced: kept,
  abandoned: () => 'Abandonné sans signature : rien n’en est gardé.',
  destroyed: (facts) => `${kept(facts)} Les données de travail sont détruites ; la preuve est gardée jusqu’au ${dayWords(facts.proofUntil!)}.`,
  proof_ended: (facts) => `${kept(facts)} La durée de garde de la preuve est passée : elle va être détruite.`,
  forgotten: (facts) => `${kept(facts)} Plus rien n’en est gardé qui dise de qui il s’agissait.`,
};

function activeSentence({ endsOn, takenOver }: MandateFacts): string {
  const until = `Mandat en cours jusqu’au ${dayWords(endsOn!)} à minuit`;
  if (takenOver.length === 0) return `${until}.`;
  return takenOver.length === 1 ? `${until}, sauf une démarche qu’un mandat plus récent a reprise.` : `${until}, sauf ${takenOver.length}\u00a0démarches qu’un mandat plus récent a reprises.`;
}

/** Which end it was, and the second that counts: what a receipt says, and what a second revocation is answered. */
export function endSentence(end: MandateEnd, { timeZone }: Pick<MandateFacts, 'timeZone'>): string {
  const when = mandateInstantWords(end.at, { timeZone });
  switch (end.how) {
    case 'revoked': return `Retiré par la personne le ${when}, ${revocationChannelNames[end.detail as RevocationChannel]}.`;
    case 'renounced': return `La structure y a renoncé le ${when} : ${renunciationReasonNames[end.detail as RenunciationReason]}.`;
    case 'expired': return `Fini avec sa durée, le ${dayWords(end.on)} à minuit.`;
    case 'resolved': return `Démarches résolues le ${when}.`;
    case 'lapsed': return `Fini le ${when}, quand la structure l’a appris : ${lapseCauseNames[end.detail as LapseCause]}${end.occurredOn ? `, le ${dayWords(end.occurredOn)}` : ''}.`;
    case 'replaced': return `Remplacé le ${when} par un mandat plus récent de la même personne.`;
  }
}
