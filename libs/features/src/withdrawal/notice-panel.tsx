import type { VNode } from 'preact';
import type { EntityManager } from 'typeorm';
import type { Role } from '#libs/domain';
import { partiesOf } from '#libs/features/agreement';
import type { PanelContext } from '#libs/features/agreement';
import { NoticeList } from './notice-page.views.js';
import { namesOf } from './notice-words.js';
import { noticeLinks } from './withdrawal.links.js';
import { withdrawalsOf } from './withdrawal.store.js';

type WayIn = { label: string; href: (agreementId: string) => string };

/** The ways in from an agreement, for each role; a party that has none learns it on the first page (art. 7). */
const waysIn: Partial<Record<Role, readonly WayIn[]>> = {
  partner: [{ label: 'Se retirer', href: noticeLinks.start }],
  gestionnaire: [{ label: 'Dénoncer', href: noticeLinks.start }, { label: 'Enregistrer une lettre reçue', href: noticeLinks.received }],
  prefecture: [{ label: 'Enregistrer une lettre reçue', href: noticeLinks.received }, { label: 'Mettre fin à la convention', href: noticeLinks.start }],
};

export function noticeActions(agreementId: string, role: Role): { label: string; href: string }[] {
  return (waysIn[role] ?? []).map(({ label, href }) => ({ label, href: href(agreementId) }));
}

/** No role has more ways in than this. */
export const waysInMax = Math.max(...Object.values(waysIn).map((ways) => ways.length));

/** The notices of an agreement on its page; nothing when there are none. */
export async function noticePanel(tx: EntityManager, { agreement, today }: PanelContext): Promise<VNode | null> {
  const rows = (await withdrawalsOf(tx, agreement.id)).filter(({ facts, state }) => facts.letters.length > 0 || state === 'drafted');
  if (rows.length === 0) return null;
  const nameOf = namesOf(await partiesOf(tx, agreement.id));
  return (
    <section aria-labelledby="preavis">
      <h2 id="preavis">Retraits et dénonciations</h2>
      <NoticeList rows={rows} nameOf={nameOf} today={today} agreement={agreement} />
      <p><a href={noticeLinks.list(agreement.id)}>Tous les préavis</a></p>
    </section>
  );
}
