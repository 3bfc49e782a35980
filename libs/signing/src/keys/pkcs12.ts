import { X509Certificate, createPrivateKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import forge from 'node-forge';
import { SigningError } from '../errors.js';
import type { SignerIdentity } from '../identity.js';
import { chainAbove } from './chain.js';
import { signerOf } from './key-material.js';

/** A key and its chain take some 10 kB. */
const FILE_BYTES_MAX = 1_000_000;

/**
 * The signer that a PKCS#12 file (.p12, .pfx) holds: its key, RSA or elliptic, its certificate, and the chain above it as far
 * as the file has it. When there are several keys, the first that has a certificate.
 *
 * @param bytes the file
 * @throws SigningError KEY_FILE_UNREADABLE when it is not such a file, KEY_PASSWORD_WRONG, KEY_NOT_FOUND when no key has its
 *   certificate in it, KEY_UNUSABLE when the key is too short or of another kind
 */
export function openPkcs12(bytes: Buffer, password: string): SignerIdentity {
  const pfx = decrypt(parse(bytes), password);
  const certificates = bagsOf(pfx, forge.pki.oids.certBag).map(certificateOf);
  const keys = [...bagsOf(pfx, forge.pki.oids.pkcs8ShroudedKeyBag), ...bagsOf(pfx, forge.pki.oids.keyBag)].map(keyOf);
  for (const key of keys) {
    const certificate = certificates.find((one) => one.checkPrivateKey(key));
    if (!certificate) continue;
    const privateKeyPem = key.export({ type: 'pkcs8', format: 'pem' }).toString();
    return signerOf({ certificateDer: certificate.raw, chainDer: chainAbove(certificate, certificates), privateKeyPem });
  }
  throw new SigningError('KEY_NOT_FOUND', keys.length ? 'The certificate of the key is not in the file.' : 'The file holds no private key.');
}

function parse(bytes: Buffer): forge.asn1.Asn1 {
  if (bytes.length > FILE_BYTES_MAX) throw new SigningError('KEY_FILE_UNREADABLE', `A key file takes less than ${FILE_BYTES_MAX} bytes.`);
  try {
    return forge.asn1.fromDer(forge.util.createBuffer(bytes.toString('binary')));
  } catch (cause) {
    throw new SigningError('KEY_FILE_UNREADABLE', 'The file is not PKCS#12.', undefined, { cause });
  }
}

function decrypt(asn1: forge.asn1.Asn1, password: string): forge.pkcs12.Pkcs12Pfx {
  let first: unknown;
  try {
    return forge.pkcs12.pkcs12FromAsn1(asn1, false, password);
  } catch (fault) {
    first = fault;
  }
  // The file's integrity code takes the password in UTF-16, its present-day encryption (PBES2) in UTF-8; the library gives both the same.
  // Past the code, the password is right, and what fails is its other writing: mostly on the padding, and once in a hundred files or so, where
  // the padding is right by chance, on the noise behind it. Whatever it says, the second is tried as it should be.
  if (isWrongCode(first)) throw decryptionFault(first);
  try {
    return forge.pkcs12.pkcs12FromAsn1(withoutIntegrityCode(asn1), false, Buffer.from(password, 'utf8').toString('binary'));
  } catch (second) {
    throw decryptionFault(saysPassword(first) ? first : second);
  }
}

const isWrongCode = (fault: unknown): boolean => /MAC/.test((fault as Error).message);
const saysPassword = (fault: unknown): boolean => /password|decrypt/i.test((fault as Error).message);

/** The library has one kind of error: only its words tell a wrong password from a damaged file. */
function decryptionFault(cause: unknown): SigningError {
  return saysPassword(cause)
    ? new SigningError('KEY_PASSWORD_WRONG', 'The password does not open the file.', undefined, { cause })
    : new SigningError('KEY_FILE_UNREADABLE', 'The file is not a PKCS#12 that can be read.', undefined, { cause });
}

/** PFX (RFC 7292, 4): version, content, integrity code. */
function withoutIntegrityCode(asn1: forge.asn1.Asn1): forge.asn1.Asn1 {
  return { ...asn1, value: (asn1.value as forge.asn1.Asn1[]).slice(0, 2) };
}

function bagsOf(pfx: forge.pkcs12.Pkcs12Pfx, bagType: string | undefined): forge.pkcs12.Bag[] {
  return bagType ? (pfx.getBags({ bagType })[bagType] ?? []) : [];
}

/** What the library does not know (elliptic keys) it leaves as ASN.1; what it knows is encoded again. Node reads both. */
function keyOf(bag: forge.pkcs12.Bag): KeyObject {
  return readDer(bag.key ? forge.pki.wrapRsaPrivateKey(forge.pki.privateKeyToAsn1(bag.key)) : bag.asn1, (key) => createPrivateKey({ key, format: 'der', type: 'pkcs8' }));
}

function certificateOf(bag: forge.pkcs12.Bag): X509Certificate {
  return readDer(bag.cert ? forge.pki.certificateToAsn1(bag.cert) : bag.asn1, (der) => new X509Certificate(der));
}

function readDer<T>(asn1: forge.asn1.Asn1, read: (der: Buffer) => T): T {
  try {
    return read(Buffer.from(forge.asn1.toDer(asn1).getBytes(), 'binary'));
  } catch (cause) {
    throw new SigningError('KEY_UNUSABLE', 'A key or certificate of the file is of a kind that cannot be used here.', undefined, { cause });
  }
}
