/** Small files the launcher keeps: stamps, ports, passwords. */
import { createHash } from 'node:crypto';
import { chmodSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

/** Readable and writable by their owner only: these files hold passwords. */
export const PRIVATE_FILE_MODE = 0o600;

/** Content of a JSON file, or null when it is absent or damaged (a crash in the middle of a write is not the user's fault). */
export function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

/** Writes a private JSON file in one step: a reader sees the old content or the new, never half of it. */
export function writePrivateJson(file, value) {
  const draft = `${file}.${process.pid}.new`;
  writeFileSync(draft, `${JSON.stringify(value, null, 2)}\n`, { mode: PRIVATE_FILE_MODE });
  chmodSync(draft, PRIVATE_FILE_MODE); // The mode above is ignored when a draft of the same name was left behind.
  renameSync(draft, file);
}

/** Text of a file, or '' when it does not exist. */
export function readText(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** SHA-256, in hexadecimal, of the parts in order. */
export function fingerprint(...parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex');
}
