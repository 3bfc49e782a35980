import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { LegalDay } from '#libs/domain';
import type { AgreementRow } from './agreement.store.js';

export const chronicleLanes = ['term', 'notice', 'party', 'amendment', 'obligation'] as const;
export type ChronicleLane = (typeof chronicleLanes)[number];

/** Something that happened, or will, on a day of an agreement's life. */
export type ChronicleEntry = {
  /** The same as long as it is the same thing, whatever its day becomes: calendars know it by this. */
  uid: string;
  on: LegalDay;
  /** Last day of what lasts; absent for what happens on one day. */
  until?: LegalDay;
  lane: ChronicleLane;
  /** In French, without a final dot. */
  title: string;
  detail?: string;
  href?: string;
  tone: 'done' | 'due' | 'late' | 'info';
  /** The parties it concerns; absent: all of them. */
  concerns?: readonly string[];
};

type Source = (tx: EntityManager, agreement: AgreementRow, today: LegalDay) => Promise<ChronicleEntry[]>;

/** The life of an agreement, told by each feature for its part: the timeline, the calendar feeds and the year of a département are drawn from it. */
@Injectable()
export class Chronicle {
  private readonly sources: Source[] = [];

  /** Each feature says its part, at start. */
  tell(source: Source): void {
    this.sources.push(source);
  }

  /** Every entry the actor of the transaction may see, by day. */
  async of(tx: EntityManager, agreement: AgreementRow, today: LegalDay): Promise<ChronicleEntry[]> {
    const entries: ChronicleEntry[] = [];
    for (const source of this.sources) entries.push(...(await source(tx, agreement, today)));
    return entries.sort((a, b) => (a.on === b.on ? chronicleLanes.indexOf(a.lane) - chronicleLanes.indexOf(b.lane) : a.on < b.on ? -1 : 1));
  }
}
