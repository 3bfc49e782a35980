import type { EntityManager } from 'typeorm';

/** `sending`: the gateway has not answered yet; `refused`: it never will take it. */
export type SmsState = 'sending' | 'accepted' | 'refused';
export type SmsRow = { id: string; roundId: string; signatoryId: string; codeId: string; maskedNumber: string; templateVersion: string; createdAt: Date };

/** Writes down what is about to leave, or that it is tried again; false when the gateway has answered already. */
export async function openSms(tx: EntityManager, row: SmsRow): Promise<boolean> {
  const rows: unknown[] = await tx.query(
    `insert into sms (id, round_id, signatory_id, code_id, masked_number, template_version, state, attempts, created_at) values ($1, $2, $3, $4, $5, $6, 'sending', 1, $7)
     on conflict (id) do update set attempts = sms.attempts + 1 where sms.state = 'sending' returning id`,
    [row.id, row.roundId, row.signatoryId, row.codeId, row.maskedNumber, row.templateVersion, row.createdAt],
  );
  return rows.length === 1;
}

/** Keeps the answer of the gateway; false when it had answered before. */
export async function closeSms(tx: EntityManager, id: string, { accepted, status }: { accepted: boolean; status: number | null }, now: Date): Promise<boolean> {
  const [rows]: [unknown[], number] = await tx.query(`update sms set state = $2, gateway_status = $3, accepted_at = $4 where id = $1 and state = 'sending' returning id`, [id, accepted ? 'accepted' : 'refused', status, accepted ? now : null]);
  return rows.length === 1;
}

/** Where a code that leaves by SMS goes, by the person it was asked by, and what became of its message; `state` null before it is written. */
export async function destinationOf(tx: EntityManager, codeId: string): Promise<{ mobile: string | null; maskedNumber: string | null; state: SmsState | null } | null> {
  const rows: { mobile: string | null; maskedNumber: string | null; state: SmsState | null }[] = await tx.query(
    `select signatory.mobile, sms.masked_number as "maskedNumber", sms.state from code join link on link.id = code.link_id join signatory on signatory.id = link.signatory_id
     left join sms on sms.code_id = code.id where code.id = $1`,
    [codeId],
  );
  return rows[0] ?? null;
}

/** Messages handed to the gateway for that number since then. */
export async function smsSince(tx: EntityManager, mobile: string, since: Date): Promise<number> {
  const rows: { count: number }[] = await tx.query('select count(*)::int as count from sms join signatory on signatory.id = sms.signatory_id where signatory.mobile = $1 and sms.created_at > $2', [mobile, since]);
  return rows[0]!.count;
}
