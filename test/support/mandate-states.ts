import type { EntityManager } from 'typeorm';
import { systemActor } from '#libs/platform';
import type { Service } from './service.js';
import { patienceMs } from './patience.js';

const test = systemActor('test');
/** What is missed between two looks is looked at again. */
const lookEveryMs = 250;

/** Waits for what the worker does after the answer: papers printed, data destroyed. Says what it was waiting for when it does not come. */
export async function untilMandate(service: Service, id: string, done: (tx: EntityManager) => Promise<boolean>, maxMs = patienceMs): Promise<void> {
  const end = performance.now() + maxMs;
  while (performance.now() < end) {
    if (await service.db.withIdentity(test, done)) return;
    await nextChange(service, id);
  }
  const effects = await service.database.superuser<{ type: string; error: string | null }>(`select effect->>'type' as type, last_error as error from outbox where subject_id = $1 and done_at is null`, [id]);
  throw new Error(`Not yet, after ${maxMs} ms: ${done.toString()}; still to do: ${effects.map(({ type, error }) => `${type} (${error ?? 'no fault'})`).join(', ')}`);
}

function nextChange(service: Service, id: string): Promise<void> {
  return new Promise((resolve) => {
    const settle = () => {
      clearTimeout(timer);
      subscription.unsubscribe();
      resolve();
    };
    const timer = setTimeout(settle, lookEveryMs);
    const subscription = service.live.of('mandate', id).subscribe(settle);
  });
}
