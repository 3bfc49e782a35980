import type { EntityManager } from 'typeorm';

/** Where a file is deposited. */
export type DepositPlace = { roundId: string; slotId: string };

const hourMs = 3_600_000;

/** Counts one file before it is examined; false once as many as `filesMax` were within the hour that began with the first of them. */
export async function countExamination(tx: EntityManager, { roundId, slotId }: DepositPlace, now: Date, filesMax: number): Promise<boolean> {
  const rows: unknown[] = await tx.query(
    `insert into deposit_examination as counted (round_id, slot_id, since, files) values ($1, $2, $3, 1)
     on conflict (round_id, slot_id) do update set since = case when counted.since <= $4 then excluded.since else counted.since end, files = case when counted.since <= $4 then 1 else counted.files + 1 end
     where counted.since <= $4 or counted.files < $5 returning files`,
    [roundId, slotId, now, new Date(now.getTime() - hourMs), filesMax],
  );
  return rows.length === 1;
}
