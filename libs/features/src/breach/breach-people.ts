import type { EntityManager } from 'typeorm';
import { peopleOf } from '#libs/features/agreement';
import type { MailAddressee } from '#libs/features/agreement';
import { nationalPartnerId, nationalPartnerReferences } from '#libs/features/directory';
import type { BreachRow } from './breach.store.js';

/** Where something may be declared: a structure, or the gestionnaire itself. */
export type BreachPlace = { departementCode: string; timeZone: string; gestionnaireId: string; gestionnaireName: string; structureId: string | null; structureName: string | null };

/** A partner that may decide what these data are for: present in the structure, or in one of the gestionnaire's. */
export type PossibleController = { id: string; name: string };

const placeColumns = 'g.departement_code as "departementCode", d.time_zone as "timeZone", g.id as "gestionnaireId", g.name as "gestionnaireName"';

export async function placeOfStructure(tx: EntityManager, structureId: string): Promise<BreachPlace | null> {
  const rows: BreachPlace[] = await tx.query(
    `select ${placeColumns}, s.id as "structureId", s.name as "structureName" from structure s join gestionnaire g on g.id = s.gestionnaire_id join departement d on d.code = g.departement_code where s.id::text = $1`, [structureId],
  );
  return rows[0] ?? null;
}

export async function placeOfGestionnaire(tx: EntityManager, gestionnaireId: string): Promise<BreachPlace | null> {
  const rows: BreachPlace[] = await tx.query(
    `select ${placeColumns}, null as "structureId", null as "structureName" from gestionnaire g join departement d on d.code = g.departement_code where g.id::text = $1`, [gestionnaireId],
  );
  return rows[0] ?? null;
}

/** Structures that a gestionnaire runs today. */
export function structuresOf(tx: EntityManager, gestionnaireId: string): Promise<{ id: string; name: string }[]> {
  return tx.query('select id, name from structure where gestionnaire_id::text = $1 order by name, id', [gestionnaireId]);
}

/** A national partner is present before its local body is known: it answers for these data all the same, under the name that it bears everywhere. */
export async function possibleControllers(tx: EntityManager, { departementCode, gestionnaireId, structureId }: Pick<BreachRow, 'departementCode' | 'gestionnaireId' | 'structureId'>): Promise<PossibleController[]> {
  const rows: { code: string | null; id: string | null; name: string }[] = await tx.query(
    `with place as (select id from structure where case when $2::text is null then gestionnaire_id::text = $1 else id::text = $2 end)
     select distinct p.national_partner_code as code, null as id, coalesce(b.local_body, '') as name from structure_national_partner p join place on place.id = p.structure_id
       left join national_partner_body b on b.departement_code = $3 and b.national_partner_code = p.national_partner_code
     union all
     select null, l.id::text, l.name from local_partner l where exists (select from local_partner_structure p join place on place.id = p.structure_id where p.local_partner_id = l.id)`,
    [gestionnaireId, structureId, departementCode],
  );
  const named = rows.map(({ code, id, name }) => ({ id: id ?? nationalPartnerId(departementCode, code!), name: name || lastName(code) }));
  return named.sort((a, b) => a.name.localeCompare(b.name, 'fr') || (a.id < b.id ? -1 : 1));
}

/** The partners of these ids in a département, present or not any more. */
export async function partnersNamed(tx: EntityManager, departementCode: string, ids: readonly string[]): Promise<PossibleController[]> {
  const rows: PossibleController[] = await tx.query(
    `select id::text as id, local_body as name from national_partner_body where id::text = any($1::text[]) union all select id::text, name from local_partner where id::text = any($1::text[])`, [[...ids]],
  );
  const national = nationalPartnerReferences.map(({ code }) => ({ id: nationalPartnerId(departementCode, code), name: lastName(code) }));
  return ids.flatMap((id) => {
    const known = rows.find((row) => row.id === id);
    const reference = national.find((one) => one.id === id);
    return known ? [{ id, name: known.name || (reference?.name ?? '') }] : reference ? [reference] : [];
  });
}

/** The name it bears, or bore last. */
function lastName(code: string | null): string {
  return nationalPartnerReferences.find((one) => one.code === code)?.names.at(-1)?.name ?? '';
}

/** The code of a national partner of the département; null for a local one. */
function codeOf(departementCode: string, id: string): string | null {
  return nationalPartnerReferences.find(({ code }) => nationalPartnerId(departementCode, code) === id)?.code ?? null;
}

/** Those who act for the gestionnaire, and whoever declared it. */
export async function peopleToRemind(tx: EntityManager, { departementCode, gestionnaireId, gestionnaireName, declaredBy }: BreachRow): Promise<MailAddressee[]> {
  const declarer: MailAddressee[] = declaredBy === null ? [] : await tx.query(`select 'account' as kind, id::text as id, full_name as name, email as address from account where id = $1 and disabled_at is null`, [declaredBy]);
  return onceEach([...(await peopleOf(tx, departementCode, { partyId: gestionnaireId, name: gestionnaireName })), ...declarer]);
}

/** The référents of a partner for this structure (annexe 6), and those who act for it; nobody is known: the address on its card. */
export async function peopleOfController(tx: EntityManager, { departementCode, structureId }: BreachRow, partner: PossibleController): Promise<MailAddressee[]> {
  const referents: MailAddressee[] = await tx.query(
    `select 'referent' as kind, r.id::text as id, r.full_name as name, r.email as address from referent r
     where r.departement_code = $1 and coalesce(r.email, '') <> '' and (r.structure_id is null or $3::text is null or r.structure_id::text = $3)
       and (r.local_partner_id::text = $2 or r.national_partner_code = $4)
     order by r.full_name, r.id`,
    [departementCode, partner.id, structureId, codeOf(departementCode, partner.id)],
  );
  return onceEach([...referents, ...(await peopleOf(tx, departementCode, { partyId: partner.id, name: partner.name }))]);
}

function onceEach(people: readonly MailAddressee[]): MailAddressee[] {
  return people.filter(({ address }, rank) => people.findIndex((other) => other.address.toLowerCase() === address.toLowerCase()) === rank);
}
