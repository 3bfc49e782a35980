import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seedDemonstration } from '#libs/features/directory';
import { seedAccounts } from '#libs/features/identity';
import { Database, loadConfig, systemActor } from '#libs/platform';
import type { Config } from '#libs/platform';
import { directoryEntities } from '#libs/features/directory';
import { roundEntities } from '#libs/features/round';
import { freshDatabase } from './database.js';
import type { TestDatabase } from './database.js';
import { Mailbox } from './mailbox.js';
import { until } from './patience.js';
import { freePort } from './service.js';

const main = (app: 'web' | 'worker') => join('dist', 'apps', app, 'src', 'main.js');

/** The service as it really runs: a site and a worker in processes of their own, that one may kill. */
export class RealService {
  private readonly children = new Map<string, ChildProcess>();

  private constructor(readonly config: Config, private readonly environment: Record<string, string>, readonly database: TestDatabase, readonly mailbox: Mailbox, readonly db: Database) {}

  static async open(redisUrl?: string): Promise<RealService> {
    if (!existsSync(main('web'))) execFileSync('node_modules/.bin/swc', ['apps', 'libs', '--out-dir', 'dist', '--extensions', '.ts,.tsx']);
    const database = await freshDatabase();
    const mailbox = await Mailbox.open();
    const port = await freePort();
    const environment = {
      PATH: process.env.PATH ?? '', PARAPHE_MODE: 'demonstration', PORT: String(port), PUBLIC_URL: `http://127.0.0.1:${port}`, DATA_DIR: mkdtempSync(join(tmpdir(), 'paraphe-service-')),
      DATABASE_URL: database.appUrl, DATABASE_OWNER_URL: database.ownerUrl, SMTP_URL: mailbox.url,
      ...(process.env.SOFFICE_PATH && { SOFFICE_PATH: process.env.SOFFICE_PATH }), ...(redisUrl && { REDIS_URL: redisUrl }),
    };
    const config = loadConfig(environment);
    const db = new Database(config, [...directoryEntities, ...roundEntities]);
    await db.withIdentity(systemActor('seed'), async (tx) => {
      await seedDemonstration(tx);
      await seedAccounts(tx, new Date());
    });
    return new RealService(config, environment, database, mailbox, db);
  }

  get url(): string {
    return this.config.publicUrl;
  }

  async start(app: 'web' | 'worker'): Promise<void> {
    this.children.set(app, spawn(process.execPath, [main(app)], { env: this.environment, stdio: ['ignore', 'ignore', 'inherit'] }));
    if (app === 'web') await until(async () => (await fetch(`${this.url}/health/ready`).catch(() => null))?.ok === true, 'the site is ready');
  }

  /** `kill -9`: no farewell, no flush, nothing. Resolves when the process is gone. */
  async kill(app: 'web' | 'worker'): Promise<void> {
    const child = this.children.get(app);
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }

  async stop(): Promise<void> {
    await this.kill('worker');
    await this.kill('web');
    await this.db.onApplicationShutdown();
    await this.mailbox.close();
    await this.database.drop();
    rmSync(this.config.dataDir, { recursive: true, force: true });
  }
}

export const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
