import type { EntityManager } from 'typeorm';
import type { Event, Instant, Subject, Vocabulary, Workflow } from '#libs/domain';

/** How one feature keeps its subjects: three small functions. Everything else is shared. */
export type Store<W extends Vocabulary> = {
  /** Locks the row until the transaction ends. Rejects when there is none. */
  loadForUpdate(tx: EntityManager, id: string): Promise<Subject<W> & { timeZone: string }>;
  save(tx: EntityManager, id: string, next: Subject<W> & { dueAt: Instant | null }): Promise<void>;
  /** Ids whose `due_at` has come, the oldest first. */
  dueIds(tx: EntityManager, now: Instant, limit: number): Promise<string[]>;
  /** The same for several, in the order of their ids (`rowStore`): for kinds that come due by the hundred. */
  together?: {
    loadForUpdate(tx: EntityManager, ids: readonly string[]): Promise<(Subject<W> & { id: string; timeZone: string })[]>;
    save(tx: EntityManager, rows: readonly (Subject<W> & { id: string; dueAt: Instant | null })[]): Promise<void>;
  };
};

export type Kept<W extends Vocabulary> = {
  kind: string;
  workflow: Workflow<W>;
  store: Store<W>;
  /** What the journal keeps of an event: ids, days and codes, never personal data. */
  journalled(event: Event<W>): object;
};
