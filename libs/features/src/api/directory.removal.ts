import type { EntityManager } from 'typeorm';
import { removalRefusals } from '#libs/domain';
import type { Dossier, LegalDay, Removable } from '#libs/domain';
import { openMembershipsOf, unfinishedMandatesOf } from '#libs/features/directory';
import { commitmentsOf, removalSentence } from '#libs/features/directory-pages';
import { Problem } from './problem.js';

/** Refuses what a running round, an agreement in force, a mandate, or another card still needs, as the page does. @throws Problem */
export async function checkRemoval(tx: EntityManager, dossier: Dossier, removable: Removable, today: LegalDay): Promise<void> {
  const commitments = await commitmentsOf(tx, dossier.departement.code, today);
  const ties = { memberships: await openMembershipsOf(tx, removable.id), mandates: await unfinishedMandatesOf(tx, removable) };
  const [refusal] = removalRefusals(removable, dossier, commitments, ties);
  if (refusal) throw new Problem(409, refusal.code, removalSentence(refusal));
}
