import { Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Instant, Vocabulary } from '#libs/domain';
import { systemActor } from '../database/actor.js';
import { retryContention } from '../database/contention.js';
import type { Database } from '../database/database.js';
import type { Kept } from './kept.js';

/** How many subjects the calendar moved, in all and of each kind. */
export type CalendarMoves = { moved: number; kinds: Record<string, number> };

/** Told of each subject that is due and cannot move. */
export type OnFault = (kind: string, id: string, fault: unknown) => void;

/** What time does to subjects, within a transaction. `together` answers with those that moved, and leaves alone those that touch another subject. */
export type Ticking = {
  alone(tx: EntityManager, kept: Kept<Vocabulary>, id: string): Promise<boolean>;
  together(tx: EntityManager, kept: Kept<Vocabulary>, ids: readonly string[]): Promise<{ moved: string[]; left: string[] }>;
};

/** Due subjects looked up at once: enough that the question costs nothing beside the answers. */
const dueBatch = 1_000;
/** Ticked in one transaction: its identity, its lines and its effects are written once for all, and whoever asks for one of them waits for some tens of milliseconds. */
const togetherMax = 50;
/** Transactions at once: they keep two cores busy, and leave two thirds of the connections to those who wait for a page. */
const atOnceMax = 4;
/** What a tick makes another subject owe is ticked in the next pass. Errands go from one kind to the next, and no chain of them has half as many links. */
const passesMax = 10;

const calendar = systemActor('calendar');

/**
 * One round of the calendar: every due subject of every kind, the oldest first, until nothing is due. One that cannot move is reported, set aside
 * for this round, and does not stop the others.
 *
 * Locks: those ticked together are of one kind and taken in the order of their ids, and touch nothing else; one whose tick has errands is ticked
 * alone, its own row first. So two transactions of a round never wait for one another, and whatever a page makes them wait for ends by a retry.
 */
export class CalendarRound {
  private readonly log = new Logger('Calendar');

  constructor(private readonly db: Database, private readonly now: Instant, private readonly ticking: Ticking, private readonly onFault: OnFault) {}

  async run(kinds: readonly Kept<Vocabulary>[]): Promise<CalendarMoves> {
    const rounds = kinds.map((kept) => ({ kept, moved: new Set<string>(), aside: new Set<string>() }));
    let goesOn = true;
    for (let pass = 1; goesOn; pass++) {
      if (pass > passesMax) throw new Error(`the calendar still finds something due after ${passesMax} passes`);
      goesOn = false;
      for (const { kept, moved, aside } of rounds) {
        const ticked = await this.tickKind(kept, aside);
        for (const id of ticked) moved.add(id);
        goesOn ||= ticked.size > 0;
      }
    }
    const counts = Object.fromEntries(rounds.map(({ kept, moved }) => [kept.kind, moved.size]));
    return { moved: Object.values(counts).reduce((sum, count) => sum + count, 0), kinds: counts };
  }

  /** Each due subject of a kind, once. Returns those that moved. */
  private async tickKind(kept: Kept<Vocabulary>, aside: Set<string>): Promise<Set<string>> {
    const [ticked, tried] = [new Set<string>(), new Set<string>()];
    for (;;) {
      // Those that could not move are still the oldest due: so many more are asked for, lest they hide the others.
      const due = await this.db.withIdentity(calendar, (tx) => kept.store.dueIds(tx, this.now, dueBatch + aside.size + tried.size - ticked.size));
      const ids = due.filter((id) => !aside.has(id) && !tried.has(id));
      if (ids.length === 0) {
        for (const id of due) if (tried.has(id) && !ticked.has(id)) this.setAside(kept, aside, id, new Error('its row says that it is due, and its table that it owes nothing'));
        return ticked;
      }
      for (const id of ids) tried.add(id);
      const alone: string[] = [];
      await eachAtOnce(groupsOf(ids, togetherMax), async (group) => {
        const { moved, left } = await this.tickTogether(kept, group);
        for (const id of moved) ticked.add(id);
        alone.push(...left);
      });
      await eachAtOnce(alone, async (id) => {
        try {
          if (await this.tickAlone(kept, id)) ticked.add(id);
        } catch (fault) {
          this.setAside(kept, aside, id, fault);
        }
      });
    }
  }

  /** If anything goes wrong, nothing was done: each is then ticked alone, and the one at fault is found. */
  private async tickTogether(kept: Kept<Vocabulary>, group: readonly string[]): Promise<{ moved: string[]; left: string[] }> {
    try {
      return await this.db.withIdentity(calendar, (tx) => this.ticking.together(tx, kept, [...group].sort()));
    } catch {
      return { moved: [], left: [...group] };
    }
  }

  private tickAlone(kept: Kept<Vocabulary>, id: string): Promise<boolean> {
    return retryContention(
      () => this.db.withIdentity(calendar, (tx) => this.ticking.alone(tx, kept, id)),
      (fault) => this.log.warn(`${kept.kind} ${id} comes again: ${String(fault)}`),
    );
  }

  private setAside({ kind }: Kept<Vocabulary>, aside: Set<string>, id: string, fault: unknown): void {
    if (aside.has(id)) return;
    aside.add(id);
    this.onFault(kind, id, fault);
  }
}

function groupsOf(ids: readonly string[], size: number): string[][] {
  return Array.from({ length: Math.ceil(ids.length / size) }, (_, n) => ids.slice(n * size, (n + 1) * size));
}

/** Does the work for each, so many at once, begun in the order of the list. */
async function eachAtOnce<T>(list: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const rest = list.values();
  const worker = async (): Promise<void> => {
    for (const one of rest) await work(one);
  };
  await Promise.all(Array.from({ length: atOnceMax }, worker));
}
