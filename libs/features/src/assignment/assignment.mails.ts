import { consentUntil, dayWords } from '#libs/domain';
import type { AssignmentFacts, AssignmentNews, LegalDay } from '#libs/domain';
import { formatDay, formatDaysLeft, placedSubject, renderMail } from '#libs/ui';
import type { Mail } from '#libs/ui';

/** Version of these words, kept with each mail. */
export const assignmentMailsVersion = '1';

export type AssignmentMailAround = { name: string; departementName: string; number: string; assignor: string; assignee: string; url: string; contact: { name: string; email: string; phone: string }; demonstration: boolean };

type Words = { subject: string; paragraphs: string[]; label: string };
type Day = Pick<AssignmentFacts, 'effectOn'>;

/** To every other party: its consent is asked. */
export function consentAskedMail(m: AssignmentMailAround, facts: Day, today: LegalDay): Mail {
  const last = consentUntil(facts);
  return written(m, {
    subject: 'votre accord à une cession',
    paragraphs: [
      `${m.assignor} demande à céder sa place à ${m.assignee} dans la convention ${m.number}, ${formatDay(facts.effectOn)}. Il faut l’accord exprès et préalable de toutes les autres parties (article 7).`,
      `Répondez au plus tard ${formatDay(last)}, ${formatDaysLeft(today, last)}. Votre silence ne vaut pas accord.`,
    ],
    label: 'Lire la demande et répondre',
  });
}

export function consentReminderMail(m: AssignmentMailAround, facts: Day, today: LegalDay): Mail {
  const last = consentUntil(facts);
  return written(m, {
    subject: `répondre ${formatDay(last)} au plus tard`,
    paragraphs: [`Votre réponse à la cession de ${m.assignor} à ${m.assignee} n’est pas parvenue. Un accord daté après le ${dayWords(last)} ne comptera pas, ${formatDaysLeft(today, last)} (article 7).`],
    label: 'Répondre',
  });
}

export function prefectureMail(m: AssignmentMailAround, what: 'asked' | 'answered' | AssignmentNews, sentence: string, more: string | null): Mail {
  return written(m, { subject: prefectureSubjects[what], paragraphs: [`Convention ${m.number}, de ${m.assignor} à ${m.assignee}. ${sentence}`, ...(more ? [more] : [])], label: 'Voir la cession' });
}

const prefectureSubjects: Record<'asked' | 'answered' | AssignmentNews, string> = {
  asked: 'une cession est demandée', answered: 'une réponse à une cession', announced: 'une substitution par la loi', effective: 'une partie est remplacée', refused: 'une cession est refusée', cancelled: 'une cession est annulée', without_object: 'une cession est sans objet',
};

export function newsMail(m: AssignmentMailAround, what: AssignmentNews, sentence: string): Mail {
  return written(m, { subject: newsSubjects[what], paragraphs: [`Convention ${m.number}. ${sentence}`], label: 'Voir pourquoi' });
}

const newsSubjects: Record<AssignmentNews, string> = { announced: 'une substitution par la loi', effective: 'une partie est remplacée', refused: 'la cession est refusée', cancelled: 'la cession est annulée', without_object: 'la cession est sans objet' };

export function assignorMail(m: AssignmentMailAround, what: 'asked' | 'answered', sentence: string): Mail {
  return written(m, { subject: what === 'asked' ? 'votre demande de cession est partie' : 'une réponse à votre cession', paragraphs: [sentence], label: 'Suivre la demande' });
}

function written(m: AssignmentMailAround, { subject, paragraphs, label }: Words): Mail {
  const { name, email, phone } = m.contact;
  return renderMail({
    subject: placedSubject(m.departementName, subject), greeting: `Bonjour ${m.name},`, paragraphs, button: { label, url: m.url },
    footer: [`Vous recevez ce courriel parce que votre organisme est partie à la convention ${m.number}. ${name} : ${phone}, ${email}.`], demonstration: m.demonstration,
  });
}
