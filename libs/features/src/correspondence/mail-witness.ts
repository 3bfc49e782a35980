import { Injectable } from '@nestjs/common';
import { askedOf } from '#libs/domain';
import type { MailState } from '#libs/domain';
import { RoundWitnesses } from '#libs/features/round';
import { owedBy } from './answer-mails.js';
import { mailStateOf } from './mail-state.store.js';

/** What arrived is no longer said to the préfecture once somebody has signed. */
const late: ReadonlySet<MailState> = new Set(['delayed', 'bounced']);

/** Tells the page of a round where the latest mail to each of those it awaits stands; and, of those who have signed, whom what is owed to them has not reached. */
@Injectable()
export class MailWitness {
  constructor(witnesses: RoundWitnesses) {
    witnesses.add(async (tx, { facts }) => {
      const followed = facts.slots.flatMap((slot) => (slot.state === 'invited' ? askedOf(slot) : slot.state === 'approved' ? [slot.signatoryId] : []).map((signatoryId) => ({ slot, signatoryId })));
      const states = await mailStateOf(tx, followed.map(({ signatoryId }) => signatoryId));
      return followed.flatMap(({ slot, signatoryId }) => {
        const mail = states.get(signatoryId);
        const brings = owedBy(slot, mail);
        if (!mail || (slot.state === 'approved' && (brings === null || !late.has(mail.state)))) return [];
        const { state, since, words } = mail;
        return [{ signatoryId, mail: { state, since, words, ...(brings && { brings }) } }];
      });
    });
  }
}
