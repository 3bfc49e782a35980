import { agreed, upperFirst } from '#libs/features/round';
import type { RoundSubject } from '#libs/features/round';
import { formatDay, formatHash, formatInstant, formatList, renderMail } from '#libs/ui';
import type { Mail } from '#libs/ui';
import type { Contact } from './signature.views.js';

/** Version of these words, kept with each mail. */
export const signatureMailsVersion = '2';

/** What every mail to a signatory needs. */
export type SignatoryMail = {
  person: { civility: 'Mme' | 'M.'; firstName: string; lastName: string; quality: string };
  bodyName: string;
  /** « Lozère »: opens the subject, so that mails of two départements are not confused. */
  departementName: string;
  subject: RoundSubject;
  contact: Contact;
  demonstration: boolean;
};

/** A reason is quoted up to here; the mail must still be read between two meetings. */
const reasonShownMax = 200;
/** Beside what else must be said of a text that replaces another. */
export const replacementReasonShownMax = 100;

/** Who asks, in whose name, until when; again, with a fresh link, when `reminder`. `others`: how many other places wait at the same address for the same person. `replaced`: why the text asked for before was replaced, null when there was none. */
export function invitationMail(m: SignatoryMail & { url: string; deadline: string; reminder: boolean; replaced?: string | null; others?: number }): Mail {
  const until = formatDay(m.deadline, 'bare');
  return renderMail({
    subject: `${m.departementName} : ${m.reminder ? 'rappel pour votre signature' : 'votre signature est attendue'}`,
    greeting: salutation(m.person),
    paragraphs: m.reminder
      ? [
        `${upperFirst(m.subject.the)} attend encore votre signature, pour « ${m.bodyName} ».`,
        `Vous pouvez signer ou refuser jusqu’au ${until} inclus. Ce lien est le vôtre ; un lien reçu avant ouvre la même page.`,
        ...(m.others ? [`Votre page liste aussi ${m.others === 1 ? 'un autre document' : `vos ${m.others} autres documents`} à signer.`] : []),
      ]
      : [
        `La préfecture vous demande de signer ${m.subject.the}, pour « ${m.bodyName} », en qualité de ${m.person.quality}.`,
        ...(m.replaced ? [`Ce texte remplace le précédent, dont les signatures n’engagent plus. Motif : ${quoted(m.replaced, replacementReasonShownMax)}`] : []),
        m.replaced
          ? `Vous lisez le document, puis vous signez ou refusez, jusqu’au ${until} inclus.`
          : `Le bouton ouvre votre page, sans compte ni mot de passe : vous y lisez le document, puis vous signez ou refusez. Vous avez jusqu’au ${until} inclus.`,
      ],
    button: { label: 'Lire et signer', url: m.url },
    footer: ['Ce lien vous est personnel : ne le transférez pas.', ...whoAndWhy(m)],
    demonstration: m.demonstration,
  });
}

/** Another place that the same code signs. `subject`: null when it is the same document. */
export type SharedPlace = { subject: RoundSubject | null; bodyName: string };

/** Named one by one up to here; the page names them all. */
const sharedPlacesShownMax = 2;

/** The code alone. It is never in the subject: subjects appear on locked screens. */
export function codeMail(m: SignatoryMail & { code: string; minutes: number; others?: readonly SharedPlace[] }): Mail {
  return renderMail({
    subject: `${m.departementName} : votre code de signature`,
    greeting: salutation(m.person),
    paragraphs: [`Saisissez ce code pour signer ${m.subject.the}, pour « ${m.bodyName} »${alsoSigned(m.others ?? [])}. Il est valable ${m.minutes} minutes.`],
    code: m.code,
    footer: ['Personne ne vous demandera ce code, même par téléphone. Si vous ne l’avez pas demandé, ignorez ce courriel et prévenez la préfecture.', ...whoAndWhy(m)],
    demonstration: m.demonstration,
  });
}

function alsoSigned(others: readonly SharedPlace[]): string {
  if (others.length === 0) return '';
  const named = others.slice(0, sharedPlacesShownMax).map(({ subject, bodyName }) => `${subject ? `${subject.numbered}, ` : ''}pour « ${bodyName} »`);
  const left = others.length - named.length;
  return ` ; et aussi, comme vous l’avez coché, ${formatList([...named, ...(left > 0 ? [left === 1 ? 'une autre place' : `${left} autres places`] : [])])}`;
}

/** Signed: what was recorded, and what comes next. */
export function acknowledgementMail(m: SignatoryMail & { signedAt: string; timeZone: string; contentHash: string }): Mail {
  return renderMail({
    subject: `${m.departementName} : votre signature est enregistrée`,
    greeting: salutation(m.person),
    paragraphs: [
      `Vous avez signé ${m.subject.the}, pour « ${m.bodyName} », le ${formatInstant(m.signedAt, m.timeZone)}. Merci.`,
      `Votre exemplaire vous parviendra par courriel quand ${m.subject.everyone} auront signé. Vous n’avez rien d’autre à faire.`,
      `Empreinte du texte signé : ${formatHash(m.contentHash)}`,
    ],
    footer: whoAndWhy(m),
    demonstration: m.demonstration,
  });
}

/** The round is given up, with the reason, and what becomes of a signature already given. */
export function abandonmentMail(m: SignatoryMail & { signed: boolean; reason: string }): Mail {
  return renderMail({
    subject: `${m.departementName} : la signature est abandonnée`,
    greeting: salutation(m.person),
    paragraphs: [
      `La préfecture a mis fin à la signature de ${m.subject.the}. Motif : ${quoted(m.reason)}`,
      m.signed ? 'La signature que vous aviez donnée n’aura pas d’effet : aucun document définitif n’en sortira.' : 'Votre signature n’est plus attendue, et le lien reçu n’ouvre plus.',
    ],
    footer: whoAndWhy(m),
    demonstration: m.demonstration,
  });
}

/** The sealed agreement, to keep. */
export function finalCopyMail(m: SignatoryMail & { url: string; months: number; finalHash: string }): Mail {
  return renderMail({
    subject: `${m.departementName} : votre exemplaire signé`,
    greeting: salutation(m.person),
    paragraphs: [
      `${upperFirst(m.subject.the)} est ${agreed(m.subject, 'signé')} par ${m.subject.everyone} et ${agreed(m.subject, 'scellé')}. Voici votre exemplaire, pour « ${m.bodyName} ».`,
      `Conservez le fichier tel quel : il vaut original (article 1375 du code civil). Ce lien reste valable ${m.months} mois.`,
      `Empreinte du fichier : ${formatHash(m.finalHash)}`,
    ],
    button: { label: 'Télécharger mon exemplaire', url: m.url },
    footer: whoAndWhy(m),
    demonstration: m.demonstration,
  });
}

/** Titles used to address someone: « Madame la Présidente ». Other qualities give the plain name. */
const addressedTitles: Readonly<Record<string, string>> = {
  maire: 'Maire', président: 'Président', présidente: 'Présidente', préfet: 'Préfet', préfète: 'Préfète', directeur: 'Directeur', directrice: 'Directrice',
};

/** « Madame la Présidente, », or « Madame Martin, » when the quality is no title. */
export function salutation({ civility, lastName, quality }: SignatoryMail['person']): string {
  const title = addressedTitles[quality.trim().toLowerCase().split(/\s+/)[0] ?? ''];
  const [madame, article] = civility === 'Mme' ? ['Madame', 'la'] : ['Monsieur', 'le'];
  return title ? `${madame} ${article} ${title},` : `${madame} ${lastName},`;
}

/** To the same person under several titles, or to a mailbox that several people read, which is greeted by none of their names. */
export function greetingOf(people: readonly SignatoryMail['person'][]): string {
  const [first] = people;
  if (!first || people.some(({ lastName, firstName }) => lastName !== first.lastName || firstName !== first.firstName)) return 'Bonjour,';
  return people.every((person) => salutation(person) === salutation(first)) ? salutation(first) : salutation({ ...first, quality: '' });
}

export function quoted(reason: string, max = reasonShownMax): string {
  const text = reason.replace(/\s+/g, ' ').trim();
  return text.length <= max ? `« ${text} »` : `« ${text.slice(0, max).trimEnd()}… »`;
}

export function whoAndWhy({ contact, bodyName }: SignatoryMail): string[] {
  return [`Une question ? ${contact.name}, ${contact.phone}, ${contact.email}.`, `Vous recevez ce courriel parce que vous représentez « ${bodyName} ».`];
}
