import { AddressWindow } from '#libs/platform';

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

export type GateRefusal = 'too_large' | 'too_often' | 'busy';
/** `leave` gives the place back; calling it again does nothing. */
export type Ticket = { leave: () => void };

/**
 * Who may send a file now. Decided before the first byte is read, so that a crowd costs refusals and not memory. Kept in this
 * process: several of them multiply the limits by their number, which is still a limit.
 */
export class UploadGate {
  private readonly visits = new AddressWindow(verificationsPerAddress, windowMs);
  private bytesInFlight = 0;

  /** `declaredBytes`: the request's length; null when it says none, which counts as the largest. `nowMs`: epoch milliseconds. */
  enter(address: string, declaredBytes: number | null, nowMs: number): Ticket | GateRefusal {
    const bytes = declaredBytes ?? documentBytesMax;
    if (bytes > documentBytesMax + formOverheadBytes) return 'too_large';
    if (this.visits.isFull(address, nowMs)) return 'too_often';
    if (this.bytesInFlight + bytes > bytesAtOnceMax + formOverheadBytes) return 'busy';
    this.visits.count(address, nowMs);
    return this.ticketFor(bytes);
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
