import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { mandateWorkflow } from '#libs/domain';
import type { Demarche, Event, Instant, LegalDay, Mandate, MandateAct, MandateFacts, MandateState, OlderMandate } from '#libs/domain';
import { nextPrinted, rowStore } from '#libs/platform';
import type { Kept } from '#libs/platform';

export type MandateRow = {
  id: string;
  /** `MD-48-000123`. */
  number: string;
  departementCode: string;
  timeZone: string;
  structureId: string;
  gestionnaireId: string;
  agentId: string;
  agreementId: string | null;
  /** Null before the identity is known, and once the working data are destroyed. */
  personId: string | null;
  state: MandateState;
  facts: MandateFacts;
  startedAt: Date;
  workingSlot: number;
  proofSlot: number;
};

/** node-postgres reads a bigint as text; slots stay far below 2^53. */
const columns = `id, number, departement_code as "departementCode", time_zone as "timeZone", structure_id as "structureId", gestionnaire_id as "gestionnaireId", agent_id as "agentId",
  agreement_id as "agreementId", person_id as "personId", state, facts, started_at as "startedAt", working_slot::float8 as "workingSlot", proof_slot::float8 as "proofSlot"`;

export const mandates: Kept<Mandate> = {
  kind: 'mandate',
  workflow: mandateWorkflow,
  store: rowStore<Mandate>('mandate', {
    agreement_id: ({ agreementId }) => agreementId,
    demarches: ({ scope }) => scope.map(({ demarche }) => demarche),
    signed_on: ({ signed }) => signed?.on ?? null,
    signed_at: ({ signed }) => signed?.at ?? null,
    ends_on: ({ endsOn }) => endsOn,
    ended_at: ({ end }) => end?.at ?? null,
  }),
  journalled,
};

/** The commands hold ids, days and codes already; the day and the instant are the line's own. */
function journalled(event: Event<Mandate>): object {
  const { type: _type, effectiveOn: _day, at: _at, ...said } = event;
  if (!('standing' in event)) return said;
  const { standing: _standing, ...rest } = said as { standing?: unknown };
  return { ...rest, agreementId: event.standing.agreementId };
}

export type NewMandate = Omit<MandateRow, 'number' | 'state' | 'personId' | 'agreementId'>;

/**
 * The row as it is inserted, its number drawn: `MD-48-000123`, of one sequence, said with the département so that an agent reads it aloud. The keys
 * of its slots are made already (`MandateSecrets.openKeys`).
 */
export async function insertMandate(tx: EntityManager, row: NewMandate): Promise<MandateRow> {
  const [{ number }]: [{ number: string }] = await tx.query(
    `insert into mandate (id, number, departement_code, time_zone, structure_id, gestionnaire_id, agent_id, state, facts, started_at, working_slot, proof_slot)
     values ($1, 'MD-' || $2::text || '-' || ${nextPrinted('mandate_number')}, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) returning number`,
    [row.id, row.departementCode, row.timeZone, row.structureId, row.gestionnaireId, row.agentId, mandateWorkflow.initial, row.facts, row.startedAt, row.workingSlot, row.proofSlot],
  );
  return { ...row, number, state: mandateWorkflow.initial, personId: null, agreementId: null };
}

export function mandateById(tx: EntityManager, id: string): Promise<MandateRow | null> {
  return mandateBy(tx, 'id', id);
}

export function mandateByNumber(tx: EntityManager, number: string): Promise<MandateRow | null> {
  return mandateBy(tx, 'number', number);
}

/** `codeHash`: see `MandateSecrets.codeHash`. */
export function mandateByCodeHash(tx: EntityManager, codeHash: Buffer): Promise<MandateRow | null> {
  return mandateBy(tx, 'code_hash', codeHash);
}

async function mandateBy(tx: EntityManager, column: 'id' | 'number' | 'code_hash', value: string | Buffer): Promise<MandateRow | null> {
  const rows: MandateRow[] = await tx.query(`select ${columns} from mandate where ${column} = $1`, [value]);
  return rows[0] ?? null;
}

/** Known from the identity on; written once the person is found or made (`MandatePersons`). Returns whose it was before. */
export async function bindPerson(tx: EntityManager, mandateId: string, personId: string): Promise<string | null> {
  const [[bound]]: [{ before: string | null }[], number] = await tx.query('update mandate set person_id = $2 from mandate former where mandate.id = $1 and former.id = $1 returning former.person_id as before', [mandateId, personId]);
  return bound?.before ?? null;
}

/** `open`: not signed yet; `active`: in force, the next to end first; `expiring`: those of them whose last day is at most `until`; `today`: signed that day; `ended`: the latest first. */
export type MandateList = { structureId: string; limit: number } & ({ which: 'open' | 'active' | 'ended' } | { which: 'today'; today: LegalDay } | { which: 'expiring'; until: LegalDay });

/** One index each: the cost is that of the rows shown. */
export function mandatesWhere(tx: EntityManager, where: MandateList): Promise<MandateRow[]> {
  const { condition, order, day } = listed(where);
  return tx.query(`select ${columns} from mandate where structure_id = $1 and ${condition} order by ${order}, id limit $2`, [where.structureId, where.limit, ...(day ? [day] : [])]);
}

function listed(where: MandateList): { condition: string; order: string; day?: LegalDay } {
  switch (where.which) {
    case 'open':
      return { condition: `state in ('drafted', 'informed', 'identified', 'defined')`, order: 'started_at desc' };
    case 'active':
      return { condition: `state = 'active'`, order: 'ends_on' };
    case 'expiring':
      return { condition: `state = 'active' and ends_on <= $3`, order: 'ends_on', day: where.until };
    case 'today':
      return { condition: 'signed_on = $3', order: 'signed_at desc', day: where.today };
    case 'ended':
      return { condition: 'ended_at is not null', order: 'ended_at desc' };
  }
}

/** All mandates of a person that still bear their mark, the latest first. */
export function mandatesOfPerson(tx: EntityManager, personId: string): Promise<MandateRow[]> {
  return tx.query(`select ${columns} from mandate where person_id = $1 order by started_at desc, id`, [personId]);
}

/** What is in force for that person in that structure, démarche by démarche: what a new signature would replace. */
export function activeMandatesOf(tx: EntityManager, personId: string, structureId: string): Promise<OlderMandate[]> {
  return tx.query(`select mandate_id as id, array_agg(demarche order by demarche) as demarches from mandate_active where person_id = $1 and structure_id = $2 group by mandate_id order by mandate_id`, [personId, structureId]);
}

/** Two desks signed for the same person at the same second: the second one is done again, and then replaces the first (`retryContention` knows this code). */
export class DemarcheHeldError extends Error {
  readonly code = '40001';

  constructor(mandateId: string) {
    super(`Another mandate holds a démarche of ${mandateId}`);
  }
}

/** After the signature, which has replaced the older ones: their démarches are this one's now. @throws DemarcheHeldError */
export async function claimDemarches(tx: EntityManager, mandate: Pick<MandateRow, 'id' | 'structureId'>, personId: string, demarches: readonly Demarche[], replaced: readonly string[]): Promise<void> {
  const claimed: unknown[] = await tx.query(
    `insert into mandate_active (person_id, structure_id, demarche, mandate_id) select $1, $2, d, $3 from unnest($4::text[]) as d
     on conflict (person_id, structure_id, demarche) do update set mandate_id = excluded.mandate_id where mandate_active.mandate_id = any($5::uuid[]) returning demarche`,
    [personId, mandate.structureId, mandate.id, [...demarches], [...replaced]],
  );
  if (claimed.length !== demarches.length) throw new DemarcheHeldError(mandate.id);
}

export type RecordedAct = MandateAct & { id: string; at: Date; agentId: string };

export async function recordAct(tx: EntityManager, mandate: Pick<MandateRow, 'id' | 'structureId'>, act: MandateAct, by: { at: Instant; agentId: string }): Promise<string> {
  const id = randomUUID();
  await tx.query('insert into mandate_act (id, mandate_id, structure_id, demarche, kind, partner, at, agent_id) values ($1, $2, $3, $4, $5, $6, $7, $8)', [id, mandate.id, mandate.structureId, act.demarche, act.kind, act.partner, by.at, by.agentId]);
  return id;
}

/** The oldest first. */
export function actsOf(tx: EntityManager, mandateId: string): Promise<RecordedAct[]> {
  return tx.query('select id, demarche, kind, partner, at, agent_id as "agentId" from mandate_act where mandate_id = $1 order by at, id', [mandateId]);
}

/** One number per structure, month of signature, end (or `active`) and démarche; `demarche` null: whatever they are. */
export type CountedMandates = { structureId: string; month: string; end: string; demarche: Demarche | null; count: number };
export type CountedActs = { structureId: string; month: string; demarche: Demarche; kind: MandateAct['kind']; count: number };

/** Of the structures the actor supervises or works in; the function itself decides which. */
export async function countMandates(tx: EntityManager, from: LegalDay, to: LegalDay): Promise<{ mandates: CountedMandates[]; acts: CountedActs[] }> {
  const [row]: { counts: { mandates: CountedMandates[]; acts: CountedActs[] } }[] = await tx.query('select mandate_counts($1, $2) as counts', [from, to]);
  return row!.counts;
}
