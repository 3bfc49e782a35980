import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { MailStanding } from '#libs/domain';
import type { RoundRow } from './round.store.js';

/** What is owed to whoever has signed: their copy of the sealed document, and before it the mail that confirms their signature. */
export type AnswerMail = 'copy' | 'acknowledgement';

/** Where a mail stands. `brings`: what is missing when it does not arrive; absent as long as it asks somebody to sign. */
export type FollowedMail = MailStanding & { brings?: AnswerMail };

/** What somebody knows of one person who is asked. */
export type PersonNews = {
  signatoryId: string;
  /** Where the latest mail to this person stands; of whoever has signed, only one that brings them something and has not reached them. */
  mail?: FollowedMail;
  /** Their title to sign, when it is not regular as it stands: nobody has described it, or it has a fault, said in words. */
  title?: { standing: 'undescribed' } | { standing: 'irregular'; words: string };
};

type Witness = (tx: EntityManager, round: RoundRow) => Promise<readonly PersonNews[]>;

/** What other features know of the people a round asks, for the page of that round: how their mails fare, what their titles are worth. */
@Injectable()
export class RoundWitnesses {
  private readonly witnesses: Witness[] = [];

  add(witness: Witness): void {
    this.witnesses.push(witness);
  }

  /** All that is known, by person. */
  async of(tx: EntityManager, round: RoundRow): Promise<Map<string, PersonNews>> {
    const known = new Map<string, PersonNews>();
    for (const witness of this.witnesses) {
      for (const news of await witness(tx, round)) known.set(news.signatoryId, { ...known.get(news.signatoryId), ...news });
    }
    return known;
  }
}
