import { createHash } from 'node:crypto';

/** The same UUID (RFC 9562, section 5.8: version 8) for the same text, on every machine: what is done under it is done once. */
export function derivedId(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
