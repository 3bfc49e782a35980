/** Name of the file in the form. */
export const documentField = 'document';
/** The largest file examined: twice the largest agreement known (20 MB with its annexes), with room for what others sign. */
export const documentBytesMax = 50_000_000;
/** What surrounds the file in the form: boundaries, headers, the anti-forgery token. */
const formOverheadBytes = 10_000;
/** Memory that files on their way may take, all visitors together: three of the largest. */
const bytesAtOnceMax = 3 * documentBytesMax;
/** Verifications one address may ask for within a window. Generous: an office, or a whole town hall, shares one address. */
export const verificationsPerAddress = 60;
const windowMs = 10 * 60_000;
/** Addresses remembered; beyond, the oldest is forgotten rather than memory filled. */
const addressesKept = 10_000;

export type GateRefusal = 'too_large' | 'too_often' | 'busy';
/** `leave` gives the place back; calling it again does nothing. */
export type Ticket = { leave: () => void };

/**
 * Who may send a file now. Decided before the first byte is read, so that a crowd costs refusals and not memory. Kept in this
 * process: several of them multiply the limits by their number, which is still a limit.
 */
export class UploadGate {
  private readonly visits = new Map<string, number[]>();
  private bytesInFlight = 0;

  /** `declaredBytes`: the request's length; null when it says none, which counts as the largest. `nowMs`: epoch milliseconds. */
  enter(address: string, declaredBytes: number | null, nowMs: number): Ticket | GateRefusal {
    const bytes = declaredBytes ?? documentBytesMax;
    if (bytes > documentBytesMax + formOverheadBytes) return 'too_large';
    const recent = this.recentVisits(networkOf(address), nowMs);
    if (recent.length >= verificationsPerAddress) return 'too_often';
    if (this.bytesInFlight + bytes > bytesAtOnceMax + formOverheadBytes) return 'busy';
    recent.push(nowMs);
    return this.ticketFor(bytes);
  }

  private recentVisits(network: string, nowMs: number): number[] {
    const recent = (this.visits.get(network) ?? []).filter((at) => nowMs - at < windowMs);
    this.visits.delete(network);
    this.visits.set(network, recent);
    const oldest = this.visits.keys().next();
    if (this.visits.size > addressesKept && !oldest.done) this.visits.delete(oldest.value);
    return recent;
  }

  private ticketFor(bytes: number): Ticket {
    this.bytesInFlight += bytes;
    let inside = true;
    return {
      leave: () => {
        if (inside) this.bytesInFlight -= bytes;
        inside = false;
      },
    };
  }
}

/** One subscriber holds a whole /64 of IPv6: counting single addresses would count nothing. */
function networkOf(address: string): string {
  if (!address.includes(':') || address.startsWith('::ffff:')) return address;
  return address.split('::')[0]!.split(':').slice(0, 4).join(':');
}
