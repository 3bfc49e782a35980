import type { Certificate } from './crypto-certificate.js';
import type { CryptoReason } from './crypto-codes.js';
import type { Level } from './report.js';
import { provenGoodSince } from './revocation.js';
import type { RevocationSources } from './revocation.js';
import type { JudgedSignature, Proof } from './verdict-time.js';

const ORDER: readonly Level[] = ['B-B', 'B-T', 'B-LT', 'B-LTA'];

export function lowestLevel(levels: readonly Level[]): Level | null {
  return ORDER.find((level) => levels.includes(level)) ?? null;
}

/** The file, as far as levels are concerned. */
export interface LevelGround {
  readonly sources: RevocationSources;
  /** Whether it holds any validation data, in a DSS or in a CMS. */
  readonly hasMaterial: boolean;
  /** Trusted document timestamps. */
  readonly documentProofs: readonly Proof[];
}

/**
 * The preservation level of a sound signature (ETSI EN 319 142-1, 6.1): B-T once a trusted timestamp proves when it was made;
 * B-LT once the file also holds what tells that no certificate of the signer and of that timestamp was revoked; B-LTA once a
 * document timestamp covers all of it.
 */
export function levelOf(judged: JudgedSignature, end: number, ground: LevelGround): { level: Level; reasons: readonly CryptoReason[] } {
  let best: Level = judged.proofs.length > 0 ? 'B-T' : 'B-B';
  let missing: string | undefined;
  if (judged.signer.trust !== 'trusted') return { level: best, reasons: [] };
  for (const proof of judged.proofs) {
    const since = [judged.signer.path, proof.path].flatMap((path) => goodSince(path, proof.at, ground.sources));
    const lacking = since.find((each) => each.revision === undefined);
    if (lacking || !ground.hasMaterial) {
      missing ??= lacking?.serial ?? 'the file holds none';
      continue;
    }
    const complete = Math.max(0, ...since.map((each) => each.revision ?? 0));
    const isCovered = ground.documentProofs.some((cover) => cover.end > end && cover.revision !== null && cover.revision >= complete);
    best = isCovered ? 'B-LTA' : best === 'B-LTA' ? best : 'B-LT';
  }
  return { level: best, reasons: best === 'B-T' && missing ? [{ code: 'REVOCATION_DATA_MISSING', detail: missing }] : [] };
}

/** For each certificate but the anchor, since which revision the file proves it was not revoked. */
function goodSince(path: readonly Certificate[], at: Date, sources: RevocationSources): { serial: string; revision: number | undefined }[] {
  return path.slice(0, -1).map((certificate, depth) => {
    const issuer = path[depth + 1];
    const serial = `certificate ${certificate.serial.toString('hex')}`;
    return { serial, revision: issuer && provenGoodSince(certificate, sources.about(certificate, issuer), at) };
  });
}
