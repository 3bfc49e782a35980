import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { seedDemonstration } from '#libs/features/directory';
import { seedAccounts } from '#libs/features/identity';
import { Database, LiveFeed, MovedClock, WorkflowRunner, loadConfig, systemActor } from '#libs/platform';
import type { Config } from '#libs/platform';
import { dressWeb } from '../../apps/web/src/dress.js';
import { WebModule } from '../../apps/web/src/web.module.js';
import { startWork } from '../../apps/worker/src/start-work.js';
import { WorkerModule } from '../../apps/worker/src/worker.module.js';
import { freshDatabase } from './database.js';
import type { TestDatabase } from './database.js';
import { Mailbox } from './mailbox.js';

export type Service = { url: string; config: Config; clock: MovedClock; database: TestDatabase; mailbox: Mailbox; web: NestExpressApplication; worker: INestApplicationContext; db: Database; live: LiveFeed; /** Lets the calendar speak, as it does every minute. */ tick: () => Promise<void>; stop: () => Promise<void> };

/** `idle`: nobody carries the outbox, nor asks the calendar. */
type Given = { now?: Date; redisUrl?: string; settings?: Record<string, string>; idle?: boolean };

/** The whole service in this process: the real site, the real worker, a real database, a real mail server, and a clock one moves. */
export async function startService({ now = new Date('2026-11-24T09:00:00Z'), redisUrl, settings = {}, idle = false }: Given = {}): Promise<Service> {
  const database = await freshDatabase();
  const mailbox = await Mailbox.open();
  const dataDir = mkdtempSync(join(tmpdir(), 'paraphe-service-'));
  const port = await freePort();
  const config = loadConfig({
    PATH: process.env.PATH, PARAPHE_MODE: 'demonstration', PORT: String(port), PUBLIC_URL: `http://127.0.0.1:${port}`, DATA_DIR: dataDir, DATABASE_URL: database.appUrl, DATABASE_OWNER_URL: database.ownerUrl,
    SMTP_URL: mailbox.url, ...(process.env.SOFFICE_PATH && { SOFFICE_PATH: process.env.SOFFICE_PATH }), ...(redisUrl && { REDIS_URL: redisUrl }), ...settings,
  });
  const clock = new MovedClock(now);
  const worker = await NestFactory.createApplicationContext(WorkerModule.forRoot({ config, clock }), { logger: ['error'], abortOnError: false });
  const web = await NestFactory.create<NestExpressApplication>(WebModule.forRoot({ config, clock }), { logger: ['error'], abortOnError: false });
  dressWeb(web, config);
  const db = web.get(Database);
  await db.withIdentity(systemActor('seed'), async (tx) => {
    await seedDemonstration(tx);
    await seedAccounts(tx, now);
  });
  await web.get(LiveFeed).start();
  await web.listen(port, '127.0.0.1');
  const stopWork = idle ? () => {} : await startWork(worker);
  const tick = async () => {
    await worker.get(WorkflowRunner).tickAll((kind, id, fault) => {
      throw new Error(`${kind} ${id} cannot move: ${String(fault)}`);
    });
  };
  const stop = async () => {
    stopWork();
    web.getHttpServer().closeAllConnections();
    await web.close();
    await worker.close();
    await mailbox.close();
    await database.drop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  return { url: config.publicUrl, config, clock, database, mailbox, web, worker, db, live: web.get(LiveFeed), tick, stop };
}

/** A port nobody listens on at this instant. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
