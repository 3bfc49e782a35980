import type { Role } from '#libs/domain';

/** Each role, as it is said to the person who holds it. */
export const roleNames: Record<Role, string> = {
  prefecture: 'préfecture',
  gestionnaire: 'gestionnaire',
  partner: 'partenaire',
  agent: 'agent France Services',
  auditor: 'auditeur (lecture seule)',
};
