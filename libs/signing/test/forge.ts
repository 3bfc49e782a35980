import { constants, createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { der, generalizedTime, issuerAndSerialNumber, objectIdentifier, octetString, positiveInteger, sequence, setOf, smallInteger, utf8String } from '../src/der.js';

/**
 * Certificates, CMS and tokens made by hand, right or wrong in any way: what the kernel never writes and a verifier must judge.
 */
const NULL = der(0x05);
const HASHES = { md5: '1.2.840.113549.2.5', sha1: '1.3.14.3.2.26', sha256: '2.16.840.1.101.3.4.2.1', sha384: '2.16.840.1.101.3.4.2.2', sha512: '2.16.840.1.101.3.4.2.3' } as const;
export type TestHash = keyof typeof HASHES;
export type TestScheme = 'rsa' | 'rsa-pss' | 'ecdsa' | 'ed25519';
const SIGNATURES: Record<'rsa' | 'ecdsa', Record<TestHash, string>> = {
  rsa: { md5: '1.2.840.113549.1.1.4', sha1: '1.2.840.113549.1.1.5', sha256: '1.2.840.113549.1.1.11', sha384: '1.2.840.113549.1.1.12', sha512: '1.2.840.113549.1.1.13' },
  ecdsa: { md5: '1.2.840.10045.4.1', sha1: '1.2.840.10045.4.1', sha256: '1.2.840.10045.4.3.2', sha384: '1.2.840.10045.4.3.3', sha512: '1.2.840.10045.4.3.4' },
};

export const EXTENSION = {
  authority: (pathLength?: number): Buffer => extension('2.5.29.19', true, sequence(der(0x01, Buffer.from([0xff])), ...(pathLength === undefined ? [] : [smallInteger(pathLength)]))),
  /** Bits from the left: 0 digitalSignature, 1 nonRepudiation, 5 keyCertSign, 6 cRLSign. */
  keyUsage: (...bits: number[]): Buffer => extension('2.5.29.15', true, der(0x03, Buffer.from([0, bits.reduce((byte, bit) => byte | (0x80 >> bit), 0)]))),
  purpose: (critical: boolean, ...purposes: string[]): Buffer => extension('2.5.29.37', critical, sequence(...purposes.map(objectIdentifier))),
  /** QcStatements, each without a value (ETSI EN 319 412-5). */
  qualified: (...statements: string[]): Buffer => extension('1.3.6.1.5.5.7.1.3', false, sequence(...statements.map((id) => sequence(objectIdentifier(id))))),
  /** Where the issuer publishes its revocation list. */
  revocationList: (url: string): Buffer => extension('2.5.29.31', false, sequence(sequence(der(0xa0, der(0xa0, der(0x86, Buffer.from(url))))))),
  nameConstraints: extension('2.5.29.30', true, sequence()),
  unknown: (critical: boolean): Buffer => extension('1.2.3.4.5', critical, NULL),
} as const;
export const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';

function extension(id: string, critical: boolean, value: Buffer): Buffer {
  return sequence(objectIdentifier(id), ...(critical ? [der(0x01, Buffer.from([0xff]))] : []), octetString(value));
}

export interface Holder {
  readonly certificate: Buffer;
  readonly key: KeyObject;
  readonly scheme: TestScheme;
}

export const rsaKeys = (bits = 2048): { privateKey: KeyObject; publicKey: KeyObject } => generateKeyPairSync('rsa', { modulusLength: bits });
export const ecKeys = (namedCurve = 'prime256v1'): { privateKey: KeyObject; publicKey: KeyObject } => generateKeyPairSync('ec', { namedCurve });
export const edKeys = (): { privateKey: KeyObject; publicKey: KeyObject } => generateKeyPairSync('ed25519');

export interface CertificateRequest {
  readonly name: string;
  readonly keys?: { privateKey: KeyObject; publicKey: KeyObject };
  readonly scheme?: TestScheme;
  /** Self-signed without one. */
  readonly issuer?: Holder & { readonly name: string };
  readonly extensions?: readonly Buffer[];
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly hash?: TestHash;
}

export function forgeCertificate(request: CertificateRequest): Holder & { readonly name: string } {
  const { name, keys = ecKeys(), scheme = 'ecdsa', issuer, extensions = [], hash = 'sha256' } = request;
  const named = (text: string): Buffer => sequence(setOf(sequence(objectIdentifier('2.5.4.3'), utf8String(text))));
  const signedBy = issuer ?? { key: keys.privateKey, scheme, name };
  const algorithm = algorithmOf(signedBy.scheme, hash);
  const tbs = sequence(
    der(0xa0, smallInteger(2)), positiveInteger(randomBytes(8)), algorithm, named(signedBy.name),
    sequence(generalizedTime(request.notBefore), generalizedTime(request.notAfter)), named(name),
    keys.publicKey.export({ type: 'spki', format: 'der' }),
    ...(extensions.length > 0 ? [der(0xa3, sequence(...extensions))] : []),
  );
  const certificate = sequence(tbs, algorithm, bitString(signatureOf(signedBy, hash, tbs)));
  return { certificate, key: keys.privateKey, scheme, name };
}

export interface CmsRequest {
  readonly content: Buffer;
  readonly by: Holder;
  readonly hash?: TestHash;
  /** Certificates carried, besides the signer's. */
  readonly chain?: readonly Buffer[];
  /** Signed attributes, given those that would be right; none at all with null. */
  readonly attributes?: ((right: { contentType: Buffer; digest: Buffer; certificate: Buffer }) => readonly Buffer[]) | null;
  readonly unsigned?: (signature: Buffer) => readonly Buffer[];
  readonly signers?: number;
  /** Carries its content, of that type. */
  readonly encapsulated?: string;
  /** Writes everything but the signed attributes with indefinite lengths. */
  readonly ber?: boolean;
  /** Another certificate than the one whose key signs is said to sign. */
  readonly pretending?: Buffer;
}

export const attribute = (type: string, ...values: readonly Buffer[]): Buffer => sequence(objectIdentifier(type), setOf(...values));
export const timestampAttribute = (token: Buffer): Buffer => attribute('1.2.840.113549.1.9.16.2.14', token);

export function forgeCms(request: CmsRequest): Buffer {
  const { content, by, hash = 'sha256', signers = 1 } = request;
  const certificate = request.pretending ?? by.certificate;
  const seq = request.ber ? (...parts: Buffer[]) => Buffer.concat([Buffer.from([0x30, 0x80]), ...parts, Buffer.alloc(2)]) : sequence;
  const digestOf = (bytes: Buffer): Buffer => createHash(hash).update(bytes).digest();
  const type = objectIdentifier(request.encapsulated ?? '1.2.840.113549.1.7.1');
  const right = {
    contentType: sequence(objectIdentifier('1.2.840.113549.1.9.3'), setOf(type)),
    digest: attribute('1.2.840.113549.1.9.4', octetString(digestOf(content))),
    certificate: attribute('1.2.840.113549.1.9.16.2.47', sequence(sequence(sequence(octetString(createHash('sha256').update(certificate).digest()))))),
  };
  const attributes = request.attributes === null ? undefined : setOf(...(request.attributes?.(right) ?? Object.values(right)));
  const signature = signatureOf(by, hash, attributes ?? content);
  const stored = attributes && Buffer.concat([Buffer.from([0xa0]), attributes.subarray(1)]);
  const unsigned = request.unsigned?.(signature) ?? [];
  const info = seq(
    smallInteger(1), issuerAndSerialNumber(certificate), sequence(objectIdentifier(HASHES[hash])), ...(stored ? [stored] : []),
    algorithmOf(by.scheme, hash), octetString(signature), ...(unsigned.length > 0 ? [der(0xa1, ...unsigned)] : []),
  );
  const encapsulated = request.encapsulated ? sequence(type, der(0xa0, octetString(content))) : sequence(type);
  const data = seq(
    smallInteger(1), setOf(sequence(objectIdentifier(HASHES[hash]))), encapsulated,
    der(0xa0, certificate, ...(request.chain ?? [])), der(0x31, ...Array.from({ length: signers }, () => info)),
  );
  return seq(objectIdentifier('1.2.840.113549.1.7.2'), der(0xa0, data));
}

/** A timestamp token over `imprinted`, by a holder whose certificate should be made for it. */
export function forgeToken(imprinted: Buffer, by: Holder, at: Date, request: Partial<CmsRequest> = {}): Buffer {
  const imprint = sequence(sequence(objectIdentifier(HASHES.sha256)), octetString(createHash('sha256').update(imprinted).digest()));
  const info = sequence(smallInteger(1), objectIdentifier('1.2.3.4'), imprint, positiveInteger(randomBytes(8)), generalizedTime(at));
  return forgeCms({ content: info, by, encapsulated: '1.2.840.113549.1.9.16.1.4', ...request });
}

function algorithmOf(scheme: TestScheme, hash: TestHash): Buffer {
  if (scheme === 'ed25519') return sequence(objectIdentifier('1.3.101.112'));
  const oid = objectIdentifier(HASHES[hash]);
  if (scheme !== 'rsa-pss') return sequence(objectIdentifier(SIGNATURES[scheme][hash]), ...(scheme === 'rsa' ? [NULL] : []));
  const saltBytes = createHash(hash).digest().length;
  return sequence(objectIdentifier('1.2.840.113549.1.1.10'), sequence(
    der(0xa0, sequence(oid, NULL)), der(0xa1, sequence(objectIdentifier('1.2.840.113549.1.1.8'), sequence(oid, NULL))), der(0xa2, smallInteger(saltBytes)),
  ));
}

function signatureOf({ key, scheme }: Pick<Holder, 'key' | 'scheme'>, hash: TestHash, data: Buffer): Buffer {
  if (scheme === 'ed25519') return sign(null, data, key);
  if (scheme === 'rsa-pss') return sign(hash, data, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST });
  return sign(hash, data, key);
}

function bitString(bytes: Buffer): Buffer {
  return der(0x03, Buffer.from([0]), bytes);
}
