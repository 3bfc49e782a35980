import type { EntityManager } from 'typeorm';
import { notifyBy, prefetBodyId } from '#libs/domain';
import { agreementLinks, agreementsOf, partiesOf } from '#libs/features/agreement';
import type { Ask, AskContext } from '#libs/features/agreement';
import { formatDay } from '#libs/ui';
import { ownNotice } from './notice-panel.js';
import { namesOf, noticeName, ofName, stateSentence } from './notice-words.js';
import { noticeLinks } from './withdrawal.links.js';
import { withdrawalsOf } from './withdrawal.store.js';

/** What notices ask: of the préfecture, whether the letter written to the préfet came; of a party, what its own still needs. */
export async function noticeAsks(tx: EntityManager, context: AskContext): Promise<Ask[]> {
  return context.account.role === 'prefecture' ? receptionAsks(tx, context) : ownAsks(tx, context);
}

/** The préfecture holds the letter, or does not: nobody knows better which day it came. */
async function receptionAsks(tx: EntityManager, { account: { departementCode }, today }: AskContext): Promise<Ask[]> {
  const asks: Ask[] = [];
  for (const agreement of await agreementsOf(tx, departementCode)) {
    const awaited = agreement.state === 'ended' ? [] : (await withdrawalsOf(tx, agreement.id)).filter(({ state, facts }) => (state === 'sent' || state === 'pressing') && facts.addressees.some(({ id, decides }) => decides && id === prefetBodyId));
    const nameOf = namesOf(await partiesOf(tx, agreement.id));
    asks.push(...awaited.map(({ id, facts }) => {
      const useful = notifyBy(facts);
      const until = useful && useful >= today ? ` Le dernier jour utile est ${formatDay(useful)}.` : '';
      return { sentence: `${noticeName(facts.party.kind)} ${ofName(nameOf(facts.party.id))}\u00a0: dites quel jour la lettre au préfet a été reçue.${until}`, action: 'Enregistrer la réception', href: noticeLinks.page(id) };
    }));
  }
  return asks;
}

/** What its own notice still asks of a party; once received, it is told and nothing is left to do. */
async function ownAsks(tx: EntityManager, { account: { departementCode, organisationId, organisationName, role }, today }: AskContext): Promise<Ask[]> {
  if (organisationId === null || (role !== 'gestionnaire' && role !== 'partner')) return [];
  const asks: Ask[] = [];
  for (const agreement of await agreementsOf(tx, departementCode)) {
    const own = agreement.state === 'ended' ? null : ownNotice(await withdrawalsOf(tx, agreement.id), organisationId);
    if (!own) continue;
    const settled = own.state === 'accepted_in_time' || own.state === 'late';
    asks.push({
      sentence: `${settled || own.state === 'drafted' ? '' : `Votre ${noticeName(own.facts.party.kind).toLowerCase()} est ${own.facts.party.kind === 'gestionnaire' ? 'envoyée' : 'envoyé'}. `}${stateSentence(own, organisationName, today, agreement.facts)}`, href: noticeLinks.page(own.id), inPlaceOf: agreementLinks.leave(agreement.id),
      action: settled ? 'Voir le préavis' : own.state === 'drafted' ? 'Continuer le préavis' : 'Dire ce que la lettre est devenue', ...(settled && { waits: true }),
    });
  }
  return asks;
}
