import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { Observable, Subject, filter, map } from 'rxjs';
import { CONFIG } from '../config.js';
import type { Config } from '../config.js';
import { Listener } from '../database/listener.js';

type Change = { subject: string; id: string } | null;

/** Tells the pages that something they show has changed: PostgreSQL notifies, each page looks again. */
@Injectable()
export class LiveFeed implements OnApplicationShutdown {
  private readonly changes = new Subject<Change>();
  private readonly listener: Listener;

  constructor(@Inject(CONFIG) config: Config) {
    this.listener = new Listener(config.databaseUrl, 'changes', (payload) => this.changes.next(payload ? (JSON.parse(payload) as Change) : null));
  }

  start(): Promise<void> {
    return this.listener.start();
  }

  /** One signal per change of that subject (and one after each reconnection, since some may have been missed). */
  of(subject: string, id: string): Observable<void> {
    return this.changes.pipe(
      filter((change) => change === null || (change.subject === subject && change.id === id)),
      map(() => undefined),
    );
  }

  async onApplicationShutdown(): Promise<void> {
    this.changes.complete();
    await this.listener.stop();
  }
}
