import type { RoundEffect } from '#libs/domain';
import { formatCount, formatDay, placedSubject, renderMail } from '#libs/ui';
import type { Mail } from '#libs/ui';
import { agreed, upperFirst } from './round.subject.js';
import type { RoundSubject } from './round.subject.js';

/** Version of these words, kept with each mail. */
export const roundMailsVersion = '1';

export type ClerkMail = {
  subject: RoundSubject;
  what: Extract<RoundEffect, { type: 'reportToClerks' }>['what'];
  name: string;
  number: string;
  departementName: string;
  url: string;
  /** The body that refused, and why. */
  body: string | null;
  reason: string | null;
  missing: number;
  deadline: string | null;
  demonstration: boolean;
};

/** A long reason is read on the page; the mail gives its beginning. */
const reasonShownMax = 200;

/** What the préfecture learns of a round without having to look. */
export function clerkMail(m: ClerkMail): Mail {
  const { subject, paragraphs, label } = words(m);
  return renderMail({
    subject: placedSubject(m.departementName, subject),
    greeting: `Bonjour ${m.name},`,
    paragraphs,
    button: { label, url: m.url },
    footer: [`Vous recevez ce courriel parce que vous suivez la tournée ${m.number}.`],
    demonstration: m.demonstration,
  });
}

function words(m: ClerkMail): { subject: string; paragraphs: string[]; label: string } {
  switch (m.what) {
    case 'refusal':
      return {
        subject: 'un refus suspend la signature',
        paragraphs: [
          `${m.body ? `« ${m.body} »` : 'Un organisme'} refuse de signer ${m.subject.act ? m.subject.the : m.subject.short} (tournée ${m.number}). Motif : « ${shortened(m.reason ?? '')} »`,
          'La signature est suspendue pour tous ; ce qui est déjà signé reste valable. Vous pouvez reprendre la tournée, ou l’abandonner si le texte doit changer.',
        ],
        label: 'Décider de la suite',
      };
    case 'declined':
      return {
        subject: 'un partenaire ne signe pas',
        paragraphs: [
          `${m.body ? `« ${m.body} »` : 'Un organisme'} ne signe pas ${m.subject.act ? m.subject.the : m.subject.short} (tournée ${m.number}). Motif : «  ${shortened(m.reason ?? '')} »`,
          'Les autres continuent : la signature n’est pas suspendue. Le document ne liera pas cet organisme (C. civ., art. 1199).',
        ],
        label: 'Voir la tournée',
      };
    case 'proposal':
      return {
        subject: 'une autre personne est proposée',
        paragraphs: [
          `La personne invitée à signer pour ${m.body ? `« ${m.body} »` : 'un organisme'} indique qu’elle n’est pas la bonne (tournée ${m.number}). Aucune relance automatique ne part tant que vous n’avez pas répondu.`,
          'Vous pouvez désigner la personne proposée, en désigner une autre, ou maintenir la première.',
        ],
        label: 'Répondre à la proposition',
      };
    case 'expiry':
      return {
        subject: 'le délai de signature est passé',
        paragraphs: [
          `Le délai de la tournée ${m.number} s’est achevé${m.deadline ? ` ${formatDay(m.deadline)}` : ''}. Il manque ${m.missing === 1 ? 'une signature' : formatCount(m.missing, 'signature')}.`,
          'Les signatures recueillies restent valables. Vous pouvez prolonger la tournée : les personnes attendues recevront un nouveau lien.',
        ],
        label: 'Prolonger la tournée',
      };
    case 'assembly_failure':
      return { subject: 'l’assemblage n’a pas abouti', paragraphs: [`Le document de la tournée ${m.number} n’a pas pu être assemblé. Personne n’a été invité à signer, et la préparation est conservée.`], label: 'Voir ce qui a bloqué' };
    case 'sealed':
      return {
        subject: `${m.subject.short} est ${agreed(m.subject, 'scellé')}`,
        paragraphs: [`${upperFirst(m.subject.everyone)} ont signé ${m.subject.numbered}. Le document est scellé, et chacune reçoit son exemplaire.`],
        label: `Télécharger ${m.subject.short}`,
      };
  }
}

function shortened(reason: string): string {
  const text = reason.replace(/\s+/g, ' ').trim();
  return text.length > reasonShownMax ? `${text.slice(0, reasonShownMax).trimEnd()}…` : text;
}
