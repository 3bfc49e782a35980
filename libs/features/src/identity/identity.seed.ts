import type { EntityManager } from 'typeorm';
import type { Role } from '#libs/domain';
import { accountsByEmail, giveMembership, membershipsOf, recordPerson } from './identity.store.js';
import { roleNames } from './role-names.js';

type SeededAccount = { id: string; email: string; fullName: string; memberships: readonly { id: string; role: Role; organisationId: string | null }[] };

const departementCode = '48';
const seededId = (rank: number) => `4c0f0d5e-7a55-5d0a-9a3e-48000000000${rank}`;
const membershipId = (rank: number) => `4c0f0d5e-7a55-5d0a-9a3e-48000000010${rank}`;
const clerk = (rank: number, email: string, fullName: string): SeededAccount => ({ id: seededId(rank), email, fullName, memberships: [{ id: membershipId(rank), role: 'prefecture', organisationId: null }] });

/** The clerks of the demonstration: invented people on a reserved domain. */
export const demonstrationAccounts: readonly SeededAccount[] = [
  clerk(1, 'helene.bastide@prefecture-48.example', 'Hélène Bastide'),
  clerk(2, 'karim.ferrand@prefecture-48.example', 'Karim Ferrand'),
  { id: seededId(3), email: 'odile.maurin@controle-48.example', fullName: 'Odile Maurin', memberships: [{ id: membershipId(3), role: 'auditor', organisationId: null }] },
];

/** Whom one may play, for the sign-in page and the command line: those of the demonstration who can still come in, each with every role. */
export async function demonstrationPeople(tx: EntityManager): Promise<{ email: string; fullName: string; roles: string }[]> {
  const shown = [];
  for (const email of [...demonstrationAccounts.map((account) => account.email), ...addressesOfBodies]) {
    for (const person of await accountsByEmail(tx, email)) {
      const memberships = await membershipsOf(tx, person.id);
      if (memberships.length > 0) shown.push({ email, fullName: person.fullName, roles: [...new Set(memberships.map(({ role }) => roleNames[role]))].join(' et ') });
    }
  }
  return shown;
}

/** Adds the demonstration's accounts; those already there are left as they are. The first bodies of the directory get one person each, with every role shown. */
export async function seedAccounts(tx: EntityManager, now: Date): Promise<void> {
  for (const account of [...demonstrationAccounts, ...(await accountsOfBodies(tx))]) {
    const accountId = await recordPerson(tx, account, now);
    for (const membership of account.memberships) {
      const known: unknown[] = await tx.query('select 1 from membership where id = $1', [membership.id]);
      if (known.length === 0) await giveMembership(tx, { ...membership, accountId, departementCode, createdBy: 'seed' }, now);
    }
  }
}

const addressesOfBodies = ['lise.pradel@gestionnaire-48.example', 'yann.astruc@france-services-48.example', 'ines.salles@partenaire-48.example'] as const;

/** A gestionnaire who is also an agent (several roles for one person), a partner, an agent: of whatever body comes first in the directory. */
async function accountsOfBodies(tx: EntityManager): Promise<SeededAccount[]> {
  const [body]: { gestionnaire: string; structure: string; partner: string }[] = await tx.query(
    `select g.id as gestionnaire, s.id as structure, (select id from national_partner_body where departement_code = $1 order by national_partner_code limit 1) as partner
     from gestionnaire g join structure s on s.gestionnaire_id = g.id where g.departement_code = $1 order by g.name, s.name limit 1`,
    [departementCode],
  );
  if (!body) return [];
  return [
    { id: seededId(4), email: addressesOfBodies[0], fullName: 'Lise Pradel', memberships: [{ id: membershipId(4), role: 'gestionnaire', organisationId: body.gestionnaire }, { id: membershipId(5), role: 'agent', organisationId: body.structure }] },
    { id: seededId(6), email: addressesOfBodies[1], fullName: 'Yann Astruc', memberships: [{ id: membershipId(6), role: 'agent', organisationId: body.structure }] },
    { id: seededId(7), email: addressesOfBodies[2], fullName: 'Inès Salles', memberships: [{ id: membershipId(7), role: 'partner', organisationId: body.partner }] },
  ];
}
