import type { Role } from '#libs/domain';

/** In whose name a transaction runs. Ids and codes only: the journal keeps it. */
export type Actor =
  | ActingFor<'account'>
  /** A program of an organisation, by its API token: `id` is the token's. */
  | ActingFor<'token'>
  | { kind: 'signatory'; id: string; linkId: string }
  | { kind: 'system'; id: string }
  | { kind: 'anonymous'; id: string };

/** Under which membership: row-level security stands on these three. */
type ActingFor<K extends string> = { kind: K; id: string; departement: string; role: Role; organisation: string | null };

export const systemActor = (id: string): Actor => ({ kind: 'system', id });
