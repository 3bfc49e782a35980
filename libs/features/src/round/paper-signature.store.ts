import type { EntityManager } from 'typeorm';
import type { Instant, LegalDay, Slot } from '#libs/domain';
import type { KeptTitle } from './round.store.js';

/** A signature given by hand, and the scan that is kept of it. `bytes` and `sha256` are those of the scan. */
export type PaperSignature = {
  id: string;
  roundId: string;
  slotId: string;
  signatoryId: string;
  /** The day the paper bears. */
  signedOn: LegalDay;
  contentHash: string;
  fileName: string;
  mediaType: string;
  bytes: number;
  sha256: string;
  /** What was judged of the title on that day; null when nobody had described it. */
  authority: KeptTitle | null;
  recordedAt: Date;
  recordedBy: string;
};

const columns = `id, round_id as "roundId", slot_id as "slotId", signatory_id as "signatoryId", signed_on::text as "signedOn", content_hash as "contentHash", file_name as "fileName", media_type as "mediaType",
  bytes::float8 as bytes, sha256, authority, recorded_at as "recordedAt", recorded_by as "recordedBy"`;

export async function insertPaperSignature(tx: EntityManager, p: Omit<PaperSignature, 'recordedAt'> & { recordedAt: Instant }): Promise<void> {
  await tx.query(
    `insert into paper_signature (id, round_id, slot_id, signatory_id, signed_on, content_hash, file_name, media_type, bytes, sha256, authority, recorded_at, recorded_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [p.id, p.roundId, p.slotId, p.signatoryId, p.signedOn, p.contentHash, p.fileName, p.mediaType, p.bytes, p.sha256, p.authority, p.recordedAt, p.recordedBy],
  );
}

/** Those of a round, whose slots name the papers they rest on. */
export async function paperSignaturesOf(tx: EntityManager, roundId: string, slots: readonly Pick<Slot, 'paperId'>[]): Promise<PaperSignature[]> {
  if (slots.every(({ paperId }) => paperId === null)) return [];
  return tx.query(`select ${columns} from paper_signature where round_id = $1`, [roundId]);
}

/** Null when that body did not sign on paper. */
export async function paperSignatureOf(tx: EntityManager, roundId: string, slotId: string): Promise<PaperSignature | null> {
  const rows: PaperSignature[] = await tx.query(`select ${columns} from paper_signature where round_id = $1 and slot_id = $2`, [roundId, slotId]);
  return rows[0] ?? null;
}

/** Named by its content: no name given by a person reaches the disk. */
export function placeOfScan({ sha256 }: Pick<PaperSignature, 'sha256'>): string {
  return `paper-signatures/${sha256.slice(0, 2)}/${sha256}`;
}
