import { sameBytes } from '../storage/key-store.js';
import type { KeyStore } from '../storage/key-store.js';

/** 96 bits: nobody invents a report about a mail whose return path they never saw. The whole stays under the 64 signs of a local part (RFC 5321, 4.5.3.1.1). */
const macHexLength = 24;
/** Hexadecimal, because servers on the way may change the case of an address. */
const localPart = /^avis-([0-9a-f]{32})-([0-9a-f]{24})$/;

/** Where the reports about one mail come back: the address names the mail (VERP), and only this service can make one. `mailId`: a UUID. */
export function returnPathOf(keys: Pick<KeyStore, 'derive'>, domain: string, mailId: string): string {
  return `avis-${mailId.replaceAll('-', '').toLowerCase()}-${macOf(keys, mailId)}@${domain}`;
}

/** The mail that such an address names; null for any address that this service did not make. */
export function mailOfReturnPath(keys: Pick<KeyStore, 'derive'>, domain: string, address: string): string | null {
  const at = address.lastIndexOf('@');
  const [, hex, mac] = localPart.exec(address.slice(0, Math.max(at, 0)).toLowerCase()) ?? [];
  if (!hex || !mac || address.slice(at + 1).toLowerCase() !== domain.toLowerCase()) return null;
  const mailId = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return sameBytes(Buffer.from(mac), Buffer.from(macOf(keys, mailId))) ? mailId : null;
}

function macOf(keys: Pick<KeyStore, 'derive'>, mailId: string): string {
  return keys.derive('return-path', mailId.toLowerCase()).toString('hex').slice(0, macHexLength);
}
