import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { dayAt, keptFrom, startOfDay } from '#libs/domain';
import type { KeptKind, LegalDay } from '#libs/domain';
import { anchorZone, appendToJournal, CLOCK, Database, instantOf, systemActor } from '#libs/platform';
import type { Clock } from '#libs/platform';

/** Answers of the API that are kept in case a program asks again: a day, as the guide of the API says. */
const repeatHours = 24;

/** What a purge has removed, by kind. */
export type Purged = { signInLinks: number; sessions: number; accounts: number; dataRequests: number; dataLinks: number };

/** A name that is nobody's, and an address where no mail can go (RFC 2606, section 2). */
const closedName = 'Compte clos';
const closedDomain = 'compte-clos.invalid';

const keeper = systemActor('retention');

/**
 * Forgets what is past its time, as the retention table says: once a day, whenever the worker looks. It never touches what proves an agreement:
 * those rules have no period, and nothing here names their tables.
 */
@Injectable()
export class RetentionPurge {
  private last: LegalDay | null = null;

  constructor(private readonly db: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  /** Once a day at most; what two workers do twice is done once, since nothing is left to the second. */
  async catchUp(): Promise<void> {
    const today = dayAt(instantOf(this.clock), anchorZone);
    if (this.last === today) return;
    await this.run();
    this.last = today;
  }

  /** All or nothing; journalled with its counts when there was anything to forget. */
  run(): Promise<Purged> {
    return this.db.withIdentity(keeper, async (tx) => {
      const at = instantOf(this.clock);
      const today = dayAt(at, anchorZone);
      const before = (kind: KeptKind): string => {
        const day = keptFrom(kind, today);
        if (!day) throw new Error(`No calendar decides of ${kind}`);
        return startOfDay(day, anchorZone);
      };
      const purged: Purged = {
        signInLinks: await removed(tx, 'delete from sign_in_link where expires_at < $1', before('sign_in_link')),
        sessions: await removed(tx, 'delete from session where coalesce(ended_at, expires_at) < $1', before('session')),
        dataRequests: await removed(tx, `delete from data_request where state in ('accepted', 'refused') and (facts->>'answeredOn')::date < ($1::timestamptz at time zone '${anchorZone}')::date`, before('data_request')),
        dataLinks: await removed(tx, 'delete from data_link where expires_at < $1', before('data_link')),
        accounts: await closeAccounts(tx, before('account'), this.clock.now()),
      };
      await forgetPassing(tx, this.clock.now());
      if (Object.values(purged).some((count) => count > 0)) {
        await appendToJournal(tx, { subject: 'retention', subjectId: today, recordedAt: at, effectiveOn: today, actor: keeper, event: 'purge', payload: purged, stateFrom: null, stateTo: null, basis: 'RGPD, article 5, § 1, e' });
      }
      return purged;
    });
  }
}

/** What only serves in passing goes by itself when the next one comes; where none comes, it goes here. It is nobody's history, and is not counted. */
async function forgetPassing(tx: EntityManager, now: Date): Promise<void> {
  await tx.query('delete from api_repeat where created_at < $1', [new Date(now.getTime() - repeatHours * 3_600_000)]);
  for (const table of ['proconnect_attempt', 'proconnect_pending', 'proconnect_visit']) await tx.query(`delete from ${table} where expires_at < $1`, [now]);
}

async function removed(tx: EntityManager, sql: string, before: string): Promise<number> {
  const [, count]: [unknown[], number] = await tx.query(sql, [before]);
  return count;
}

/** An account that nobody has been able to use since then loses its name, its address and what opened it. Its number stays, for the journal. */
async function closeAccounts(tx: EntityManager, before: string, now: Date): Promise<number> {
  const [rows]: [{ id: string }[], number] = await tx.query(
    `update account set full_name = $3, email = id || '@' || $4, disabled_at = coalesce(disabled_at, $2)
     where email not like '%@' || $4
       and not exists (select 1 from membership m where m.account_id = account.id and m.ended_at is null)
       and greatest(created_at, last_used_at, (select max(m.ended_at) from membership m where m.account_id = account.id)) < $1
     returning id`,
    [before, now, closedName, closedDomain],
  );
  const ids = rows.map(({ id }) => id);
  for (const table of ['sign_in_link', 'session', 'proconnect_identity', 'calendar_feed']) await tx.query(`delete from ${table} where account_id = any($1)`, [ids]);
  return ids.length;
}
