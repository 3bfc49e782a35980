import type { EntityManager } from 'typeorm';
import type { SigningManifest } from '#libs/signing';

export type DocumentRow = { id: string; roundId: string; name: string; manifest: SigningManifest; contentHash: string; pages: number };
export type RevisionKind = 'prepared' | 'certification' | 'approval' | 'seal';
export type RevisionRow = { documentId: string; n: number; kind: RevisionKind; slotId: string | null; start: number; length: number; sha256: string; certificateSerial: string | null; createdAt: Date };

const documentColumns = 'id, round_id as "roundId", name, manifest, content_hash as "contentHash", pages';
const revisionColumns = 'document_id as "documentId", n, kind, slot_id as "slotId", start::float8 as start, length::float8 as length, sha256, certificate_serial as "certificateSerial", created_at as "createdAt"';

export async function documentOf(tx: EntityManager, roundId: string): Promise<DocumentRow | null> {
  const rows: DocumentRow[] = await tx.query(`select ${documentColumns} from document where round_id = $1`, [roundId]);
  return rows[0] ?? null;
}

/** Locks the document: whoever holds it is its one writer (decision 7). */
export async function lockDocument(tx: EntityManager, roundId: string): Promise<DocumentRow | null> {
  const rows: DocumentRow[] = await tx.query(`select ${documentColumns} from document where round_id = $1 for update`, [roundId]);
  return rows[0] ?? null;
}

export async function insertDocument(tx: EntityManager, row: DocumentRow, provenance: object, now: Date): Promise<void> {
  await tx.query('insert into document (id, round_id, name, manifest, provenance, content_hash, pages, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8)', [
    row.id, row.roundId, row.name, row.manifest, provenance, row.contentHash, row.pages, now,
  ]);
}

export async function revisionsOf(tx: EntityManager, documentId: string): Promise<RevisionRow[]> {
  return tx.query(`select ${revisionColumns} from revision where document_id = $1 order by n`, [documentId]);
}

export async function insertRevision(tx: EntityManager, r: RevisionRow): Promise<void> {
  await tx.query('insert into revision (document_id, n, kind, slot_id, start, length, sha256, certificate_serial, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)', [
    r.documentId, r.n, r.kind, r.slotId, r.start, r.length, r.sha256, r.certificateSerial, r.createdAt,
  ]);
}

export type ApprovalForRevision = { slotId: string; approvedAt: Date; typedName: string };

export async function approvalOf(tx: EntityManager, roundId: string, slotId: string): Promise<ApprovalForRevision> {
  const rows: ApprovalForRevision[] = await tx.query('select slot_id as "slotId", approved_at as "approvedAt", typed_name as "typedName" from approval where round_id = $1 and slot_id = $2', [roundId, slotId]);
  if (!rows[0]) throw new Error(`No approval of ${slotId} in ${roundId}`);
  return rows[0];
}
