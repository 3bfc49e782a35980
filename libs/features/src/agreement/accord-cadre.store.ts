import type { EntityManager } from 'typeorm';
import type { CapFollows, LegalDay } from '#libs/domain';

/** One version of the Accord cadre national, as an operator entered it. `endsOn` is its last day. */
export type AccordCadre = { version: number; concludedOn: LegalDay; endsOn: LegalDay; reference: string; sourceUrl: string | null; recordedAt: Date; recordedBy: string };

const columns = 'version, concluded_on::text as "concludedOn", ends_on::text as "endsOn", reference, source_url as "sourceUrl", recorded_at as "recordedAt", recorded_by as "recordedBy"';

/** In the order of their record. */
export function accordsCadres(tx: EntityManager): Promise<AccordCadre[]> {
  return tx.query(`select ${columns} from accord_cadre order by version`);
}

/** The version that caps an agreement in force since that day: the latest concluded, or the one of that day when the parties chose it. Null: none. */
export async function accordCadreFor(tx: EntityManager, inForceSince: LegalDay, follows: CapFollows): Promise<AccordCadre | null> {
  const rows: AccordCadre[] = await tx.query(
    `select ${columns} from accord_cadre where ends_on >= $1::date and ($2 = 'latest' or concluded_on <= $1::date) order by concluded_on desc, version desc limit 1`, [inForceSince, follows],
  );
  return rows[0] ?? null;
}

export async function insertAccordCadre(tx: EntityManager, a: Omit<AccordCadre, 'version'>): Promise<number> {
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', ['accord_cadre']);
  const rows: { version: number }[] = await tx.query(
    `insert into accord_cadre (version, concluded_on, ends_on, reference, source_url, recorded_at, recorded_by)
     select coalesce(max(version), 0) + 1, $1::date, $2::date, $3::text, $4::text, $5::timestamptz, $6::text from accord_cadre returning version`,
    [a.concludedOn, a.endsOn, a.reference, a.sourceUrl, a.recordedAt, a.recordedBy],
  );
  return rows[0]!.version;
}
