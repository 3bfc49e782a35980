import type { EntityManager } from 'typeorm';
import { dayAt } from '#libs/domain';
import type { Instant } from '#libs/domain';
import { departementOf } from '#libs/features/directory';
import { accountSubject } from '#libs/features/identity';
import { anchorZone, appendToJournal } from '#libs/platform';
import type { Actor } from '#libs/platform';

/** What is written of accounts: ids, roles and counts only. */
export type AccountLine = { subjectId: string; event: string; payload: object; actor: Actor; at: Instant; timeZone: string };

/** A line about an account, or about the accounts of a département when they are read. */
export function journalAccount(tx: EntityManager, { subjectId, event, payload, actor, at, timeZone }: AccountLine): Promise<void> {
  return appendToJournal(tx, { subject: accountSubject, subjectId, recordedAt: at, effectiveOn: dayAt(at, timeZone), actor, event, payload, stateFrom: null, stateTo: null, basis: null });
}

/** Whose civil days count in that département. */
export async function timeZoneOf(tx: EntityManager, departementCode: string): Promise<string> {
  return (await departementOf(tx, departementCode))?.timeZone ?? anchorZone;
}
