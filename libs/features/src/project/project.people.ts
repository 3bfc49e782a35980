import { isMailAddress } from '#libs/domain';
import type { Dossier, Signatory, SigningBodyKind } from '#libs/domain';
import type { KeyStore } from '#libs/platform';

/** To whom one writes of the annexes of a body: whoever signs for it, or the body itself. */
export type Addressee = { name: string; address: string };

/** As the directory has it; null when it knows no address. */
export function addresseeOf(dossier: Dossier, bodyId: string): Addressee | null {
  const body = [...dossier.gestionnaires, ...dossier.nationalPartners, ...dossier.localPartners].find(({ id }) => id === bodyId);
  if (!body) return null;
  if (isMailAddress(body.signatory?.email)) return { name: nameOf(body.signatory!), address: body.signatory!.email };
  return isMailAddress(body.email) ? { name: body.name, address: body.email } : null;
}

/** What sort of gestionnaire it is; null for a partner. */
export function gestionnaireKindOf(dossier: Dossier | null, bodyId: string): SigningBodyKind | null {
  return dossier?.gestionnaires.find(({ id }) => id === bodyId)?.kind ?? null;
}

/** Tells an address from another without keeping it. */
export function addressMac(keys: KeyStore, address: string): string {
  return keys.derive('project-address', address.trim().toLowerCase()).toString('hex');
}

function nameOf({ civility, firstName, lastName }: Signatory): string {
  return `${civility} ${firstName} ${lastName}`;
}
