import type { TestDatabase } from './database.js';

/**
 * The most a test waits for what another process does, in milliseconds. A machine that runs two services at once and prints with both may take a
 * minute for what takes three seconds: what is waited for is that it comes, never how fast (test/bench says how fast).
 */
export const patienceMs = 180_000;

const lookEveryMs = 50;

/** What is looked at, as soon as it is ready; bounded, and says what was seen last. */
export async function eventually<T>(look: () => Promise<T>, isReady: (found: T) => boolean, what: string, maxMs = patienceMs): Promise<T> {
  const end = performance.now() + maxMs;
  for (;;) {
    const found = await look();
    if (isReady(found)) return found;
    if (performance.now() > end) throw new Error(`Not after ${maxMs} ms: ${what}. Last seen: ${JSON.stringify(found)?.slice(0, 2_000)}`);
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
}

/** Waits until it is so, and says how long that took, in milliseconds. */
export async function until(isSo: () => Promise<boolean>, what: string, maxMs = patienceMs): Promise<number> {
  const begun = performance.now();
  await eventually(isSo, Boolean, what, maxMs);
  return performance.now() - begun;
}

/** The effects of those subjects still to be done, those due at a later hour apart. */
export const nothingLeft = (database: TestDatabase, subjects: readonly string[], at?: Date): Promise<unknown> => allDone(database, `nothing is left to do about ${subjects.join(', ')}`, subjects, at);

/** Every effect due at that hour is done, whatever its subject. */
export const nothingDue = (database: TestDatabase, at: Date): Promise<unknown> => allDone(database, `nothing is due at ${at.toISOString()}`, null, at);

function allDone(database: TestDatabase, what: string, subjects: readonly string[] | null, at?: Date): Promise<unknown> {
  const left = () => database.superuser<{ type: string }>(
    `select effect->>'type' as type from outbox where ($1::text[] is null or subject = any($1)) and done_at is null and ($2::timestamptz is null or not_before is null or not_before <= $2)`, [subjects, at ?? null]);
  return eventually(left, (effects) => effects.length === 0, what);
}
