import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { LegalDay } from '#libs/domain';
import type { Account } from '#libs/features/identity';

export type Ask = {
  /** What is asked, and until when, in one sentence. */
  sentence: string;
  /** Two or three words: what the link does. */
  action: string;
  href: string;
  /** True when the reader can only wait: told, and not counted among what is asked. */
  waits?: boolean;
  /** The way in that it makes pointless: one does not prepare twice what is under way. */
  inPlaceOf?: string;
};

export type AskContext = { account: Account; today: LegalDay };

/** What the life of the agreements asks of somebody on their home; each feature tells its own part at start. The lowest rank comes first. */
@Injectable()
export class AgreementAsks {
  private readonly sources: { rank: number; source: (tx: EntityManager, context: AskContext) => Promise<Ask[]> }[] = [];

  add(rank: number, source: (tx: EntityManager, context: AskContext) => Promise<Ask[]>): void {
    this.sources.push({ rank, source });
  }

  async of(tx: EntityManager, context: AskContext): Promise<Ask[]> {
    const asks: Ask[] = [];
    for (const { source } of [...this.sources].sort((a, b) => a.rank - b.rank)) asks.push(...(await source(tx, context)));
    return asks;
  }
}
