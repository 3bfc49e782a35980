import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Holding } from '#libs/domain';
import { nationalPartnerId } from '#libs/features/directory';
import { Holdings } from '#libs/features/access';

/** Whose each card of the directory is, and whom it concerns. */
@Injectable()
export class DirectoryHoldings {
  constructor(holdings: Holdings) {
    holdings.defineByUuid('structure', (tx, id) => held(tx, structure, id));
    holdings.defineByUuid('gestionnaire', (tx, id) => held(tx, gestionnaire, id));
    holdings.defineByUuid('local_partner', (tx, id) => held(tx, localPartner, id));
    holdings.defineByUuid('referent', (tx, id) => held(tx, referent, id));
    holdings.defineByUuid('offer', (tx, id) => held(tx, offer, id));
    holdings.defineByUuid('candidate', (tx, id) => held(tx, candidate, id));
    holdings.defineByUuid('national_partner', async (tx, id) => (await held(tx, nationalBody, id)) ?? expectedBody(tx, id));
  }
}

async function held(tx: EntityManager, query: string, id: string): Promise<Holding | null> {
  const [row]: { departement: string; owners: (string | null)[]; related: (string | null)[] }[] = await tx.query(query, [id]);
  const known = (ids: (string | null)[]): string[] => ids.filter((one) => one !== null);
  return row ? { departementCode: row.departement, owners: known(row.owners), related: known(row.related) } : null;
}

/** A national partner in force whose local body nobody has recorded yet has its page already, at the id its row will bear. */
async function expectedBody(tx: EntityManager, id: string): Promise<Holding | null> {
  const rows: { departement: string; partner: string }[] = await tx.query('select departement.code as departement, national_partner.code as partner from departement cross join national_partner');
  const found = rows.find(({ departement, partner }) => nationalPartnerId(departement, partner) === id);
  return found ? { departementCode: found.departement, owners: [id], related: [] } : null;
}

/** Bodies of the partners present in a structure. */
const partnersIn = (structureId: string) => `
  (select b.id from structure_national_partner p join national_partner_body b using (departement_code, national_partner_code) where p.structure_id = ${structureId}
   union all select p.local_partner_id from local_partner_structure p where p.structure_id = ${structureId})`;

const structure = `select departement_code as departement, array[gestionnaire_id, id]::text[] as owners, array${partnersIn('structure.id')}::text[] as related from structure where id = $1`;

const gestionnaire = `
  select departement_code as departement, array[id]::text[] as owners, array(select s.id from structure s where s.gestionnaire_id = gestionnaire.id)::text[] as related from gestionnaire where id = $1`;

const nationalBody = 'select departement_code as departement, array[id]::text[] as owners, array[]::text[] as related from national_partner_body where id = $1';

const localPartner = `
  select departement_code as departement, array[id]::text[] as owners,
    array(select unnest(array[s.id, s.gestionnaire_id]) from local_partner_structure p join structure s on s.id = p.structure_id where p.local_partner_id = local_partner.id)::text[] as related
  from local_partner where id = $1`;

/** The body for which a référent or an offer speaks: by national code in its département, or by local id. */
const partnerOf = (table: string) =>
  `coalesce(${table}.local_partner_id, (select b.id from national_partner_body b where b.departement_code = ${table}.departement_code and b.national_partner_code = ${table}.national_partner_code))`;

const referent = `
  select departement_code as departement, array[${partnerOf('referent')}]::text[] as owners,
    array(select unnest(array[s.id, s.gestionnaire_id]) from structure s where s.departement_code = referent.departement_code and (referent.structure_id is null or s.id = referent.structure_id))::text[] as related
  from referent where id = $1`;

const offer = `
  select departement_code as departement, array[${partnerOf('offer')}]::text[] as owners,
    array(select unnest(array[s.id, s.gestionnaire_id]) from structure s where s.id = offer.structure_id)::text[] as related
  from offer where id = $1`;

const candidate = `select departement_code as departement, array[body_id]::text[] as owners, array[]::text[] as related from signatory_candidate where id = $1`;
