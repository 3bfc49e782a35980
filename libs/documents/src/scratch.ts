import { lstat, mkdtemp, readdir, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';

/** No single piece of work lasts as long. */
const AGE_MAX_MS = 3_600_000;
/** Whose it is: the machine, then the process. The six last characters are drawn. */
const NAME = /^paraphe-scratch-(.+)-(\d+)-\w{6}$/;

/**
 * A private folder (0700) for one piece of work, gone with it: documents lie there in clear. What a killed process left is removed by
 * `sweepScratch`, at the next start.
 */
export async function inScratch<T>(use: (folder: string) => Promise<T>, parent = tmpdir()): Promise<T> {
  const folder = await mkdtemp(join(parent, `paraphe-scratch-${hostname()}-${process.pid}-`));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Removes what dead processes left; nothing that a living one, here or on a machine that shares the folder, may be using. */
export async function sweepScratch(parent = tmpdir()): Promise<void> {
  for (const name of await readdir(parent).catch(() => [])) {
    const [, host, pid] = NAME.exec(name) ?? [];
    // What belongs to somebody else, or went meanwhile, is not ours to remove.
    if (host && pid && (await isLeft(join(parent, name), host, Number(pid)))) await rm(join(parent, name), { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
  }
}

async function isLeft(folder: string, host: string, pid: number): Promise<boolean> {
  const touched = await lstat(folder).then(({ mtimeMs }) => mtimeMs, () => Number.POSITIVE_INFINITY);
  const now = Date.now();
  if (touched < now - AGE_MAX_MS) return true;
  if (host !== hostname()) return false;
  // In a container the process that starts again has the number of the one that died.
  return pid === process.pid ? touched < now - process.uptime() * 1_000 : !isAlive(pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (fault) {
    return (fault as NodeJS.ErrnoException).code === 'EPERM';
  }
}
