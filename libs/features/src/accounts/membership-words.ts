import type { Role } from '#libs/domain';
import { roleNames } from '#libs/features/identity';
import type { BadgeTone } from '#libs/ui';

/** What decides the state of an habilitation. */
export type MembershipDates = { lastUsedAt: Date | null; endedAt: Date | null; disabledAt: Date | null; createdBy: string };

/** The state of an habilitation, in words and a tone. Deactivated is closed: the person can do nothing with it. Those of the demonstration were given without a mail. */
export function membershipState({ lastUsedAt, endedAt, disabledAt, createdBy }: MembershipDates): { label: string; tone: BadgeTone } {
  if (endedAt || disabledAt) return { label: 'Close', tone: 'neutral' };
  if (lastUsedAt) return { label: 'Active', tone: 'success' };
  return { label: createdBy === 'seed' ? 'Jamais utilisée' : 'Invitation envoyée', tone: 'info' };
}

/** The role with its capital, at the beginning of a line. */
export function roleTitle(role: Role): string {
  const name = roleNames[role];
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** Who gave it. The first ones came with the installation; somebody else may have left, or belong to those one does not see. */
export function giverName({ createdBy, givenBy }: { createdBy: string; givenBy: string | null }): string {
  if (givenBy) return givenBy;
  return createdBy === 'seed' || createdBy === 'system' ? 'l’installation du service' : 'une personne habilitée';
}
