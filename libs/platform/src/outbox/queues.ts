import { createPostgresBackend, setDefaultBackendFactory } from 'bullmq';
import type { BackoffOptions, ConnectionOptions, JobsOptions, WorkerOptions } from 'bullmq';
import type { Config } from '../config.js';

/** First wait after a failure, and the longest: a mail server down for a night costs at most ten minutes more. */
const backoffFirstMs = 1_000;
const backoffMaxMs = 600_000;
/** « For ever »: the queue wants a number; at the longest wait this is some nineteen thousand years. */
const attemptsMax = 1_000_000_000;
/** A worker killed in the middle of a job is noticed after this long, and its job given to another. */
const lockMs = 10_000;
const stalledCheckMs = 3_000;
/** A job may lose its worker many times (restarts, deployments) and still must be done. */
const stalledMax = 1_000_000;
/** Done jobs are forgotten by the queue: the outbox row is their memory. */
const doneKept = { count: 1_000 };

/** Which engine carries the queues: Redis when there is one, PostgreSQL otherwise. Same code on both. */
export function queueConnection(config: Config): ConnectionOptions {
  if (config.redisUrl) {
    setDefaultBackendFactory();
    const { hostname, port, username, password, protocol, pathname } = new URL(config.redisUrl);
    return {
      host: hostname,
      port: Number(port || 6379),
      ...(username && { username: decodeURIComponent(username) }),
      ...(password && { password: decodeURIComponent(password) }),
      ...(pathname.length > 1 && { db: Number(pathname.slice(1)) }),
      ...(protocol === 'rediss:' && { tls: {} }),
      maxRetriesPerRequest: null,
    };
  }
  setDefaultBackendFactory(createPostgresBackend as never);
  return { connectionString: config.databaseUrl, max: 4 } as never;
}

export const jobOptions: JobsOptions = { attempts: attemptsMax, backoff: { type: 'capped' } satisfies BackoffOptions, removeOnComplete: doneKept };

/** Options of every worker; `concurrency` is the queue's own. */
export function workerOptions(concurrency: number): Omit<WorkerOptions, 'connection'> {
  return {
    concurrency,
    lockDuration: lockMs,
    stalledInterval: stalledCheckMs,
    maxStalledCount: stalledMax,
    settings: { backoffStrategy: (attempts: number) => Math.min(backoffMaxMs, backoffFirstMs * 2 ** Math.min(attempts - 1, 30)) },
  };
}
