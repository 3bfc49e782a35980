import type { EntityManager } from 'typeorm';
import { currentLastUsefulDay, lifeSentence } from '#libs/domain';
import type { LegalDay } from '#libs/domain';
import { agreementLinks, agreementsOf, partiesOf } from '#libs/features/agreement';
import type { Chronicle } from '#libs/features/agreement';

/** The agreement that binds an organisation, and until when it may still leave it. */
export type SpaceDeadline = {
  number: string;
  href: string;
  sentence: string;
  /** Null: past for this term, or nothing runs any more. */
  lastUsefulDay: LegalDay | null;
  /** Where a notice is prepared; null for those to whom art. 7 gives no way out. */
  noticeHref: string | null;
  /** What leaving is called: a gestionnaire denounces, a local partner withdraws. */
  leaving: 'dénoncer' | 'se retirer';
};

/** What the préfecture is asked about its agreements. */
export type HouseLives = { alive: number; decisions: { number: string; href: string }[]; /** Obligations whose day is past. */ late: number };

export async function deadlinesOf(tx: EntityManager, departementCode: string, organisation: string, today: LegalDay): Promise<SpaceDeadline[]> {
  const deadlines: SpaceDeadline[] = [];
  for (const agreement of await agreementsOf(tx, departementCode)) {
    const { id, number, state, facts } = agreement;
    const party = (await partiesOf(tx, id, today)).find(({ partyId }) => partyId === organisation);
    if (!party || state === 'ended') continue;
    const day = currentLastUsefulDay(facts);
    const isLeaving = facts.leavers.some(({ partyId }) => partyId === organisation);
    const mayLeave = (party.kind === 'gestionnaire' || party.kind === 'local_partner') && !isLeaving && (state === 'in_force' || state === 'notice_closing' || state === 'notice_closed');
    deadlines.push({
      number, href: agreementLinks.page(id), sentence: lifeSentence(agreement), lastUsefulDay: (state === 'in_force' || state === 'notice_closing') && day >= today ? day : null, noticeHref: mayLeave ? agreementLinks.leave(id) : null, leaving: party.kind === 'gestionnaire' ? 'dénoncer' : 'se retirer',
    });
  }
  return deadlines;
}

export async function houseLives(tx: EntityManager, chronicle: Chronicle, departementCode: string, today: LegalDay): Promise<HouseLives> {
  const alive = (await agreementsOf(tx, departementCode)).filter(({ state }) => state !== 'ended');
  let late = 0;
  for (const agreement of alive) late += (await chronicle.of(tx, agreement, today)).filter(({ lane, tone }) => lane === 'obligation' && tone === 'late').length;
  const decisions = alive.filter(({ state, facts }) => state === 'executed_in_fact' || (facts.decisionAskedOn !== null && facts.decision === null));
  return { alive: alive.length, decisions: decisions.map(({ id, number, state }) => ({ number, href: `${agreementLinks.page(id)}#${state === 'executed_in_fact' ? 'fin' : 'decider'}` })), late };
}
