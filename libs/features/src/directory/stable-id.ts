import { createHash } from 'node:crypto';

/** The namespace of the directory's derived ids: any fixed UUID would do, and this one must never change. */
const DIRECTORY_NAMESPACE = '6f1d6a5e-48c0-5f27-9b1a-3c5d0b7e4a21';

/** A UUID derived from a name (RFC 9562, 5.5, version 5): the same name gives the same id on every machine. */
export function stableId(name: string): string {
  const hash = createHash('sha1').update(Buffer.from(DIRECTORY_NAMESPACE.replaceAll('-', ''), 'hex')).update(name, 'utf8').digest();
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  const hex = hash.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

/**
 * The id of a national partner's representation in a département. Derived, so that a partner in force whose local body is not yet
 * known already has the id its row will bear: a gap can link to the page that mends it.
 */
export function nationalPartnerId(departementCode: string, partnerCode: string): string {
  return stableId(`national-partner/${departementCode}/${partnerCode}`);
}
