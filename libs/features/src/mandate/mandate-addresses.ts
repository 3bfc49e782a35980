import type { EntityManager } from 'typeorm';
import type { MandateRow } from './mandate.store.js';

/** `id` names what the address was found on, so that a repeat writes to nobody twice. */
export type ConcernedAddress = { id: string; name: string; address: string };

/** The référents of these partners, for the whole département or for this structure (art. 5.2.1); a partner that has none is written to at the address of its card. */
export async function concernedAddresses(tx: EntityManager, { departementCode, structureId }: Pick<MandateRow, 'departementCode' | 'structureId'>, partnerIds: readonly string[]): Promise<ConcernedAddress[]> {
  return tx.query(
    `with partner as (
       select b.id::text as id, b.national_partner_code as code, null::uuid as local_id, b.local_body as name, b.email from national_partner_body b where b.departement_code = $1 and b.id::text = any($3::text[])
       union all select l.id::text, null, l.id, l.name, l.email from local_partner l where l.departement_code = $1 and l.id::text = any($3::text[])),
     reached as (
       select p.id as partner_id, r.id::text as id, r.full_name as name, r.email as address from partner p
       join referent r on r.departement_code = $1 and (r.national_partner_code = p.code or r.local_partner_id = p.local_id) and (r.structure_id is null or r.structure_id = $2::uuid)
       where coalesce(r.email, '') <> '')
     select distinct id, name, address from reached
     union select p.id, p.name, p.email from partner p where coalesce(p.email, '') <> '' and not exists (select from reached where reached.partner_id = p.id)
     order by id`,
    [departementCode, structureId, [...partnerIds]],
  );
}
