import { createHash } from 'node:crypto';
import { fromBER } from 'asn1js';
import { CertID, Certificate, OCSPRequest } from 'pkijs';
import { der, objectIdentifier, octetString, sequence } from '../der.js';
import type { SignerIdentity } from '../identity.js';
import { wholeSecond, reasonCode } from './revocation-list.js';
import type { RevocationReason } from './revocation-list.js';

/** A question about one certificate takes some 120 bytes. */
export const OCSP_REQUEST_BYTES_MAX = 10_000;
/** Nobody honest asks for more at once; each one costs a look-up. */
const QUESTIONS_MAX = 20;
/** 128 bytes at most (RFC 9654, 2.1), and the header of their OCTET STRING. */
const NONCE_EXTENSION_BYTES_MAX = 131;
/** How long an answer may be relied upon, hence kept by whoever asked: a revocation is known everywhere within the hour. */
export const OCSP_VALIDITY_MS = 3_600_000;

const OID = { basic: '1.3.6.1.5.5.7.48.1.1', nonce: '1.3.6.1.5.5.7.48.1.2', ecdsaSha256: '1.2.840.10045.4.3.2', rsaSha256: '1.2.840.113549.1.1.11' } as const;

const HASHES: Readonly<Record<string, string>> = {
  '1.3.14.3.2.26': 'sha1', '2.16.840.1.101.3.4.2.1': 'sha256', '2.16.840.1.101.3.4.2.2': 'sha384', '2.16.840.1.101.3.4.2.3': 'sha512',
};

const SIGNATURE_ALGORITHM = {
  'ecdsa-sha256': sequence(objectIdentifier(OID.ecdsaSha256)),
  'rsa-sha256': sequence(objectIdentifier(OID.rsaSha256), der(0x05)),
} as const;

/** OCSPResponseStatus (RFC 6960, 4.2.1). */
const STATUS = { malformedRequest: 1, internalError: 2 } as const;

export type CertificateState = 'good' | 'unknown' | { readonly revokedAt: Date; readonly reason: RevocationReason };

export interface OcspResponder {
  /** The authority's identity, or a delegate's (see `issueOcspResponder`). */
  readonly signer: SignerIdentity;
  /** The certificate of the authority that issued what is asked about. */
  readonly issuerDer: Buffer;
}

/**
 * Answers an OCSP request (RFC 6960). A certificate of another authority is `unknown`; a request that cannot be read gets the
 * answer `malformedRequest`, which is not signed. Never throws on account of the request.
 *
 * @param request DER, as it came
 * @param lookup the state of one of our certificates, by its serial number in lower-case hexadecimal
 * @returns the DER of the answer
 */
export async function answerOcsp(responder: OcspResponder, request: Buffer, lookup: (serialHex: string) => CertificateState | Promise<CertificateState>, now: Date): Promise<Buffer> {
  const question = readRequest(request);
  if (!question) return unsignedAnswer(STATUS.malformedRequest);
  const issuer = issuerOf(responder.issuerDer);
  const singles: Buffer[] = [];
  for (const id of question.ids) singles.push(singleResponse(id, isOurs(id, issuer) ? await lookup(serialOf(id)) : 'unknown', now));
  const signerKey = issuerOf(responder.signer.certificateDer).key;
  const data = sequence(
    der(0xa2, octetString(createHash('sha1').update(signerKey).digest())),
    wholeSecond(now),
    sequence(...singles),
    ...(question.nonce ? [der(0xa1, sequence(sequence(objectIdentifier(OID.nonce), octetString(question.nonce))))] : []),
  );
  const signature = await responder.signer.sign(data);
  const basic = sequence(
    data,
    SIGNATURE_ALGORITHM[responder.signer.algorithm],
    bitString(signature),
    der(0xa0, sequence(responder.signer.certificateDer)),
  );
  return sequence(enumerated(0), der(0xa0, sequence(objectIdentifier(OID.basic), octetString(basic))));
}

/** The answer of a responder that cannot answer now. */
export function ocspInternalError(): Buffer {
  return unsignedAnswer(STATUS.internalError);
}

function readRequest(bytes: Buffer): { ids: CertID[]; nonce: Buffer | null } | null {
  if (bytes.length > OCSP_REQUEST_BYTES_MAX) return null;
  try {
    const parsed = fromBER(new Uint8Array(bytes));
    if (parsed.offset !== bytes.length) return null;
    const { tbsRequest } = new OCSPRequest({ schema: parsed.result });
    const ids = tbsRequest.requestList.map(({ reqCert }) => reqCert);
    if (!ids.length || ids.length > QUESTIONS_MAX) return null;
    const extension = tbsRequest.requestExtensions?.find(({ extnID }) => extnID === OID.nonce);
    const nonce = extension ? Buffer.from(extension.extnValue.valueBlock.valueHexView) : null;
    return nonce && nonce.length > NONCE_EXTENSION_BYTES_MAX ? null : { ids, nonce };
  } catch {
    return null;
  }
}

/** What a CertID is compared with: the issuer's name and its public key, as they are encoded. */
function issuerOf(certificateDer: Buffer): { name: Buffer; key: Buffer } {
  const certificate = Certificate.fromBER(new Uint8Array(certificateDer));
  return { name: Buffer.from(certificate.subject.valueBeforeDecode), key: Buffer.from(certificate.subjectPublicKeyInfo.subjectPublicKey.valueBlock.valueHexView) };
}

function isOurs(id: CertID, issuer: { name: Buffer; key: Buffer }): boolean {
  const hash = HASHES[id.hashAlgorithm.algorithmId];
  if (!hash) return false;
  const equals = (asked: ArrayBufferView, ours: Buffer) => createHash(hash).update(ours).digest().equals(Buffer.from(asked.buffer, asked.byteOffset, asked.byteLength));
  return equals(id.issuerNameHash.valueBlock.valueHexView, issuer.name) && equals(id.issuerKeyHash.valueBlock.valueHexView, issuer.key);
}

function serialOf(id: CertID): string {
  return Buffer.from(id.serialNumber.valueBlock.valueHexView).toString('hex');
}

function singleResponse(id: CertID, state: CertificateState, now: Date): Buffer {
  return sequence(
    Buffer.from(id.toSchema().toBER()),
    certificateStatus(state),
    wholeSecond(now),
    der(0xa0, wholeSecond(new Date(now.getTime() + OCSP_VALIDITY_MS))),
  );
}

function certificateStatus(state: CertificateState): Buffer {
  if (state === 'good') return der(0x80);
  if (state === 'unknown') return der(0x82);
  const { revokedAt, reason } = state;
  return der(0xa1, wholeSecond(revokedAt), ...(reason === 'unspecified' ? [] : [der(0xa0, enumerated(reasonCode(reason)))]));
}

const enumerated = (value: number): Buffer => der(0x0a, Buffer.from([value]));
const bitString = (bytes: Buffer): Buffer => der(0x03, Buffer.from([0]), bytes);
const unsignedAnswer = (status: number): Buffer => sequence(enumerated(status));
