import type { EntityManager } from 'typeorm';
import type { AuthorityMention, CodeChannel } from '#libs/domain';
import type { RevisionKind } from '#libs/domain';
import type { SecurityStoreIndex, SigningManifest } from '#libs/signing';
import { Frozen } from './document.frozen.js';
import { paperSignatureOf } from './paper-signature.store.js';
import type { PaperSignature } from './paper-signature.store.js';

export type DocumentRow = { id: string; roundId: string; name: string; manifest: SigningManifest; contentHash: string; pages: number };
/** One committed revision. `start` and `length` in bytes; `length` is that of the file once the revision is in. */
export type RevisionRow = {
  documentId: string;
  n: number;
  kind: RevisionKind;
  slotId: string | null;
  /** Prepared field that the revision fills, when it fills one. */
  field: string | null;
  start: number;
  length: number;
  sha256: string;
  certificateSerial: string | null;
  /** The signature carries a token of its own. */
  timestamped: boolean;
  /** Instant proven by the revision's token. */
  provenAt: Date | null;
  /** The signer's certificate, then its chain, in DER; and the token: what validation data are gathered from. */
  certificates: Buffer[] | null;
  token: Buffer | null;
  createdAt: Date;
};
export type DocumentState = { n: number; prefix: string; store: SecurityStoreIndex | null };

/** Manifests in memory: of the documents that are being signed or read. The largest weighs some hundreds of kilobytes. */
const manifestsKept = 64;
const manifests = new Frozen<SigningManifest>(manifestsKept);
const documentColumns = 'id, round_id as "roundId", name, content_hash as "contentHash", pages';
const writtenColumns =
  'document_id as "documentId", n, kind, slot_id as "slotId", field, start::float8 as start, length::float8 as length, sha256, certificate_serial as "certificateSerial", timestamped, proven_at as "provenAt", created_at as "createdAt"';
const revisionColumns = `${writtenColumns}, certificates, token`;

export async function documentOf(tx: EntityManager, roundId: string): Promise<DocumentRow | null> {
  const rows: Omit<DocumentRow, 'manifest'>[] = await tx.query(`select ${documentColumns} from document where round_id = $1`, [roundId]);
  return rows[0] ? { ...rows[0], manifest: (await manifests.of(rows[0].id, () => manifestOf(tx, rows[0]!.id)))! } : null;
}

/** A document's row is never written again. */
async function manifestOf(tx: EntityManager, id: string): Promise<SigningManifest> {
  const rows: { manifest: SigningManifest }[] = await tx.query('select manifest from document where id = $1', [id]);
  return rows[0]!.manifest;
}

/** The round whose document this is. Rejects when there is none. */
export async function roundOfDocument(tx: EntityManager, documentId: string): Promise<string> {
  const rows: { id: string }[] = await tx.query('select round_id as id from document where id = $1', [documentId]);
  if (!rows[0]) throw new Error(`No document ${documentId}`);
  return rows[0].id;
}

/** Locks the document for the time of a commit: revisions are numbered one after the other (decision 7). */
export async function lockDocument(tx: EntityManager, documentId: string): Promise<void> {
  await tx.query('select 1 from document where id = $1 for update', [documentId]);
}

export async function insertDocument(tx: EntityManager, row: DocumentRow, provenance: object, now: Date): Promise<void> {
  await tx.query('insert into document (id, round_id, name, manifest, provenance, content_hash, pages, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8)', [
    row.id, row.roundId, row.name, row.manifest, provenance, row.contentHash, row.pages, now,
  ]);
}

/** The revisions of a document, the first one first. */
export async function revisionsOf(tx: EntityManager, documentId: string): Promise<RevisionRow[]> {
  return tx.query(`select ${revisionColumns} from revision where document_id = $1 order by n`, [documentId]);
}

/** The same without certificates and tokens, which weigh far more than the rest: all that deciding what comes next needs. */
export type WrittenRow = Omit<RevisionRow, 'certificates' | 'token'>;

export async function writtenOf(tx: EntityManager, documentId: string): Promise<WrittenRow[]> {
  return tx.query(`select ${writtenColumns} from revision where document_id = $1 order by n`, [documentId]);
}

export async function insertRevision(tx: EntityManager, r: RevisionRow): Promise<void> {
  await tx.query(
    `insert into revision (document_id, n, kind, slot_id, field, start, length, sha256, certificate_serial, timestamped, proven_at, certificates, token, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    [r.documentId, r.n, r.kind, r.slotId, r.field, r.start, r.length, r.sha256, r.certificateSerial, r.timestamped, r.provenAt, r.certificates, r.token, r.createdAt],
  );
}

/** From where the next revision is appended; null for documents older than this table, whose file is read once more. */
export async function stateOf(tx: EntityManager, documentId: string): Promise<DocumentState | null> {
  const rows: DocumentState[] = await tx.query('select n, prefix, store from document_state where document_id = $1', [documentId]);
  return rows[0] ?? null;
}

export async function saveState(tx: EntityManager, documentId: string, { n, prefix, store }: DocumentState): Promise<void> {
  await tx.query(
    'insert into document_state (document_id, n, prefix, store) values ($1, $2, $3, $4) on conflict (document_id) do update set n = excluded.n, prefix = excluded.prefix, store = excluded.store',
    [documentId, n, prefix, store],
  );
}

/** `paper`: the signature was given by hand, and the préfecture attests it. */
export type ApprovalForRevision = { slotId: string; /** Who approved, whoever is asked for the body since. */ signatoryId: string; approvedAt: Date; /** What the title to sign adds to the block; null when nobody had described it. */ mention: AuthorityMention | null; /** By what the code left that it was given with. */ codeChannel: CodeChannel; paper: Pick<PaperSignature, 'signedOn' | 'sha256'> | null };

/** The places that were signed with the person's own certificate. */
export async function foreignSlotsOf(tx: EntityManager, roundId: string): Promise<ReadonlySet<string>> {
  const rows: { slotId: string }[] = await tx.query('select slot_id as "slotId" from approval where round_id = $1 and certificate is not null', [roundId]);
  return new Set(rows.map(({ slotId }) => slotId));
}

export async function approvalOf(tx: EntityManager, roundId: string, slotId: string): Promise<ApprovalForRevision> {
  const rows: Omit<ApprovalForRevision, 'paper'>[] = await tx.query(`select slot_id as "slotId", signatory_id as "signatoryId", approved_at as "approvedAt", authority->'mention' as mention, code_channel as "codeChannel" from approval where round_id = $1 and slot_id = $2`, [roundId, slotId]);
  if (rows[0]) return { ...rows[0], paper: null };
  const paper = await paperSignatureOf(tx, roundId, slotId);
  if (!paper) throw new Error(`No approval of ${slotId} in ${roundId}`);
  return { slotId, signatoryId: paper.signatoryId, approvedAt: paper.recordedAt, mention: null, codeChannel: 'mail', paper };
}
