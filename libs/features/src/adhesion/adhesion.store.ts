import type { EntityManager } from 'typeorm';
import { adhesionWorkflow } from '#libs/domain';
import type { Adhesion, AdhesionFacts, AdhesionState, Event } from '#libs/domain';
import { rowStore } from '#libs/platform';
import type { Kept } from '#libs/platform';

export type AdhesionRow = {
  id: string;
  agreementId: string;
  departementCode: string;
  timeZone: string;
  partnerId: string;
  state: AdhesionState;
  facts: AdhesionFacts;
  createdAt: Date;
};

const columns = `id, agreement_id as "agreementId", departement_code as "departementCode", time_zone as "timeZone", partner_id as "partnerId", state, facts, created_at as "createdAt"`;

export const adhesions: Kept<Adhesion> = { kind: 'adhesion', workflow: adhesionWorkflow, store: rowStore<Adhesion>('adhesion', { concerned_ids: ({ concernedIds }) => concernedIds }), journalled };

/** Reasons are free text: they stay with the request, and the journal keeps that there was one. Who the parties were, the agreement tells. */
function journalled(event: Event<Adhesion>): object {
  switch (event.type) {
    case 'ask':
      return { structures: event.agreement.structures.length, parties: event.agreement.partyIds.length };
    case 'vote':
      return { gestionnaireId: event.gestionnaireId, choice: event.choice, reason: event.reason.length };
    case 'openSigning':
    case 'recordSignatures':
    case 'findEnded': {
      const { type: _type, effectiveOn: _day, at: _at, ...rest } = event;
      return rest;
    }
    default:
      return {};
  }
}

export async function insertAdhesion(tx: EntityManager, row: Omit<AdhesionRow, 'state'> & { createdBy: string }): Promise<void> {
  await tx.query(
    `insert into adhesion (id, agreement_id, departement_code, time_zone, partner_id, concerned_ids, state, facts, created_at, created_by) values ($1, $2, $3, $4, $5, '{}', $6, $7, $8, $9)`,
    [row.id, row.agreementId, row.departementCode, row.timeZone, row.partnerId, adhesionWorkflow.initial, row.facts, row.createdAt, row.createdBy],
  );
}

export async function adhesionById(tx: EntityManager, id: string): Promise<AdhesionRow | null> {
  const rows: AdhesionRow[] = await tx.query(`select ${columns} from adhesion where id = $1`, [id]);
  return rows[0] ?? null;
}

/** Those the actor may see, the latest first. */
export function adhesionsWhere(tx: EntityManager, where: { agreementId: string } | { departementCode: string }): Promise<AdhesionRow[]> {
  const [column, value] = 'agreementId' in where ? ['agreement_id', where.agreementId] : ['departement_code', where.departementCode];
  return tx.query(`select ${columns} from adhesion where ${column} = $1 order by created_at desc, id`, [value]);
}

/** Whether a request of this partner is on its way. */
export async function hasOpenRequest(tx: EntityManager, agreementId: string, partnerId: string): Promise<boolean> {
  const rows: unknown[] = await tx.query(`select from adhesion where agreement_id = $1 and partner_id = $2 and state in ('examined', 'pressing', 'accepted', 'signing')`, [agreementId, partnerId]);
  return rows.length > 0;
}

export type JoinableStructure = { id: string; name: string; city: string; gestionnaireId: string };

/** Structures run by one of these gestionnaires. */
export function structuresRunBy(tx: EntityManager, departementCode: string, gestionnaireIds: readonly string[]): Promise<JoinableStructure[]> {
  return tx.query(
    `select id, name, city, gestionnaire_id as "gestionnaireId" from structure where departement_code = $1 and gestionnaire_id::text = any($2::text[]) order by city, name, id`, [departementCode, [...gestionnaireIds]],
  );
}

export type NamedStructure = { id: string; name: string; city: string };

/** As the directory knows them now; one that has left it is not there. */
export function structuresNamed(tx: EntityManager, ids: readonly string[]): Promise<NamedStructure[]> {
  return tx.query('select id, name, city from structure where id::text = any($1::text[]) order by city, name, id', [[...ids]]);
}

export type PartnerCard = { id: string; name: string; siret: string | null; address: string; email: string };

export async function localPartner(tx: EntityManager, departementCode: string, id: string): Promise<PartnerCard | null> {
  const rows: PartnerCard[] = await tx.query('select id, name, siret, address, email from local_partner where departement_code = $1 and id::text = $2', [departementCode, id]);
  return rows[0] ?? null;
}

export async function partnerName(tx: EntityManager, id: string): Promise<string> {
  const rows: { name: string }[] = await tx.query('select name from local_partner where id::text = $1', [id]);
  return rows[0]?.name ?? 'Partenaire qui n’est plus dans l’annuaire';
}

/** Those who act for the partner; nobody does: the address on its card. It is no party yet, so the agreement does not know it. */
export async function peopleOfPartner(tx: EntityManager, departementCode: string, partnerId: string): Promise<{ id: string; name: string; address: string }[]> {
  const people: { id: string; name: string; address: string }[] = await tx.query(
    `select distinct a.id::text as id, a.full_name as name, a.email as address from membership m join account a on a.id = m.account_id
     where m.organisation_id::text = $1 and m.role = 'partner' and m.departement_code = $2 and m.ended_at is null and a.disabled_at is null`,
    [partnerId, departementCode],
  );
  if (people.length > 0) return people;
  const card = await localPartner(tx, departementCode, partnerId);
  return card?.email ? [{ id: partnerId, name: card.name, address: card.email }] : [];
}
