import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Global, Module } from '@nestjs/common';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { dayAt, legalDay } from '#libs/domain';
import { Database, JournalAnchors, JournalVerifier, MovedClock, PlatformModule, TIMESTAMPER, anchorZone, appendToJournal, instantOf, loadConfig, systemActor } from '#libs/platform';
import type { JournalFinding, JournalReport } from '#libs/platform';
import { createAuthority, issueTimestampIdentity, timestampAuthority } from '#libs/signing';
import { tokenFault } from '../../apps/cli/src/journal.js';
import { freshDatabase } from './database.js';
import type { TestDatabase } from './database.js';

/** The journal of a whole installation: a real database, its keys in their folder, a real timestamp authority that one can silence. */
export class TestJournal {
  /** While set, the authority answers nothing but this. */
  silence: Error | null = null;

  private constructor(readonly database: TestDatabase, readonly clock: MovedClock, readonly app: INestApplicationContext, private readonly folder: string) {}

  static async open(now = new Date('2026-11-20T09:00:00Z')): Promise<TestJournal> {
    const clock = new MovedClock(now);
    const database = await freshDatabase();
    const folder = mkdtempSync(join(tmpdir(), 'paraphe-journal-'));
    const authority = await createAuthority({ commonName: 'Essai', organisation: 'Essai', now: new Date('2026-01-01T00:00:00Z') });
    const identity = await issueTimestampIdentity(authority, { commonName: 'Horodatage d’essai', organisation: 'Essai' }, { now, days: 1_000 });
    const { timestamper } = timestampAuthority({ identity, now: () => clock.now() });
    const token = async (imprint: Buffer) => {
      if (journal.silence) throw journal.silence;
      return timestamper(imprint);
    };
    const config = loadConfig({ PARAPHE_MODE: 'demonstration', DATABASE_URL: database.appUrl, DATABASE_OWNER_URL: database.ownerUrl, SMTP_URL: 'smtp://127.0.0.1:9', DATA_DIR: folder });
    @Global()
    @Module({ providers: [{ provide: TIMESTAMPER, useValue: Object.assign(token, { authority: 'Horodatage d’essai' }) }], exports: [TIMESTAMPER] })
    class Authority {}
    @Module({})
    class Bare {}
    const app = await NestFactory.createApplicationContext({ module: Bare, imports: [Authority, PlatformModule.forRoot({ config, entities: [], clock })] } as never, { logger: false, abortOnError: false });
    const journal: TestJournal = new TestJournal(database, clock, app, folder);
    return journal;
  }

  get anchors(): JournalAnchors {
    return this.app.get(JournalAnchors);
  }

  get db(): Database {
    return this.app.get(Database);
  }

  /** Writes `count` lines in that subject's chain, now. */
  async write(subjectId: string, count = 1, subject = 'lamp'): Promise<void> {
    for (let n = 0; n < count; n++) {
      const recordedAt = instantOf(this.clock);
      await this.db.withIdentity(systemActor('test'), (tx) =>
        appendToJournal(tx, {
          subject, subjectId, recordedAt, effectiveOn: dayAt(recordedAt, anchorZone), actor: systemActor('test'), event: `e${n}`,
          payload: { n, ratio: 0.1, deep: { list: [1, 'é', null] } }, stateFrom: 'off', stateTo: 'on', basis: 'art. 4.2',
        }),
      );
    }
  }

  /** As the worker does every morning: the clock goes to 3 a.m. of that day in Paris, and what is owed is anchored. */
  async morning(day: string): Promise<ReturnType<JournalAnchors['catchUp']>> {
    this.clock.moveTo(new Date(`${legalDay(day)}T02:00:00Z`));
    return this.anchors.catchUp();
  }

  verify(): Promise<JournalReport> {
    return this.app.get(JournalVerifier).verify({ checkToken: tokenFault });
  }

  async findings(): Promise<JournalFinding[]> {
    return (await this.verify()).findings;
  }

  /** As somebody who owns the machine of the database: triggers off. */
  async tamper(...statements: string[]): Promise<void> {
    await this.database.superuser(['set session_replication_role = replica', ...statements].join(';\n'));
  }

  /** Remembers the three tables, so that `restore` undoes whatever was done to them. */
  async save(): Promise<void> {
    await this.database.superuser(tables.map((table) => `drop table if exists saved_${table}; create table saved_${table} as table ${table}`).join(';'));
  }

  async restore(): Promise<void> {
    await this.tamper(...tables.map((table) => `truncate ${table}; insert into ${table} overriding system value select * from saved_${table}`));
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.database.drop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const tables = ['journal', 'journal_head', 'journal_anchor'];
