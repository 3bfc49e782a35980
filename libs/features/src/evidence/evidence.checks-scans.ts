import { createHash } from 'node:crypto';
import type { AttachedFile } from '#libs/documents';
import { check } from './evidence.checks.js';
import type { EvidenceCheck } from './evidence.checks.js';
import type { Evidence } from './evidence.format.js';

/** Each scan said to be attached is there, once, and is the one whose hash was kept. */
export function checkScans({ signatories }: Evidence, files: readonly AttachedFile[]): EvidenceCheck {
  const problems = signatories.flatMap(({ body, paper }) => {
    if (!paper?.attachment) return [];
    const [file, ...others] = files.filter(({ name }) => name === paper.attachment);
    if (!file || others.length > 0) return [`${body.name} : la copie ${paper.attachment} ${file ? 'est jointe deux fois' : 'n’est pas jointe'}`];
    return sha256(file.bytes) === paper.sha256 ? [] : [`${body.name} : la copie ${paper.attachment} n’est pas celle dont l’empreinte est gardée`];
  });
  return check('scans', 'Les copies des signatures manuscrites sont celles dont l’empreinte est gardée', problems);
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
