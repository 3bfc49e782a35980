import { open } from 'node:fs/promises';

/** Cuts off whatever an interrupted writer left after the last committed revision. Rejects when the file is shorter: it is not the one committed. */
export async function cutBack(path: string, length: number): Promise<void> {
  const file = await open(path, 'r+');
  try {
    const { size } = await file.stat();
    if (size < length) throw new Error(`${path} is shorter than its last committed revision`);
    if (size > length) {
      await file.truncate(length);
      await file.sync();
    }
  } finally {
    await file.close();
  }
}

/** Writes at that position and flushes to the disk before resolving. */
export async function writeAt(path: string, position: number, bytes: Buffer): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.write(bytes, 0, bytes.length, position);
    await file.sync();
  } finally {
    await file.close();
  }
}
