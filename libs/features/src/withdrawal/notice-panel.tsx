import type { VNode } from 'preact';
import type { EntityManager } from 'typeorm';
import type { Role, Standing } from '#libs/domain';
import { partiesOf } from '#libs/features/agreement';
import type { AgreementParty, AgreementRow, PanelAction, PanelContext } from '#libs/features/agreement';
import { NoticeList } from './notice-page.views.js';
import { namesOf } from './notice-words.js';
import { partyOf, wayOut } from './notice-rights.js';
import { noticeLinks } from './withdrawal.links.js';
import { withdrawalsOf } from './withdrawal.store.js';
import type { WithdrawalRow } from './withdrawal.store.js';

type WayIn = { label: string; href: (agreementId: string) => string };

/** The ways in from an agreement, for each role; a party that has none learns it on the first page (art. 7). */
const waysIn: Partial<Record<Role, readonly WayIn[]>> = {
  partner: [{ label: 'Se retirer', href: noticeLinks.start }],
  gestionnaire: [{ label: 'Dénoncer', href: noticeLinks.start }, { label: 'Enregistrer une lettre reçue', href: noticeLinks.received }],
  prefecture: [{ label: 'Enregistrer une lettre reçue', href: noticeLinks.received }, { label: 'Mettre fin à la convention', href: noticeLinks.start }],
};

/** A party whose notice is under way follows it instead of starting another; one that art. 7 lets go nowhere is told so, and not invited to leave. */
export function noticeActions({ id: agreementId, state }: Pick<AgreementRow, 'id' | 'state'>, standing: Standing, parties: readonly AgreementParty[], rows: readonly WithdrawalRow[]): PanelAction[] {
  if (state === 'ended') return [];
  // Once it has expired, or its end is decided, nobody leaves it any more: a letter received is still entered.
  const isOver = state === 'terminating' || state === 'executed_in_fact';
  const open = (waysIn[standing.role] ?? []).filter(({ href }) => !isOver || href !== noticeLinks.start);
  const ways = open.map(({ label, href }) => ({ label, href: href(agreementId) }));
  if (standing.role === 'prefecture' || ways.length === 0) return ways;
  const party = partyOf(parties, standing);
  if (!party) return [];
  if (wayOut[party.kind] === 'not_provided') return [{ label: 'Peut-on quitter la convention ?', href: noticeLinks.start(agreementId), rare: true }];
  const own = ownNotice(rows, party.partyId);
  return own ? [{ label: party.kind === 'gestionnaire' ? 'Suivre notre dénonciation' : 'Suivre notre retrait', href: noticeLinks.page(own.id) }, ...ways.filter(({ href }) => href !== noticeLinks.start(agreementId))] : ways;
}

const underWay: readonly WithdrawalRow['state'][] = ['drafted', 'sent', 'pressing', 'accepted_in_time', 'late'];

/** The notice of a party that is being prepared, proven or waited for. */
export function ownNotice(rows: readonly WithdrawalRow[], partyId: string): WithdrawalRow | null {
  return rows.findLast(({ state, facts }) => facts.party.id === partyId && underWay.includes(state)) ?? null;
}

/** The same on the page of an agreement, which knows neither its parties nor its notices yet. Leaving is offered there, never put forward. */
export async function waysInOf(tx: EntityManager, { agreement, account, today }: PanelContext): Promise<PanelAction[]> {
  const { role, departementCode, organisationId, id: accountId } = account;
  const actions = noticeActions(agreement, { role, departementCode, organisationId, accountId }, await partiesOf(tx, agreement.id, today), await withdrawalsOf(tx, agreement.id));
  return actions.map((action) => (action.href === noticeLinks.start(agreement.id) ? { ...action, rare: true } : action));
}

/** No role has more ways in than this. */
export const waysInMax = Math.max(...Object.values(waysIn).map((ways) => ways.length));

/** The notices of an agreement on its page; nothing when there are none. */
export async function noticePanel(tx: EntityManager, { agreement, today }: PanelContext): Promise<VNode | null> {
  const rows = (await withdrawalsOf(tx, agreement.id)).filter(({ facts, state }) => facts.letters.length > 0 || state === 'drafted');
  if (rows.length === 0) return null;
  const nameOf = namesOf(await partiesOf(tx, agreement.id));
  return (
    <section aria-labelledby="preavis" class="fr-mb-5w">
      <h2 id="preavis">Retraits et dénonciations</h2>
      <NoticeList rows={rows} nameOf={nameOf} today={today} agreement={agreement} />
      <p><a href={noticeLinks.list(agreement.id)}>Tous les préavis</a></p>
    </section>
  );
}
