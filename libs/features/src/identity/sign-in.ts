import { randomBytes, randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, Database, KeyStore, WorkflowRunner, systemActor } from '#libs/platform';
import type { Clock } from '#libs/platform';
import { accountByEmail, accountById, endSession, insertSignInLink, openSession, recentSignInLinks, signInLinkOf, tokenHash, useSignInLink } from './identity.store.js';
import type { Account } from './identity.store.js';

/** A sign-in link is asked for and used in the same minutes. */
export const signInMinutes = 15;
/** Links per account and quarter of an hour: enough for an impatient person. */
const linksPerWindowMax = 5;
/** A working day and its evening: the absolute limit of a session. */
export const sessionHours = 12;

export type IdentityEffect = { type: 'sendSignInLink'; linkId: string };
/** Subject of the effects and journal lines about one account. */
export const accountSubject = 'account';

export type SignInLinkState = { state: 'alive'; account: Account; linkId: string } | { state: 'expired' | 'used' | 'unknown' };

/** Signing in by a one-time link. A GET looks, a POST enters. */
@Injectable()
export class SignIn {
  constructor(private readonly db: Database, private readonly runner: WorkflowRunner, private readonly keys: KeyStore, @Inject(CLOCK) private readonly clock: Clock) {}

  /** Sends a link when the address is an account's. Says nothing of whether it is. */
  async request(email: string): Promise<void> {
    await this.db.withIdentity(systemActor('sign-in'), async (tx) => {
      const account = await accountByEmail(tx, email);
      if (!account) return;
      const now = this.clock.now();
      if ((await recentSignInLinks(tx, account.id, new Date(now.getTime() - signInMinutes * 60_000))) >= linksPerWindowMax) return;
      const linkId = randomUUID();
      await insertSignInLink(tx, { id: linkId, accountId: account.id, tokenHash: tokenHash(this.tokenOf(linkId)), now, expiresAt: new Date(now.getTime() + signInMinutes * 60_000) });
      await this.runner.announce(tx, accountSubject, account.id, { type: 'sendSignInLink', linkId });
    });
  }

  look(token: string): Promise<SignInLinkState> {
    return this.db.withIdentity(systemActor('sign-in'), async (tx) => {
      const link = await signInLinkOf(tx, token);
      const account = link && (await accountById(tx, link.accountId));
      if (!link || !account) return { state: 'unknown' };
      if (link.usedAt) return { state: 'used' };
      if (link.expiresAt <= this.clock.now()) return { state: 'expired' };
      return { state: 'alive', account, linkId: link.id };
    });
  }

  /** Uses the link and opens a session; its token is returned once and kept hashed. Null when somebody was quicker. */
  async enter(token: string): Promise<string | null> {
    const link = await this.look(token);
    if (link.state !== 'alive') return null;
    return this.db.withIdentity(systemActor('sign-in'), async (tx) => {
      const now = this.clock.now();
      if (!(await useSignInLink(tx, link.linkId, now))) return null;
      const session = randomBytes(32).toString('base64url');
      await openSession(tx, session, link.account.id, now, new Date(now.getTime() + sessionHours * 3_600_000));
      return session;
    });
  }

  leave(session: string): Promise<void> {
    return this.db.withIdentity(systemActor('sign-in'), (tx) => endSession(tx, session, this.clock.now()));
  }

  /** Derived, so that a mail sent again carries the same link. */
  tokenOf(linkId: string): string {
    return this.keys.derive('sign-in', linkId).toString('base64url');
  }
}
