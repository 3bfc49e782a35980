import { createHash } from 'node:crypto';

/** The same UUID (RFC 9562, version 8) for the same text, on every machine: what is done under it is done once. */
export function derivedId(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** The id of the link that a mail of several places brings to one of them. */
export function linkIdIn(mailId: string, signatoryId: string): string {
  return derivedId(`${mailId} ${signatoryId}`);
}
