import { bodyKinds, directoryLinks } from '#libs/features/directory';
import type { BodyRef } from '#libs/features/directory';

/** How a page names a body to another: « prefet », « gestionnaire:5b1f… ». */
export function bodyText({ kind, id }: BodyRef): string {
  return id === null ? kind : `${kind}:${id}`;
}

/** The body so named; null for anything else. Whether there is such a body, the directory tells. */
export function bodyFrom(text: unknown): BodyRef | null {
  if (typeof text !== 'string') return null;
  const [given, id = null] = text.split(':');
  const kind = bodyKinds.find((known) => known === given);
  return kind !== undefined && (kind === 'prefet') === (id === null) ? { kind, id } : null;
}

/** The page of a body. */
export function bodyLink({ kind, id }: BodyRef): string {
  if (kind === 'prefet' || id === null) return directoryLinks.prefet;
  return { gestionnaire: directoryLinks.gestionnaire, national_partner: directoryLinks.partner, local_partner: directoryLinks.localPartner }[kind](id);
}
