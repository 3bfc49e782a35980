import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { DataSource } from 'typeorm';
import type { EntityManager, EntitySchema } from 'typeorm';
import { CONFIG } from '../config.js';
import type { Config } from '../config.js';
import { EventTap, bindEventTap } from '../outbox/event-tap.js';
import { KeyStore } from '../storage/key-store.js';
import { bindJournalKey } from '../workflow/journal-key.js';
import type { Actor } from './actor.js';
import { namingDriver } from './named-statements.js';

const { escapeLiteral } = pg;

/** A database out of reach must say so, not hang: longer than a slow start, shorter than a probe's patience. */
const connectTimeoutMs = 5_000;
/** Below PostgreSQL's own limit (200 for the embedded one), with room for the queue's pools. */
const poolSizeMax = 12;
/** A connection keeps the plans of what is asked all day, dear to make under row-level security: it is kept through the pauses of a desk, and never keeps a program from ending. */
const idleTimeoutMs = 15 * 60_000;
/** Shorter than the patience of the firewalls that drop in silence what does not speak, and than which a kept connection would be lost without anybody knowing. */
const keepAliveAfterMs = 60_000;
/** No honest statement of ours lasts longer; a lock that does is a bug to be shown. */
const statementTimeoutMs = 60_000;

export const ENTITIES = Symbol('Entities');
export type Entities = readonly EntitySchema[];

/**
 * Begins a transaction in the actor's name, in one round trip: a message of several statements takes no parameters, so that the library's own
 * literals are written in it. What row-level security knows of the actor lasts as long as the transaction; each setting is empty when it does not apply.
 */
function beginAs(actor: Actor): string {
  const acting = actor.kind === 'account' || actor.kind === 'token' ? actor : null;
  const settings = {
    actor: actor.id, actor_kind: actor.kind, departement: acting?.departement ?? '', role: acting?.role ?? '', organisation: acting?.organisation ?? '', link: actor.kind === 'signatory' ? actor.linkId : '',
  };
  return `begin; select ${Object.entries(settings).map(([name, value]) => `set_config('paraphe.${name}', ${escapeLiteral(value)}, true)`).join(', ')}`;
}

/** The one door to PostgreSQL: work is done inside a transaction, in somebody's name (decision 27). */
@Injectable()
export class Database implements OnApplicationShutdown {
  private readonly source: DataSource;
  private opening: Promise<unknown> | null = null;

  constructor(@Inject(CONFIG) config: Config, @Inject(ENTITIES) entities: Entities, keys: KeyStore = new KeyStore(config), tap: EventTap = new EventTap()) {
    this.source = new DataSource({
      type: 'postgres',
      driver: namingDriver,
      url: config.databaseUrl,
      entities: [...entities],
      synchronize: false,
      connectTimeoutMS: connectTimeoutMs,
      poolSize: poolSizeMax,
      extra: { statement_timeout: statementTimeoutMs, idleTimeoutMillis: idleTimeoutMs, keepAlive: true, keepAliveInitialDelayMillis: keepAliveAfterMs, allowExitOnIdle: true },
    });
    bindJournalKey(this.source, () => keys.journalKey());
    bindEventTap(this.source, tap);
  }

  /** Runs `work` in one transaction, in the actor's name; set locally, so that the next borrower of the connection inherits nothing. */
  async withIdentity<T>(actor: Actor, work: (tx: EntityManager) => Promise<T>): Promise<T> {
    await this.open();
    const runner = this.source.createQueryRunner();
    try {
      await runner.query(beginAs(actor));
      // Told to the library, which otherwise begins another for each entity it writes.
      Object.assign(runner, { isTransactionActive: true });
      const done = await work(runner.manager);
      await runner.query('commit');
      return done;
    } catch (fault) {
      // A connection that is lost has rolled back by itself.
      await runner.query('rollback').catch(() => undefined);
      throw fault;
    } finally {
      Object.assign(runner, { isTransactionActive: false });
      await runner.release();
    }
  }

  /** One round trip: the probe's question. Rejects when the database does not answer. */
  async ping(): Promise<void> {
    await this.open();
    await this.source.query('select 1');
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.source.isInitialized) await this.source.destroy();
  }

  private async open(): Promise<void> {
    if (this.source.isInitialized) return;
    this.opening ??= this.source.initialize().finally(() => (this.opening = null));
    await this.opening;
  }
}
