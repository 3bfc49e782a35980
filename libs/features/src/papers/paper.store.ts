import type { EntityManager } from 'typeorm';

/** Who reads a paper besides the préfecture and the auditors: every party, or these organisations. */
export type PaperReaders = 'parties' | readonly string[];

export type Paper = {
  id: string;
  agreementId: string;
  /** Kind and id of what it was made for: « withdrawal », its id. */
  subject: string;
  subjectId: string;
  kind: string;
  /** What a page calls it. */
  title: string;
  /** As it was given: `servedName` cleans it. */
  fileName: string;
  /** As it was told: `servedType` doubts it. */
  mediaType: string;
  bytes: number;
  sha256: string;
  readers: PaperReaders;
  createdAt: Date;
};

const columns = `id, agreement_id as "agreementId", subject, subject_id as "subjectId", kind, title, file_name as "fileName", media_type as "mediaType", bytes::float8 as bytes, sha256, readers, created_at as "createdAt"`;

/** False when a paper of that id is kept already: the first one stays. */
export async function insertPaper(tx: EntityManager, paper: Paper): Promise<boolean> {
  const rows: unknown[] = await tx.query(
    `insert into paper (id, agreement_id, subject, subject_id, kind, title, file_name, media_type, bytes, sha256, readers, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::text[], $12) on conflict (id) do nothing returning id`,
    [
      paper.id, paper.agreementId, paper.subject, paper.subjectId, paper.kind, paper.title, paper.fileName, paper.mediaType, paper.bytes, paper.sha256,
      paper.readers === 'parties' ? null : [...paper.readers], paper.createdAt,
    ],
  );
  return rows.length === 1;
}

export async function paperById(tx: EntityManager, id: string): Promise<Paper | null> {
  return (await papersWhere(tx, 'id = $1::uuid', [id]))[0] ?? null;
}

export function papersOfAgreement(tx: EntityManager, agreementId: string): Promise<Paper[]> {
  return papersWhere(tx, 'agreement_id = $1::uuid', [agreementId]);
}

export function papersOfSubject(tx: EntityManager, subject: string, subjectId: string): Promise<Paper[]> {
  return papersWhere(tx, 'subject = $1 and subject_id = $2', [subject, subjectId]);
}

async function papersWhere(tx: EntityManager, condition: string, values: readonly string[]): Promise<Paper[]> {
  const rows: (Omit<Paper, 'readers'> & { readers: string[] | null })[] = await tx.query(`select ${columns} from paper where ${condition} order by created_at, id`, [...values]);
  return rows.map((row) => ({ ...row, readers: row.readers ?? 'parties' }));
}
