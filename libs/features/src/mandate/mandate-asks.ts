import type { EntityManager } from 'typeorm';
import { addDays } from '#libs/domain';
import type { Ask, AskContext } from '#libs/features/agreement';
import { formatCount } from '#libs/ui';
import { mandateLinks } from './mandate.links.js';

/** A week: time to call the persons back, and to let those who wish sign another one. */
const soonDays = 7;

/** To an agent: what is begun and must be signed today, and what ends soon. Numbers, so that a home page names nobody. */
export async function mandateAsks(tx: EntityManager, { account: { organisationId, role }, today }: AskContext): Promise<Ask[]> {
  if (role !== 'agent' || organisationId === null) return [];
  const [{ begun, ending }]: [{ begun: number; ending: number }] = await tx.query(
    `select (select count(*)::int from mandate where structure_id = $1 and state in ('drafted', 'informed', 'identified', 'defined')) as begun,
            (select count(*)::int from mandate where structure_id = $1 and state = 'active' and ends_on <= $2) as ending`, [organisationId, addDays(today, soonDays)],
  );
  const signed = begun === 1 ? 'mandat commencé attend sa signature' : 'mandats commencés attendent leur signature';
  return [
    ...(begun > 0 ? [{ sentence: `${begun} ${signed} : aujourd’hui, ou rien n’en est gardé.`, action: 'Finir', href: mandateLinks.list }] : []),
    ...(ending > 0 ? [{ sentence: `${formatCount(ending, 'mandat finit', 'mandats finissent')} dans les sept jours.`, action: 'Voir', href: mandateLinks.list, waits: true }] : []),
  ];
}
