import { upperFirst } from '#libs/features/round';
import type { RoundSubject, SignatoryRow } from '#libs/features/round';
import { formatCount, formatDay, placedSubject, renderMail } from '#libs/ui';
import type { Mail } from '#libs/ui';
import { greetingOf, quoted, replacementReasonShownMax } from './signature.mails.js';

/** One place that the person is invited to. `until`: last day on which one may sign. `replaced`: why the text asked for before was replaced, null when there was none. */
export type InvitedPlace = { subject: RoundSubject; bodyName: string; quality: string; until: string; url: string; replaced: string | null };

export type InvitationsMail = {
  /** The same person, as each place knows them. */
  people: readonly Pick<SignatoryRow, 'civility' | 'firstName' | 'lastName' | 'quality'>[];
  /** Several, as a rule; each with its own link. */
  places: readonly InvitedPlace[];
  /** How many documents these places are of. */
  documents: number;
  contacts: readonly { name: string; email: string; phone: string }[];
  /** Null when several départements ask. */
  departementName: string | null;
  demonstration: boolean;
};

/** Reasons quoted; beyond, each document tells its own on its page. */
const reasonsShownMax = 1;

/** Everything that one person begins to be asked for at the same time, in one mail: who asks, in whose name, until when. */
export function invitationsMail(m: InvitationsMail): Mail {
  const what = m.documents === 1 ? `votre signature est attendue à ${m.places.length}\u00a0titres` : `${formatCount(m.documents, 'document')} attendent votre signature`;
  const [who, verb] = m.contacts.length === 1 ? ['La préfecture', 'demande'] : ['Les préfectures', 'demandent'];
  return renderMail({
    subject: m.departementName === null ? upperFirst(what) : placedSubject(m.departementName, what),
    greeting: greetingOf(m.people),
    paragraphs: [
      m.documents === 1
        ? `${who} vous ${verb} de signer ${m.places[0]!.subject.the} à ${m.places.length}\u00a0titres.`
        : `${who} vous ${verb} de signer ${formatCount(m.documents, 'document')}.`,
      ...replacements(m.places),
      'Chaque lien ouvre votre page, sans compte ni mot de passe\u00a0: vous y lisez le document, puis vous signez ou refusez.',
    ],
    links: m.places.map(({ subject, bodyName, quality, until, url }) => ({ label: `${upperFirst(subject.the)}, pour «\u00a0${bodyName}\u00a0», en qualité de ${quality}, jusqu’au ${formatDay(until, 'bare')} inclus`, url })),
    footer: [
      'Ces liens vous sont personnels\u00a0: ne les transférez pas.',
      ...m.contacts.map(({ name, email, phone }) => `Une question\u00a0? ${name}, ${phone}, ${email}.`),
      'Vous recevez ce courriel parce que vous représentez ces organismes.',
    ],
    demonstration: m.demonstration,
  });
}

/** Whoever signed or read a text that was replaced must know. */
function replacements(places: readonly InvitedPlace[]): string[] {
  const told = new Map(places.flatMap(({ subject, replaced }) => (replaced === null ? [] : [[subject.numbered, { subject, replaced }] as const])));
  const shown = [...told.values()].slice(0, reasonsShownMax).map(({ subject, replaced }) => `${upperFirst(subject.the)} remplace un texte dont les signatures n’engagent plus. Motif\u00a0: ${quoted(replaced, replacementReasonShownMax)}`);
  const left = told.size - shown.length;
  return [...shown, ...(left > 0 ? [left === 1 ? 'Un autre document remplace aussi le précédent.' : `${left}\u00a0autres documents remplacent aussi le précédent.`] : [])];
}
