import { upperFirst } from '#libs/features/round';
import type { RoundSubject, SignatoryRow } from '#libs/features/round';
import { formatDay, placedSubject, renderMail } from '#libs/ui';
import type { Mail } from '#libs/ui';
import { greetingOf, salutation, whoAndWhy } from './signature.mails.js';
import type { SignatoryMail } from './signature.mails.js';

/** Where the document stands, to whoever asked and has nothing to sign for now. */
export function statusMail(m: SignatoryMail & { url: string; months: number }): Mail {
  return renderMail({
    subject: `${m.departementName} : où en est la signature`,
    greeting: salutation(m.person),
    paragraphs: [
      `Vous avez demandé à retrouver ${m.subject.the}, pour « ${m.bodyName} ».`,
      `Ce lien montre où en est la signature, puis votre exemplaire quand le document sera scellé. Il ne permet pas de signer, et reste valable ${m.months} mois.`,
    ],
    button: { label: 'Voir où en est le document', url: m.url },
    footer: whoAndWhy(m),
    demonstration: m.demonstration,
  });
}

/** A place of the mailbox that asked. `until`: last day on which one may sign, by that link; null when there is nothing to sign there now, and it only shows. */
export type FoundPlace = { subject: RoundSubject; bodyName: string; person: Pick<SignatoryRow, 'civility' | 'firstName' | 'lastName' | 'quality'>; until: string | null; url: string };

export type FreshLinksMail = {
  /** Several, as a rule, of one person or of those who read the same mails. */
  places: readonly FoundPlace[];
  /** How long a link that only shows remains valid. */
  months: number;
  contacts: readonly { name: string; email: string; phone: string }[];
  /** Null when several départements are concerned. */
  departementName: string | null;
  demonstration: boolean;
};

/** Everything that waits at one address, or was signed from it, in one mail, to whoever asked for their links again. */
export function freshLinksMail(m: FreshLinksMail): Mail {
  const what = 'vos liens pour signer';
  const people = m.places.map(({ person }) => person);
  const isOfOne = new Set(people.map(named)).size === 1;
  const [signs, shows] = [m.places.some(({ until }) => until !== null), m.places.some(({ until }) => until === null)];
  return renderMail({
    subject: m.departementName === null ? upperFirst(what) : placedSubject(m.departementName, what),
    greeting: greetingOf(people),
    paragraphs: [
      `Vous avez demandé à retrouver vos documents\u00a0: voici un lien pour chacun.${signs ? ' Un lien reçu avant ouvre la même page.' : ''}`,
      ...(isOfOne ? [] : ['Plusieurs personnes lisent cette messagerie\u00a0: chaque lien n’engage que celle qu’il nomme.']),
      ...(shows ? [`Là où vous n’avez rien à signer, le lien montre où en est le document, puis votre exemplaire. Il reste valable ${m.months}\u00a0mois.`] : []),
    ],
    links: m.places.map(({ subject, bodyName, person, until, url }) => ({
      label: [`${upperFirst(subject.the)}, pour «\u00a0${bodyName}\u00a0»`, isOfOne ? `en qualité de ${person.quality}` : `${named(person)}, ${person.quality}`, until === null ? 'pour suivre le document' : `à signer jusqu’au ${formatDay(until, 'bare')} inclus`].join(', '),
      url,
    })),
    footer: [
      'Ces liens vous sont personnels\u00a0: ne les transférez pas.',
      ...m.contacts.map(({ name, email, phone }) => `Une question\u00a0? ${name}, ${phone}, ${email}.`),
      'Vous recevez ce courriel parce que quelqu’un a demandé les liens de cette adresse.',
    ],
    demonstration: m.demonstration,
  });
}

function named({ civility, firstName, lastName }: FoundPlace['person']): string {
  return `${civility} ${firstName} ${lastName}`;
}

export type ExhaustedCodesMail = { name: string; departementName: string; number: string; bodyName: string; url: string; demonstration: boolean };

/** To the préfecture: somebody guesses the codes of a body, or its signatory cannot read their own mails. */
export function exhaustedCodesMail(m: ExhaustedCodesMail): Mail {
  return renderMail({
    subject: placedSubject(m.departementName, 'trop de codes faux ont été saisis'),
    greeting: `Bonjour ${m.name},`,
    paragraphs: [
      `Trop de codes faux ont été saisis en un jour pour « ${m.bodyName} » (tournée ${m.number}). Les liens partis jusqu’ici ne permettent plus de signer avant demain ; rien n’est signé.`,
      'Appelez la personne qui doit signer. Si elle s’est trompée, relancez-la : le nouveau lien lui permet de signer tout de suite. Sinon, quelqu’un d’autre a son lien.',
    ],
    button: { label: 'Voir la tournée', url: m.url },
    footer: [`Vous recevez ce courriel parce que vous suivez la tournée ${m.number}.`],
    demonstration: m.demonstration,
  });
}
