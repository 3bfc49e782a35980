import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG } from '../config.js';
import type { Config } from '../config.js';

/** 256 bits: nobody guesses a link. */
const secretBytes = 32;

/**
 * Keys of the service, in their own folder, apart from the database and from its backups (decision 28).
 * In demonstration they are made at first start; in production the secret comes from the operator.
 */
@Injectable()
export class KeyStore {
  private readonly folder: string;
  private readonly secret: Buffer;

  constructor(@Inject(CONFIG) config: Config) {
    this.folder = join(config.dataDir, 'keys');
    this.secret = Buffer.from(config.secret ?? this.readOrCreate('secret', () => randomBytes(secretBytes).toString('base64url')), 'base64url');
    if (this.secret.length < secretBytes) throw new Error('The secret is shorter than 32 bytes');
  }

  /** 32 bytes that only this service can compute for that purpose and id: a mail sent again carries the same link. */
  derive(purpose: string, id: string): Buffer {
    return createHmac('sha256', this.secret).update(purpose).update('\0').update(id).digest();
  }

  /** Reads a key file, or makes it once, whoever comes first among our processes. */
  readOrCreate(name: string, create: () => string): string {
    const path = join(this.folder, name);
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    try {
      return readFileSync(path, 'utf8');
    } catch (fault) {
      if ((fault as NodeJS.ErrnoException).code !== 'ENOENT') throw fault;
    }
    return this.publish(path, create());
  }

  /** The same, for keys that take an await to make. */
  async readOrCreateAsync(name: string, create: () => Promise<string>): Promise<string> {
    try {
      return readFileSync(join(this.folder, name), 'utf8');
    } catch (fault) {
      if ((fault as NodeJS.ErrnoException).code !== 'ENOENT') throw fault;
    }
    const made = await create();
    return this.readOrCreate(name, () => made);
  }

  /** A link is atomic and refuses to replace: of two processes one wins, and both then read the same key. */
  private publish(path: string, content: string): string {
    const beside = `${path}.${randomBytes(8).toString('hex')}`;
    writeFileSync(beside, content, { mode: 0o600, flag: 'wx' });
    try {
      linkSync(beside, path);
    } catch (fault) {
      if ((fault as NodeJS.ErrnoException).code !== 'EEXIST') throw fault;
    } finally {
      rmSync(beside, { force: true });
    }
    return readFileSync(path, 'utf8');
  }
}

/** Comparison whose time tells nothing. */
export function sameBytes(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
