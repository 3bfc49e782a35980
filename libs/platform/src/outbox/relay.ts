import { Inject, Injectable, Logger } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { getQueueToken } from '@nestjs/bullmq';
import { ModuleRef } from '@nestjs/core';
import type { Queue } from 'bullmq';
import { CLOCK } from '../clock.js';
import type { Clock } from '../clock.js';
import { CONFIG } from '../config.js';
import type { Config } from '../config.js';
import { systemActor } from '../database/actor.js';
import { Database } from '../database/database.js';
import { Listener } from '../database/listener.js';
import { EffectRegistry } from './effects.js';
import { jobOptions } from './queues.js';

/** Rows carried over per transaction: small enough to commit quickly, large enough for a national round. */
const batch = 200;
/** The sweep behind LISTEN/NOTIFY: what a lost notification costs at most. */
const sweepMs = 5_000;
/** A row relayed this long ago and not done is offered again: the queue may have forgotten it (a Redis wiped, say). */
const reofferAfterMs = 60_000;

type Row = { id: string; subject: string; subject_id: string; effect: { type: string } };

/** Carries committed effects from the outbox to the queue. Offering the same row twice is harmless: its id is the job's id. */
@Injectable()
export class OutboxRelay implements OnApplicationShutdown {
  private readonly log = new Logger('Relay');
  private readonly listener: Listener;
  private timer: NodeJS.Timeout | null = null;
  private running: Promise<void> | null = null;
  private again = false;
  /** « round.newEffect »: left in the outbox for a worker that knows them, or for the operator, whom `lateEffects` tells. */
  private readonly unknown = new Set<string>();

  constructor(
    @Inject(CONFIG) config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly db: Database,
    private readonly effects: EffectRegistry,
    private readonly modules: ModuleRef,
  ) {
    this.listener = new Listener(config.databaseUrl, 'outbox', () => this.wake());
  }

  async start(): Promise<void> {
    await this.listener.start();
    this.timer = setInterval(() => this.wake(), sweepMs);
    this.timer.unref();
    this.wake();
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.timer) clearInterval(this.timer);
    await this.listener.stop();
    await this.running;
  }

  private wake(): void {
    if (this.running) {
      this.again = true;
      return;
    }
    this.running = this.drain()
      .catch((fault: unknown) => this.log.error(`outbox out of reach, trying again: ${String(fault)}`))
      .finally(() => {
        this.running = null;
        if (this.again) {
          this.again = false;
          this.wake();
        }
      });
  }

  private async drain(): Promise<void> {
    while ((await this.carry()) === batch);
  }

  private async carry(): Promise<number> {
    return this.db.withIdentity(systemActor('relay'), async (tx) => {
      const now = this.clock.now();
      const rows: Row[] = await tx.query(
        `select id, subject, subject_id, effect from outbox
         where ((relayed_at is null and (not_before is null or not_before <= $3)) or (done_at is null and relayed_at < $1)) and subject || '.' || (effect->>'type') <> all($4)
         order by seq limit $2 for update skip locked`,
        [new Date(now.getTime() - reofferAfterMs), batch, now, [...this.unknown]],
      );
      const known = rows.filter((row) => this.isKnown(row));
      for (const row of known) {
        const { queue } = this.effects.handlerOf(row.subject, row.effect.type);
        await this.queue(queue).add(row.effect.type, { outboxId: row.id }, { ...jobOptions, jobId: row.id });
      }
      if (known.length) await tx.query('update outbox set relayed_at = $1 where id = any($2)', [now, known.map(({ id }) => id)]);
      return rows.length;
    });
  }

  /** One that nobody here handles holds up nothing: it is named once, and no longer looked for. */
  private isKnown({ subject, effect: { type } }: Row): boolean {
    if (this.effects.handles(subject, type)) return true;
    const name = `${subject}.${type}`;
    if (!this.unknown.has(name)) this.log.error(`nobody here handles ${name}: left in the outbox. Is this worker of the same version as the service?`);
    this.unknown.add(name);
    return false;
  }

  private queue(name: string): Queue {
    return this.modules.get<Queue>(getQueueToken(name), { strict: false });
  }
}
