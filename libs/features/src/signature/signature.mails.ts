import { formatDay, formatInstant, renderMail } from '#libs/ui';
import type { Mail } from '#libs/ui';
import type { Contact } from './signature.views.js';

/** Version of these words, kept with each mail. */
export const signatureMailsVersion = '1';

/** What every mail to a signatory needs. */
export type SignatoryMail = {
  person: { civility: 'Mme' | 'M.'; firstName: string; lastName: string; quality: string };
  bodyName: string;
  departementName: string;
  ofDepartement: string;
  contact: Contact;
  demonstration: boolean;
};

export function invitationMail(m: SignatoryMail & { url: string; deadline: string; reminder: boolean }): Mail {
  return renderMail({
    subject: m.reminder ? `${m.departementName} : rappel, votre signature est attendue` : `${m.departementName} : votre signature est attendue`,
    greeting: greeting(m),
    paragraphs: [
      `La préfecture vous invite à signer la convention France Services ${m.ofDepartement} pour ${m.bodyName}, en qualité de ${m.person.quality}.`,
      `La lecture et la signature prennent quelques minutes, sur un ordinateur ou un téléphone, jusqu’au ${formatDay(m.deadline, 'bare')} inclus.`,
    ],
    button: { label: 'Lire et signer', url: m.url },
    footer: ['Ce lien vous est personnel : ne le transférez pas.', ...whoAndWhy(m)],
    demonstration: m.demonstration,
  });
}

/** The code is never in the subject: subjects appear on locked screens. */
export function codeMail(m: SignatoryMail & { code: string; minutes: number }): Mail {
  return renderMail({
    subject: 'Votre code de signature',
    greeting: greeting(m),
    paragraphs: [`Saisissez ce code pour signer la convention France Services ${m.ofDepartement}. Il est valable ${m.minutes} minutes.`],
    code: m.code,
    footer: ['Personne ne vous demandera ce code par téléphone. Si vous ne l’avez pas demandé, prévenez la préfecture.', ...whoAndWhy(m)],
    demonstration: m.demonstration,
  });
}

export function acknowledgementMail(m: SignatoryMail & { signedAt: string; timeZone: string; contentHash: string }): Mail {
  return renderMail({
    subject: `${m.departementName} : votre signature est enregistrée`,
    greeting: greeting(m),
    paragraphs: [
      `Vous avez signé la convention France Services ${m.ofDepartement} pour ${m.bodyName}, le ${formatInstant(m.signedAt, m.timeZone)}.`,
      'Vous recevrez votre exemplaire quand toutes les parties auront signé. Vous n’avez rien d’autre à faire.',
      `Empreinte du texte signé : ${m.contentHash}`,
    ],
    footer: whoAndWhy(m),
    demonstration: m.demonstration,
  });
}

export function abandonmentMail(m: SignatoryMail & { signed: boolean; reason: string }): Mail {
  return renderMail({
    subject: `${m.departementName} : la signature est abandonnée`,
    greeting: greeting(m),
    paragraphs: [
      `La préfecture a mis fin à la signature de la convention France Services ${m.ofDepartement}. Motif : « ${m.reason.slice(0, 300)} »`,
      m.signed ? 'Votre signature n’aura pas d’effet : aucun document définitif n’en sortira.' : 'Votre signature n’est plus attendue ; le lien reçu ne sert plus.',
    ],
    footer: whoAndWhy(m),
    demonstration: m.demonstration,
  });
}

export function finalCopyMail(m: SignatoryMail & { url: string; months: number; finalHash: string }): Mail {
  return renderMail({
    subject: `${m.departementName} : votre exemplaire de la convention`,
    greeting: greeting(m),
    paragraphs: [
      `La convention France Services ${m.ofDepartement} est signée par toutes les parties et scellée. Téléchargez votre exemplaire et conservez-le : il vaut original (article 1375 du code civil).`,
      `Ce lien reste valable ${m.months} mois.`,
      `Empreinte du fichier : ${m.finalHash}`,
    ],
    button: { label: 'Télécharger mon exemplaire', url: m.url },
    footer: whoAndWhy(m),
    demonstration: m.demonstration,
  });
}

function greeting({ person }: SignatoryMail): string {
  return `${person.civility === 'Mme' ? 'Madame' : 'Monsieur'} ${person.lastName},`;
}

function whoAndWhy({ contact, bodyName }: SignatoryMail): string[] {
  return [`Une question ? ${contact.name}, ${contact.phone}, ${contact.email}.`, `Vous recevez ce courriel parce que vous représentez ${bodyName}.`];
}
