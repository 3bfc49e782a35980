import 'reflect-metadata';
import { KeyObject, createPrivateKey, randomBytes, sign, webcrypto } from 'node:crypto';
import {
  AuthorityInfoAccessExtension, AuthorityKeyIdentifierExtension, BasicConstraintsExtension, CRLDistributionPointsExtension, Extension,
  KeyUsageFlags, KeyUsagesExtension, Name, SubjectKeyIdentifierExtension, X509Certificate, X509CertificateGenerator,
} from '@peculiar/x509';
import type { JsonNameParams } from '@peculiar/x509';
import { objectIdentifier, sequence, utf8String } from './der.js';
import { SigningError } from './errors.js';
import type { SignerIdentity } from './identity.js';

/** How the keys of our own authority are made and used. */
export const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

const AUTHORITY_YEARS = 20;
const MS_PER_DAY = 86_400_000;
/** Certificates start a little early: the clock of whoever verifies may be late. */
const NOT_BEFORE_MARGIN_MS = 60_000;
/** Sixteen random bytes, so that a serial number is never given twice (RFC 5280 allows twenty). */
const SERIAL_BYTES = 16;
/** ub-common-name, ub-organization-name and ub-title of RFC 5280. Given name and surname have no such bound in practice. */
const DIRECTORY_STRING_MAX = 64;
/** DisplayText of RFC 5280, 4.2.1.4. */
export const USER_NOTICE_MAX = 200;

const OID = { organizationIdentifier: '2.5.4.97', title: '2.5.4.12', certificatePolicies: '2.5.29.32', userNotice: '1.3.6.1.5.5.7.2.2' } as const;

/**
 * The policies these certificates follow, one per use. Under 2.25 an identifier is a UUID, drawn once: it needs no registry
 * and belongs to nobody else (ITU-T X.667).
 */
const POLICIES = '2.25.151298324524662692280468000294014241678';
const POLICY = { signatory: `${POLICIES}.1`, seal: `${POLICIES}.2`, certification: `${POLICIES}.3` } as const;

export interface Authority {
  readonly certificatePem: string;
  /** PKCS#8. Belongs in the key store, never in the main database. */
  readonly privateKeyPem: string;
}

export interface IdentityRequest {
  readonly commonName: string;
  readonly givenName?: string;
  readonly surname?: string;
  /** The capacity in which the person signs. */
  readonly title?: string;
  readonly organisation: string;
  /** ETSI EN 319 412-1, 5.1.4: 'NTRFR-' and the SIREN, or 'SI:FR-' and the SIRET. */
  readonly organisationIdentifier?: string;
  /** How the person was identified, in French, at most 200 characters: written in the certificate as its user notice. */
  readonly identification: string;
  readonly usage: 'signatory' | 'seal' | 'certification';
}

export interface IssuanceTerms {
  readonly now: Date;
  readonly days: number;
  /** Where the authority publishes its revocation list, if it does. */
  readonly crlUrl?: string;
  /** Where the authority answers on the state of one certificate, if it does. Each signature embeds its certificate: both addresses cost their length. */
  readonly ocspUrl?: string;
}

/** What is particular to one kind of certificate. */
export interface CertificateContent {
  readonly subject: NameParts;
  readonly keyUsage: KeyUsageFlags;
  readonly extensions: readonly Extension[];
}

/** A new certification authority of the service: P-256, twenty years from `now`, able to sign certificates and revocation lists only. */
export async function createAuthority(request: { commonName: string; organisation: string; now: Date }): Promise<Authority> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const notAfter = new Date(request.now);
  notAfter.setUTCFullYear(notAfter.getUTCFullYear() + AUTHORITY_YEARS);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: newSerial(),
    name: new Name(directoryName({ commonName: request.commonName, organisation: request.organisation })),
    notBefore: new Date(request.now.getTime() - NOT_BEFORE_MARGIN_MS),
    notAfter,
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return {
    certificatePem: certificate.toString('pem'),
    privateKeyPem: KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

/**
 * A fresh P-256 key and its certificate, valid from just before `now` for `days`. The private key exists in this process
 * only: it is never returned nor written, and `destroy` forgets it once the signature is made.
 *
 * @throws SigningError CERTIFICATE_TEXT_TOO_LONG when the identification does not fit; AUTHORITY_UNUSABLE when the PEM texts
 *   are not those of a P-256 authority, or when it expires before the certificate would
 */
export async function issueIdentity(authority: Authority, request: IdentityRequest, terms: IssuanceTerms): Promise<SignerIdentity> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, false, ['sign', 'verify']);
  const { certificate, issuer } = await certify(authority, keys.publicKey, documentSigner(request), terms);

  let privateKey: KeyObject | undefined = KeyObject.from(keys.privateKey);
  return {
    certificateDer: Buffer.from(certificate.rawData),
    chainDer: [Buffer.from(issuer.rawData)],
    serialHex: certificate.serialNumber,
    algorithm: 'ecdsa-sha256',
    sign(toBeSigned) {
      if (!privateKey) throw new SigningError('KEY_DESTROYED', 'The private key was destroyed after its use.', certificate.serialNumber);
      return sign('sha256', toBeSigned, { key: privateKey, dsaEncoding: 'der' });
    },
    destroy() {
      privateKey = undefined;
    },
  };
}

/** Content commitment alone: such a key signs documents and nothing else (ETSI EN 319 412-2, 4.3.2, type A). */
export function documentSigner(request: IdentityRequest): CertificateContent {
  return { subject: request, keyUsage: KeyUsageFlags.nonRepudiation, extensions: [identificationPolicy(request)] };
}

/**
 * The authority's certificate over a public key, with the addresses where its revocation can be asked.
 *
 * @throws SigningError AUTHORITY_UNUSABLE as `issueIdentity` does
 */
export async function certify(
  authority: Authority, publicKey: webcrypto.CryptoKey, content: CertificateContent, terms: IssuanceTerms,
): Promise<{ certificate: X509Certificate; issuer: X509Certificate }> {
  const issuer = await readAuthority(authority);
  const notAfter = new Date(terms.now.getTime() + terms.days * MS_PER_DAY);
  if (notAfter > issuer.certificate.notAfter) {
    throw new SigningError('AUTHORITY_UNUSABLE', 'The authority expires before the certificate would.');
  }
  const certificate = await X509CertificateGenerator.create({
    serialNumber: newSerial(),
    subject: new Name(directoryName(content.subject)),
    issuer: issuer.certificate.subjectName,
    notBefore: new Date(terms.now.getTime() - NOT_BEFORE_MARGIN_MS),
    notAfter,
    publicKey,
    signingKey: issuer.signingKey,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(content.keyUsage, true),
      await AuthorityKeyIdentifierExtension.create(issuer.certificate.publicKey),
      await SubjectKeyIdentifierExtension.create(publicKey),
      ...content.extensions,
      ...(terms.crlUrl ? [new CRLDistributionPointsExtension([terms.crlUrl])] : []),
      ...(terms.ocspUrl ? [new AuthorityInfoAccessExtension({ ocsp: terms.ocspUrl })] : []),
    ],
  });
  return { certificate, issuer: issuer.certificate };
}

type OpenAuthority = { certificate: X509Certificate; signingKey: webcrypto.CryptoKey };

/** Reading it costs as much as the certificate that it signs, and whoever keeps an authority keeps the same object. */
const opened = new WeakMap<Authority, Promise<OpenAuthority>>();

/** The authority's certificate and key, ready to sign. @throws SigningError AUTHORITY_UNUSABLE */
export function readAuthority(authority: Authority): Promise<OpenAuthority> {
  const known = opened.get(authority) ?? openAuthority(authority);
  opened.set(authority, known);
  return known;
}

async function openAuthority(authority: Authority): Promise<OpenAuthority> {
  try {
    const key = createPrivateKey(authority.privateKeyPem).export({ type: 'pkcs8', format: 'der' });
    return {
      certificate: new X509Certificate(authority.certificatePem),
      signingKey: await webcrypto.subtle.importKey('pkcs8', key, ALGORITHM, false, ['sign']),
    };
  } catch (cause) {
    throw new SigningError('AUTHORITY_UNUSABLE', 'The certificate or key of the authority cannot be read.', undefined, { cause });
  }
}

/** A positive integer: the first bit is cleared, the second set so that the length never varies. */
function newSerial(): string {
  const bytes = randomBytes(SERIAL_BYTES);
  bytes.writeUInt8((bytes.readUInt8(0) & 0x7f) | 0x40, 0);
  return bytes.toString('hex');
}

export type NameParts = Pick<IdentityRequest, 'commonName' | 'givenName' | 'surname' | 'title' | 'organisation' | 'organisationIdentifier'>;

/**
 * Subject of a certificate. Every text goes in as an explicit UTF8String: given as plain strings, the library would read
 * quotation marks, backslashes and a leading # as syntax.
 */
function directoryName(parts: NameParts): JsonNameParams {
  const bounded = (text: string): string => {
    const characters = [...text];
    return characters.length <= DIRECTORY_STRING_MAX ? text : `${characters.slice(0, DIRECTORY_STRING_MAX - 1).join('')}…`;
  };
  const entry = (type: string, text: string | undefined): JsonNameParams => (text ? [{ [type]: [{ utf8String: text }] }] : []);
  return [
    { C: [{ printableString: 'FR' }] },
    ...entry('O', bounded(parts.organisation)),
    ...entry(OID.organizationIdentifier, parts.organisationIdentifier),
    ...entry(OID.title, parts.title && bounded(parts.title)),
    ...entry('SN', parts.surname),
    ...entry('G', parts.givenName),
    ...entry('CN', bounded(parts.commonName)),
  ];
}

/** Says in the certificate itself how its holder was identified (RFC 5280, 4.2.1.4, userNotice). */
function identificationPolicy(request: IdentityRequest): Extension {
  if ([...request.identification].length > USER_NOTICE_MAX) {
    throw new SigningError('CERTIFICATE_TEXT_TOO_LONG', `The identification takes more than ${USER_NOTICE_MAX} characters.`);
  }
  const notice = sequence(objectIdentifier(OID.userNotice), sequence(utf8String(request.identification)));
  const policies = sequence(sequence(objectIdentifier(POLICY[request.usage]), sequence(notice)));
  return new Extension(OID.certificatePolicies, false, new Uint8Array(policies));
}
