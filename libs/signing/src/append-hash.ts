import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import hashWasm from 'hash-wasm';

/**
 * The one hasher that gives its state away. Never left in the middle of a hash: each use below loads a state, goes on and saves
 * it again, without yielding in between.
 */
const portable = await hashWasm.createSHA256();
const INITIAL_STATE = portable.init().save();

/**
 * Bytes kept waiting for the portable state. Some two hundred signatures: hashing them again is only paid by who saves the state,
 * and what is kept in memory for one document stays small.
 */
const PENDING_BYTES_MAX = 1 << 22;

/** A place in the hashed bytes: its portable state, or what leads to it from an earlier place. */
interface Place {
  state: Uint8Array | undefined;
  before: { readonly place: Place; readonly bytes: Uint8Array } | undefined;
  /** Bytes since the last place whose state is known. */
  pending: number;
}

/**
 * A SHA-256 under way that can be copied, and saved for another process. The system's own implementation hashes as long as it
 * has seen every byte; the portable one (five times slower) only works when the state is saved, or after it was restored.
 */
export class HashState {
  private constructor(private native: Hash | undefined, private place: Place) {}

  /** Of no byte yet. */
  static empty(): HashState {
    return new HashState(createHash('sha256'), { state: INITIAL_STATE, before: undefined, pending: 0 });
  }

  /** @throws Error when `state` does not come from `save()` of a compatible version */
  static restored(state: Uint8Array): HashState {
    return new HashState(undefined, { state: portable.load(state).save(), before: undefined, pending: 0 });
  }

  copy(): HashState {
    return new HashState(this.native?.copy(), this.place);
  }

  /** Adds bytes, which are kept by reference: they must not change afterwards. */
  update(bytes: Uint8Array): this {
    this.native?.update(bytes);
    this.place = { state: undefined, before: { place: this.place, bytes }, pending: this.place.pending + bytes.length };
    if (this.place.pending > PENDING_BYTES_MAX) stateAt(this.place);
    return this;
  }

  /** The hash of the bytes so far. Unlike that of the system's hashes, it ends nothing: bytes can still be added. */
  digest(): Buffer;
  digest(encoding: 'hex'): string;
  digest(encoding?: 'hex'): Buffer | string {
    const digest = this.native ? this.native.copy().digest() : Buffer.from(portable.load(stateAt(this.place)).digest('binary'));
    return encoding ? digest.toString(encoding) : digest;
  }

  /** The state, 116 bytes, from which another process goes on: see `restored`. It may hold up to 63 of the last bytes. */
  save(): Uint8Array {
    return stateAt(this.place);
  }
}

/** Computes the portable state of a place, once for all the copies that share it. */
function stateAt(place: Place): Uint8Array {
  const steps: Uint8Array[] = [];
  let known = place;
  while (known.state === undefined && known.before) {
    steps.push(known.before.bytes);
    known = known.before.place;
  }
  if (known === place && place.state) return place.state;
  portable.load(known.state ?? INITIAL_STATE);
  for (const bytes of steps.reverse()) portable.update(bytes);
  place.state = portable.save();
  place.before = undefined;
  place.pending = 0;
  return place.state;
}
