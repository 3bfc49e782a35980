import { createHash, createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { Asn1, TAG, attempt, contextTag } from './crypto-asn1.js';
import type { CertificateSummary, Qualification } from './report.js';

/** Bits of keyUsage, from the left (RFC 5280, 4.2.1.3). */
export const KEY_USAGE = { digitalSignature: 0, nonRepudiation: 1, keyCertSign: 5, cRLSign: 6 } as const;

const EXTENSION = { keyUsage: '2.5.29.15', basicConstraints: '2.5.29.19', policies: '2.5.29.32', extendedKeyUsage: '2.5.29.37', qualifiedStatements: '1.3.6.1.5.5.7.1.3' } as const;
const USER_NOTICE = '1.3.6.1.5.5.7.2.2';
const NAME = { commonName: '2.5.4.3', organisation: '2.5.4.10', title: '2.5.4.12', organisationIdentifier: '2.5.4.97' } as const;
/** QcCompliance, QcSSCD and QcType (ETSI EN 319 412-5, 4.2.1, 4.2.2 and 4.2.3), then the type of certificates for electronic signatures. */
const QUALIFIED = { compliance: '0.4.0.1862.1.1', device: '0.4.0.1862.1.4', type: '0.4.0.1862.1.6', forSignatures: '0.4.0.1862.1.6.1' } as const;
/** BMPString, whose characters are two bytes, high byte first. */
const BMP_STRING = 0x1e;

/** A certificate, with the exact bytes of its parts: names and signed data are compared and verified as they stand. */
export interface Certificate {
  readonly der: Buffer;
  readonly sha256: string;
  /** Undefined when OpenSSL cannot use it. Made at the first use: most certificates of a file are never asked for theirs. */
  readonly publicKey: KeyObject | undefined;
  /** The key's bits, which OCSP identifies an issuer by. */
  readonly publicKeyBits: Buffer;
  readonly serial: Buffer;
  readonly subject: Buffer;
  readonly issuer: Buffer;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly extensions: ReadonlyMap<string, { readonly critical: boolean; readonly value: Buffer }>;
  /** Undefined without basicConstraints. */
  readonly basicConstraints: { readonly isAuthority: boolean; readonly pathLength: number | undefined } | undefined;
  /** Undefined without keyUsage, which then forbids nothing. */
  readonly keyUsage: ReadonlySet<number> | undefined;
  readonly extendedKeyUsage: { readonly critical: boolean; readonly purposes: readonly string[] } | undefined;
  readonly subjectKeyIdentifier: Buffer | undefined;
  readonly sealed: { readonly data: Buffer; readonly algorithm: Asn1; readonly signature: Asn1 };
}

/** Certificates already read, by SHA-256: one authority stands in each signature of a file. */
export type KnownCertificates = Map<string, Certificate>;

/** Reads a certificate in DER; undefined when it is not one. */
export function readCertificate(bytes: Buffer, known: KnownCertificates = new Map()): Certificate | undefined {
  return attempt(() => {
    const { raw } = Asn1.read(bytes);
    const sha256 = createHash('sha256').update(raw).digest('hex');
    const certificate = known.get(sha256) ?? parseCertificate(Buffer.from(raw), sha256);
    if (certificate) known.set(sha256, certificate);
    return certificate;
  });
}

/** @param der a copy: the certificate must not keep the whole file it was found in alive */
function parseCertificate(der: Buffer, sha256: string): Certificate | undefined {
  const value = Asn1.read(der);
  const tbs = value.at(0).expect(TAG.sequence);
  const fields = tbs.tagged(contextTag(0)) === tbs.at(0) ? tbs.parts.slice(1) : tbs.parts;
  const [serial, algorithm, issuer, validity, subject, key] = fields;
  if (!serial || !algorithm || !issuer || !validity || !subject || !key) return undefined;
  // Said twice, once under the signature: RFC 5280, 4.1.1.2 wants both alike.
  if (!algorithm.raw.equals(value.at(1).raw)) return undefined;
  const extensions = readExtensions(tbs.tagged(contextTag(3)));
  if (!extensions) return undefined;
  let made: { key: KeyObject | undefined } | undefined;
  return {
    get publicKey() {
      return (made ??= { key: keyOf(key.raw) }).key;
    },
    der,
    sha256,
    publicKeyBits: key.at(1).bits,
    serial: serial.expect(TAG.integer).content,
    subject: subject.raw,
    issuer: issuer.raw,
    notBefore: validity.at(0).date,
    notAfter: validity.at(1).date,
    extensions,
    basicConstraints: basicConstraints(extensions.get(EXTENSION.basicConstraints)?.value),
    keyUsage: bitSet(extensions.get(EXTENSION.keyUsage)?.value),
    extendedKeyUsage: purposes(extensions.get(EXTENSION.extendedKeyUsage)),
    subjectKeyIdentifier: keyIdentifier(extensions.get('2.5.29.14')?.value),
    sealed: { data: tbs.raw, algorithm: value.at(1), signature: value.at(2) },
  };
}

function keyOf(spki: Buffer): KeyObject | undefined {
  try {
    return createPublicKey({ key: spki, format: 'der', type: 'spki' });
  } catch {
    return undefined;
  }
}

/** RFC 5280, 4.2: an extension never stands twice; a certificate where one does is not readable. */
export function readExtensions(wrapper: Asn1 | undefined): Map<string, { critical: boolean; value: Buffer }> | undefined {
  const extensions = new Map<string, { critical: boolean; value: Buffer }>();
  for (const extension of wrapper?.at(0).parts ?? []) {
    const id = extension.at(0).objectIdentifier;
    if (extensions.has(id)) return undefined;
    const value = extension.parts.at(-1)?.expect(TAG.octetString).octets ?? Buffer.alloc(0);
    extensions.set(id, { critical: extension.tagged(TAG.boolean)?.isTrue ?? false, value });
  }
  return extensions;
}

function basicConstraints(value: Buffer | undefined): Certificate['basicConstraints'] {
  if (!value) return undefined;
  const constraints = Asn1.readWhole(value);
  return { isAuthority: constraints.tagged(TAG.boolean)?.isTrue ?? false, pathLength: constraints.tagged(TAG.integer)?.number };
}

function bitSet(value: Buffer | undefined): ReadonlySet<number> | undefined {
  if (!value) return undefined;
  const bits = Asn1.readWhole(value).expect(TAG.bitString).content.subarray(1);
  const ranks = Array.from({ length: bits.length * 8 }, (_, rank) => rank);
  return new Set(ranks.filter((rank) => (bits[rank >> 3] ?? 0) & (0x80 >> (rank & 7))));
}

function purposes(extension: { critical: boolean; value: Buffer } | undefined): Certificate['extendedKeyUsage'] {
  return extension && { critical: extension.critical, purposes: Asn1.readWhole(extension.value).parts.map((purpose) => purpose.objectIdentifier) };
}

function keyIdentifier(value: Buffer | undefined): Buffer | undefined {
  return value && Asn1.readWhole(value).octets;
}

/** What a reader is told of a certificate. Texts are those of the certificate, whoever wrote them: never to be shown as markup. */
export function summaryOf(certificate: Certificate): CertificateSummary {
  const subject = namesOf(certificate.subject);
  const issuer = namesOf(certificate.issuer);
  return {
    commonName: subject.get(NAME.commonName) ?? null,
    organisation: subject.get(NAME.organisation) ?? null,
    organisationIdentifier: subject.get(NAME.organisationIdentifier) ?? null,
    title: subject.get(NAME.title) ?? null,
    issuer: issuer.get(NAME.commonName) ?? issuer.get(NAME.organisation) ?? null,
    serialHex: certificate.serial.toString('hex'),
    notBefore: certificate.notBefore.toISOString(),
    notAfter: certificate.notAfter.toISOString(),
    notice: noticeOf(certificate) ?? null,
    qualified: qualificationOf(certificate),
    sha256: certificate.sha256,
  };
}

/** The last value of each attribute: the most specific one, a name being written from the root down. */
function namesOf(name: Buffer): Map<string, string> {
  return attempt(() => new Map(
    Asn1.read(name).parts.flatMap((set) => set.parts).map((entry) => [entry.at(0).objectIdentifier, textOf(entry.at(1))] as const),
  )) ?? new Map();
}

function textOf(value: Asn1): string {
  if (value.tag === BMP_STRING && value.content.length % 2 === 0) return Buffer.from(value.content).swap16().toString('utf16le');
  return value.content.toString(value.tag === TAG.utf8String ? 'utf8' : 'latin1');
}

/** explicitText of the first user notice (RFC 5280, 4.2.1.4). */
function noticeOf(certificate: Certificate): string | undefined {
  const policies = certificate.extensions.get(EXTENSION.policies)?.value;
  return policies && attempt(() => {
    const qualifiers = Asn1.readWhole(policies).parts.flatMap((policy) => policy.parts[1]?.parts ?? []);
    const notice = qualifiers.find((qualifier) => qualifier.at(0).objectIdentifier === USER_NOTICE)?.parts[1];
    const text = notice?.parts.find((part) => !part.isConstructed);
    return text && textOf(text);
  });
}

/** QCStatements (RFC 3739, 3.2.6): a statement is an identifier, and what it says. Qualified for something else than signing, a seal or a site, is not for a person who signs. */
function qualificationOf(certificate: Certificate): Qualification | null {
  const value = certificate.extensions.get(EXTENSION.qualifiedStatements)?.value;
  const statements = value && attempt(() => new Map(Asn1.readWhole(value).parts.map((statement) => [statement.at(0).objectIdentifier, statement.parts[1]] as const)));
  if (!statements?.has(QUALIFIED.compliance)) return null;
  const types = statements.get(QUALIFIED.type);
  const isForSignatures = !types || attempt(() => types.parts.some((type) => type.objectIdentifier === QUALIFIED.forSignatures)) === true;
  if (!isForSignatures) return null;
  return statements.has(QUALIFIED.device) ? 'signature_device' : 'certificate';
}
