import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { Clock } from '../clock.js';
import { systemActor } from '../database/actor.js';
import type { Database } from '../database/database.js';
import type { LateSubject } from '../outbox/alarm.js';
import type { BounceMailbox } from './bounce-mailbox.js';

/** How often the mailbox is looked at. A report takes minutes to come back, and servers count the visits of those who come too often. */
export const mailboxEveryMs = 2 * 60_000;
/** The longest wait after failures: a password refused five times in half an hour locks many accounts. */
export const mailboxWaitMaxMs = 30 * 60_000;
/** A mailbox unread for that long is no passing trouble. */
const mailboxLateMs = 30 * 60_000;

const actor = systemActor('mailer');

/** How far the mailbox was read: `lastUid` counts under `uidValidity` only (RFC 3501, 2.3.1.1), null before the first visit. */
export type Progress = { uidValidity: string | null; lastUid: number };

/** Which mailbox it is, saying neither whose nor where: another one is read from its own beginning. */
export function mailboxAccount({ host, port, user, folder }: BounceMailbox): string {
  return createHash('sha256').update(JSON.stringify([host, port, user, folder])).digest('hex');
}

/**
 * What is known of the mailbox between two visits, in the database: the messages themselves are not marked for that (whoever else reads this mailbox
 * would see it, and many servers take no flag of ours).
 */
export class MailboxProgress {
  private readonly account: string;

  constructor(private readonly db: Database, private readonly clock: Clock, mailbox: BounceMailbox) {
    this.account = mailboxAccount(mailbox);
  }

  /** Takes the next visit, for one reader only whatever the number of workers; null when it is not the hour, or somebody else took it. `failures`: visits in vain just before. Whoever dies in the middle is replaced at the next. */
  async claim(): Promise<(Progress & { failures: number }) | null> {
    const now = this.clock.now();
    const rows: { uidValidity: string | null; lastUid: string; failures: number }[] = await this.query(
      `insert into report_mailbox (account, due_at) values ($1, $2)
       on conflict (account) do update set due_at = excluded.due_at where report_mailbox.due_at <= $3
       returning uid_validity::text as "uidValidity", last_uid::text as "lastUid", attempts as failures`,
      [this.account, new Date(now.getTime() + mailboxEveryMs), now],
    );
    return rows[0] ? { ...rows[0], lastUid: Number(rows[0].lastUid) } : null;
  }

  /** Everything up to that message is read. Never goes back, unless the server numbered its messages anew. */
  async keep({ uidValidity, lastUid }: Progress): Promise<void> {
    await this.query('update report_mailbox set last_uid = case when uid_validity = $2::bigint then greatest(last_uid, $3) else $3 end, uid_validity = $2::bigint where account = $1', [this.account, uidValidity, lastUid]);
  }

  /** `more`: it is looked at again at once. */
  async succeeded(more: boolean): Promise<void> {
    await this.query('update report_mailbox set attempts = 0, failing_since = null, due_at = case when $2 then $3 else due_at end where account = $1', [this.account, more, this.clock.now()]);
  }

  /** The failures so far. The next visit comes later and later. */
  async failed(): Promise<number> {
    const now = this.clock.now();
    const rows: { attempts: number }[] = await this.query(
      `with failed as (
         update report_mailbox set attempts = attempts + 1, failing_since = coalesce(failing_since, $2),
           due_at = $2::timestamptz + least($3 * power(2, least(attempts, 10) + 1), $4) * interval '1 millisecond'
         where account = $1 returning attempts)
       select attempts from failed`,
      [this.account, now, mailboxEveryMs, mailboxWaitMaxMs],
    );
    return rows[0]?.attempts ?? 0;
  }

  private query<T>(text: string, values: unknown[]): Promise<T[]> {
    return this.db.withIdentity(actor, (tx) => tx.query(text, values));
  }
}

/** The mailbox of reports, once it has not been read for too long, whether it refuses us or nobody visits it. */
export function lateMailbox(tx: EntityManager, mailbox: BounceMailbox, now: Date): Promise<LateSubject[]> {
  return tx.query(
    `select 'mailbox' as subject, 'reports' as "subjectId", 'readReports' as work, attempts, coalesce(failing_since, due_at) as since from report_mailbox where account = $1 and coalesce(failing_since, due_at) <= $2`,
    [mailboxAccount(mailbox), new Date(now.getTime() - mailboxLateMs)],
  );
}
