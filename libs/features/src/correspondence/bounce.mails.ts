import { formatCount, placedSubject, renderMail } from '#libs/ui';
import type { Mail } from '#libs/ui';

/** Named one by one up to here; the page of the round names them all. */
const namedMax = 5;

export type BounceMail = {
  name: string;
  number: string;
  departementName: string;
  /** The bodies whose signatory cannot be reached, and what their server says. */
  unreached: readonly { bodyName: string; words: string }[];
  url: string;
  demonstration: boolean;
};

/** Mails to signatories came back. No address: the page shows it to those who may see it. */
export function bounceMail(m: BounceMail): Mail {
  const others = m.unreached.length - namedMax;
  const named = m.unreached.slice(0, namedMax).map(({ bodyName, words }) => `«\u00a0${bodyName}\u00a0»\u00a0: ${words}.`);
  return renderMail({
    subject: placedSubject(m.departementName, m.unreached.length === 1 ? 'un courriel n’est pas arrivé' : `${formatCount(m.unreached.length, 'courriel')} ne sont pas arrivés`),
    greeting: `Bonjour ${m.name},`,
    paragraphs: [
      `Ces signataires de la tournée ${m.number} n’ont pas reçu notre courriel.`,
      ...named,
      ...(others > 0 ? [`Et ${formatCount(others, 'autre')}.`] : []),
      'Corrigez l’adresse sur la page de la tournée\u00a0: un nouveau lien part aussitôt, et les signatures des autres ne changent pas.',
    ],
    button: { label: 'Corriger et renvoyer', url: m.url },
    footer: [`Vous recevez ce courriel parce que vous suivez la tournée ${m.number}.`],
    demonstration: m.demonstration,
  });
}
