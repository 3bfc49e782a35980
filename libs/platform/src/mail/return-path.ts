import { sameBytes } from '../storage/key-store.js';
import type { KeyStore } from '../storage/key-store.js';
import { subAddressLength } from './bounce-mailbox.js';

/** 96 bits: nobody invents a report about a mail whose return path they never saw. The whole stays under the 64 signs of a local part (RFC 5321, 4.5.3.1.1). */
const macHexLength = 24;
/** Hexadecimal, because servers on the way may change the case of an address. */
const localPart = /^avis-([0-9a-f]{32})-([0-9a-f]{24})$/;

/** A sub-address leaves room for the name of the mailbox: base 36 says the same bits in fewer signs than hexadecimal, whatever the case. */
const tokenRadix = 36;
const provenHexLength = 32 + macHexLength;
/** A token among other words; a longer word is none. */
const token = new RegExp(`(?<![0-9a-z])[0-9a-z]{${subAddressLength}}(?![0-9a-z])`, 'gi');
/** Return paths among other words. */
const returnPaths = /(?<![\w.-])avis-[0-9a-f]{32}-[0-9a-f]{24}@[0-9a-z.-]+/gi;

type Keys = Pick<KeyStore, 'derive'>;

/** Where the reports about one mail come back: the address names the mail (VERP), and only this service can make one. `mailId`: a UUID. */
export function returnPathOf(keys: Keys, domain: string, mailId: string): string {
  return `avis-${hexOf(mailId)}-${macOf(keys, mailId)}@${domain}`;
}

/** The mail that such an address names; null for any address that this service did not make. */
export function mailOfReturnPath(keys: Keys, domain: string, address: string): string | null {
  const at = address.lastIndexOf('@');
  const [, hex, mac] = localPart.exec(address.slice(0, Math.max(at, 0)).toLowerCase()) ?? [];
  if (!hex || !mac || address.slice(at + 1).toLowerCase() !== domain.toLowerCase()) return null;
  return provenMail(keys, hex, mac);
}

/** The same for an ordinary mailbox: its address, with a sub-address after « + » that names the mail and proves that we sent it. */
export function subAddressOf(keys: Keys, mailbox: string, mailId: string): string {
  return mailbox.replace('@', `+${tokenOf(keys, mailId)}@`);
}

/** The mail and its proof in one word, for whatever comes back without a return path of its own. */
export function tokenOf(keys: Keys, mailId: string): string {
  return BigInt(`0x${hexOf(mailId)}${macOf(keys, mailId)}`).toString(tokenRadix).padStart(subAddressLength, '0');
}

/** The one mail that a text names by tokens of ours, or by return paths at `domain`; null when it names none, or several: a report is about one. */
export function mailNamedIn(keys: Keys, text: string, domain: string | null = null): string | null {
  const tokens = [...text.matchAll(token)].map(([word]) => mailOfToken(keys, word));
  const paths = domain === null ? [] : [...text.matchAll(returnPaths)].map(([address]) => mailOfReturnPath(keys, domain, address));
  const found = new Set([...tokens, ...paths].filter((mailId) => mailId !== null));
  return found.size === 1 ? [...found][0]! : null;
}

function mailOfToken(keys: Keys, word: string): string | null {
  const value = [...word.toLowerCase()].reduce((sum, sign) => sum * BigInt(tokenRadix) + BigInt(parseInt(sign, tokenRadix)), 0n);
  const hex = value.toString(16).padStart(provenHexLength, '0');
  // 44 signs can say a little more than 224 bits.
  return hex.length === provenHexLength ? provenMail(keys, hex.slice(0, 32), hex.slice(32)) : null;
}

function provenMail(keys: Keys, hex: string, mac: string): string | null {
  const mailId = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return sameBytes(Buffer.from(mac), Buffer.from(macOf(keys, mailId))) ? mailId : null;
}

const hexOf = (mailId: string) => mailId.replaceAll('-', '').toLowerCase();

function macOf(keys: Keys, mailId: string): string {
  return keys.derive('return-path', mailId.toLowerCase()).toString('hex').slice(0, macHexLength);
}
