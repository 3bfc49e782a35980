import { Inject, Injectable, Logger } from '@nestjs/common';
import { CLOCK } from '../clock.js';
import type { Clock } from '../clock.js';
import { systemActor } from '../database/actor.js';
import { Database } from '../database/database.js';
import { DiscreetError, faultWords } from './discreet-error.js';
import { EffectRegistry } from './effects.js';
import type { Delivery, Progress } from './effects.js';

/** A page need not be told more often; the last word (100 %) is always said. */
const progressEveryMs = 200;
/** Errors are kept for the operator, not novels. */
const errorLengthMax = 500;
/** From this many failures on, the log raises its voice. */
const alarmAfter = 5;

type Row = { id: string; subject: string; subjectId: string; effect: { type: string }; createdAt: Date; doneAt: Date | null; attempts: number };

/** Runs the handler of one outbox row, whatever queue brought it, and remembers that it is done. */
@Injectable()
export class EffectDispatcher {
  private readonly log = new Logger('Effects');

  constructor(private readonly db: Database, private readonly effects: EffectRegistry, @Inject(CLOCK) private readonly clock: Clock) {}

  /** Rejects when the handler does: the queue then waits and tries again. */
  async dispatch(outboxId: string): Promise<void> {
    const row = await this.load(outboxId);
    if (!row || row.doneAt) return;
    const delivery: Delivery = { id: row.id, subject: row.subject, subjectId: row.subjectId, effect: row.effect, createdAt: row.createdAt };
    try {
      await this.effects.handlerOf(row.subject, row.effect.type).run(delivery, this.reporter(outboxId));
      await this.update(outboxId, 'done_at = $2, last_error = null', this.clock.now());
    } catch (fault) {
      const discreet = this.effects.isDiscreet(row.subject);
      const text = faultWords(fault, discreet);
      await this.update(outboxId, 'attempts = attempts + 1, last_error = $2', text.slice(0, errorLengthMax));
      if (row.attempts + 1 >= alarmAfter) this.log.error(`${row.subject} ${row.subjectId}: ${row.effect.type} has failed ${row.attempts + 1} times: ${text}`);
      // The queue keeps the message and the stack of what it is thrown.
      throw discreet ? new DiscreetError(text) : fault;
    }
  }

  private async load(id: string): Promise<Row | undefined> {
    const rows: Row[] = await this.db.withIdentity(systemActor('worker'), (tx) =>
      tx.query('select id, subject, subject_id as "subjectId", effect, created_at as "createdAt", done_at as "doneAt", attempts from outbox where id = $1', [id]),
    );
    return rows[0];
  }

  private async update(id: string, set: string, value: unknown): Promise<void> {
    await this.db.withIdentity(systemActor('worker'), (tx) => tx.query(`update outbox set ${set} where id = $1`, [id, value]));
  }

  private reporter(id: string): (progress: Progress) => Promise<void> {
    let said = 0;
    return async (progress) => {
      const now = performance.now();
      if (progress.percent < 100 && now - said < progressEveryMs) return;
      said = now;
      await this.update(id, 'progress = $2', progress);
    };
  }
}
