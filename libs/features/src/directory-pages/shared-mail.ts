import type { Dossier, Signatory } from '#libs/domain';
import type { Candidate } from '#libs/features/directory';
import { formatList } from '#libs/ui';

/**
 * Those who may sign and read the same mailbox as `email`, by name, `self` left out. One person in two capacities (La Poste, gestionnaire and
 * partner) shares the mailbox with nobody.
 */
export function sharersOf(email: string, self: string, { prefetSignatory, gestionnaires, nationalPartners, localPartners }: Dossier, candidates: readonly Candidate[]): string[] {
  const mailbox = email.trim().toLowerCase();
  if (mailbox === '') return [];
  const signatories = [prefetSignatory, ...[...gestionnaires, ...nationalPartners, ...localPartners].map(({ signatory }) => signatory), ...candidates].filter((person) => person !== null);
  const names = signatories.filter((person) => person.email.trim().toLowerCase() === mailbox).map(fullName);
  return [...new Set(names)].filter((name) => name.toLowerCase() !== self.trim().toLowerCase());
}

/** « Cette adresse est aussi celle de Jeanne Roux : chacune de ces personnes recevra son propre lien. » Empty when nobody shares it. */
export function sharedMailSentence(sharers: readonly string[]): string {
  return sharers.length === 0 ? '' : `Cette adresse est aussi celle de ${formatList(sharers)} : chacune de ces personnes recevra son propre lien.`;
}

export function fullName({ firstName, lastName }: Pick<Signatory, 'firstName' | 'lastName'>): string {
  return `${firstName} ${lastName}`;
}
