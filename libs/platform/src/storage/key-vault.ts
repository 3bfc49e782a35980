import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { CONFIG } from '../config.js';
import type { Config } from '../config.js';
import { KeySegment, slotBytes, slotsPerSegment } from './key-segment.js';
import { KeyEnvelopeError, KeyStore } from './key-store.js';

/** What a key opens; each purpose has its own files. */
export type KeyPurpose = 'mandate-working' | 'mandate-proof';

/** AES-256-GCM (NIST SP 800-38D): a nonce drawn for each slot, the key encrypted, its tag. */
const cipher = { name: 'aes-256-gcm', keyBytes: 32, nonceBytes: 12, tagBytes: 16 } as const;
/** First four bytes of a slot. Zeros: never used. Another layout will have another word. */
const marks = { live: Buffer.from('PKV1'), destroyed: Buffer.from('XXXX') } as const;
const unused = Buffer.alloc(marks.live.length);

/** That number has had its key, alive or destroyed: no other may ever pass for it. */
export class KeySlotUsedError extends Error {
  readonly code = 'key_slot_used';

  constructor(readonly purpose: KeyPurpose, readonly slot: number) {
    super(`Slot ${slot} of ${purpose} has been used`);
  }
}

/**
 * Keys that must be destroyed one by one, for good, apart from the database and from its backups (decisions 21 and 28). Millions of small
 * files would be as many folders to flush: a key is a slot of 64 bytes, at its own place in a large file, overwritten there when destroyed.
 *
 *     DATA_DIR/keys/<purpose>/<segment>.keys     segment = slot / 65,536, on six digits; place = (slot mod 65,536) × 64
 *     slot = mark (4) · nonce (12) · key encrypted (32) · tag (16)
 *     mark = 00000000 never used, « PKV1 » a key, « XXXX » destroyed: what follows is then random
 *
 * Each key is encrypted under a key that the store's secret gives for the purpose, with the purpose and the slot as authenticated data: a slot
 * copied elsewhere opens nothing. Slots are numbered by a sequence of PostgreSQL, so processes never write the same one; they share a
 * segment, and a disk of their own machine (not a network drive). A crash before the flush leaves the slot as it was, and the transaction that
 * wanted it did not commit; a key whose transaction was undone opens nothing and harms nobody. On a disk that moves blocks about (SSD), what was
 * overwritten may linger in cells that nobody reads any more: it is ciphertext under the secret, which is not on that disk in production.
 */
@Injectable()
export class KeyVault implements OnApplicationShutdown {
  private readonly folder: string;
  private readonly segments = new Map<string, Promise<KeySegment | null>>();

  constructor(@Inject(CONFIG) config: Config, private readonly keys: KeyStore) {
    this.folder = join(config.dataDir, 'keys');
  }

  /** Draws a key and keeps it; it is on the disk before anybody has it. @throws KeySlotUsedError */
  async create(purpose: KeyPurpose, slot: number): Promise<Buffer> {
    const segment = await this.made(purpose, slot);
    if (!markOf(await segment.read(slot % slotsPerSegment)).equals(unused)) throw new KeySlotUsedError(purpose, slot);
    const key = randomBytes(cipher.keyBytes);
    await segment.write(slot % slotsPerSegment, this.sealed(purpose, slot, key));
    return key;
  }

  /** Null: destroyed, or never made. @throws KeyEnvelopeError when there is a key and it does not open: another secret, or an altered file. */
  async read(purpose: KeyPurpose, slot: number): Promise<Buffer | null> {
    const segment = await this.segment(purpose, slot, false);
    if (!segment) return null;
    const bytes = await segment.read(slot % slotsPerSegment);
    const mark = markOf(bytes);
    return mark.equals(unused) || mark.equals(marks.destroyed) ? null : this.opened(purpose, slot, bytes);
  }

  /** Overwritten at its place, flushed; again whenever asked, since a slot that reads as destroyed may not have reached the disk. A slot without a key will never have one. */
  async destroy(purpose: KeyPurpose, slot: number): Promise<void> {
    const segment = await this.made(purpose, slot);
    await segment.write(slot % slotsPerSegment, Buffer.concat([marks.destroyed, randomBytes(slotBytes - marks.destroyed.length)]));
  }

  /** The highest slot ever used, or null. A database restored from a backup counts again from a number that has had its key. */
  async lastUsed(purpose: KeyPurpose): Promise<number | null> {
    const names = await readdir(join(this.folder, purpose)).catch(() => []);
    const ranks = names.filter((name) => segmentName.test(name)).map((name) => Number.parseInt(name, 10)).sort((a, b) => b - a);
    for (const rank of ranks) {
      const bytes = await (await this.made(purpose, rank * slotsPerSegment)).readAll();
      for (let index = slotsPerSegment - 1; index >= 0; index--) if (!markOf(bytes.subarray(index * slotBytes)).equals(unused)) return rank * slotsPerSegment + index;
    }
    return null;
  }

  async onApplicationShutdown(): Promise<void> {
    const open = [...this.segments.values()];
    this.segments.clear();
    for (const segment of open) await (await segment)?.close();
  }

  private async made(purpose: KeyPurpose, slot: number): Promise<KeySegment> {
    return (await this.segment(purpose, slot, true))!;
  }

  private async segment(purpose: KeyPurpose, slot: number, make: boolean): Promise<KeySegment | null> {
    if (!Number.isSafeInteger(slot) || slot < 0) throw new Error(`Not a slot: ${slot}`);
    const path = join(this.folder, purpose, `${String(Math.floor(slot / slotsPerSegment)).padStart(6, '0')}.keys`);
    const opening = this.segments.get(path) ?? KeySegment.open(path, make);
    this.segments.set(path, opening);
    const segment = await opening.catch((fault: unknown) => this.forget(path, opening, fault));
    // One that another process may make later is looked for again.
    if (!segment) this.forget(path, opening);
    return segment ?? (make ? this.segment(purpose, slot, true) : null);
  }

  private forget(path: string, opening: Promise<KeySegment | null>, fault?: unknown): null {
    if (this.segments.get(path) === opening) this.segments.delete(path);
    if (fault !== undefined) throw fault;
    return null;
  }

  private sealed(purpose: KeyPurpose, slot: number, key: Buffer): Buffer {
    const nonce = randomBytes(cipher.nonceBytes);
    const encryption = createCipheriv(cipher.name, this.wrappingKey(purpose), nonce, { authTagLength: cipher.tagBytes }).setAAD(placeOf(purpose, slot));
    return Buffer.concat([marks.live, nonce, encryption.update(key), encryption.final(), encryption.getAuthTag()]);
  }

  private opened(purpose: KeyPurpose, slot: number, bytes: Buffer): Buffer {
    const sealed = bytes.subarray(marks.live.length);
    try {
      const decryption = createDecipheriv(cipher.name, this.wrappingKey(purpose), sealed.subarray(0, cipher.nonceBytes), { authTagLength: cipher.tagBytes }).setAAD(placeOf(purpose, slot));
      decryption.setAuthTag(sealed.subarray(-cipher.tagBytes));
      return Buffer.concat([decryption.update(sealed.subarray(cipher.nonceBytes, -cipher.tagBytes)), decryption.final()]);
    } catch {
      throw new KeyEnvelopeError(`${purpose} ${slot}`);
    }
  }

  private wrappingKey(purpose: KeyPurpose): Buffer {
    return this.keys.derive('key vault', purpose);
  }
}

const segmentName = /^\d{6}\.keys$/;

function markOf(slot: Buffer): Buffer {
  return slot.subarray(0, marks.live.length);
}

function placeOf(purpose: KeyPurpose, slot: number): Buffer {
  return Buffer.from(`${marks.live.toString('latin1')}\0${purpose}\0${slot}`, 'utf8');
}
