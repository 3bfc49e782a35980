import type { EntityManager } from 'typeorm';
import { instant } from '#libs/domain';
import type { Ask, AskContext } from '#libs/features/agreement';
import { formatList } from '#libs/ui';
import { leftToDo, stateSentence } from './breach-words.js';
import { breachLinks } from './breach.links.js';
import { openBreaches } from './breach.store.js';
import type { BreachRow } from './breach.store.js';

/** What breaches ask: a notice to the CNIL before anything else, then the rest of the file. An agent reads where it stands. */
export function breachAsks(now: () => Date) {
  return async (tx: EntityManager, { account: { role } }: AskContext): Promise<Ask[]> => {
    if (role !== 'gestionnaire' && role !== 'agent') return [];
    const at = instant(now().toISOString());
    return (await openBreaches(tx)).map((row): Ask => ({
      sentence: row.state === 'notified' ? `Violation ${row.number} : ${nextWords(row)}.` : `Violation ${row.number} : ${stateSentence(row, at)}`,
      action: role === 'agent' || row.state === 'notified' ? 'Voir la violation' : 'Préparer la notification',
      href: role === 'agent' || row.state === 'notified' ? breachLinks.page(row.id) : breachLinks.notice(row.id),
      ...(role === 'agent' && { waits: true }),
    }));
  };
}

function nextWords({ facts }: BreachRow): string {
  const left = leftToDo(facts);
  return left.length === 0 ? 'tout est fait, le dossier peut être clos' : `il reste à ${formatList(left)}`;
}
