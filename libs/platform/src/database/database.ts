import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager, EntitySchema, QueryRunner } from 'typeorm';
import { CONFIG } from '../config.js';
import type { Config } from '../config.js';
import { EventTap, bindEventTap } from '../outbox/event-tap.js';
import { KeyStore } from '../storage/key-store.js';
import { bindJournalKey } from '../workflow/journal-key.js';
import type { Actor } from './actor.js';
import { messagingDriver } from './driver.js';
import type { MessagingClient } from './driver.js';

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

/** What row-level security knows of the actor, as long as the transaction lasts. Each setting is empty when it does not apply. */
const identity = `select ${['actor', 'actor_kind', 'departement', 'role', 'organisation', 'link'].map((name, rank) => `set_config('paraphe.${name}', $${rank + 1}, true)`).join(', ')}`;
const readingIdentity = `${identity}, set_config('transaction_read_only', 'on', true)`;

function identityOf(actor: Actor): string[] {
  const acting = actor.kind === 'account' || actor.kind === 'token' ? actor : null;
  return [actor.id, actor.kind, acting?.departement ?? '', acting?.role ?? '', acting?.organisation ?? '', actor.kind === 'signatory' ? actor.linkId : ''];
}

/** The connection of each transaction that is open. */
const connections = new WeakMap<EntityManager, MessagingClient>();

/**
 * A statement whose answer nobody needs before the next one of the transaction, or its end, in whose message it is sent: what is asked after it
 * sees what it wrote. Its fault is that of the statement it was sent with, or of the end, and undoes the transaction like any other.
 */
export async function sendWithNext(tx: EntityManager, text: string, values: unknown[]): Promise<void> {
  const connection = connections.get(tx);
  if (connection) connection.sendWithNext(text, values);
  else await tx.query(text, values);
}

/** The one door to PostgreSQL: work is done inside a transaction, in somebody's name (decision 27). */
@Injectable()
export class Database implements OnApplicationShutdown {
  private readonly source: DataSource;
  private opening: Promise<unknown> | null = null;

  constructor(@Inject(CONFIG) config: Config, @Inject(ENTITIES) entities: Entities, keys: KeyStore = new KeyStore(config), tap: EventTap = new EventTap()) {
    this.source = new DataSource({
      type: 'postgres',
      driver: messagingDriver,
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
  withIdentity<T>(actor: Actor, work: (tx: EntityManager) => Promise<T>): Promise<T> {
    return this.borrow(async (runner, connection) => {
      const begin = connection.sendWithNext('begin');
      connection.sendWithNext(identity, identityOf(actor));
      // Told to the library, which otherwise begins another for each entity it writes.
      Object.assign(runner, { isTransactionActive: true });
      connections.set(runner.manager, connection);
      try {
        const done = await work(runner.manager);
        await runner.query('commit');
        return done;
      } catch (fault) {
        // A connection that is lost has rolled back by itself.
        if (!connection.takeWaiting().includes(begin)) await runner.query('rollback').catch(() => undefined);
        throw fault;
      } finally {
        Object.assign(runner, { isTransactionActive: false });
        connections.delete(runner.manager);
      }
    });
  }

  /** The same for what only reads, which PostgreSQL enforces: each question bears the identity in its own message, and is a transaction by itself. */
  read<T>(actor: Actor, work: (tx: EntityManager) => Promise<T>): Promise<T> {
    return this.borrow(async (runner, connection) => {
      connection.sendWithEach(readingIdentity, identityOf(actor));
      try {
        return await work(runner.manager);
      } finally {
        connection.sendWithEach(null);
      }
    });
  }

  /** One round trip: the probe's question. Rejects when the database does not answer. */
  async ping(): Promise<void> {
    await this.open();
    await this.source.query('select 1');
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.source.isInitialized) await this.source.destroy();
  }

  private async borrow<T>(work: (runner: QueryRunner, connection: MessagingClient) => Promise<T>): Promise<T> {
    await this.open();
    const runner = this.source.createQueryRunner();
    try {
      return await work(runner, (await runner.connect()) as MessagingClient);
    } finally {
      await runner.release();
    }
  }

  private async open(): Promise<void> {
    if (this.source.isInitialized) return;
    this.opening ??= this.source.initialize().finally(() => (this.opening = null));
    await this.opening;
  }
}
