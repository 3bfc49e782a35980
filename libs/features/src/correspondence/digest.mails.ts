import { upperFirst } from '#libs/features/round';
import type { RoundSubject, SignatoryRow } from '#libs/features/round';
import { greetingOf } from '#libs/features/signature';
import { formatCount, formatDay, placedSubject, renderMail } from '#libs/ui';
import type { Mail } from '#libs/ui';

export type DigestMail = {
  /** Who is written to, as each place knows them: the same person, as a rule. */
  people: readonly Pick<SignatoryRow, 'civility' | 'firstName' | 'lastName' | 'quality'>[];
  /** One working link per document that waits. `until`: last day on which one may sign. */
  waiting: readonly { subject: RoundSubject; bodyName: string; until: string; url: string }[];
  contacts: readonly { name: string; email: string; phone: string }[];
  /** Null when several départements wait for the same person. */
  departementName: string | null;
  demonstration: boolean;
};

/** Everything that waits for one person, in one mail. */
export function digestMail(m: DigestMail): Mail {
  const [first] = m.waiting;
  const isOne = m.waiting.length === 1;
  const what = isOne ? 'rappel pour votre signature' : `${formatCount(m.waiting.length, 'document')} à signer`;
  return renderMail({
    subject: m.departementName === null ? `Rappel\u00a0: ${what}` : placedSubject(m.departementName, what),
    greeting: greetingOf(m.people),
    paragraphs: isOne
      ? [`${upperFirst(first!.subject.the)} attend encore votre signature, pour «\u00a0${first!.bodyName}\u00a0». Vous pouvez signer ou refuser jusqu’au ${formatDay(first!.until, 'bare')} inclus.`]
      : ['Ces documents attendent encore votre signature. Chaque lien ouvre votre page\u00a0: vous y lisez le document, puis vous signez ou refusez.'],
    ...(isOne
      ? { button: { label: 'Lire et signer', url: first!.url } }
      : { links: m.waiting.map(({ subject, bodyName, until, url }) => ({ label: `${upperFirst(subject.the)}, pour «\u00a0${bodyName}\u00a0», jusqu’au ${formatDay(until, 'bare')} inclus`, url })) }),
    footer: [
      'Les liens reçus avant restent valables. Ils vous sont personnels\u00a0: ne les transférez pas.',
      ...m.contacts.map(({ name, email, phone }) => `Une question\u00a0? ${name}, ${phone}, ${email}.`),
      'Ces rappels s’arrêtent dès que vous avez signé ou refusé.',
    ],
    demonstration: m.demonstration,
  });
}
