import { placedSubject, renderMail } from '#libs/ui';
import type { Mail } from '#libs/ui';
import { salutation, whoAndWhy } from './signature.mails.js';
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
