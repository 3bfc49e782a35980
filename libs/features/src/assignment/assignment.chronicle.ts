import type { EntityManager } from 'typeorm';
import { assignmentStateNames, consentUntil } from '#libs/domain';
import type { LegalDay } from '#libs/domain';
import type { AgreementRow, ChronicleEntry } from '#libs/features/agreement';
import { assignmentLinks } from './assignment.links.js';
import { assignmentsOf } from './assignment.store.js';
import type { AssignmentRow } from './assignment.store.js';

/** Assignments and mergers of one agreement, asked, awaited and settled. */
export async function assignmentChronicle(tx: EntityManager, agreement: AgreementRow, today: LegalDay): Promise<ChronicleEntry[]> {
  return (await assignmentsOf(tx, agreement.id)).flatMap((row) => entriesOf(row, today));
}

function entriesOf({ id, state, facts }: AssignmentRow, today: LegalDay): ChronicleEntry[] {
  const { askedOn, effectOn, assignee, byLaw } = facts;
  if (askedOn === null) return [];
  const one = (name: string, on: LegalDay, title: string, tone: ChronicleEntry['tone']): ChronicleEntry => ({ uid: `assignment-${id}-${name}`, on, lane: 'party', title, tone, href: assignmentLinks.page(id) });
  const what = byLaw ? 'Substitution par la loi' : 'Cession';
  const open = state === 'awaiting' || state === 'pressing';
  const last = consentUntil(facts);
  return [
    one('asked', askedOn, `${what} au profit de ${assignee.name} : demande`, 'done'),
    ...(open ? [one('until', last, `Dernier jour pour consentir à la cession au profit de ${assignee.name}`, last < today ? 'late' : 'due')] : []),
    ...(state === 'cancelled' ? [] : [one('effect', effectOn, open || state === 'announced' || state === 'settling' ? `${what} au profit de ${assignee.name} : jour d’effet` : `${what} au profit de ${assignee.name} : ${assignmentStateNames[state]}`, state === 'effective' ? 'done' : state === 'refused' || state === 'without_object' ? 'info' : 'due')]),
  ];
}
