/** Addresses remembered; beyond, the oldest is forgotten rather than memory filled. */
const addressesKept = 10_000;

/**
 * How often each address came within a window. Kept in this process: several of them multiply the limit by their number, which is still a limit.
 */
export class AddressWindow {
  private readonly visits = new Map<string, number[]>();

  constructor(private readonly visitsMax: number, private readonly windowMs: number) {}

  isFull(address: string, nowMs: number): boolean {
    return this.recent(address, nowMs).length >= this.visitsMax;
  }

  count(address: string, nowMs: number): void {
    this.recent(address, nowMs).push(nowMs);
  }

  private recent(address: string, nowMs: number): number[] {
    const network = networkOf(address);
    const recent = (this.visits.get(network) ?? []).filter((at) => nowMs - at < this.windowMs);
    this.visits.delete(network);
    this.visits.set(network, recent);
    const oldest = this.visits.keys().next();
    if (this.visits.size > addressesKept && !oldest.done) this.visits.delete(oldest.value);
    return recent;
  }
}

/** One subscriber holds a whole /64 of IPv6: counting single addresses would count nothing. */
function networkOf(address: string): string {
  if (!address.includes(':') || address.startsWith('::ffff:')) return address;
  return address.split('::')[0]!.split(':').slice(0, 4).join(':');
}
