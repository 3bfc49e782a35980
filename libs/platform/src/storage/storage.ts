import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG } from '../config.js';
import type { Config } from '../config.js';

/** Files of the service, below DATA_DIR/files. Written durably: a name exists only with its whole content. */
@Injectable()
export class Storage {
  private readonly root: string;

  constructor(@Inject(CONFIG) config: Config) {
    this.root = join(config.dataDir, 'files');
  }

  /** Absolute path of a stored name. Throws when the name would leave the folder. */
  path(name: string): string {
    const path = normalize(join(this.root, name));
    if (!path.startsWith(`${this.root}/`)) throw new Error(`Not a stored name: ${name}`);
    return path;
  }

  /** Writes beside, flushes to the disk, then renames: a crash leaves the old file or the new one, never a half. */
  async write(name: string, bytes: Uint8Array): Promise<void> {
    const path = this.path(name);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const beside = `${path}.${randomUUID()}.part`;
    try {
      const file = await open(beside, 'wx', 0o600);
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(beside, path);
    } catch (fault) {
      await rm(beside, { force: true });
      throw fault;
    }
    const folder = await open(dirname(path), 'r');
    await folder.sync().finally(() => folder.close());
  }

  /** Null when there is no file of that name. */
  async read(name: string): Promise<Buffer | null> {
    try {
      return await readFile(this.path(name));
    } catch (fault) {
      if ((fault as NodeJS.ErrnoException).code !== 'ENOENT') throw fault;
      return null;
    }
  }

  /** A file, or a folder and all that is in it; nothing there is nothing to do. Gone from the disk when it returns. */
  async remove(name: string): Promise<void> {
    const path = this.path(name);
    await rm(path, { recursive: true, force: true });
    const folder = await open(dirname(path), 'r').catch(() => null);
    await folder?.sync().finally(() => folder.close());
  }
}
