import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { DataSource, EntityManager } from 'typeorm';

/** A line of the journal that others may learn of, and the name it bears outside: « round.signed ». */
export type PublicEvent = { subject: string; event: string; name: string };

/** What is announced of such a line: where it is, never what it says. */
export type PublishEvent = { type: 'publishEvent'; name: string; subject: string; subjectId: string; rank: number };

/** Subject of the effects about public events. */
export const publicEventSubject = 'public_event';

type Line = { subject: string; subjectId: string; event: string; recordedAt: string };

/** Whether anybody waits for events of that name: asked in the transaction of the change, in the name of whoever makes it. */
type IsAwaited = (tx: EntityManager, name: string) => Promise<boolean>;

/**
 * The journal's tap: a line declared public leaves an effect in the outbox, in the same transaction. Declared once per process, it serves
 * every writer of the journal; a line that nobody declared costs nothing, and one that nobody awaits costs one question.
 */
@Injectable()
export class EventTap {
  private readonly names = new Map<string, string>();
  private isAwaited: IsAwaited = () => Promise.resolve(false);

  declare(events: readonly PublicEvent[], isAwaited: IsAwaited): void {
    for (const { subject, event, name } of events) this.names.set(`${subject}.${event}`, name);
    this.isAwaited = isAwaited;
  }

  /** Announces the line of that rank when it is public and somebody waits for it. */
  async draw(tx: EntityManager, { subject, subjectId, event, recordedAt }: Line, rank: number): Promise<void> {
    const name = this.names.get(`${subject}.${event}`);
    if (name === undefined || !(await this.isAwaited(tx, name))) return;
    const id = randomUUID();
    const effect: PublishEvent = { type: 'publishEvent', name, subject, subjectId, rank };
    await tx.query('insert into outbox (id, subject, subject_id, effect, created_at) values ($1, $2, $3, $4, $5)', [id, publicEventSubject, id, effect, recordedAt]);
  }
}

const taps = new WeakMap<DataSource, EventTap>();

/** Says which tap the journal of that database has. */
export function bindEventTap(source: DataSource, tap: EventTap): void {
  taps.set(source, tap);
}

/** The tap of the journal this transaction writes to; none during migrations. */
export function eventTapOf(tx: EntityManager): EventTap | null {
  return taps.get(tx.dataSource) ?? null;
}
