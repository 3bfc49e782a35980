import type { EntityManager } from 'typeorm';

/** Why a proof may be opened: nobody opens one to look. */
export const proofGrounds = ['user_contest', 'court', 'cnil', 'other'] as const;
export type ProofGround = (typeof proofGrounds)[number];

export type ProofOpening = { id: string; mandateId: string; number: string; openedBy: string; openedByName: string | null; ground: ProofGround; openedAt: Date; until: Date; /** Under the proof key. */ sealedReason: Buffer };

/** Enough to see what was done; the journal of each mandate has all. */
const shownMax = 50;

/** A program has a token, no name: its label is with the organisation's programs. */
const columns = `o.id, o.mandate_id as "mandateId", o.number, o.opened_by as "openedBy", a.full_name as "openedByName", o.ground, o.opened_at as "openedAt", o.until, o.reason as "sealedReason"`;
const tables = 'proof_opening o left join account a on a.id::text = o.opened_by';

export type NewOpening = Pick<ProofOpening, 'id' | 'mandateId' | 'number' | 'openedBy' | 'ground' | 'openedAt' | 'until'> & { departementCode: string; gestionnaireId: string; reason: Buffer };

export async function insertOpening(tx: EntityManager, o: NewOpening): Promise<void> {
  await tx.query('insert into proof_opening (id, mandate_id, number, departement_code, gestionnaire_id, opened_by, ground, reason, opened_at, until) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)', [
    o.id, o.mandateId, o.number, o.departementCode, o.gestionnaireId, o.openedBy, o.ground, o.reason, o.openedAt, o.until,
  ]);
}

/** The one this person opened, while its hour runs. */
export async function runningOpening(tx: EntityManager, mandateId: string, openedBy: string, now: Date): Promise<ProofOpening | null> {
  const rows: ProofOpening[] = await tx.query(`select ${columns} from ${tables} where o.mandate_id = $1 and o.opened_by = $2 and o.opened_at <= $3 and o.until > $3 order by o.opened_at desc limit 1`, [mandateId, openedBy, now]);
  return rows[0] ?? null;
}

export function openingsOf(tx: EntityManager, gestionnaireId: string): Promise<ProofOpening[]> {
  return tx.query(`select ${columns} from ${tables} where o.gestionnaire_id = $1 order by o.opened_at desc, o.id limit ${shownMax}`, [gestionnaireId]);
}
