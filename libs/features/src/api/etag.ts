import { createHash } from 'node:crypto';
import { canonicalJson } from '#libs/platform';
import { Problem } from './problem.js';

/** 128 bits of the SHA-256 of what is shown: two versions never share it. */
const hashLength = 32;

/** The strong ETag of what a GET shows. */
export function etagOf(view: object): string {
  return `"${createHash('sha256').update(canonicalJson(view)).digest('hex').slice(0, hashLength)}"`;
}

/** Whoever replaces an object says which version they saw, so that nobody's change is lost unseen. « * » says: whatever it is. @throws Problem */
export function checkVersion(ifMatch: string | undefined, view: object): void {
  if (ifMatch === undefined) throw new Problem(428, 'version_wanted', 'Indiquez dans « If-Match » l’ETag reçu en lisant cet objet : une modification faite entre-temps ne sera pas effacée.');
  const seen = ifMatch.split(',').map((tag) => tag.trim());
  // A proxy that compresses may have weakened the tag: the bytes changed, the version did not.
  if (seen.includes('*') || seen.some((tag) => tag.replace(/^W\//, '') === etagOf(view))) return;
  throw new Problem(412, 'version_changed', 'Cet objet a changé depuis que vous l’avez lu : relisez-le, puis reprenez votre modification.');
}
