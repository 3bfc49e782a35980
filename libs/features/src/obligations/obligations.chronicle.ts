import type { LegalDay } from '#libs/domain';
import { formatCount } from '#libs/ui';
import type { ChronicleEntry } from '#libs/features/agreement';
import { groupsOf } from './obligation-groups.js';
import { periodWords, stateSentence, titleOf } from './obligation-words.js';
import type { ObligationRow } from './obligation.store.js';
import { obligationLinks } from './obligations.links.js';

/**
 * What the timeline and the calendars say: one entry per kind and day due, however many structures share it (« Compte rendu trimestriel :
 * 12 structures sur 19 »). A user's request is not told there: it concerns one structure for three days.
 */
export function obligationChronicle(agreementId: string, rows: readonly ObligationRow[], today: LegalDay): ChronicleEntry[] {
  const told = rows.filter(({ kind, state }) => kind !== 'user_request' && state !== 'waived' && state !== 'released');
  return groupsOf(told, nameOf).flatMap((group) => [entryOf(agreementId, group, today), ...meetingsOf(group, today)]);
}

const nameOf = ({ kind, dueOn }: ObligationRow): string => `${kind}-${dueOn}`;

function entryOf(agreementId: string, group: readonly [ObligationRow, ...ObligationRow[]], today: LegalDay): ChronicleEntry {
  const [first] = group;
  const done = group.filter(({ state }) => state === 'done');
  const late = group.filter(({ state }) => state === 'late').length;
  const doneLate = done.filter(({ facts }) => facts.done!.late).length;
  const head = titleOf({ ...first, debtorName: null });
  const alone = first.kind === 'steering_committee';
  const details = [periodWords(first.facts), ...(late > 0 && group.length > 1 ? [`${late} en retard`] : []), ...(doneLate > 0 ? [`${formatCount(doneLate, 'faite')} en retard`] : [])];
  return {
    uid: `obligation-${agreementId}-${nameOf(first)}`,
    on: first.dueOn,
    lane: 'obligation',
    title: alone ? head : group.length === 1 ? titleOf(first) : `${head} : ${formatCount(done.length, 'structure à jour', 'structures à jour', 'aucune structure à jour')} sur ${group.length}`,
    detail: alone && !isWaiting(first) ? stateSentence(first, today) : details.join(', '),
    href: alone ? obligationLinks.page(first.id) : obligationLinks.year(agreementId, Number(first.dueOn.slice(0, 4))),
    tone: late > 0 ? 'late' : done.length === group.length ? 'done' : 'due',
    ...(alone ? {} : { concerns: [...new Set(group.flatMap(({ gestionnaireId }) => gestionnaireId ?? []))] }),
  };
}

/** Its day is told by the entry itself: there is nothing to add but its period. */
const isWaiting = ({ state }: ObligationRow): boolean => state === 'awaited' || state === 'reminded';

/** The meeting has a day of its own, before the day due. */
function meetingsOf(group: readonly ObligationRow[], today: LegalDay): ChronicleEntry[] {
  return group.flatMap(({ id, facts: { meeting, done } }) => {
    if (!meeting) return [];
    const tone = done ? ('done' as const) : meeting.on >= today ? ('due' as const) : ('info' as const);
    return [{ uid: `obligation-${id}-meeting`, on: meeting.on, lane: 'obligation' as const, title: done ? 'Réunion du comité de pilotage' : 'Réunion du comité de pilotage, convoquée', href: obligationLinks.page(id), tone }];
  });
}
