import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { disposalSlipWorkflow } from '#libs/domain';
import type { DisposalNature, DisposalSlip, DisposalSlipFacts, DisposalSlipState, DisposalVisa, Event, LegalDay, MandateEnd } from '#libs/domain';
import { nextPrinted, rowStore } from '#libs/platform';
import type { Kept } from '#libs/platform';

export const slips: Kept<DisposalSlip> = { kind: 'disposal_slip', workflow: disposalSlipWorkflow, store: rowStore<DisposalSlip>('disposal_slip'), journalled };

/** The reference is typed by a person: it stays with the slip. */
function journalled(event: Event<DisposalSlip>): object {
  switch (event.type) {
    case 'grant':
    case 'openMonth':
      return { visa: event.visa.kind, on: event.visa.on };
    case 'cover':
      return { visa: event.visa.kind, on: event.visa.on, lines: event.lines };
    case 'submit':
      return { lines: event.lines };
    case 'decline':
      return { on: event.on };
    case 'recordExecution':
      return { remaining: event.remaining };
    default:
      return {};
  }
}

/** Destructions of one gestionnaire queue up where they are put on a slip: none falls between a slip that closes and a visa that comes. */
export async function lockDisposals(tx: EntityManager, gestionnaireId: string): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('disposal ' || $1, 0))`, [gestionnaireId]);
}

// --- visas given once for all -----------------------------------------------------------------------------------

export type StandingVisa = { id: string; gestionnaireId: string; reference: string; managementTable: string | null; grantedOn: LegalDay; endsOn: LegalDay | null; recordedAt: Date };

const visaColumns = 'id, gestionnaire_id as "gestionnaireId", reference, management_table as "managementTable", granted_on::text as "grantedOn", ends_on::text as "endsOn", recorded_at as "recordedAt"';

/** The one recorded, whether its days have come, or gone; null when there is none. */
export async function standingVisaOf(tx: EntityManager, gestionnaireId: string): Promise<StandingVisa | null> {
  const rows: StandingVisa[] = await tx.query(`select ${visaColumns} from disposal_visa where gestionnaire_id = $1 and withdrawn_at is null`, [gestionnaireId]);
  return rows[0] ?? null;
}

/** Whether it covers what ends that day. */
export function covers({ grantedOn, endsOn }: Pick<StandingVisa, 'grantedOn' | 'endsOn'>, day: LegalDay): boolean {
  return grantedOn <= day && (endsOn === null || endsOn >= day);
}

export const asVisa = ({ reference, grantedOn, managementTable }: StandingVisa): DisposalVisa => ({ kind: 'standing', reference, on: grantedOn, managementTable });

export async function withdrawStandingVisa(tx: EntityManager, gestionnaireId: string, now: Date): Promise<void> {
  await tx.query('update disposal_visa set withdrawn_at = $2 where gestionnaire_id = $1 and withdrawn_at is null', [gestionnaireId, now]);
}

export type NewStandingVisa = Omit<StandingVisa, 'id' | 'recordedAt'> & { departementCode: string; recordedBy: string; now: Date };

/** In the place of the one before. */
export async function insertStandingVisa(tx: EntityManager, visa: NewStandingVisa): Promise<string> {
  const id = randomUUID();
  await withdrawStandingVisa(tx, visa.gestionnaireId, visa.now);
  await tx.query('insert into disposal_visa (id, gestionnaire_id, departement_code, reference, management_table, granted_on, ends_on, recorded_at, recorded_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)', [
    id, visa.gestionnaireId, visa.departementCode, visa.reference, visa.managementTable, visa.grantedOn, visa.endsOn, visa.now, visa.recordedBy,
  ]);
  return id;
}

// --- slips ------------------------------------------------------------------------------------------------------

export type SlipRow = { id: string; number: string; departementCode: string; timeZone: string; gestionnaireId: string; state: DisposalSlipState; facts: DisposalSlipFacts; createdAt: Date };

const slipColumns = 'id, number, departement_code as "departementCode", time_zone as "timeZone", gestionnaire_id as "gestionnaireId", state, facts, created_at as "createdAt"';

export async function insertSlip(tx: EntityManager, row: Pick<SlipRow, 'departementCode' | 'timeZone' | 'gestionnaireId' | 'facts' | 'createdAt'>): Promise<string> {
  const id = randomUUID();
  await tx.query(
    `insert into disposal_slip (id, number, departement_code, time_zone, gestionnaire_id, state, facts, created_at)
     values ($1, 'BE-' || $2 || '-' || ${nextPrinted('disposal_slip_number')}, $2, $3, $4, $5, $6, $7)`,
    [id, row.departementCode, row.timeZone, row.gestionnaireId, disposalSlipWorkflow.initial, row.facts, row.createdAt],
  );
  return id;
}

export async function slipById(tx: EntityManager, id: string): Promise<SlipRow | null> {
  const rows: SlipRow[] = await tx.query(`select ${slipColumns} from disposal_slip where id = $1`, [id]);
  return rows[0] ?? null;
}

/** The oldest that waits to be sent to the Archives. */
export async function openSlip(tx: EntityManager, gestionnaireId: string): Promise<SlipRow | null> {
  const rows: SlipRow[] = await tx.query(`select ${slipColumns} from disposal_slip where gestionnaire_id = $1 and state = 'open' order by created_at, id limit 1`, [gestionnaireId]);
  return rows[0] ?? null;
}

/** The one of the month under that visa; a month that is over is not there any more, even before anybody closed it. */
export async function monthlySlip(tx: EntityManager, gestionnaireId: string, { reference }: DisposalVisa, now: Date): Promise<SlipRow | null> {
  const rows: SlipRow[] = await tx.query(`select ${slipColumns} from disposal_slip where gestionnaire_id = $1 and state = 'monthly' and due_at > $2 and facts->'visa'->>'reference' = $3 order by created_at, id limit 1`, [gestionnaireId, now, reference]);
  return rows[0] ?? null;
}

/** Those that wait for a visa, sent or not. */
export function uncoveredSlips(tx: EntityManager, gestionnaireId: string): Promise<SlipRow[]> {
  return tx.query(`select ${slipColumns} from disposal_slip where gestionnaire_id = $1 and state in ('open', 'submitted') order by created_at, id`, [gestionnaireId]);
}

export type SlipLine = {
  mandateId: string; nature: DisposalNature; slipId: string; gestionnaireId: string; number: string; structureName: string;
  fromDay: LegalDay; untilDay: LegalDay; pieces: number; bytes: number; motive: MandateEnd['how'] | 'proof_spent'; addedAt: Date; destroyedAt: Date | null;
};

const lineColumns = `mandate_id as "mandateId", nature, slip_id as "slipId", gestionnaire_id as "gestionnaireId", number, structure_name as "structureName", from_day::text as "fromDay", until_day::text as "untilDay",
  pieces, bytes::float8 as bytes, motive, added_at as "addedAt", destroyed_at as "destroyedAt"`;

/** The slip that lists it, if one does. */
export async function lineOf(tx: EntityManager, mandateId: string, nature: DisposalNature): Promise<SlipLine | null> {
  const rows: SlipLine[] = await tx.query(`select ${lineColumns} from disposal_line where mandate_id = $1 and nature = $2`, [mandateId, nature]);
  return rows[0] ?? null;
}

export async function insertLine(tx: EntityManager, line: Omit<SlipLine, 'destroyedAt'>): Promise<void> {
  await tx.query('insert into disposal_line (mandate_id, nature, slip_id, gestionnaire_id, number, structure_name, from_day, until_day, pieces, bytes, motive, added_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)', [
    line.mandateId, line.nature, line.slipId, line.gestionnaireId, line.number, line.structureName, line.fromDay, line.untilDay, line.pieces, line.bytes, line.motive, line.addedAt,
  ]);
}

export async function markDestroyed(tx: EntityManager, mandateId: string, nature: DisposalNature, at: Date): Promise<void> {
  await tx.query('update disposal_line set destroyed_at = coalesce(destroyed_at, $3) where mandate_id = $1 and nature = $2', [mandateId, nature, at]);
}

/** Still to be destroyed. */
export function waitingLines(tx: EntityManager, slipId: string): Promise<SlipLine[]> {
  return tx.query(`select ${lineColumns} from disposal_line where slip_id = $1 and destroyed_at is null order by number, nature`, [slipId]);
}

export async function countLines(tx: EntityManager, slipId: string): Promise<number> {
  const rows: { n: number }[] = await tx.query('select count(*)::int as n from disposal_line where slip_id = $1', [slipId]);
  return rows[0]!.n;
}

export function linesOf(tx: EntityManager, slipId: string, limit: number): Promise<SlipLine[]> {
  return tx.query(`select ${lineColumns} from disposal_line where slip_id = $1 order by nature desc, number limit $2`, [slipId, limit]);
}

/** What the Archives read first: of each nature, how many files, from when to when, how much. */
export type SlipGroup = { nature: DisposalNature; mandates: number; destroyed: number; pieces: number; bytes: number; from: LegalDay; until: LegalDay };

const groupColumns = 'nature, count(*)::int as mandates, count(destroyed_at)::int as destroyed, sum(pieces)::int as pieces, sum(bytes)::float8 as bytes, min(from_day)::text as "from", max(until_day)::text as "until"';

export function groupsOf(tx: EntityManager, slipId: string): Promise<SlipGroup[]> {
  return tx.query(`select ${groupColumns} from disposal_line where slip_id = $1 group by nature order by nature desc`, [slipId]);
}

export type ListedSlip = SlipRow & { mandates: number; from: LegalDay | null; until: LegalDay | null };

/** The latest first. */
export function slipsOf(tx: EntityManager, gestionnaireId: string, limit: number): Promise<ListedSlip[]> {
  return tx.query(
    `select s.*, l.* from (select ${slipColumns} from disposal_slip where gestionnaire_id = $1 order by created_at desc, number desc limit $2) s
     cross join lateral (select count(*)::int as mandates, min(from_day)::text as "from", max(until_day)::text as "until" from disposal_line where slip_id = s.id) l order by s."createdAt" desc, s.number desc`,
    [gestionnaireId, limit],
  );
}
