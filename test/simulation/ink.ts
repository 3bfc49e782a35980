import type { NextRevision, RevisionKind } from '#libs/domain';
import type { Prefix } from '#libs/signing';
import type { DocumentRevisions, Ground, MadeRevision } from '../../libs/features/src/round/document.revisions.js';
import type { DocumentWriter } from '../../libs/features/src/round/document.writer.js';

type Maker = Pick<DocumentRevisions, 'authority' | 'certification' | 'approval' | 'other'>;

/**
 * Revisions of a few bytes in the place of signatures: keys, certificates and tokens cost ten times the rest, and the writer does not look at what it
 * appends. The certification stays real, since the content hash is its own, and so do document timestamps, which the calendar of the archive reads. `real` rounds are signed as in life.
 */
export function penOf(writer: DocumentWriter): { real: (isReal: boolean) => void } {
  const desk = writer as unknown as { revisions: Maker };
  const whole = desk.revisions;
  const ink: Maker = {
    get authority() {
      return whole.authority;
    },
    certification: (ground) => whole.certification(ground),
    approval: async ({ prefix }, { slot }) => written(prefix, 'approval', slot.id, whole.authority),
    other: async (ground: Ground, next: Exclude<NextRevision, { kind: 'approval' | 'wait' | 'reserved' }>, held) => (next.kind === 'timestamp' ? whole.other(ground, next, held) : written(ground.prefix, next.kind, null, whole.authority)),
  };
  return { real: (isReal) => void (desk.revisions = isReal ? whole : ink) };
}

function written(prefix: Prefix, kind: RevisionKind, slotId: string | null, authority: 'answering' | 'silent'): MadeRevision {
  const bytes = Buffer.from(`% ${kind} ${slotId ?? ''} ${Math.trunc(performance.now() * 1_000)}\n`);
  const hash = prefix.hash.copy();
  hash.update(bytes);
  const isSignature = kind !== 'store';
  return { kind, slotId, bytes, prefix: { ...prefix, length: prefix.length + bytes.length, hash }, store: null, proof: { field: isSignature ? (slotId ?? kind) : null, certificateSerial: null, timestamped: isSignature && authority === 'answering', provenAt: null, certificates: null, token: null } };
}
