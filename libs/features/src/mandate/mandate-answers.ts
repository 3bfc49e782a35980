import { endSentence, mandateRefusalSentence } from '#libs/domain';
import type { Instant, MandateFacts, MandateRefusal, NotPossibleNow } from '#libs/domain';
import type { MandateRow } from './mandate.store.js';

/** What the desk says itself, before the table is asked anything. */
export type MandateDeskRefusal =
  | 'mandate_unknown' | 'agent_unknown' | 'field_missing' | 'field_too_long' | 'birth_date_unreadable' | 'email_unreadable' | 'words_missing' | 'typed_name_differs'
  | 'file_unreadable' | 'file_too_large' | 'secrets_too_many' | 'working_data_locked' | 'not_to_print';

export type MandateRefusalCode = MandateRefusal | MandateDeskRefusal | NotPossibleNow;
/** `field`: the one in fault, as the input names it. `firstAt`: of an end that came first, the second that counts. */
export type MandateRefused = { ok: false; refusal: MandateRefusalCode; sentence: string; field?: string; firstAt?: Instant };
/** `row`: the mandate as the command left it, when it is what was changed. */
export type MandateDone = { ok: true; id: string; row?: Omit<MandateRow, 'personId'> } | MandateRefused;

const deskSentences: Record<MandateDeskRefusal, string> = {
  mandate_unknown: 'Ce mandat n’existe pas, ou n’est pas de votre structure.',
  agent_unknown: 'Le mandat nomme l’agent qui représente la structure (article 4.6). Indiquez le compte d’un agent habilité dans cette structure.',
  field_missing: 'Cette information est nécessaire au mandat : complétez-la.',
  field_too_long: 'Ce texte est trop long pour être imprimé sur le mandat : raccourcissez-le.',
  birth_date_unreadable: 'Écrivez une date de naissance qui est passée, comme la pièce la porte ; le jour ou le mois inconnus s’écrivent 00.',
  email_unreadable: 'Cette adresse électronique ne peut pas être lue : corrigez-la, ou laissez-la vide.',
  words_missing: 'Dites en quelques mots ce que la personne confie pour chaque démarche : un mandat est spécial (Code civil, articles 1987 et 1988).',
  typed_name_differs: 'Le nom écrit pour signer n’est pas celui du mandat : la personne l’écrit elle-même, prénom puis nom, tel qu’elle le lit au-dessus.',
  file_unreadable: 'Ce fichier n’est ni un PDF, ni une image JPEG ou PNG. Numérisez la feuille, ou photographiez-la, puis renvoyez-la.',
  file_too_large: 'Ce fichier est trop lourd (10 Mo au plus) : numérisez-le en moins grand, puis renvoyez-le.',
  secrets_too_many: 'Ce mandat porte déjà autant de notes et de pièces qu’il peut en garder : seules les données strictement nécessaires le sont (article 4.6).',
  working_data_locked: 'Ce mandat n’est pas en cours : ses données sont verrouillées, puis détruites (article 4.6). Plus rien n’y est lu ni ajouté. Pour agir encore, proposez à la personne un nouveau mandat.',
  not_to_print: 'Les deux originaux s’impriment quand les démarches sont choisies, et tant que rien n’est signé (article 4.6). Une fois le mandat signé, on en imprime une copie.',
};

const isOfDesk = (refusal: MandateRefusalCode): refusal is MandateDeskRefusal => Object.hasOwn(deskSentences, refusal);
const endedFirst: ReadonlySet<MandateRefusalCode> = new Set<MandateRefusalCode>(['revoked_already', 'ended_already', 'expired_already']);

/** An end that came first is said with its own second: it stays the only one. */
export function refusedMandate(refusal: MandateRefusalCode, { field, facts }: { field?: string | undefined; facts?: MandateFacts | undefined } = {}): MandateRefused {
  const sentence = isOfDesk(refusal) ? deskSentences[refusal] : mandateRefusalSentence(refusal);
  const end = facts?.end && endedFirst.has(refusal) ? facts.end : null;
  return { ok: false, refusal, sentence: end && facts ? `${sentence} ${endSentence(end, facts)}` : sentence, ...(field !== undefined && { field }), ...(end && { firstAt: end.at }) };
}

/** Thrown inside a transaction, to leave nothing of what is refused. */
export class MandateUndone extends Error {
  constructor(readonly answer: MandateRefused) {
    super(answer.refusal);
  }
}
