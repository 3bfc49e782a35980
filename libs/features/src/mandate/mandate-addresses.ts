import type { EntityManager } from 'typeorm';
import type { Demarche, MandateFacts, ScopeItem } from '#libs/domain';
import type { MandateRow, RecordedAct } from './mandate.store.js';

/** `id` names what the address was found on, so that a repeat writes to nobody twice; `partners`: those that it serves. */
export type ConcernedAddress = { id: string; name: string; address: string; partners: readonly string[] };

/** The démarches entrusted before one of these partners, or in which it had an act: the others are none of its business, and what a newer mandate took over goes on. A consent to share names no démarche. */
export function demarchesBefore(partners: readonly string[], { scope, takenOver }: Pick<MandateFacts, 'scope' | 'takenOver'>, acts: readonly Pick<RecordedAct, 'demarche' | 'partner'>[]): Demarche[] {
  const concerns = ({ demarche, partners: entrusted }: ScopeItem) =>
    partners.some((partner) => entrusted.includes(partner) || acts.some((act) => act.demarche === demarche && act.partner === partner));
  return scope.filter((one) => concerns(one) && takenOver.every(({ demarche }) => demarche !== one.demarche)).map(({ demarche }) => demarche);
}

/** The référents of these partners, for the whole département or for this structure (art. 5.2.1); a partner that has none is written to at the address of its card. */
export async function concernedAddresses(tx: EntityManager, { departementCode, structureId }: Pick<MandateRow, 'departementCode' | 'structureId'>, partnerIds: readonly string[]): Promise<ConcernedAddress[]> {
  return tx.query(
    `with partner as (
       select b.id::text as id, b.national_partner_code as code, null::uuid as local_id, b.local_body as name, b.email from national_partner_body b where b.departement_code = $1 and b.id::text = any($3::text[])
       union all select l.id::text, null, l.id, l.name, l.email from local_partner l where l.departement_code = $1 and l.id::text = any($3::text[])),
     reached as (
       select p.id as partner_id, r.id::text as id, r.full_name as name, r.email as address from partner p
       join referent r on r.departement_code = $1 and (r.national_partner_code = p.code or r.local_partner_id = p.local_id) and (r.structure_id is null or r.structure_id = $2::uuid)
       where coalesce(r.email, '') <> ''),
     found as (
       select * from reached
       union select p.id, p.id, p.name, p.email from partner p where coalesce(p.email, '') <> '' and not exists (select from reached where reached.partner_id = p.id))
     select (array_agg(id order by id))[1] as id, (array_agg(name order by id))[1] as name, (array_agg(address order by id))[1] as address, array_agg(distinct partner_id) as partners
     from found group by lower(address) order by 1`,
    [departementCode, structureId, [...partnerIds]],
  );
}
