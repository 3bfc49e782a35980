import { randomBytes } from 'node:crypto';
import { link, mkdir, open, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * A segment is one file of 65,536 slots of 64 bytes, 4 MiB, made whole and full of zeros before its first slot is written: an overwriting then
 * never moves a block nor changes the length, and flushing it costs one write of the disk.
 */
export const slotBytes = 64;
export const slotsPerSegment = 65_536;

/** One open segment. Whoever waits for the disk at the same moment waits for the same flush. */
export class KeySegment {
  private flushing: Promise<void> = Promise.resolve();
  private next: Promise<void> | null = null;

  private constructor(private readonly file: FileHandle) {}

  /** Null when there is no such segment and `make` is false. */
  static async open(path: string, make: boolean): Promise<KeySegment | null> {
    const there = await opened(path);
    if (there) return new KeySegment(there);
    if (!make) return null;
    await publish(path);
    return new KeySegment(await open(path, 'r+'));
  }

  async read(index: number): Promise<Buffer> {
    const { buffer, bytesRead } = await this.file.read(Buffer.alloc(slotBytes), 0, slotBytes, index * slotBytes);
    if (bytesRead !== slotBytes) throw new Error(`A key segment is cut at slot ${index}`);
    return buffer;
  }

  /** Every slot of the segment, in their order. */
  async readAll(): Promise<Buffer> {
    const { buffer } = await this.file.read(Buffer.alloc(slotBytes * slotsPerSegment), 0, slotBytes * slotsPerSegment, 0);
    return buffer;
  }

  /** On the disk when it returns. */
  async write(index: number, slot: Buffer): Promise<void> {
    await this.file.write(slot, 0, slotBytes, index * slotBytes);
    await this.flush();
  }

  async close(): Promise<void> {
    await this.file.close();
  }

  /** A flush on its way may have started before our write: we wait for the one after it, with all those who came meanwhile. */
  private flush(): Promise<void> {
    this.next ??= this.flushing.catch(() => undefined).then(() => {
      this.next = null;
      this.flushing = this.file.datasync();
      return this.flushing;
    });
    return this.next;
  }
}

async function opened(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, 'r+');
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code !== 'ENOENT') throw fault;
    return null;
  }
}

/** A link refuses to replace: of two processes one makes the segment, and both write in the same. */
async function publish(path: string): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const beside = `${path}.${randomBytes(8).toString('hex')}`;
  try {
    const file = await open(beside, 'wx', 0o600);
    try {
      await file.writeFile(Buffer.alloc(slotBytes * slotsPerSegment));
      await file.sync();
    } finally {
      await file.close();
    }
    await link(beside, path);
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code !== 'EEXIST') throw fault;
  } finally {
    await rm(beside, { force: true });
  }
  await flushFolder(folder);
  await flushFolder(dirname(folder));
}

async function flushFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  await folder.sync().finally(() => folder.close());
}
