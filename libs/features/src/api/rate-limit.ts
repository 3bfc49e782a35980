/** Ten requests a second, one minute through: a nightly synchronisation does not feel it, a program that loops does. */
export const requestsPerWindow = 600;
const windowMs = 60_000;

/** How many requests each token has made in the current minute, in this process. Restarting it forgives. */
export class RateLimit {
  private readonly windows = new Map<string, { since: number; count: number }>();

  /** Counts a request. @returns null when it may go on, otherwise the seconds to wait */
  count(tokenId: string, now: number): number | null {
    const current = this.windows.get(tokenId);
    if (!current || now - current.since >= windowMs || now < current.since) {
      this.forget(now);
      this.windows.set(tokenId, { since: now, count: 1 });
      return null;
    }
    current.count++;
    return current.count <= requestsPerWindow ? null : Math.ceil((current.since + windowMs - now) / 1_000);
  }

  /** Windows that have passed are of no use: the map never holds more tokens than worked in the last minute. */
  private forget(now: number): void {
    for (const [id, { since }] of this.windows) if (now - since >= windowMs) this.windows.delete(id);
  }
}
