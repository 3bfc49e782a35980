import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** AES-256-GCM with a nonce drawn for each sealing (NIST SP 800-38D: 96 bits) and its whole tag. */
const cipher = { name: 'aes-256-gcm', nonceBytes: 12, tagBytes: 16 } as const;

/** Encrypts a short text under a key of 32 bytes. */
export function sealText(key: Buffer, text: string): string {
  const nonce = randomBytes(cipher.nonceBytes);
  const encryption = createCipheriv(cipher.name, key, nonce, { authTagLength: cipher.tagBytes });
  return Buffer.concat([nonce, encryption.update(text, 'utf8'), encryption.final(), encryption.getAuthTag()]).toString('base64url');
}

/** What `sealText` sealed; null under another key, or when it was altered. */
export function openSealedText(key: Buffer, sealed: string): string | null {
  const bytes = Buffer.from(sealed, 'base64url');
  if (bytes.length < cipher.nonceBytes + cipher.tagBytes) return null;
  try {
    const decryption = createDecipheriv(cipher.name, key, bytes.subarray(0, cipher.nonceBytes), { authTagLength: cipher.tagBytes });
    decryption.setAuthTag(bytes.subarray(-cipher.tagBytes));
    return Buffer.concat([decryption.update(bytes.subarray(cipher.nonceBytes, -cipher.tagBytes)), decryption.final()]).toString('utf8');
  } catch {
    return null;
  }
}
