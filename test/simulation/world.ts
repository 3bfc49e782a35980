import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import type { TestingModule } from '@nestjs/testing';
import { createTransport } from 'nodemailer';
import pg from 'pg';
import { Authorities, AuthorityModule } from '#libs/features/authority';
import { directoryEntities, seedDemonstration } from '#libs/features/directory';
import { IdentityModule } from '#libs/features/identity';
import { KeysModule } from '#libs/features/keys';
import { RoundActs, RoundLaunch, RoundModule, RoundPlaces, RoundTitles, roundEntities } from '#libs/features/round';
import { SealingModule } from '#libs/features/sealing';
import { SignatureModule } from '#libs/features/signature';
import { Database, EffectRegistry, Mailer, MovedClock, PlatformModule, Storage, WorkflowRunner, loadConfig, systemActor } from '#libs/platform';
import type { Actor } from '#libs/platform';
import { DocumentWriter } from '../../libs/features/src/round/document.writer.js';
import { FreshLinks } from '../../libs/features/src/signature/fresh-links.js';
import { SignatureEffects } from '../../libs/features/src/signature/signature.effects.js';
import { SigningTable } from '../../libs/features/src/signature/sitting.js';
import { EffectDispatcher } from '../../libs/platform/src/outbox/dispatcher.js';
import { freshDatabase, superuserUrl } from '../support/database.js';
import type { TestDatabase } from '../support/database.js';
import { Crashes } from './crashes.js';
import { penOf } from './ink.js';
import { Papers, assembleInMemory } from './papers.js';
import { PostOffice } from './post-office.js';
import { actTable, simulatedActs } from './simulated-act.js';

/** The service waits for the disk at each revision, and nothing of what it writes here is kept: a disk in memory, where there is one, never makes it wait. */
function quickestFolder(): string {
  const inMemory = '/dev/shm';
  try {
    accessSync(inMemory, constants.W_OK);
    return inMemory;
  } catch {
    return tmpdir();
  }
}

/** Every round begins that day; the keys of the service are older. */
export const firstInstant = new Date('2026-11-24T09:00:00Z');
const keysMadeAt = new Date('2026-11-01T09:00:00Z');

/** Who acts for the préfecture. */
export const clerk: Actor = { kind: 'account', id: '8f2c0d7e-3b56-4a0b-9a51-6a1f0c2d4e5f', departement: '48', role: 'prefecture', organisation: null };

/** Tables are small when the first plans are made, and large in the end: each plan is made once, and looks for the rows of one round where they are, never among all the others. */
const planning = ['enable_seqscan = off', 'plan_cache_mode = force_generic_plan'].map((setting) => `execute format('alter database %I set ${setting}', current_database());`).join(' ');

/** One process of the service, with the clock, the post office and the crashes of its own. It plays one round at a time. */
export type Lane = {
  app: TestingModule;
  clock: MovedClock;
  post: PostOffice;
  crashes: Crashes;
  db: Database;
  runner: WorkflowRunner;
  table: SigningTable;
  freshLinks: FreshLinks;
  /** Its own methods, which planted bugs change. */
  effectsOnSignatories: { write: (delivery: unknown, kind: string, wanted: unknown, content: unknown) => Promise<void> };
  /** Null: the service changes no content where it is, another round takes over. */
  changesContent: ((roundId: string, words: string) => Promise<void>) | null;
  acts: RoundActs;
  launch: RoundLaunch;
  places: RoundPlaces;
  writer: DocumentWriter;
  effects: EffectRegistry;
  dispatcher: EffectDispatcher;
  storage: Storage;
  /** Signs and sends as in life, or far cheaper. */
  asInLife: (isSo: boolean) => void;
  /** Reads what is kept, as no role of the application may. */
  watcher: pg.Client;
};

/** A database of its own, and as many processes at work on it. */
export class World {
  private constructor(readonly database: TestDatabase, readonly lanes: readonly Lane[], private readonly folder: string) {}

  static async open(laneCount: number): Promise<World> {
    const database = await freshDatabase();
    await database.superuser(actTable);
    await database.superuser(`do $$ begin ${planning} end $$`);
    const folder = mkdtempSync(join(quickestFolder(), 'paraphe-simulation-'));
    const papers = new Papers();
    const lanes: Lane[] = [];
    for (let n = 0; n < laneCount; n++) lanes.push(await openLane(database, folder, papers));
    const [first] = lanes;
    await first!.db.withIdentity(systemActor('seed'), (tx) => seedDemonstration(tx));
    return new World(database, lanes, folder);
  }

  async close(): Promise<void> {
    for (const { app, asInLife, post, watcher } of this.lanes) {
      asInLife(true);
      await watcher.end();
      await app.close();
      await post.close();
    }
    await this.database.drop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

async function openLane(database: TestDatabase, folder: string, papers: Papers): Promise<Lane> {
  const post = await PostOffice.open();
  const config = loadConfig({
    PATH: process.env.PATH, PARAPHE_MODE: 'demonstration', PUBLIC_URL: 'http://paraphe.invalid', DATA_DIR: folder, DATABASE_URL: database.appUrl, DATABASE_OWNER_URL: database.ownerUrl, SMTP_URL: post.url,
  });
  const clock = new MovedClock(keysMadeAt);
  @Module({
    imports: [PlatformModule.forRoot({ config, clock, entities: [...directoryEntities, ...roundEntities] }), KeysModule, SealingModule, IdentityModule.forWorker(), RoundModule.forWorker(), SignatureModule.forWorker()],
    // In life a queue brings the effects to it; here, whoever plays the round.
    providers: [EffectDispatcher],
  })
  class Process {}
  const app = await Test.createTestingModule({ imports: [Process] }).compile();
  await app.init();
  // As on the site, where signatures by hand are recorded: the worker that plays here has no such page.
  new AuthorityModule(app.get(Authorities, { strict: false }), app.get(RoundTitles, { strict: false })).onModuleInit();
  // What is refused or cut short here is meant.
  app.useLogger(false);
  const get = <T>(token: abstract new (...given: never[]) => T): T => app.get(token as never, { strict: false });
  const pen = penOf(get(DocumentWriter));
  const mailer = get(Mailer) as unknown as { transport: unknown };
  // As the service's own, but that it stays on the line: the server keeps whoever calls waiting for a tenth of a second.
  const smtp: unknown = createTransport(`${post.url}?pool=true&maxConnections=2`);
  const asInLife = (isSo: boolean): void => {
    pen.real(isSo);
    mailer.transport = isSo ? smtp : { sendMail: post.sendMail.bind(post), close: () => undefined };
  };
  const lane: Omit<Lane, 'crashes' | 'watcher'> = {
    asInLife,
    app, clock, post, db: get(Database), runner: get(WorkflowRunner), table: get(SigningTable), freshLinks: get(FreshLinks), effectsOnSignatories: get(SignatureEffects) as unknown as Lane['effectsOnSignatories'], changesContent: null, acts: get(RoundActs), launch: get(RoundLaunch), places: get(RoundPlaces), writer: get(DocumentWriter), effects: get(EffectRegistry), dispatcher: get(EffectDispatcher), storage: get(Storage),
  };
  lane.runner.keep(simulatedActs);
  assembleInMemory(lane, papers);
  const watcher = new pg.Client({ connectionString: superuserUrl(database) });
  await watcher.connect();
  return { ...lane, crashes: new Crashes(lane.db), watcher };
}
