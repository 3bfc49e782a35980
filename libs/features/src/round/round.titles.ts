import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { JudgedAuthority, LegalDay, Slot } from '#libs/domain';
import type { Actor } from '#libs/platform';
import type { KeptTitle, RoundRow } from './round.store.js';

/** `former` and `present`: the two rows of one same person. */
export type Correction = { roundId: string; slotId: string; former: string; present: string };
export type TitleKeeper = {
  follow: (tx: EntityManager, correction: Correction, actor: Actor) => Promise<void>;
  /** Null when nobody has described it. */
  judge: (tx: EntityManager, round: RoundRow, slot: Slot, signatoryId: string, on: LegalDay) => Promise<KeptTitle | null>;
};

/** Titles to sign are kept by another feature: what a round tells it, and asks of it. */
@Injectable()
export class RoundTitles {
  private keeper: TitleKeeper | null = null;

  keep(keeper: TitleKeeper): void {
    this.keeper = keeper;
  }

  /** A person whose address or name is better written is another row, since links bind to rows: the title follows, in the same transaction. */
  async follow(tx: EntityManager, correction: Correction, actor: Actor): Promise<void> {
    await this.keeper?.follow(tx, correction, actor);
  }

  /** The title of whoever signed by hand, on the day that the paper bears. */
  async judge(tx: EntityManager, round: RoundRow, slot: Slot, signatoryId: string, on: LegalDay): Promise<KeptTitle | null> {
    return (await this.keeper?.judge(tx, round, slot, signatoryId, on)) ?? null;
  }
}

/** What the table decides on: ids and stable codes. */
export function judgementOf(title: KeptTitle | null): JudgedAuthority | null {
  return title && { id: title.id, verdict: title.verdict, faults: title.faults };
}
