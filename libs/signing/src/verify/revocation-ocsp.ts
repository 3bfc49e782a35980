import { createHash } from 'node:crypto';
import { CertificatePool, buildChain } from './chain.js';
import { hashOf, isSealedBy } from './crypto-algorithms.js';
import { Asn1, TAG, attempt, contextTag } from './crypto-asn1.js';
import { readCertificate } from './crypto-certificate.js';
import type { Certificate } from './crypto-certificate.js';
import type { RevocationFact } from './revocation-fact.js';

const BASIC_RESPONSE = '1.3.6.1.5.5.7.48.1.1';
/** Certificates of one response that are looked at: a responder sends its own, sometimes its chain. */
const RESPONDERS_MAX = 8;

/** A signed OCSP response (RFC 6960), read once. */
export interface OcspResponse {
  readonly responder: Asn1;
  readonly producedAt: Date;
  readonly answers: readonly Asn1[];
  readonly certificates: readonly Certificate[];
  readonly sealed: Certificate['sealed'];
}

/** Reads an OCSPResponse, or the BasicOCSPResponse in it; undefined when it is neither, or a refusal. */
export function readOcspResponse(der: Buffer): OcspResponse | undefined {
  return attempt(() => {
    const outer = Asn1.read(der);
    const basic = outer.at(0).tag === TAG.enumerated ? basicIn(outer) : outer;
    if (!basic) return undefined;
    const data = basic.at(0);
    const fields = data.parts.filter((part) => part.tag !== contextTag(0));
    const [responder, producedAt, answers] = fields;
    if (!responder || !producedAt || !answers) return undefined;
    const certificates = (basic.tagged(contextTag(0))?.at(0).parts ?? []).slice(0, RESPONDERS_MAX).map((part) => readCertificate(part.raw));
    return {
      responder, producedAt: producedAt.date, answers: answers.parts,
      certificates: certificates.filter((certificate) => certificate !== undefined),
      sealed: { data: data.raw, algorithm: basic.at(1), signature: basic.at(2) },
    };
  });
}

function basicIn(response: Asn1): Asn1 | undefined {
  if (response.at(0).number !== 0) return undefined;
  const bytes = response.at(1).at(0);
  return bytes.at(0).objectIdentifier === BASIC_RESPONSE ? Asn1.readWhole(bytes.at(1).octets) : undefined;
}

/**
 * What the response says of a certificate; undefined when it says nothing, or when it is not signed by the issuer itself nor by a
 * responder that this very issuer has certified for it (RFC 6960, 4.2.2.2).
 */
export function factFromResponse(response: OcspResponse, certificate: Certificate, issuer: Certificate, pool: CertificatePool): RevocationFact | undefined {
  return attempt(() => {
    const answer = response.answers.find((each) => concerns(each.at(0), certificate, issuer));
    if (!answer || !isEntitled(response, issuer, pool)) return undefined;
    const status = answer.at(1);
    const thisUpdate = answer.at(2).date;
    const nextUpdate = answer.parts.slice(3).find((part) => part.tag === contextTag(0))?.at(0).date;
    if (status.tag === contextTag(1)) return { revokedAt: status.at(0).date, thisUpdate, nextUpdate };
    return status.tag === contextTag(0, true) ? { revokedAt: undefined, thisUpdate, nextUpdate } : undefined;
  });
}

function concerns(id: Asn1, certificate: Certificate, issuer: Certificate): boolean {
  const hash = hashOf(id.at(0));
  if (!hash || !id.at(3).content.equals(certificate.serial)) return false;
  const digest = (bytes: Buffer): Buffer => createHash(hash).update(bytes).digest();
  return id.at(1).octets.equals(digest(certificate.issuer)) && id.at(2).octets.equals(digest(issuer.publicKeyBits));
}

function isEntitled(response: OcspResponse, issuer: Certificate, pool: CertificatePool): boolean {
  if (isResponder(response.responder, issuer) && isSealedBy(issuer.publicKey, response.sealed)) return true;
  return [...response.certificates, ...pool.all()].some((candidate) => {
    if (!isResponder(response.responder, candidate) || !candidate.issuer.equals(issuer.subject)) return false;
    // The issuer is the anchor here: only its own certificate counts, with the purpose, valid when it answered.
    const delegation = buildChain(new CertificatePool([issuer]), candidate, 'ocsp', response.producedAt);
    return delegation.trust === 'trusted' && delegation.path.length === 2 && isSealedBy(candidate.publicKey, response.sealed);
  });
}

function isResponder(responder: Asn1, certificate: Certificate): boolean {
  if (responder.tag === contextTag(1)) return responder.at(0).raw.equals(certificate.subject);
  return responder.tag === contextTag(2) && responder.at(0).octets.equals(createHash('sha1').update(certificate.publicKeyBits).digest());
}
