import { readFile } from 'node:fs/promises';
import { EvidenceUnreadable, verifyEvidence } from '#libs/features/evidence';
import type { EvidenceVerification } from '#libs/features/evidence';
import { systemClock } from '#libs/platform';
import { RunFailure } from './run-failure.js';

type Options = { document?: string; trust?: string; json?: boolean };

/** Recomputes an evidence file offline. Exit 0 when everything holds, 1 when something does not, 2 when the file is no evidence. */
export async function verifyEvidenceFile(file: string, { document, trust, json }: Options): Promise<void> {
  const files = {
    evidence: await read(file),
    ...(document !== undefined && { document: await read(document) }),
    ...(trust !== undefined && { trustPem: (await read(trust)).toString('utf8') }),
  };
  try {
    const verification = await verifyEvidence(files, systemClock.now());
    console.log(json ? JSON.stringify(verification) : text(verification, document !== undefined));
    process.exitCode = verification.valid ? 0 : 1;
  } catch (fault) {
    if (fault instanceof EvidenceUnreadable) throw new RunFailure(fault.message, 2);
    throw fault;
  }
}

async function read(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (fault) {
    throw new RunFailure(`« ${path} » ne peut être lu (${(fault as NodeJS.ErrnoException).code ?? 'erreur'}).`, 2);
  }
}

function text({ valid, number, checks, root }: EvidenceVerification, withDocument: boolean): string {
  const failed = checks.filter(({ ok }) => !ok).length;
  return [
    ...checks.map(({ ok, sentence }) => `${ok ? '✓' : '✗'} ${sentence}`),
    '',
    valid ? `Le dossier de preuve ${number ?? ''} concorde en tout point.` : `${failed} point${failed > 1 ? 's' : ''} ne concorde${failed > 1 ? 'nt' : ''} pas.`,
    ...(root === 'enclosed' ? ['L’autorité jointe au dossier a été crue sur parole : donnez avec --trust le certificat racine que la préfecture publie.'] : []),
    ...(withDocument ? [] : ['La convention elle-même n’a pas été comparée : donnez-la avec --document.']),
  ].join('\n');
}
