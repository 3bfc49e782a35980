import { mkdir, open, rename, rm } from 'node:fs/promises';
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
}
