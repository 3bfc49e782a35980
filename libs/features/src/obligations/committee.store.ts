import type { EntityManager } from 'typeorm';
import type { LegalDay } from '#libs/domain';

/** Somebody who is no party, and receives all the same: the ANCT first (art. 6). */
export type OtherAddressee = { name: string; address: string };

/** What the préfecture writes when it calls the committee. */
export type Convocation = {
  on: LegalDay;
  /** « 14:00 ». */
  at: string;
  place: string;
  remote: string;
  agenda: readonly string[];
  answerUntil: LegalDay | null;
  others: readonly OtherAddressee[];
};

export type MinutesItem = { title: string; paragraphs: readonly string[] };

/** What the secretary writes afterwards. */
export type Minutes = {
  on: LegalDay;
  from: string;
  until: string;
  place: string;
  chairedBy: string;
  secretary: string;
  present: readonly string[];
  excused: readonly string[];
  items: readonly MinutesItem[];
  decisions: readonly { what: string; who: string; until: string }[];
  nextMeeting: string;
  /** The first one is the ANCT. */
  others: readonly OtherAddressee[];
};

export type CommitteePaper = { id: string; obligationId: string; agreementId: string; departementCode: string; createdAt: Date } & ({ kind: 'convocation'; content: Convocation } | { kind: 'minutes'; content: Minutes });

const columns = 'id, obligation_id as "obligationId", agreement_id as "agreementId", departement_code as "departementCode", kind, content, created_at as "createdAt"';

export async function insertCommitteePaper(tx: EntityManager, { id, obligationId, agreementId, departementCode, kind, content, createdAt }: Pick<CommitteePaper, 'id' | 'obligationId' | 'agreementId' | 'departementCode' | 'kind' | 'content' | 'createdAt'>): Promise<void> {
  await tx.query('insert into committee_paper (id, obligation_id, agreement_id, departement_code, kind, content, created_at) values ($1, $2, $3, $4, $5, $6, $7)', [id, obligationId, agreementId, departementCode, kind, content, createdAt]);
}

export async function committeePaperById(tx: EntityManager, id: string): Promise<CommitteePaper | null> {
  const rows: CommitteePaper[] = await tx.query(`select ${columns} from committee_paper where id = $1`, [id]);
  return rows[0] ?? null;
}

/** The latest first. */
export function papersOfCommittee(tx: EntityManager, obligationId: string): Promise<CommitteePaper[]> {
  return tx.query(`select ${columns} from committee_paper where obligation_id = $1 order by created_at desc, id`, [obligationId]);
}

/** Whom the last minutes of a département were sent to beside the parties: the clerk types the ANCT's address once. */
export async function lastOtherAddressees(tx: EntityManager, departementCode: string): Promise<readonly OtherAddressee[]> {
  const rows: { content: Minutes }[] = await tx.query(`select content from committee_paper where departement_code = $1 and kind = 'minutes' order by created_at desc limit 1`, [departementCode]);
  return rows[0]?.content.others ?? [];
}
