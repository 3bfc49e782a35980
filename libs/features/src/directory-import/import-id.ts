import { createHash } from 'node:crypto';

/** The ids of imported cards are drawn from this and from what the file says: the same file gives the same ids on every machine. */
const namespace = 'paraphe/directory-import/';

/** A UUID (RFC 9562, version 8: our own derivation) for these words; another one while somebody bears it, a card that was renamed since. */
export function importId(words: string, isTaken: (id: string) => boolean): string {
  for (let attempt = 0; ; attempt += 1) {
    const hash = createHash('sha256').update(`${namespace}${words}${attempt === 0 ? '' : `#${attempt}`}`).digest();
    hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x80;
    hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
    const hex = hash.toString('hex');
    const id = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
    if (!isTaken(id)) return id;
  }
}
