import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** AES-256-GCM (NIST SP 800-38D). Each key opens one file, so the nonces drawn for it are few. */
const cipher = { name: 'aes-256-gcm', nonceBytes: 12, tagBytes: 16 } as const;
/** First byte: another way to encrypt will be another number; this one stays readable. */
const envelope = Buffer.from([1]);

/** `place` says which row or file it is, and is authenticated: what is moved to another place opens no more. */
export function sealUnder(key: Buffer, place: string, content: Buffer): Buffer {
  const nonce = randomBytes(cipher.nonceBytes);
  const encryption = createCipheriv(cipher.name, key, nonce, { authTagLength: cipher.tagBytes }).setAAD(Buffer.from(place, 'utf8'));
  return Buffer.concat([envelope, nonce, encryption.update(content), encryption.final(), encryption.getAuthTag()]);
}

/** Throws when it was altered, moved, or sealed under another key. */
export function openUnder(key: Buffer, place: string, sealed: Buffer): Buffer {
  if (!sealed.subarray(0, envelope.length).equals(envelope)) throw new Error(`Not an envelope of ours: ${place}`);
  const body = sealed.subarray(envelope.length);
  const decryption = createDecipheriv(cipher.name, key, body.subarray(0, cipher.nonceBytes), { authTagLength: cipher.tagBytes }).setAAD(Buffer.from(place, 'utf8'));
  decryption.setAuthTag(body.subarray(-cipher.tagBytes));
  return Buffer.concat([decryption.update(body.subarray(cipher.nonceBytes, -cipher.tagBytes)), decryption.final()]);
}
