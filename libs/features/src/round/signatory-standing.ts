import type { BadgeTone } from '#libs/ui';
import type { AnswerMail } from './round-witnesses.js';
import type { SignatoryLine } from './signatory-line.js';

type Standing = { label: string; tone: BadgeTone };
type Known = Pick<SignatoryLine, 'state' | 'proposed' | 'people' | 'wrongCodes' | 'title' | 'failing' | 'codeAsked'>;

const settled: Record<Exclude<SignatoryLine['state'], 'invited'>, Standing> = {
  approved: { label: 'A signé', tone: 'success' },
  refused: { label: 'A refusé', tone: 'error' },
  declined: { label: 'N’a pas signé', tone: 'neutral' },
  waiting: { label: 'Son tour viendra', tone: 'neutral' },
};

/** What a mail brings, at the head of its news. */
export const mailTitles: Record<AnswerMail, string> = { copy: 'Exemplaire signé', acknowledgement: 'Confirmation de signature' };

/** Signed, and what is owed for it came back. */
const signedUnreached: Record<AnswerMail, Standing> = {
  copy: { label: 'A signé, exemplaire non remis', tone: 'warning' },
  acknowledgement: { label: 'A signé, courriel non remis', tone: 'warning' },
};

/** State of a body in a few words: of what keeps it from signing, the first thing to mend. */
export function standing(line: Known): Standing {
  if (line.state !== 'invited') return unreachedIn(line) ?? settled[line.state];
  const mails = (line.people ?? []).flatMap(({ mail }) => (mail ? [mail.state] : []));
  if (line.proposed) return { label: 'Ce n’est pas la bonne personne', tone: 'error' };
  if (mails.includes('bounced')) return { label: 'Courriel non remis', tone: 'error' };
  if (line.wrongCodes?.spent) return { label: 'Codes épuisés', tone: 'error' };
  if (line.title?.standing === 'irregular') return { label: 'Habilitation irrégulière', tone: 'error' };
  if (line.wrongCodes) return { label: 'Code erroné', tone: 'warning' };
  if (mails.includes('delayed')) return { label: 'Courriel retardé', tone: 'warning' };
  if (line.failing) return { label: 'Envoi retardé', tone: 'warning' };
  if (line.codeAsked) return { label: 'Code demandé', tone: 'info' };
  return mails.includes('waiting') ? { label: 'Invitation en attente d’envoi', tone: 'info' } : { label: 'Invitation envoyée', tone: 'info' };
}

function unreachedIn({ state, people = [] }: Known): Standing | null {
  const brings = state === 'approved' ? people.find(({ mail }) => mail?.state === 'bounced')?.mail?.brings : undefined;
  return brings ? signedUnreached[brings] : null;
}
