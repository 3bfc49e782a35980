/** Nine tries: at once, then after 1, 4, 16, 64, 256 and 1,024 minutes, and two more a day apart: a server down for a week-end still learns everything. */
export const triesMax = 9;
const firstWaitMs = 60_000;
const waitFactor = 4;
const longestWaitMs = 24 * 3_600_000;

/** When to try again after so many failed tries; null: never. */
export function nextTry(failed: number, now: Date): Date | null {
  if (failed >= triesMax) return null;
  return new Date(now.getTime() + Math.min(longestWaitMs, firstWaitMs * waitFactor ** (failed - 1)));
}
