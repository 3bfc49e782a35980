/** In whose name a transaction runs. Ids only: the journal keeps it. */
export type Actor =
  | { kind: 'account'; id: string; departement: string }
  | { kind: 'signatory'; id: string; linkId: string }
  | { kind: 'system'; id: string }
  | { kind: 'anonymous'; id: string };

export const systemActor = (id: string): Actor => ({ kind: 'system', id });
