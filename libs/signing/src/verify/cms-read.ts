import { hashOf } from './crypto-algorithms.js';
import type { HashName } from './crypto-algorithms.js';
import { Asn1, Asn1Fault, TAG, attempt, contextTag } from './crypto-asn1.js';
import { readCertificate } from './crypto-certificate.js';
import type { Certificate, KnownCertificates } from './crypto-certificate.js';

export const OID = {
  signedData: '1.2.840.113549.1.7.2',
  data: '1.2.840.113549.1.7.1',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingCertificate: '1.2.840.113549.1.9.16.2.12',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
  timestampToken: '1.2.840.113549.1.9.16.2.14',
  timestampInfo: '1.2.840.113549.1.9.16.1.4',
  adobeRevocation: '1.2.840.113583.1.1.8',
  ocspResponse: '1.3.6.1.5.5.7.16.2',
} as const;

/** Certificates of one CMS that are read: a signer and its chain are five. More are left out, since they prove nothing. */
const CERTIFICATES_MAX = 100;

export interface CmsSigner {
  /** Issuer's name and serial number, or key identifier, of the signer's certificate. */
  readonly identifier: Asn1;
  readonly digest: HashName | undefined;
  /** The signed attributes as they stand, under their [0]; undefined when the content is signed directly. */
  readonly attributes: Asn1 | undefined;
  readonly algorithm: Asn1;
  readonly signature: Buffer;
  readonly unsigned: Asn1 | undefined;
}

/** A SignedData (RFC 5652, 5), cut into its parts, none of them verified. */
export interface Cms {
  readonly contentType: string;
  /** The content it carries; undefined when it is detached. */
  readonly content: Buffer | undefined;
  readonly certificates: readonly Certificate[];
  /** How many certificates could not be read. */
  readonly unreadable: number;
  readonly crls: readonly Buffer[];
  readonly ocsps: readonly Buffer[];
  readonly signers: readonly CmsSigner[];
}

/** Reads a CMS in DER or BER; undefined when it is not a SignedData. */
export function readCms(bytes: Buffer, known: KnownCertificates = new Map()): Cms | undefined {
  return attempt(() => {
    const info = Asn1.read(bytes).expect(TAG.sequence);
    if (info.at(0).objectIdentifier !== OID.signedData) return undefined;
    const data = info.at(1).expect(contextTag(0)).at(0).expect(TAG.sequence);
    data.at(0).expect(TAG.integer);
    const encapsulated = data.at(2).expect(TAG.sequence);
    const signers = data.parts.slice(3).filter((part) => part.tag === TAG.set);
    if (signers.length !== 1) return undefined;
    const choices = (data.tagged(contextTag(0))?.parts ?? []).filter((part) => part.tag === TAG.sequence).slice(0, CERTIFICATES_MAX);
    const certificates = choices.map((part) => readCertificate(part.raw, known)).filter((certificate) => certificate !== undefined);
    const revocations = data.tagged(contextTag(1))?.parts ?? [];
    const list = signers.flatMap((set) => set.parts).map(readSigner);
    const adobe = list.flatMap(adobeRevocation);
    return {
      contentType: encapsulated.at(0).objectIdentifier,
      content: encapsulated.parts[1]?.expect(contextTag(0)).at(0).octets,
      certificates,
      unreadable: choices.length - certificates.length,
      crls: [...revocations.filter((part) => part.tag === TAG.sequence).map((part) => part.raw), ...adobe.flatMap(({ crls }) => crls)],
      ocsps: [...revocations.flatMap(ocspChoice), ...adobe.flatMap(({ ocsps }) => ocsps)],
      signers: list,
    };
  });
}

function readSigner(info: Asn1): CmsSigner {
  const [, identifier, digest, ...rest] = info.expect(TAG.sequence).parts;
  const attributes = rest[0]?.tag === contextTag(0) ? rest.shift() : undefined;
  const [algorithm, signature, unsigned] = rest;
  if (!identifier || !digest || !algorithm || !signature) throw new Asn1Fault('The signer is incomplete.');
  return { identifier, digest: hashOf(digest), attributes, algorithm, signature: signature.octets, unsigned };
}

/** RevocationInfoChoice, other: an OCSP response (RFC 5940). */
function ocspChoice(choice: Asn1): Buffer[] {
  if (choice.tag !== contextTag(1)) return [];
  return attempt(() => (choice.at(0).objectIdentifier === OID.ocspResponse ? [choice.at(1).raw] : [])) ?? [];
}

/** adbe-revocationInfoArchival (ISO 32000-1, 12.8.3.3.2): [0] revocation lists, [1] OCSP responses. */
function adobeRevocation(signer: CmsSigner): { crls: Buffer[]; ocsps: Buffer[] }[] {
  const value = attempt(() => attributeValues(signer.attributes, OID.adobeRevocation)[0]);
  const inside = (n: number): Buffer[] => attempt(() => value?.tagged(contextTag(n))?.at(0).parts.map((part) => part.raw)) ?? [];
  return value ? [{ crls: inside(0), ocsps: inside(1) }] : [];
}

/** Values of every attribute of that type, in order. @throws Asn1Fault */
export function attributeValues(attributes: Asn1 | undefined, type: string): readonly Asn1[] {
  return (attributes?.parts ?? []).filter((attribute) => attribute.at(0).objectIdentifier === type).flatMap((attribute) => attribute.at(1).expect(TAG.set).parts);
}

/** The value of an attribute that must stand once, with one value; undefined otherwise. */
export function onlyValue(attributes: Asn1 | undefined, type: string): Asn1 | undefined {
  const values = attempt(() => attributeValues(attributes, type));
  return values?.length === 1 ? values[0] : undefined;
}
