import type { EntityManager } from 'typeorm';
import { prefetBodyId } from '#libs/domain';
import { agreementsOf, partiesOf } from '#libs/features/agreement';
import type { Ask, AskContext } from '#libs/features/agreement';
import { formatDay } from '#libs/ui';
import { assignmentLinks } from './assignment.links.js';
import { assignmentsOf } from './assignment.store.js';

/** The consent that an assignment waits for from whoever reads: silence makes it fail. */
export async function assignmentAsks(tx: EntityManager, { account: { departementCode, organisationId, role }, today }: AskContext): Promise<Ask[]> {
  const mine = role === 'prefecture' ? prefetBodyId : role === 'gestionnaire' || role === 'partner' ? organisationId : null;
  if (mine === null) return [];
  const asks: Ask[] = [];
  for (const agreement of await agreementsOf(tx, departementCode)) {
    const open = (await assignmentsOf(tx, agreement.id)).filter(({ state, assignorId, facts }) => (state === 'awaiting' || state === 'pressing') && assignorId !== mine && facts.assignee.partyId !== mine && !facts.answers.some(({ partyId }) => partyId === mine));
    if (open.length === 0 || !(await partiesOf(tx, agreement.id, today)).some(({ partyId }) => partyId === mine)) continue;
    asks.push(...open.map(({ id, facts }) => ({ sentence: `Une cession à ${facts.assignee.name} attend votre réponse, datée d’avant ${formatDay(facts.effectOn)} : le silence la fait échouer.`, action: 'Répondre', href: assignmentLinks.page(id) })));
  }
  return asks;
}
