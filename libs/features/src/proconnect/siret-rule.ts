import { isValidSiret } from '#libs/domain';

/** A SIRET is an establishment's; its first nine digits, the SIREN, are the organisation's. */
const sirenLength = 9;

/** A membership in force, with the SIRET recorded for its organisation, if any. */
export type HeldMembership = { id: string; organisationName: string; organisationSiret: string | null };

/** `vouched`: all that the SIRET opens, the first included. */
export type SiretVerdict =
  | { opens: true; membershipId: string; vouched: string[] }
  | { opens: false; organisations: { name: string; siretKnown: boolean }[] };

/**
 * Which membership a SIRET of ProConnect opens: the first whose organisation has its SIREN; and among which one may then change role. A colleague works at another establishment of the
 * same organisation; nobody enters for an organisation they no longer work for. Without a valid SIRET on record, an organisation opens to none.
 */
export function membershipOpenedBy(siret: string, memberships: readonly HeldMembership[]): SiretVerdict {
  const siren = sirenOf(siret);
  const vouched = siren === null ? [] : memberships.filter(({ organisationSiret }) => organisationSiret !== null && sirenOf(organisationSiret) === siren).map(({ id }) => id);
  const [membershipId] = vouched;
  if (membershipId !== undefined) return { opens: true, membershipId, vouched };
  return { opens: false, organisations: memberships.map(({ organisationName, organisationSiret }) => ({ name: organisationName, siretKnown: organisationSiret !== null && sirenOf(organisationSiret) !== null })) };
}

function sirenOf(siret: string): string | null {
  return isValidSiret(siret) ? siret.slice(0, sirenLength) : null;
}

/** « 200 034 528 00041 », with no-break spaces; anything that is not fourteen digits is shown as it came, cut short. */
export function spellSiret(siret: string): string {
  const parts = /^(\d{3})(\d{3})(\d{3})(\d{5})$/.exec(siret);
  return parts ? parts.slice(1).join('\u00A0') : siret.slice(0, 20);
}
