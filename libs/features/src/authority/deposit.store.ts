import type { EntityManager } from 'typeorm';
import type { BodyDecision } from '#libs/domain';

export type DepositFileKind = 'decision' | 'proof';
export type DepositFileRow = { id: string; depositId: string; kind: DepositFileKind; fileName: string; mediaType: 'application/pdf'; bytes: number; sha256: string; createdAt: Date };
/** `settlement` null while the préfecture has not looked at it; `reason` of a return. */
export type DepositRow = {
  id: string; roundId: string; slotId: string; bodyId: string; linkId: string; typedName: string; decision: BodyDecision; depositedAt: Date;
  settlement: 'taken' | 'returned' | 'replaced' | null; settledAt: Date | null; settledBy: string | null; reason: string | null;
};
export type Deposit = DepositRow & { files: readonly DepositFileRow[] };

const columns = 'id, round_id as "roundId", slot_id as "slotId", body_id as "bodyId", link_id as "linkId", typed_name as "typedName", decision, deposited_at as "depositedAt", settlement, settled_at as "settledAt", settled_by as "settledBy", reason';
const fileColumns = 'f.id, f.deposit_id as "depositId", f.kind, f.file_name as "fileName", f.media_type as "mediaType", f.bytes::float8 as bytes, f.sha256, f.created_at as "createdAt"';

/** Of every place of a round, the latest first. */
export async function depositsOfRound(tx: EntityManager, roundId: string): Promise<Deposit[]> {
  const rows: DepositRow[] = await tx.query(`select ${columns} from title_deposit where round_id = $1 order by seq desc`, [roundId]);
  if (rows.length === 0) return [];
  const files: DepositFileRow[] = await tx.query(`select ${fileColumns} from title_deposit_file f join title_deposit d on d.id = f.deposit_id where d.round_id = $1 order by f.kind`, [roundId]);
  return rows.map((row) => ({ ...row, files: files.filter(({ depositId }) => depositId === row.id) }));
}

export async function depositsOfSlot(tx: EntityManager, roundId: string, slotId: string): Promise<Deposit[]> {
  return (await depositsOfRound(tx, roundId)).filter((one) => one.slotId === slotId);
}

/** Its files with it. */
export async function insertDeposit(tx: EntityManager, { files, ...row }: Deposit): Promise<void> {
  await tx.query(
    'insert into title_deposit (id, round_id, slot_id, body_id, link_id, typed_name, decision, deposited_at) values ($1, $2, $3, $4, $5, $6, $7, $8)',
    [row.id, row.roundId, row.slotId, row.bodyId, row.linkId, row.typedName, row.decision, row.depositedAt],
  );
  for (const file of files) {
    await tx.query(
      'insert into title_deposit_file (id, deposit_id, kind, file_name, media_type, bytes, sha256, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8)',
      [file.id, row.id, file.kind, file.fileName, file.mediaType, file.bytes, file.sha256, file.createdAt],
    );
  }
}

/** False when it is settled already. */
export async function settleDeposit(tx: EntityManager, id: string, { settlement, reason, at, by }: { settlement: 'taken' | 'returned' | 'replaced'; reason: string | null; at: Date; by: string }): Promise<boolean> {
  const [rows]: [unknown[], number] = await tx.query('update title_deposit set settlement = $2, reason = $3, settled_at = $4, settled_by = $5 where id = $1 and settlement is null returning id', [id, settlement, reason, at, by]);
  return rows.length === 1;
}

/** The file of a deposit of that place, and of no other. */
export async function depositFile(tx: EntityManager, roundId: string, slotId: string, fileId: string): Promise<DepositFileRow | null> {
  const rows: DepositFileRow[] = await tx.query(`select ${fileColumns} from title_deposit_file f join title_deposit d on d.id = f.deposit_id where d.round_id = $1 and d.slot_id = $2 and f.id = $3`, [roundId, slotId, fileId]);
  return rows[0] ?? null;
}

/** What the préfecture sent back and nothing has replaced, of one body; null when there is none. */
export async function returnedDepositOf(tx: EntityManager, roundId: string, bodyId: string): Promise<DepositRow | null> {
  const rows: DepositRow[] = await tx.query(`select ${columns} from title_deposit where round_id = $1 and body_id = $2 order by seq desc limit 1`, [roundId, bodyId]);
  return rows[0]?.settlement === 'returned' ? rows[0] : null;
}
