import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager, EntitySchema } from 'typeorm';
import { CONFIG } from '../config.js';
import type { Config } from '../config.js';
import { EventTap, bindEventTap } from '../outbox/event-tap.js';
import { KeyStore } from '../storage/key-store.js';
import { bindJournalKey } from '../workflow/journal-key.js';
import type { Actor } from './actor.js';

/** A database out of reach must say so, not hang: longer than a slow start, shorter than a probe's patience. */
const connectTimeoutMs = 5_000;
/** Below PostgreSQL's own limit (200 for the embedded one), with room for the queue's pools. */
const poolSizeMax = 12;
/** No honest statement of ours lasts longer; a lock that does is a bug to be shown. */
const statementTimeoutMs = 60_000;

export const ENTITIES = Symbol('Entities');
export type Entities = readonly EntitySchema[];

/** What row-level security knows of the actor, for one transaction; each is empty when it does not apply. */
const identity = `select set_config('paraphe.actor', $1, true), set_config('paraphe.actor_kind', $2, true), set_config('paraphe.departement', $3, true),
  set_config('paraphe.role', $4, true), set_config('paraphe.organisation', $5, true), set_config('paraphe.link', $6, true)`;

function identityOf(actor: Actor): string[] {
  const acting = actor.kind === 'account' || actor.kind === 'token' ? actor : null;
  return [actor.id, actor.kind, acting?.departement ?? '', acting?.role ?? '', acting?.organisation ?? '', actor.kind === 'signatory' ? actor.linkId : ''];
}

/** The one door to PostgreSQL: work is done inside a transaction, in somebody's name (decision 27). */
@Injectable()
export class Database implements OnApplicationShutdown {
  private readonly source: DataSource;
  private opening: Promise<unknown> | null = null;

  constructor(@Inject(CONFIG) config: Config, @Inject(ENTITIES) entities: Entities, keys: KeyStore = new KeyStore(config), tap: EventTap = new EventTap()) {
    this.source = new DataSource({
      type: 'postgres',
      url: config.databaseUrl,
      entities: [...entities],
      synchronize: false,
      connectTimeoutMS: connectTimeoutMs,
      poolSize: poolSizeMax,
      extra: { statement_timeout: statementTimeoutMs },
    });
    bindJournalKey(this.source, () => keys.journalKey());
    bindEventTap(this.source, tap);
  }

  /** Runs `work` in one transaction, in the actor's name; set locally, so that the next borrower of the connection inherits nothing. */
  async withIdentity<T>(actor: Actor, work: (tx: EntityManager) => Promise<T>): Promise<T> {
    await this.open();
    return this.source.transaction(async (tx) => {
      await tx.query(identity, identityOf(actor));
      return work(tx);
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

  private async open(): Promise<void> {
    if (this.source.isInitialized) return;
    this.opening ??= this.source.initialize().finally(() => (this.opening = null));
    await this.opening;
  }
}
