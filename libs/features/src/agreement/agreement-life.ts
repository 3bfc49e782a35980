import type { EntityManager } from 'typeorm';
import type { AgreementLife } from '#libs/domain';
import { partiesOf, versionsOf } from './agreement.store.js';
import type { AgreementRow } from './agreement.store.js';

/** All that `statusOn` needs to know of an agreement. */
export async function lifeOf(tx: EntityManager, { id, state, facts, signedOn }: Pick<AgreementRow, 'id' | 'state' | 'facts' | 'signedOn'>): Promise<AgreementLife> {
  return { state, facts, signedOn, parties: await partiesOf(tx, id), versions: await versionsOf(tx, id) };
}
