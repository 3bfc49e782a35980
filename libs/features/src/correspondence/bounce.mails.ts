import type { AnswerMail } from '#libs/features/round';
import { formatCount, placedSubject, renderMail } from '#libs/ui';
import type { Mail } from '#libs/ui';

/** Named one by one up to here, in each case; the page of the round names them all. */
const namedMax = 5;

/** What did not arrive: what asks somebody to sign, or what is owed to whoever has signed. */
export type Missing = 'invitation' | AnswerMail;

export type BounceMail = {
  name: string;
  number: string;
  departementName: string;
  /** The bodies whose signatory cannot be reached, and what their server says. */
  unreached: readonly { bodyName: string; words: string; missing: Missing }[];
  url: string;
  demonstration: boolean;
};

/** Only who is still awaited can be put right: a signature given stays, and what is owed for it is brought by hand. */
const cases: readonly { missing: Missing; says: (number: string) => string; todo: string }[] = [
  {
    missing: 'invitation', says: (number) => `Ces signataires de la tournée ${number} n’ont pas reçu notre courriel.`,
    todo: 'Corrigez l’adresse sur la page de la tournée\u00a0: un nouveau lien part aussitôt, et les signatures des autres ne changent pas.',
  },
  {
    missing: 'copy', says: (number) => `Ces organismes de la tournée ${number} ont signé, et leur exemplaire n’est pas arrivé.`,
    todo: 'Depuis la page de la tournée, téléchargez le document et remettez-leur le fichier tel quel\u00a0: chaque partie doit disposer de son exemplaire (article\u00a01375 du code civil).',
  },
  {
    missing: 'acknowledgement', says: (number) => `Ces organismes de la tournée ${number} ont signé, et le courriel qui le confirme n’est pas arrivé.`,
    todo: 'Leur signature est enregistrée, rien n’est à refaire\u00a0: prévenez-les. Une fois le document scellé, leur exemplaire partira à la même adresse\u00a0; s’il revient, remettez-le-leur.',
  },
];

/** Mails to signatories came back. No address: the page shows it to those who may see it. */
export function bounceMail(m: BounceMail): Mail {
  const correctable = m.unreached.some(({ missing }) => missing === 'invitation');
  return renderMail({
    subject: placedSubject(m.departementName, m.unreached.length === 1 ? 'un courriel n’est pas arrivé' : `${formatCount(m.unreached.length, 'courriel')} ne sont pas arrivés`),
    greeting: `Bonjour ${m.name},`,
    paragraphs: cases.flatMap(({ missing, says, todo }) => {
      const theirs = m.unreached.filter((one) => one.missing === missing);
      return theirs.length === 0 ? [] : [says(m.number), ...named(theirs), todo];
    }),
    button: { label: correctable ? 'Corriger et renvoyer' : 'Voir la tournée', url: m.url },
    footer: [`Vous recevez ce courriel parce que vous suivez la tournée ${m.number}.`],
    demonstration: m.demonstration,
  });
}

function named(unreached: BounceMail['unreached']): string[] {
  const others = unreached.length - namedMax;
  return [...unreached.slice(0, namedMax).map(({ bodyName, words }) => `«\u00a0${bodyName}\u00a0»\u00a0: ${words}.`), ...(others > 0 ? [`Et ${formatCount(others, 'autre')}.`] : [])];
}
