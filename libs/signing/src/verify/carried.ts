import { attributeValues, OID, readCms } from './cms-read.js';
import { attempt, TAG } from './crypto-asn1.js';

/** What a signature brings with it, to be kept beside the file. Nothing of it is verified here. */
export interface Carried {
  /** Those that can be read, in DER as they stand. */
  readonly certificates: readonly Buffer[];
  /** How many others it carries that cannot be read. */
  readonly unreadable: number;
  /** The timestamp tokens in its unsigned attributes, as they stand. */
  readonly tokens: readonly Buffer[];
  /** Whether it names its signer's certificate by issuer and serial number, as whatever looks for it later expects. */
  readonly isNamedBySerial: boolean;
}

/** Takes a CMS apart (RFC 5652); null when it is not one, or not by one signer. */
export function carriedBy(cms: Buffer): Carried | null {
  const read = readCms(cms);
  const [signer, ...others] = read?.signers ?? [];
  if (!read || !signer || others.length > 0) return null;
  const tokens = attempt(() => attributeValues(signer.unsigned, OID.timestampToken).map(({ raw }) => raw)) ?? [];
  return { certificates: read.certificates.map(({ der }) => der), unreadable: read.unreadable, tokens, isNamedBySerial: signer.identifier.tag === TAG.sequence };
}
