import { X509Certificate, createHash } from 'node:crypto';
import { ContentInfo, SignedData } from 'pkijs';
import { issuersUpTo, readStructure, readToken } from '#libs/signing';
import type { StructuralSignature } from '#libs/signing';

/** id-aa-signatureTimeStampToken (RFC 3161, appendix A). */
const signatureTimestampOid = '1.2.840.113549.1.9.16.2.14';

/** What one signature or document timestamp of a PDF is made of, before any judgement. */
export type SignatureFacts = {
  field: string;
  kind: 'signature' | 'document_timestamp';
  /** DER of the certificates the CMS carries; the signer's first. Of a document timestamp, those above its authority only: anybody may add to them, even what cannot be read. */
  certificates: Buffer[];
  serial: string;
  /** SHA-256 of the signature value: what a timestamp of the signature stamps. Null for a document timestamp, which nothing stamps so. */
  signatureSha256: string | null;
  /** SHA-256 of the bytes its /ByteRange names: what a document timestamp stamps. */
  rangeSha256: string;
  /** First byte after the revision it closes. */
  end: number;
  token: TokenFacts | null;
};

export type TokenFacts = { der: Buffer; at: Date; imprint: string; /** DER of its certificate. */ authority: Buffer; policy: string };

/** Every signature of a file and its token, in the order of the revisions they close. Throws when one of them cannot be read. */
export async function signaturesIn(pdf: Buffer): Promise<SignatureFacts[]> {
  const { signatures } = await readStructure(pdf);
  return signatures.map((signature) => factsOf(pdf, signature)).sort((a, b) => a.end - b.end);
}

function factsOf(pdf: Buffer, { field, type, cms, byteRange }: StructuralSignature): SignatureFacts {
  if (!cms || !byteRange) throw new Error(`The signature of ${field} cannot be read`);
  const [from, before, after, rest] = byteRange;
  const rangeSha256 = createHash('sha256').update(pdf.subarray(from, from + before)).update(pdf.subarray(after, after + rest)).digest('hex');
  return { field, rangeSha256, end: after + rest, ...(type === 'DocTimeStamp' ? factsOfTimestamp(cms) : factsOfSignature(cms)) };
}

type CmsFacts = Omit<SignatureFacts, 'field' | 'rangeSha256' | 'end'>;

function factsOfSignature(cms: Buffer): CmsFacts {
  const signed = signedData(cms);
  const signer = signerCertificate(signed);
  return {
    kind: 'signature', certificates: [signer, ...certificatesOf(signed).filter((other) => !other.equals(signer))], serial: serialOf(signer),
    signatureSha256: sha256(Buffer.from(signed.signerInfos[0]!.signature.valueBlock.valueHexView)), token: tokenOfSignature(signed),
  };
}

function factsOfTimestamp(cms: Buffer): CmsFacts {
  const { authority, certificates } = readToken(cms);
  return { kind: 'document_timestamp', certificates: issuersUpTo([])(authority, certificates).map(({ certificate }) => certificate.raw), serial: serialOf(authority), signatureSha256: null, token: tokenFacts(cms) };
}

/** Reads a token: the instant it proves and the imprint it stamps. Its own signature is judged elsewhere. */
function tokenFacts(der: Buffer): TokenFacts {
  const { at, imprint, authority, policy } = readToken(der);
  return { der, at, imprint: imprint.toString('hex'), authority, policy };
}

function tokenOfSignature(signed: SignedData): TokenFacts | null {
  const attribute = signed.signerInfos[0]!.unsignedAttrs?.attributes.find(({ type }) => type === signatureTimestampOid);
  const value = attribute?.values[0] as { toBER(): ArrayBuffer } | undefined;
  return value ? tokenFacts(Buffer.from(value.toBER())) : null;
}

function signedData(der: Buffer): SignedData {
  const content = ContentInfo.fromBER(Uint8Array.from(der).buffer);
  const signed = new SignedData({ schema: content.content });
  if (signed.signerInfos.length !== 1) throw new Error('A signature with other than one signer');
  return signed;
}

function certificatesOf(signed: SignedData): Buffer[] {
  return (signed.certificates ?? []).map((certificate) => Buffer.from((certificate as { toSchema(raw?: boolean): { toBER(): ArrayBuffer } }).toSchema().toBER()));
}

/** The certificate whose serial number the signer names; an issuer never gives one twice. */
function signerCertificate(signed: SignedData): Buffer {
  const sid = signed.signerInfos[0]!.sid as { serialNumber?: { valueBlock: { valueHexView: Uint8Array } } };
  const serial = sid.serialNumber && unsigned(Buffer.from(sid.serialNumber.valueBlock.valueHexView));
  const found = certificatesOf(signed).find((der) => serialOf(der) === serial);
  if (!found) throw new Error('A signature without its signer’s certificate');
  return found;
}

function serialOf(certificate: Buffer): string {
  return new X509Certificate(certificate).serialNumber.toLowerCase();
}

function unsigned(integer: Buffer): string {
  return integer.toString('hex').replace(/^(00)+(?=.)/, '');
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
