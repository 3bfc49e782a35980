import { upperFirst } from '#libs/features/round';
import { placedSubject, renderMail } from '#libs/ui';
import type { Mail } from '#libs/ui';
import { quoted, replacementReasonShownMax, salutation, whoAndWhy } from './signature.mails.js';
import type { SignatoryMail } from './signature.mails.js';

/** Another of those who could sign for the body has done so: nothing is left to do. */
export function signedByAnotherMail(m: SignatoryMail & { signer: { civility: 'Mme' | 'M.'; firstName: string; lastName: string } }): Mail {
  return renderMail({
    subject: placedSubject(m.departementName, 'votre signature n’est plus attendue'),
    greeting: salutation(m.person),
    paragraphs: [
      `${m.signer.civility} ${m.signer.firstName} ${m.signer.lastName} a signé ${m.subject.the}, pour « ${m.bodyName} ».`,
      'Une seule signature suffit pour votre organisme : vous n’avez rien à faire.',
    ],
    footer: whoAndWhy(m),
    demonstration: m.demonstration,
  });
}

/** The signature was entrusted to somebody else; who it is stays between the body and the préfecture. */
export function replacementMail(m: SignatoryMail): Mail {
  return renderMail({
    subject: placedSubject(m.departementName, 'votre signature n’est plus attendue'),
    greeting: salutation(m.person),
    paragraphs: [
      `La signature demandée pour « ${m.bodyName} » a été confiée à une autre personne. Le lien que vous aviez reçu n’ouvre plus ${m.subject.the}.`,
      'Si c’est une erreur, répondez à la préfecture avant que cette personne ne signe.',
    ],
    footer: whoAndWhy(m),
    demonstration: m.demonstration,
  });
}

/** The text was replaced: what becomes of a signature given to it, and why. */
export function supersessionMail(m: SignatoryMail & { signed: boolean; reason: string }): Mail {
  return renderMail({
    subject: placedSubject(m.departementName, 'le texte à signer est remplacé'),
    greeting: salutation(m.person),
    paragraphs: [
      `${upperFirst(m.subject.the)} ne sera pas ${m.subject.feminine ? 'conclue' : 'conclu'} dans cette rédaction : la préfecture en prépare une autre. Motif : ${quoted(m.reason, replacementReasonShownMax)}`,
      m.signed
        ? 'La signature que vous aviez donnée ne vaut que pour l’ancien texte : elle n’aura pas d’effet, et ne sera jamais reportée sur le nouveau.'
        : 'Le lien que vous aviez reçu ne permet plus de signer.',
      'Vous recevrez une nouvelle demande quand le nouveau texte sera prêt.',
    ],
    footer: whoAndWhy(m),
    demonstration: m.demonstration,
  });
}
