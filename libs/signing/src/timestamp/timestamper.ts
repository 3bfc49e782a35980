/**
 * Asks a timestamp authority for a token over a SHA-256 imprint (RFC 3161). Resolves with the DER of the token, already checked:
 * status, nonce, imprint, signature, plausible time. Rejects with a SigningError whose code begins with TIMESTAMP_.
 */
export type Timestamper = (imprint: Buffer) => Promise<Buffer>;
