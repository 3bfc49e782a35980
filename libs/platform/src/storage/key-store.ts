import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, ConfigError } from '../config.js';
import type { Config } from '../config.js';

/** 256 bits: nobody guesses a link. */
const secretBytes = 32;

/** AES-256-GCM, as NIST SP 800-38D has it: 96 bits of nonce, drawn for each writing, and 128 bits of tag. */
const cipher = { name: 'aes-256-gcm', keyBytes: 32, nonceBytes: 12, tagBytes: 16 } as const;
/** First word of an encrypted file. Another way to encrypt will be another word; this one stays readable. */
const envelopeVersion = 'paraphe-secret-1';

/** The file was encrypted under another secret or another name, or it was altered. */
export class KeyEnvelopeError extends Error {
  readonly code = 'key_envelope_unreadable';

  constructor(readonly file: string) {
    super(`The key file ${file} cannot be decrypted`);
  }
}

/**
 * Keys of the service, in their own folder, apart from the database and from its backups (decision 28). Private keys are written
 * encrypted under the secret. In production the secret comes from the operator and is not in this folder: whoever steals the
 * folder, or its backup, holds nothing. In demonstration it is made at first start and lies beside the keys, which it then
 * protects from nobody: that is one of the reasons why a demonstration proves nothing.
 */
@Injectable()
export class KeyStore {
  private readonly folder: string;
  private readonly secret: Buffer;

  constructor(@Inject(CONFIG) config: Config) {
    this.folder = join(config.dataDir, 'keys');
    this.secret = Buffer.from(config.secret ?? this.readOrCreate('secret', () => randomBytes(secretBytes).toString('base64url')), 'base64url');
    if (this.secret.length < secretBytes) throw new ConfigError('Configuration : PARAPHE_SECRET doit coder au moins 32 octets en base64url.');
  }

  /** 32 bytes that only this service can compute for that purpose and id: a mail sent again carries the same link. */
  derive(purpose: string, id: string): Buffer {
    return createHmac('sha256', this.secret).update(purpose).update('\0').update(id).digest();
  }

  /** What seals the journal against whoever can write SQL (ADR 6). It must outlive the lines: another secret makes every one of them look forged. */
  journalKey(): Buffer {
    return this.derive('journal', 'mac');
  }

  /** Reads a key file, or makes it once, whoever comes first among our processes. */
  readOrCreate(name: string, create: () => string): string {
    return this.read(name) ?? this.publish(join(this.folder, name), name, create());
  }

  /** A file of the folder, or null. */
  read(name: string): string | null {
    try {
      return readFileSync(join(this.folder, name), 'utf8');
    } catch (fault) {
      if ((fault as NodeJS.ErrnoException).code !== 'ENOENT') throw fault;
      return null;
    }
  }

  /** What `writeSecret` wrote under that name, or null. @throws KeyEnvelopeError */
  readSecret(name: string): string | null {
    const envelope = this.read(name);
    return envelope === null ? null : this.decrypt(name, envelope);
  }

  /** Encrypts and publishes a secret, unless there is one of that name already. Returns the one that is there: of two processes one wins. */
  writeSecret(name: string, secret: string): string {
    return this.decrypt(name, this.readOrCreate(name, () => this.encrypt(name, secret)));
  }

  /** Encrypts a secret in the place of the one of that name: a reader sees the old one or the new one. */
  replaceSecret(name: string, secret: string): void {
    const beside = this.writeBeside(name, this.encrypt(name, secret));
    renameSync(beside, join(this.folder, name));
    this.flushFolder();
  }

  remove(name: string): void {
    rmSync(join(this.folder, name), { force: true });
  }

  /** Each file has its own key, drawn from the secret, and its name is authenticated: no file can pass for another. */
  private encrypt(name: string, secret: string): string {
    const nonce = randomBytes(cipher.nonceBytes);
    const encryption = createCipheriv(cipher.name, this.fileKey(name), nonce, { authTagLength: cipher.tagBytes }).setAAD(header(name));
    const sealed = Buffer.concat([nonce, encryption.update(secret, 'utf8'), encryption.final(), encryption.getAuthTag()]);
    return `${envelopeVersion} ${sealed.toString('base64url')}\n`;
  }

  private decrypt(name: string, envelope: string): string {
    const [version, text = ''] = envelope.trim().split(' ');
    const sealed = Buffer.from(text, 'base64url');
    if (version !== envelopeVersion || sealed.length < cipher.nonceBytes + cipher.tagBytes) throw new KeyEnvelopeError(name);
    try {
      const decryption = createDecipheriv(cipher.name, this.fileKey(name), sealed.subarray(0, cipher.nonceBytes), { authTagLength: cipher.tagBytes }).setAAD(header(name));
      decryption.setAuthTag(sealed.subarray(-cipher.tagBytes));
      return Buffer.concat([decryption.update(sealed.subarray(cipher.nonceBytes, -cipher.tagBytes)), decryption.final()]).toString('utf8');
    } catch {
      throw new KeyEnvelopeError(name);
    }
  }

  private fileKey(name: string): Buffer {
    return Buffer.from(hkdfSync('sha256', this.secret, Buffer.alloc(0), `paraphe key store\0${name}`, cipher.keyBytes));
  }

  /** A link is atomic and refuses to replace: of two processes one wins, and both then read the same key. */
  private publish(path: string, name: string, content: string): string {
    const beside = this.writeBeside(name, content);
    try {
      linkSync(beside, path);
    } catch (fault) {
      if ((fault as NodeJS.ErrnoException).code !== 'EEXIST') throw fault;
    } finally {
      rmSync(beside, { force: true });
    }
    this.flushFolder();
    return readFileSync(path, 'utf8');
  }

  /** A key that signed and is then lost in a power cut could never be shown again: it is on the disk before it has a name. */
  private writeBeside(name: string, content: string): string {
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    const beside = join(this.folder, `${name}.${randomBytes(8).toString('hex')}`);
    const file = openSync(beside, 'wx', 0o600);
    try {
      writeFileSync(file, content);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    return beside;
  }

  private flushFolder(): void {
    const folder = openSync(this.folder, 'r');
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  }
}

function header(name: string): Buffer {
  return Buffer.from(`${envelopeVersion}\0${name}`, 'utf8');
}

/** Comparison whose time tells nothing. */
export function sameBytes(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
