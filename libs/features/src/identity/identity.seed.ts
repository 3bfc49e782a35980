import type { EntityManager } from 'typeorm';
import { addAccount } from './identity.store.js';
import type { Account } from './identity.store.js';

/** The clerks of the demonstration: invented people on a reserved domain. */
export const demonstrationAccounts: readonly Account[] = [
  { id: '4c0f0d5e-7a55-5d0a-9a3e-480000000001', email: 'helene.bastide@prefecture-48.example', fullName: 'Hélène Bastide', role: 'prefecture', departementCode: '48' },
  { id: '4c0f0d5e-7a55-5d0a-9a3e-480000000002', email: 'karim.ferrand@prefecture-48.example', fullName: 'Karim Ferrand', role: 'prefecture', departementCode: '48' },
];

/** Adds the demonstration's accounts; those already there are left as they are. */
export async function seedAccounts(tx: EntityManager, now: Date): Promise<void> {
  for (const account of demonstrationAccounts) await addAccount(tx, account, now);
}
