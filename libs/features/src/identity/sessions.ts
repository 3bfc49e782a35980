import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CLOCK, Database, systemActor } from '#libs/platform';
import type { Clock } from '#libs/platform';
import { membershipsOf, tokenHash } from './identity.store.js';
import type { Account, Membership } from './identity.store.js';

/** A working day and its evening: the absolute limit of a session. */
export const sessionHours = 12;
/** A lunch and a meeting: a desk left open longer than that is a desk left. */
export const idleMinutes = 120;
/** « Last seen » is written at most so often: a page and its pictures are one visit. */
const seenEveryMs = 60_000;
/** Browsers send novels; a list of sessions needs a line. */
const userAgentLengthMax = 200;

/** `vouched`: the memberships that whoever opened the door vouches for, among which one may change role; null: all of them. */
export type SessionOpening = { accountId: string; membershipId: string; openedBy: 'link' | 'proconnect'; vouched: readonly string[] | null; userAgent: string };
export type OpenSession = { id: string; account: Account; openedBy: 'link' | 'proconnect'; vouched: readonly string[] | null };
export type ListedSession = { id: string; createdAt: Date; lastSeenAt: Date | null; openedBy: 'link' | 'proconnect'; userAgent: string; role: Membership['role'] };

const keeper = systemActor('session');

/** Sessions live here and not in the browser, which holds a token only: they can be listed and ended. A token changes with each sign-in and each change of role. */
@Injectable()
export class Sessions {
  constructor(private readonly db: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  /** Opens a session and returns its token, given once and kept hashed. */
  async open(tx: EntityManager, { accountId, membershipId, openedBy, vouched, userAgent }: SessionOpening): Promise<string> {
    const token = randomBytes(32).toString('base64url');
    const now = this.clock.now();
    await tx.query(
      'insert into session (token_hash, account_id, membership_id, opened_by, vouched, user_agent, created_at, last_seen_at, expires_at) values ($1, $2, $3, $4, $8, $5, $6, $6, $7)',
      [tokenHash(token), accountId, membershipId, openedBy, userAgent.slice(0, userAgentLengthMax), now, new Date(now.getTime() + sessionHours * 3_600_000), vouched],
    );
    await tx.query('update account set last_used_at = $2 where id = $1', [accountId, now]);
    await tx.query('update membership set last_used_at = $2 where id = $1', [membershipId, now]);
    return token;
  }

  /** Who holds this token; null when the session is over, idle for too long, or its person or membership no longer in force. */
  find(token: string): Promise<OpenSession | null> {
    return this.db.withIdentity(keeper, async (tx) => {
      const now = this.clock.now();
      const [row]: { id: string; accountId: string; membershipId: string; openedBy: OpenSession['openedBy']; vouched: string[] | null; lastSeenAt: Date; email: string; fullName: string }[] = await tx.query(
        `select session.id, session.account_id as "accountId", session.membership_id as "membershipId", session.opened_by as "openedBy", session.vouched, session.last_seen_at as "lastSeenAt", account.email, account.full_name as "fullName"
         from session join account on account.id = session.account_id
         where session.token_hash = $1 and session.ended_at is null and session.expires_at > $2 and session.last_seen_at > $3 and account.disabled_at is null`,
        [tokenHash(token), now, new Date(now.getTime() - idleMinutes * 60_000)],
      );
      const membership = row && (await membershipsOf(tx, row.accountId)).find(({ id }) => id === row.membershipId);
      if (!row || !membership) return null;
      if (now.getTime() - row.lastSeenAt.getTime() >= seenEveryMs) await tx.query('update session set last_seen_at = $2 where id = $1', [row.id, now]);
      const { role, departementCode, organisationId, organisationName } = membership;
      return { id: row.id, openedBy: row.openedBy, vouched: row.vouched, account: { id: row.accountId, email: row.email, fullName: row.fullName, membershipId: membership.id, role, departementCode, organisationId, organisationName } };
    });
  }

  /** Another role of the same person: the old token ends and a new one begins, once. Null when the membership is not theirs, or not vouched for. */
  async change(token: string, membershipId: string, userAgent: string): Promise<string | null> {
    const session = await this.find(token);
    if (!session || !isVouched(session, membershipId)) return null;
    return this.db.withIdentity(keeper, async (tx) => {
      if (!(await membershipsOf(tx, session.account.id)).some(({ id }) => id === membershipId)) return null;
      if (!(await this.end(tx, session.id))) return null;
      return this.open(tx, { accountId: session.account.id, membershipId, openedBy: session.openedBy, vouched: session.vouched, userAgent });
    });
  }

  /** The sessions a person has open, the latest first. */
  list(accountId: string): Promise<ListedSession[]> {
    return this.db.withIdentity(keeper, (tx) =>
      tx.query(
        `select session.id, session.created_at as "createdAt", session.last_seen_at as "lastSeenAt", session.opened_by as "openedBy", session.user_agent as "userAgent", membership.role
         from session join membership on membership.id = session.membership_id
         where session.account_id = $1 and session.ended_at is null and session.expires_at > $2 and session.last_seen_at > $3 order by session.created_at desc`,
        [accountId, this.clock.now(), new Date(this.clock.now().getTime() - idleMinutes * 60_000)],
      ),
    );
  }

  /** Ends one session, by its id; false when it was over. */
  async end(tx: EntityManager, id: string): Promise<boolean> {
    const [rows]: [unknown[], number] = await tx.query('update session set ended_at = $2 where id = $1 and ended_at is null returning id', [id, this.clock.now()]);
    return rows.length === 1;
  }

  /** Ends whatever a person has open, or only what stands on one membership. */
  async endAll(tx: EntityManager, accountId: string, membershipId: string | null = null): Promise<void> {
    await tx.query('update session set ended_at = $3 where account_id = $1 and ended_at is null and ($2::uuid is null or membership_id = $2)', [accountId, membershipId, this.clock.now()]);
  }

  /** The person leaves. */
  leave(token: string): Promise<void> {
    return this.db.withIdentity(keeper, async (tx) => void (await tx.query('update session set ended_at = $2 where token_hash = $1 and ended_at is null', [tokenHash(token), this.clock.now()])));
  }
}

/** Whether the door by which one came in opens that membership too: ProConnect speaks for one organisation at a time. */
export function isVouched({ vouched }: Pick<OpenSession, 'vouched'>, membershipId: string): boolean {
  return vouched === null || vouched.includes(membershipId);
}
