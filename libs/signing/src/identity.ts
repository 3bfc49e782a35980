/** Someone or something that can sign: its certificate, its chain, and a way to its private key. */
export interface SignerIdentity {
  readonly certificateDer: Buffer;
  /** Certificates from the issuer up; the root may be among them. */
  readonly chainDer: readonly Buffer[];
  readonly serialHex: string;
  readonly algorithm: 'ecdsa-sha256' | 'rsa-sha256';
  /** Signs the bytes given (hashing them with SHA-256). May be asynchronous: the key may live in a hardware module. */
  sign(toBeSigned: Buffer): Buffer | Promise<Buffer>;
  /** Forgets the private key; `sign` throws KEY_DESTROYED afterwards. */
  destroy(): void;
}
