/**
 * Everything the cryptographic half of the verifier may have to say about a signature, a timestamp or the file. A published code
 * never changes its meaning; the French sentences stand elsewhere, one for each.
 */
export const cryptoReasonCodes = [
  // The signature itself.
  'CMS_UNREADABLE', // /Contents is absent or is not a CMS SignedData that can be read
  'SUBFILTER_UNSUPPORTED', // a kind of signature this verifier does not judge (x509.rsa_sha1, proprietary ones)
  'SIGNER_COUNT', // a CMS of a PDF has exactly one signer, this one has none or several
  'SIGNER_CERTIFICATE_MISSING', // the certificate of the signer is nowhere in the file
  'CERTIFICATE_UNREADABLE', // a certificate of the file cannot be read: it is left out
  'ALGORITHM_UNSUPPORTED', // a hash or signature algorithm this verifier does not know
  'ALGORITHM_MISMATCH', // the algorithms announced contradict each other, or the key
  'SIGNED_ATTRIBUTES_INVALID', // signed attributes missing where mandatory, duplicated or malformed
  'CONTENT_TYPE_MISMATCH', // the signed content type is not the one of the content
  'CONTENT_NOT_DETACHED', // the CMS carries a content of its own, which a PDF signature must not
  'DIGEST_MISMATCH', // the bytes signed are not those of the file
  'SIGNATURE_INVALID', // the signature value is not that of the key over the signed attributes
  'ESS_MISSING', // the signed attributes do not say which certificate signs
  'ESS_MISMATCH', // the certificate is not the one that the signed attributes designate
  // Strength.
  'WEAK_DIGEST', // SHA-1 or MD5: a forger can make two contents with one digest
  'WEAK_KEY', // RSA under 2048 bits or a curve under 256
  // The chain of certificates.
  'CHAIN_INCOMPLETE', // the issuer of a certificate is neither in the file nor among the roots trusted
  'ROOT_UNTRUSTED', // the chain ends on a root that is not trusted
  'CHAIN_TOO_COMPLEX', // too many certificates to try: the search was stopped
  'CERTIFICATE_EXPIRED', // a certificate was past its end at the instant of judgement
  'CERTIFICATE_NOT_YET_VALID', // a certificate had not begun at the instant of judgement
  'CERTIFICATE_SIGNATURE_INVALID', // a certificate was not signed by the issuer it names
  'ISSUER_NOT_AUTHORITY', // an issuer is not entitled to issue certificates (basicConstraints, keyUsage)
  'PATH_TOO_LONG', // more intermediate authorities than one of them allows
  'KEY_USAGE_MISMATCH', // the certificate is not meant for this use (keyUsage, extendedKeyUsage)
  'CRITICAL_EXTENSION_UNKNOWN', // a certificate carries a condition this verifier cannot check
  'NAME_CONSTRAINTS_UNSUPPORTED', // an authority is limited to certain names, which is not checked here
  // Revocation.
  'REVOKED', // a certificate of the chain was revoked before the instant of judgement
  'REVOKED_LATER', // a certificate was revoked, after the instant at which the signature is proven to exist: no effect
  'REVOCATION_DATA_MISSING', // the file has no proof that a certificate was not revoked: bounds the level
  // Time.
  'NO_PROVEN_TIME', // no trusted timestamp proves when the signature was made
  'TOKEN_UNREADABLE', // the timestamp is not an RFC 3161 token that can be read
  'TOKEN_IMPRINT_MISMATCH', // the timestamp was made for other bytes
  'TOKEN_UNTRUSTED', // the timestamp is sound but its authority is not trusted: it proves nothing here
  'TOKEN_IN_FUTURE', // the timestamp bears an instant after the one of judgement
  'TOKEN_DUPLICATE', // several timestamps in one signature: only the first is looked at
  // The file.
  'TRAILING_BYTES', // bytes follow the last revision and belong to none
] as const;

export type CryptoReasonCode = (typeof cryptoReasonCodes)[number];

/** A finding of this half, its code checked by the compiler. */
export interface CryptoReason {
  readonly code: CryptoReasonCode;
  readonly detail?: string;
}
