import type { EntityManager } from 'typeorm';
import { codesOfMailbox, linkById } from './link.store.js';
import type { CodeRow } from './link.store.js';
import { isShared, mailedCode } from './shared-code.js';

/** For each code whose digits were mailed for another place of the same sitting, the id of the code that was mailed: what it is drawn from. */
export async function mailedIdsOf(tx: EntityManager, codes: readonly Pick<CodeRow, 'id' | 'linkId' | 'createdAt'>[]): Promise<Map<string, string>> {
  const mailed = new Map<string, string>();
  for (const code of codes.filter(({ id }) => isShared(id))) {
    const link = await linkById(tx, code.linkId);
    if (link) mailed.set(code.id, mailedCode<Pick<CodeRow, 'id' | 'linkId'>>(code, await codesOfMailbox(tx, link.signatoryId, code.createdAt)).id);
  }
  return mailed;
}
