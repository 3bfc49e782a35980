import type { EntityManager } from 'typeorm';
import type { Table } from '#libs/features/tabular';
import type { Actor } from '#libs/platform';
import type { ImportKind, Mapping } from './import-fields.js';
import type { Verdict } from './plan-types.js';

/** Subject of an import's effects and live news. */
export const importSubject = 'directory_import';

/** Hours during which a table that was read waits for a decision. */
export const contentsHours = 24;
/** Days during which an import may be undone: what cards said before, people's names included, is not kept for longer. */
export const undoDays = 30;

export type ImportState = 'previewed' | 'applying' | 'applied' | 'undone';

/** How many rows met each fate, and how many départements were created. */
export type ImportCounts = Readonly<Record<Verdict, number>> & { elsewhere: number; warnings: number; departements: number };

export type ImportRow = {
  id: string;
  /** Null: the whole country, by the operator. */
  departementCode: string | null;
  kind: ImportKind;
  fileName: string;
  sha256: string;
  /** Null once applied, or forgotten. */
  contents: Table | null;
  mapping: Mapping;
  counts: ImportCounts | null;
  fingerprint: string | null;
  fault: 'stale' | null;
  state: ImportState;
  actor: Actor;
  createdAt: Date;
  appliedAt: Date | null;
  undoneAt: Date | null;
};

const columns = `id, departement_code as "departementCode", kind, file_name as "fileName", sha256, contents, mapping, counts, fingerprint, fault, state, actor,
  created_at as "createdAt", applied_at as "appliedAt", undone_at as "undoneAt"`;
const listed = columns.replace(' contents,', ' null as contents,');

export async function findImport(tx: EntityManager, id: string, lock = false): Promise<ImportRow | null> {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) return null;
  const [row]: ImportRow[] = await tx.query(`select ${columns} from directory_import where id = $1 ${lock ? 'for update' : ''}`, [id]);
  return row ?? null;
}

/** The latest first, without the tables themselves. */
export function listImports(tx: EntityManager, max: number): Promise<ImportRow[]> {
  return tx.query(`select ${listed} from directory_import order by created_at desc, id limit $1`, [max]);
}

export async function addImport(tx: EntityManager, row: Omit<ImportRow, 'counts' | 'fingerprint' | 'fault' | 'state' | 'appliedAt' | 'undoneAt'>): Promise<void> {
  await tx.query(
    `insert into directory_import (id, departement_code, kind, file_name, sha256, contents, mapping, state, actor, created_by, created_at) values ($1, $2, $3, $4, $5, $6, $7, 'previewed', $8, $9, $10)`,
    [row.id, row.departementCode, row.kind, row.fileName, row.sha256, JSON.stringify(row.contents), row.mapping, row.actor, row.actor.id, row.createdAt],
  );
}

export async function chooseColumns(tx: EntityManager, id: string, kind: ImportKind, mapping: Mapping): Promise<void> {
  await tx.query(`update directory_import set kind = $2, mapping = $3, fault = null where id = $1 and state = 'previewed'`, [id, kind, mapping]);
}

export async function askToApply(tx: EntityManager, id: string, fingerprint: string): Promise<void> {
  await tx.query(`update directory_import set state = 'applying', fingerprint = $2, fault = null where id = $1`, [id, fingerprint]);
}

export async function giveBack(tx: EntityManager, id: string, fault: 'stale'): Promise<void> {
  await tx.query(`update directory_import set state = 'previewed', fault = $2, fingerprint = null where id = $1`, [id, fault]);
}

export async function recordApplied(tx: EntityManager, id: string, counts: ImportCounts, fingerprint: string, at: Date): Promise<void> {
  await tx.query(`update directory_import set state = 'applied', counts = $2, fingerprint = $3, fault = null, contents = null, applied_at = $4 where id = $1`, [id, counts, fingerprint, at]);
}

export async function recordUndone(tx: EntityManager, id: string, by: string, at: Date): Promise<void> {
  await tx.query(`update directory_import set state = 'undone', undone_at = $3, undone_by = $2 where id = $1`, [id, by, at]);
  await forgetChanges(tx, id);
}

export async function forgetContents(tx: EntityManager, id: string): Promise<void> {
  await tx.query(`update directory_import set contents = null where id = $1 and state = 'previewed'`, [id]);
}

/** From then on the import can no longer be undone. */
export async function forgetChanges(tx: EntityManager, id: string): Promise<void> {
  await tx.query(`delete from directory_import_change where import_id = $1`, [id]);
}

/** How many cards the import still knows how to put back. */
export async function undoableChanges(tx: EntityManager, id: string): Promise<number> {
  const [row]: { count: number }[] = await tx.query(`select count(*)::int as count from directory_import_change where import_id = $1`, [id]);
  return row?.count ?? 0;
}
