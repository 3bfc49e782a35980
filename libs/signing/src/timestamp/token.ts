import { X509Certificate, constants, createHash, verify } from 'node:crypto';
import { dottedIdentifier, elements, issuerAndSerialNumber, objectIdentifier } from '../der.js';
import type { Element } from '../der.js';
import { SigningError } from '../errors.js';

/*
 * Read by hand, like everything that is written here: a general ASN.1 library takes thirty milliseconds over a token, and a
 * convention may hold a hundred of them. Only DER is read, as RFC 3161 wants it written.
 */

const OID = {
  signedData: objectIdentifier('1.2.840.113549.1.7.2'),
  tstInfo: objectIdentifier('1.2.840.113549.1.9.16.1.4'),
  contentType: objectIdentifier('1.2.840.113549.1.9.3'),
  messageDigest: objectIdentifier('1.2.840.113549.1.9.4'),
  signingCertificate: objectIdentifier('1.2.840.113549.1.9.16.2.12'),
  signingCertificateV2: objectIdentifier('1.2.840.113549.1.9.16.2.47'),
  extendedKeyUsage: objectIdentifier('2.5.29.37'),
  subjectKeyIdentifier: objectIdentifier('2.5.29.14'),
  timeStamping: objectIdentifier('1.3.6.1.5.5.7.3.8'),
} as const;
const RSA_PSS = '1.2.840.113549.1.1.10';

const TAG = {
  boolean: 0x01, integer: 0x02, octetString: 0x04, objectIdentifier: 0x06, generalizedTime: 0x18, sequence: 0x30, set: 0x31,
  /** Implicit or explicit [0], [1] and [3], constructed; [0] alone. */
  first: 0xa0, extensions: 0xa3, keyIdentifier: 0x80,
} as const;

/** SHA-1 is not among them: nobody should still stamp with it. */
const HASHES: Readonly<Record<string, string>> = {
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};
/** Hash of each signature algorithm that names its own; the others use the digest algorithm of the signer. */
const HASH_OF_SIGNATURE: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.11': 'sha256',
  '1.2.840.113549.1.1.12': 'sha384',
  '1.2.840.113549.1.1.13': 'sha512',
  '1.2.840.10045.4.3.2': 'sha256',
  '1.2.840.10045.4.3.3': 'sha384',
  '1.2.840.10045.4.3.4': 'sha512',
};

/** Certificates followed from the authority to an anchor: real chains have three. */
const CHAIN_MAX = 8;

/** What a timestamp token says. */
export interface TimestampToken {
  readonly at: Date;
  readonly serialHex: string;
  readonly policy: string;
  /** The hash that was stamped, and its algorithm ('sha256', or an object identifier when it is not one of SHA-2). */
  readonly imprint: Buffer;
  readonly imprintAlgorithm: string;
  readonly nonce: bigint | null;
  /** DER of every certificate inside, in the order of the token. */
  readonly certificates: readonly Buffer[];
  /** DER of the certificate of the authority that signed, which is one of them. */
  readonly authority: Buffer;
  /** End of validity of that certificate: what the token covers must be stamped again before. */
  readonly authorityUntil: Date;
}

/**
 * Reads a token without judging it.
 * @throws SigningError TIMESTAMP_INVALID when it is not one, or when the certificate of its authority is not inside
 */
export function readToken(token: Buffer): TimestampToken {
  return refusingNonsense(() => parse(token).token);
}

/**
 * Reads a token and checks all that it can prove by itself: its signature, the certificate it names (ESSCertID), that this
 * certificate is for timestamps (RFC 3161, 2.3) and was valid then. With `trust`, also that one of these certificates (DER)
 * stands at the end of its chain. Revocation is not looked at.
 *
 * @throws SigningError TIMESTAMP_INVALID
 */
export function checkToken(token: Buffer, trust?: readonly Buffer[]): TimestampToken {
  return refusingNonsense(() => {
    const parsed = parse(token);
    checkSignature(parsed);
    checkAuthority(parsed.token.authority, parsed.token.at);
    if (trust && !leadsTo(parsed.token, trust)) throw invalid('its authority is not one of those trusted');
    return parsed.token;
  });
}

interface Signer {
  readonly digestAlgorithm: string;
  /** The signed attributes under their implicit [0]. */
  readonly attributes: Element;
  readonly signatureAlgorithm: string;
  readonly signature: Buffer;
}

interface Parsed {
  readonly token: TimestampToken;
  readonly content: Buffer;
  readonly signer: Signer;
}

function parse(bytes: Buffer): Parsed {
  const [type, explicit] = inside(single(bytes, TAG.sequence));
  if (!type?.whole.equals(OID.signedData)) throw invalid('it is not signed data');
  const [, , encapsulated, ...others] = inside(single(wanted(explicit, TAG.first).content, TAG.sequence));
  const [contentType, content] = inside(wanted(encapsulated, TAG.sequence));
  if (!contentType?.whole.equals(OID.tstInfo)) throw invalid('it holds no timestamp');
  const tstInfo = single(wanted(content, TAG.first).content, TAG.octetString).content;
  // Attribute certificates and obsolete forms, under tags of their own, are left aside.
  const set = others.find(({ tag }) => tag === TAG.first);
  const certificates = (set ? inside(set) : []).filter(({ tag }) => tag === TAG.sequence).map(({ whole }) => Buffer.from(whole));
  const signerInfo = single(wanted(others.at(-1), TAG.set).content, TAG.sequence);
  const [, identifier, digest, attributes, algorithm, signature] = inside(signerInfo);
  if (!identifier) throw invalid('it has no signer');
  const authority = certificates.find((certificate) => isOf(identifier, certificate));
  if (!authority) throw invalid('the certificate of its authority is not inside');
  return {
    content: tstInfo,
    signer: {
      digestAlgorithm: algorithmOf(digest),
      attributes: wanted(attributes, TAG.first),
      signatureAlgorithm: algorithmOf(algorithm),
      signature: wanted(signature, TAG.octetString).content,
    },
    token: { ...readInfo(tstInfo), certificates, authority, authorityUntil: new Date(new X509Certificate(authority).validTo) },
  };
}

function readInfo(tstInfo: Buffer): Omit<TimestampToken, 'certificates' | 'authority' | 'authorityUntil'> {
  const [, policy, imprint, serial, at, ...optional] = inside(single(tstInfo, TAG.sequence));
  const [algorithm, hash] = inside(wanted(imprint, TAG.sequence));
  const identifier = algorithmOf(algorithm);
  const nonce = optional.find(({ tag }) => tag === TAG.integer);
  return {
    at: instantOf(wanted(at, TAG.generalizedTime).content.toString('latin1')),
    serialHex: wanted(serial, TAG.integer).content.toString('hex'),
    policy: dottedIdentifier(wanted(policy, TAG.objectIdentifier).content),
    imprint: Buffer.from(wanted(hash, TAG.octetString).content),
    imprintAlgorithm: HASHES[identifier] ?? identifier,
    nonce: nonce ? BigInt(`0x${nonce.content.toString('hex')}`) : null,
  };
}

/** GeneralizedTime in UTC (RFC 3161, 2.4.2); a Date keeps the milliseconds, the rest is dropped. */
function instantOf(text: string): Date {
  const found = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d+))?Z$/.exec(text);
  if (!found) throw invalid('its hour is not written as it should be');
  const [, year, month, day, hours, minutes, seconds, fraction = ''] = found;
  const at = new Date(`${year}-${month}-${day}T${hours}:${minutes}:${seconds}.${fraction.slice(0, 3).padEnd(3, '0')}Z`);
  if (Number.isNaN(at.getTime())) throw invalid('its hour does not exist');
  return at;
}

function isOf(signerIdentifier: Element, certificate: Buffer): boolean {
  if (signerIdentifier.tag === TAG.sequence) return issuerAndSerialNumber(certificate).equals(signerIdentifier.whole);
  const extension = extensionOf(certificate, OID.subjectKeyIdentifier);
  return signerIdentifier.tag === TAG.keyIdentifier && extension !== undefined && single(extension.value, TAG.octetString).content.equals(signerIdentifier.content);
}

function extensionOf(certificate: Buffer, type: Buffer): { critical: boolean; value: Buffer } | undefined {
  const [toBeSigned] = inside(single(certificate, TAG.sequence));
  const explicit = inside(wanted(toBeSigned, TAG.sequence)).find(({ tag }) => tag === TAG.extensions);
  const extensions = explicit ? inside(single(explicit.content, TAG.sequence)).map(inside) : [];
  const found = extensions.find(([identifier]) => identifier?.whole.equals(type));
  if (!found) return undefined;
  const critical = found.find(({ tag }) => tag === TAG.boolean);
  return { critical: critical !== undefined && critical.content[0] !== 0, value: wanted(found.at(-1), TAG.octetString).content };
}

function checkSignature({ token, content, signer }: Parsed): void {
  const hash = HASHES[signer.digestAlgorithm];
  if (!hash) throw invalid(`its digest algorithm ${signer.digestAlgorithm} is not one we accept`);
  const attributes = inside(signer.attributes).map(inside);
  const valueOf = (type: Buffer): Element | undefined => {
    const found = attributes.filter(([identifier]) => identifier?.whole.equals(type));
    if (found.length > 1) throw invalid('a signed attribute is repeated');
    return found[0] && single(wanted(found[0][1], TAG.set).content);
  };
  if (!valueOf(OID.contentType)?.whole.equals(OID.tstInfo)) throw invalid('its signed content type is another');
  if (!valueOf(OID.messageDigest)?.content.equals(createHash(hash).update(content).digest())) throw invalid('its content was altered');
  checkCertificateId(token.authority, valueOf(OID.signingCertificateV2), valueOf(OID.signingCertificate));

  // What was signed is the SET; it is stored under an implicit [0] (RFC 5652, 5.4).
  const signed = Buffer.from(signer.attributes.whole);
  signed.writeUInt8(TAG.set, 0);
  const padding = signer.signatureAlgorithm === RSA_PSS ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_AUTO } : {};
  const key = new X509Certificate(token.authority).publicKey;
  const edwards = key.asymmetricKeyType === 'ed25519' || key.asymmetricKeyType === 'ed448';
  if (!verify(edwards ? null : (HASH_OF_SIGNATURE[signer.signatureAlgorithm] ?? hash), signed, { key, ...padding }, signer.signature)) {
    throw invalid('its signature is wrong');
  }
}

/** SigningCertificate (SHA-1, RFC 2634) or SigningCertificateV2 (RFC 5035): the first certificate named is that of the signer. */
function checkCertificateId(authority: Buffer, v2: Element | undefined, v1: Element | undefined): void {
  const attribute = v2 ?? v1;
  const [list] = attribute ? inside(attribute) : [];
  const [first] = list ? inside(list) : [];
  const parts = first ? inside(first) : [];
  const named = parts.find(({ tag }) => tag === TAG.octetString);
  const algorithm = parts[0]?.tag === TAG.sequence ? HASHES[algorithmOf(parts[0])] : 'sha256';
  const hash = v2 ? algorithm : 'sha1';
  if (!hash || !named?.content.equals(createHash(hash).update(authority).digest())) {
    throw invalid('it names another certificate than that of its signer');
  }
}

function checkAuthority(certificate: Buffer, at: Date): void {
  const usage = extensionOf(certificate, OID.extendedKeyUsage);
  if (!usage?.critical || !single(single(usage.value, TAG.sequence).content).whole.equals(OID.timeStamping)) {
    throw invalid('the certificate of its authority is not for timestamps alone');
  }
  if (!validAt(new X509Certificate(certificate), at)) throw invalid('the certificate of its authority was not valid then');
}

/** Whether a chain of certificates, all valid when the token was made, leads from its authority to one of `trust`. */
function leadsTo(token: TimestampToken, trust: readonly Buffer[]): boolean {
  const anchors = trust.map((der) => new X509Certificate(der));
  const candidates = [...anchors, ...token.certificates.map((der) => new X509Certificate(der)).filter(({ ca }) => ca)];
  let current = new X509Certificate(token.authority);
  for (let steps = 0; steps < CHAIN_MAX; steps++) {
    if (anchors.some((anchor) => anchor.raw.equals(current.raw))) return true;
    const child = current;
    const issuer = candidates.find((candidate) => !candidate.raw.equals(child.raw) && validAt(candidate, token.at) && child.checkIssued(candidate) && child.verify(candidate.publicKey));
    if (!issuer) return false;
    current = issuer;
  }
  return false;
}

function validAt(certificate: X509Certificate, at: Date): boolean {
  return new Date(certificate.validFrom) <= at && at <= new Date(certificate.validTo);
}

function inside(element: Element): Element[] {
  return elements(element.content);
}

/** The one value that stands in `bytes`. */
function single(bytes: Buffer, tag?: number): Element {
  const [element, ...others] = elements(bytes);
  if (others.length > 0) throw invalid('it holds more than one value where one is expected');
  return wanted(element, tag);
}

function wanted(element: Element | undefined, tag?: number): Element {
  if (!element || (tag !== undefined && element.tag !== tag)) throw invalid('its structure is another');
  return element;
}

/** The identifier of an AlgorithmIdentifier, whatever its parameters. */
function algorithmOf(element: Element | undefined): string {
  const [identifier] = inside(wanted(element, TAG.sequence));
  return dottedIdentifier(wanted(identifier, TAG.objectIdentifier).content);
}

function invalid(why: string): SigningError {
  return new SigningError('TIMESTAMP_INVALID', `The timestamp token is not valid: ${why}.`);
}

/** Bytes that are no token make the readers of ASN.1 and of certificates throw errors of their own. */
function refusingNonsense<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof SigningError) throw cause;
    throw new SigningError('TIMESTAMP_INVALID', 'These bytes are not a timestamp token.', undefined, { cause });
  }
}
