import type { EntityManager } from 'typeorm';
import type { Role } from '#libs/domain';

/** For whom somebody may be habilitated: an organisation and the role that goes with it. */
export type Organisation = { id: string; role: Extract<Role, 'gestionnaire' | 'partner' | 'agent'>; name: string };

/** The roles that each role may give. */
const givenBy: Partial<Record<Role, readonly Role[]>> = {
  prefecture: ['prefecture', 'gestionnaire', 'partner', 'agent', 'auditor'],
  gestionnaire: ['agent'],
};

export function rolesGivenBy(role: Role): readonly Role[] {
  return givenBy[role] ?? [];
}

/** Whether a role is held for an organisation, or for the département itself. */
export function needsOrganisation(role: Role): role is Organisation['role'] {
  return role === 'gestionnaire' || role === 'partner' || role === 'agent';
}

/** The organisations of the département that the actor sees, under its own identity: a gestionnaire's are its structures. */
export async function organisationsFor(tx: EntityManager, departementCode: string, giver: Role): Promise<Organisation[]> {
  const rows: Organisation[] = await tx.query(
    `select id, 'gestionnaire' as role, name from gestionnaire where departement_code = $1
     union all select b.id, 'partner', coalesce(nullif(b.local_body, ''), b.national_partner_code) from national_partner_body b where b.departement_code = $1
     union all select id, 'partner', name from local_partner where departement_code = $1
     union all select id, 'agent', name from structure where departement_code = $1
     order by 2, 3`,
    [departementCode],
  );
  return rows.filter(({ role }) => rolesGivenBy(giver).includes(role));
}
