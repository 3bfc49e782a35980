import type { EntityManager } from 'typeorm';
import { assignmentWorkflow } from '#libs/domain';
import type { Assignment, AssignmentFacts, AssignmentState, Event, PartyKind } from '#libs/domain';
import { rowStore } from '#libs/platform';
import type { Kept } from '#libs/platform';

export type AssignmentRow = {
  id: string;
  agreementId: string;
  departementCode: string;
  timeZone: string;
  assignorId: string;
  state: AssignmentState;
  facts: AssignmentFacts;
  createdAt: Date;
};

const columns = `id, agreement_id as "agreementId", departement_code as "departementCode", time_zone as "timeZone", assignor_id as "assignorId", state, facts, created_at as "createdAt"`;

export const assignments: Kept<Assignment> = { kind: 'assignment', workflow: assignmentWorkflow, store: rowStore<Assignment>('assignment'), journalled };

/** Reasons are free text: they stay with the request, and the journal keeps that there was one. */
function journalled(event: Event<Assignment>): object {
  switch (event.type) {
    case 'ask':
    case 'takeEffect':
      return { parties: event.agreement.parties.map(({ id }) => id) };
    case 'consent':
      return { partyId: event.partyId, on: event.on, proof: event.proof };
    case 'refuse':
      return { partyId: event.partyId, on: event.on, proof: event.proof, reason: event.reason.length };
    case 'cancel':
      return { reason: event.reason.length };
    default:
      return {};
  }
}

export async function insertAssignment(tx: EntityManager, row: Omit<AssignmentRow, 'state'> & { createdBy: string }): Promise<void> {
  await tx.query(
    'insert into assignment (id, agreement_id, departement_code, time_zone, assignor_id, state, facts, created_at, created_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)',
    [row.id, row.agreementId, row.departementCode, row.timeZone, row.assignorId, assignmentWorkflow.initial, row.facts, row.createdAt, row.createdBy],
  );
}

export async function assignmentById(tx: EntityManager, id: string): Promise<AssignmentRow | null> {
  const rows: AssignmentRow[] = await tx.query(`select ${columns} from assignment where id = $1`, [id]);
  return rows[0] ?? null;
}

/** Those the actor may see, the latest first. */
export function assignmentsOf(tx: EntityManager, agreementId: string): Promise<AssignmentRow[]> {
  return tx.query(`select ${columns} from assignment where agreement_id = $1 order by created_at desc, id`, [agreementId]);
}

export type RunStructure = { id: string; name: string; city: string; gestionnaireId: string };

/** Structures of the département that somebody runs. */
export function structuresOf(tx: EntityManager, departementCode: string): Promise<RunStructure[]> {
  return tx.query('select id, name, city, gestionnaire_id::text as "gestionnaireId" from structure where departement_code = $1 and gestionnaire_id is not null order by city, name, id', [departementCode]);
}

const cardTables: Record<Exclude<PartyKind, 'prefet'>, string> = { gestionnaire: 'gestionnaire', national_partner: 'national_partner_body', local_partner: 'local_partner' };

/** Who in the directory bears that SIRET, among bodies of one kind: the assignee keeps the id it has there. */
export async function cardOfSiret(tx: EntityManager, departementCode: string, kind: PartyKind, siret: string): Promise<string | null> {
  if (kind === 'prefet') return null;
  const rows: { id: string }[] = await tx.query(`select id::text as id from ${cardTables[kind]} where departement_code = $1 and siret = $2 order by id limit 1`, [departementCode, siret]);
  return rows[0]?.id ?? null;
}
