import { Timestamps } from '#libs/features/sealing';
import type { Lane } from './world.js';

/** The timestamp authority of that process, which one can silence: the service then leaves it alone, as after a failure. */
export function authorityOf({ app }: Lane): { silence: (silent: boolean) => void } {
  const timestamps = app.get(Timestamps, { strict: false }) as unknown as { silentUntil: number };
  return { silence: (silent) => void (timestamps.silentUntil = silent ? Number.POSITIVE_INFINITY : 0) };
}
