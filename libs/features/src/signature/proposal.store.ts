import type { EntityManager } from 'typeorm';

/** « Je ne suis pas la bonne personne » : who should sign instead, according to whoever held the link. The préfecture decides. */
export type ProposalRow = {
  id: string;
  roundId: string;
  slotId: string;
  /** Who was asked, and says that it is not for them. */
  signatoryId: string;
  linkId: string;
  /** The name they typed as their own. */
  saidBy: string;
  fullName: string;
  email: string;
  reason: string | null;
  createdAt: Date;
};

const columns = 'id, round_id as "roundId", slot_id as "slotId", signatory_id as "signatoryId", link_id as "linkId", said_by as "saidBy", full_name as "fullName", email, reason, created_at as "createdAt"';

export async function insertProposal(tx: EntityManager, p: ProposalRow): Promise<void> {
  await tx.query('insert into signatory_proposal (id, round_id, slot_id, signatory_id, link_id, said_by, full_name, email, reason, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)', [
    p.id, p.roundId, p.slotId, p.signatoryId, p.linkId, p.saidBy, p.fullName, p.email, p.reason, p.createdAt,
  ]);
}

export async function proposalById(tx: EntityManager, id: string): Promise<ProposalRow | null> {
  const rows: ProposalRow[] = await tx.query(`select ${columns} from signatory_proposal where id = $1`, [id]);
  return rows[0] ?? null;
}
