import type { EntityManager } from 'typeorm';
import { agreementLinks, agreementsOf } from '#libs/features/agreement';
import type { Ask, AskContext } from '#libs/features/agreement';
import { ownNotice } from './notice-panel.js';
import { stateSentence } from './notice-words.js';
import { noticeLinks } from './withdrawal.links.js';
import { withdrawalsOf } from './withdrawal.store.js';

/** What its own notice still asks of a party; once received, it is told and nothing is left to do. */
export async function noticeAsks(tx: EntityManager, { account: { departementCode, organisationId, organisationName, role }, today }: AskContext): Promise<Ask[]> {
  if (organisationId === null || (role !== 'gestionnaire' && role !== 'partner')) return [];
  const asks: Ask[] = [];
  for (const agreement of await agreementsOf(tx, departementCode)) {
    const own = agreement.state === 'ended' ? null : ownNotice(await withdrawalsOf(tx, agreement.id), organisationId);
    if (!own) continue;
    const settled = own.state === 'accepted_in_time' || own.state === 'late';
    asks.push({
      sentence: stateSentence(own, organisationName, today, agreement.facts), href: noticeLinks.page(own.id), inPlaceOf: agreementLinks.leave(agreement.id),
      action: settled ? 'Voir le préavis' : own.state === 'drafted' ? 'Continuer le préavis' : 'Dire ce que la lettre est devenue', ...(settled && { waits: true }),
    });
  }
  return asks;
}
