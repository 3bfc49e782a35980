/** Kinds of revisions of a document, in the order of `decisions` 5. */
export type RevisionKind = 'prepared' | 'certification' | 'approval' | 'seal' | 'timestamp' | 'store';

/** A revision as the table keeps it. */
export type WrittenRevision = { kind: RevisionKind; slotId: string | null; /** The signature carries a token of its own. */ timestamped: boolean };

/** What the writer should append now. `proof` covers signatures made without an authority; `archive` covers the validation data. */
export type NextRevision =
  | { kind: 'approval'; slotId: string }
  | { kind: 'seal' }
  | { kind: 'store' }
  | { kind: 'timestamp'; purpose: 'proof' | 'archive' }
  /** Only a timestamp authority can bring the next one, and none answers. */
  | { kind: 'wait' }
  /** Something is missing, and the file is lent to somebody who signs it elsewhere: it must not grow meanwhile (decision 11). */
  | { kind: 'reserved' };

export type DocumentStanding = {
  written: readonly WrittenRevision[];
  /** Slots approved, in the order of the approvals. */
  approved: readonly string[];
  /** Everybody has signed. */
  complete: boolean;
  authority: 'answering' | 'silent';
  /** Prepared timestamp fields still empty. */
  spares: number;
  /** Archives asked for so far: one at the seal, one more at each renewal. */
  archivesWanted: number;
  /** Lent, for a limited time, to a person who signs it with their own certificate. */
  reserved?: boolean;
};

/** Fields kept for the archive timestamps of the decades to come: authorities that come and go during a round may use the others only. */
const sparesReserved = 10;

/**
 * The revision to append next, or null when nothing is missing. Approvals never wait for an authority, nor does the seal; what was
 * signed without a token is covered by a document timestamp as soon as one answers (`decisions` 6). While the file is reserved, nothing.
 */
export function nextRevision(document: DocumentStanding): NextRevision | null {
  const next = missingRevision(document);
  return next && document.reserved ? { kind: 'reserved' } : next;
}

function missingRevision(document: DocumentStanding): NextRevision | null {
  const { written, approved, complete, authority, spares } = document;
  const inFile = new Set(written.map(({ slotId }) => slotId));
  const slotId = approved.find((id) => !inFile.has(id));
  if (slotId !== undefined) return { kind: 'approval', slotId };

  const sealed = written.some(({ kind }) => kind === 'seal');
  if (isUnproven(written) && spares > (sealed ? 0 : sparesReserved)) {
    if (authority === 'answering') return { kind: 'timestamp', purpose: 'proof' };
    if (sealed || !complete) return { kind: 'wait' };
  }
  if (!sealed) return complete ? { kind: 'seal' } : null;
  if (archivesOf(written) >= document.archivesWanted || spares === 0) return null;
  if (!endsOnStore(written)) return { kind: 'store' };
  return authority === 'answering' ? { kind: 'timestamp', purpose: 'archive' } : { kind: 'wait' };
}

/** Whether some signature has neither a token nor a document timestamp after it. */
export function isUnproven(written: readonly WrittenRevision[]): boolean {
  const last = written.findLastIndex(({ kind }) => kind === 'timestamp');
  return written.slice(last + 1).some(({ kind, timestamped }) => isSignature(kind) && !timestamped);
}

/** How many times validation data and then a timestamp over them were appended after the seal. */
export function archivesOf(written: readonly WrittenRevision[]): number {
  const after = written.slice(written.findIndex(({ kind }) => kind === 'seal') + 1);
  return after.filter(({ kind }, i) => kind === 'timestamp' && after[i - 1]?.kind === 'store').length;
}

function endsOnStore(written: readonly WrittenRevision[]): boolean {
  return written.at(-1)?.kind === 'store';
}

function isSignature(kind: RevisionKind): boolean {
  return kind === 'certification' || kind === 'approval' || kind === 'seal';
}

/** ETSI EN 319 142-1, 6.1. What a signature has reached in the file as it stands: a format of preservation, never a legal level. */
export type PreservationLevel = 'B-B' | 'B-T' | 'B-LT' | 'B-LTA';

/** Level of the signature at `rank` in the file: its own token or a later document timestamp, then validation data, then a timestamp over them. */
export function levelOf(written: readonly WrittenRevision[], rank: number): PreservationLevel {
  const after = written.slice(rank + 1);
  const proof = written[rank]?.timestamped ? -1 : after.findIndex(({ kind }) => kind === 'timestamp');
  if (proof < 0 && !written[rank]?.timestamped) return 'B-B';
  const store = after.findIndex(({ kind }, i) => i > proof && kind === 'store');
  if (store < 0) return 'B-T';
  return after.slice(store).some(({ kind }) => kind === 'timestamp') ? 'B-LTA' : 'B-LT';
}
