import type { KeyStore } from '#libs/platform';

/** One person, whatever the rounds and the départements: their address, told by nothing but an HMAC. */
export const correspondentKind = 'correspondent';

export function correspondentOf(keys: KeyStore, address: string): string {
  return keys.derive('correspondent', address.trim().toLowerCase()).toString('hex');
}
