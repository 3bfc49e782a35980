import type { Dossier } from '#libs/domain';

/** A dossier as a round keeps it for ever: nothing printed says a mobile number, which stays with the person who signs, where it can be corrected and erased. */
export function keptDossier(dossier: Dossier): Dossier {
  return JSON.parse(JSON.stringify(dossier, (key, value: unknown) => (key === 'mobile' ? undefined : value))) as Dossier;
}
