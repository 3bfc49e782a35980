import type { Slot } from '#libs/domain';
import type { AnswerMail } from '#libs/features/round';
import type { SignatoryMail } from './mail-state.store.js';

const answerMails: Readonly<Record<string, AnswerMail>> = { 'signature.final_copy': 'copy', 'signature.acknowledgement': 'acknowledgement' };

/** What that mail, the latest to whoever signed there, owes them; null when nobody has signed, or when nothing is lost with it: an invitation, a code. */
export function owedBy({ state }: Slot, mail: Pick<SignatoryMail, 'kind'> | undefined): AnswerMail | null {
  return state === 'approved' && mail ? answerMails[mail.kind] ?? null : null;
}
