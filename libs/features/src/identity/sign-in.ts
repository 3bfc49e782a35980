import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CLOCK, Database, KeyStore, WorkflowRunner, systemActor } from '#libs/platform';
import type { Clock } from '#libs/platform';
import { accountById, accountsByEmail, insertSignInLink, membershipsOf, recentSignInLinks, signInLinkOf, tokenHash, useSignInLink } from './identity.store.js';
import type { Membership, Person } from './identity.store.js';
import { Sessions } from './sessions.js';

/** A sign-in link is asked for and used in the same minutes. */
export const signInMinutes = 15;
/** An invitation waits for somebody on leave. */
export const invitationDays = 7;
/** Links per account and quarter of an hour: enough for an impatient person. */
const linksPerWindowMax = 5;

export type IdentityEffect = { type: 'sendSignInLink'; linkId: string } | { type: 'sendInvitation'; linkId: string; membershipId: string };
/** Subject of the effects and journal lines about one account. */
export const accountSubject = 'account';

/** `here`: the browser is the one that asked for the link. */
export type SignInLinkState = { state: 'alive'; person: Person; memberships: Membership[]; linkId: string; here: boolean } | { state: 'expired' | 'used' | 'unknown' | 'deactivated' };
/** The token of a new session, and whether the person has other roles to choose from. */
export type Entrance = { token: string; choice: boolean };
/** What shows that a person enters, and not a program that follows every link and sends every form: the browser that asked, or the address typed again. */
export type Coming = { browser: string | null; email: string; userAgent: string };

const signer = systemActor('sign-in');

/** Signing in by a one-time link. A GET looks, a POST enters; elsewhere than in the browser that asked for it, the person types their address first. */
@Injectable()
export class SignIn {
  constructor(private readonly db: Database, private readonly runner: WorkflowRunner, private readonly keys: KeyStore, private readonly sessions: Sessions, @Inject(CLOCK) private readonly clock: Clock) {}

  /** Sends a link to each person of that address. Says nothing of whether there is any. */
  async request(email: string, browser: string): Promise<void> {
    await this.db.withIdentity(signer, async (tx) => {
      const now = this.clock.now();
      for (const person of await accountsByEmail(tx, email)) {
        if (person.disabledAt || (await membershipsOf(tx, person.id)).length === 0) continue;
        if ((await recentSignInLinks(tx, person.id, minutesFrom(now, -signInMinutes))) >= linksPerWindowMax) continue;
        const linkId = await this.keepLink(tx, person.id, 'sign_in', minutesFrom(now, signInMinutes), browser);
        await this.runner.announce<IdentityEffect>(tx, accountSubject, person.id, { type: 'sendSignInLink', linkId });
      }
    });
  }

  /** Invites a person to use the membership they were given: the same kind of link, with more time. */
  async invite(accountId: string, membershipId: string): Promise<void> {
    await this.db.withIdentity(signer, async (tx) => {
      const linkId = await this.keepLink(tx, accountId, 'invitation', minutesFrom(this.clock.now(), invitationDays * 24 * 60), null);
      await this.runner.announce<IdentityEffect>(tx, accountSubject, accountId, { type: 'sendInvitation', linkId, membershipId });
    });
  }

  look(token: string, browser: string | null): Promise<SignInLinkState> {
    return this.db.withIdentity(signer, async (tx) => {
      const link = await signInLinkOf(tx, token);
      const person = link && (await accountById(tx, link.accountId));
      if (!link || !person) return { state: 'unknown' };
      if (link.usedAt) return { state: 'used' };
      if (link.expiresAt <= this.clock.now()) return { state: 'expired' };
      const memberships = await membershipsOf(tx, person.id);
      if (person.disabledAt || memberships.length === 0) return { state: 'deactivated' };
      return { state: 'alive', person, memberships, linkId: link.id, here: link.browserHash !== null && browser !== null && link.browserHash === tokenHash(browser) };
    });
  }

  /** Uses the link and opens a session under the membership last used. Null when somebody was quicker; the link is kept when the address is not the right one. */
  async enter(token: string, { browser, email, userAgent }: Coming): Promise<Entrance | 'address_wrong' | null> {
    const link = await this.look(token, browser);
    if (link.state !== 'alive') return null;
    if (!link.here && email.trim().toLowerCase() !== link.person.email.toLowerCase()) return 'address_wrong';
    return this.db.withIdentity(signer, async (tx) => {
      if (!(await useSignInLink(tx, link.linkId, this.clock.now()))) return null;
      const session = await this.sessions.open(tx, { accountId: link.person.id, membershipId: link.memberships[0]!.id, openedBy: 'link', vouched: null, userAgent });
      return { token: session, choice: link.memberships.length > 1 };
    });
  }

  /** Derived, so that a mail sent again carries the same link. */
  tokenOf(linkId: string): string {
    return this.keys.derive('sign-in', linkId).toString('base64url');
  }

  private async keepLink(tx: EntityManager, accountId: string, purpose: 'sign_in' | 'invitation', expiresAt: Date, browser: string | null): Promise<string> {
    const linkId = randomUUID();
    await insertSignInLink(tx, { id: linkId, accountId, tokenHash: tokenHash(this.tokenOf(linkId)), purpose, browserHash: browser && tokenHash(browser), now: this.clock.now(), expiresAt });
    return linkId;
  }
}

function minutesFrom(now: Date, minutes: number): Date {
  return new Date(now.getTime() + minutes * 60_000);
}
