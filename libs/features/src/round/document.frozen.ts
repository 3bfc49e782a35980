/**
 * What never changes once it is written, and weighs more than all the rest of its row: read once by each program, then lent from memory. Only to who has found
 * the row in their own transaction: what they may see is never decided here.
 */
export class Frozen<T extends object> {
  private readonly kept = new Map<string, T>();

  /** @param keptMax beyond, the one that has not been asked for the longest is forgotten rather than memory filled. */
  constructor(private readonly keptMax: number) {}

  /** The same object for everybody, which refuses to be changed. Keeps nothing when there is nothing, nor when `read` rejects. */
  async of(id: string, read: () => Promise<T | null>): Promise<T | null> {
    const known = this.kept.get(id) ?? (await read());
    if (known === null) return null;
    // Another reader may have come first meanwhile.
    const value = this.kept.get(id) ?? frozen(known);
    this.kept.delete(id);
    this.kept.set(id, value);
    const oldest = this.kept.keys().next();
    if (this.kept.size > this.keptMax && !oldest.done) this.kept.delete(oldest.value);
    return value;
  }
}

function frozen<T extends object>(value: T): T {
  for (const part of Object.values(value)) if (part !== null && typeof part === 'object') frozen(part as object);
  return Object.freeze(value);
}
