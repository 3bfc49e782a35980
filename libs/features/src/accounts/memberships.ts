import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { isMailAddress, roles } from '#libs/domain';
import type { Role } from '#libs/domain';
import { accountById, giveMembership, recordPerson, Sessions, SignIn } from '#libs/features/identity';
import type { Account } from '#libs/features/identity';
import { CLOCK, Database, instantOf, systemActor, WorkflowRunner } from '#libs/platform';
import type { Actor, Clock } from '#libs/platform';
import { journalAccount, timeZoneOf } from './account-journal.js';
import type { AccountRefusal } from './account.refusals.js';
import { endMembership, hasStoodIn, invitationsSince, listMemberships, membershipById, oneEndAtATime, otherClerks, otherMemberships, othersAtAddress, revokeTokensOf, setDisabled, standingsOf, tokensOf } from './memberships.store.js';
import type { MembershipFilter, MembershipPage, MembershipRow } from './memberships.store.js';
import { needsOrganisation, organisationsFor, rolesGivenBy } from './organisations.js';
import type { Organisation } from './organisations.js';

/** The first invitation and two more: an absent-minded person, a wrong folder; beyond, the address is wrong. */
export const invitationsPerDayMax = 3;
const dayMs = 24 * 3_600_000;
/** A civil-status name with its compounds fits; a pasted paragraph does not. */
export const fullNameLengthMax = 120;
/** The letters and signs of names, and no more: a mail of the préfecture bears them, and a mailbox makes a link of « ici.example » or of « https:// ». */
const nameSigns = /^[\p{L}\p{M}\p{N}\p{Zs}'’.()·‐-]*$/u;
const looksLikeLink = /\.[\p{L}\p{N}]{2}/u;

/** Who gives and ends habilitations: a person; or a program, by its token (`actor`), for which the person who made the token answers. */
export type Giver = Pick<Account, 'id' | 'role' | 'departementCode' | 'organisationId'> & { actor?: Actor };

/** What is typed on the page of an invitation. */
export type InvitationForm = { fullName: string; email: string; role: string; organisation: string; sharedMailbox: boolean };
export type Invited = { done: true; membershipId: string; sharedWith: string[] };
/** `sharedWith`: others at that address, those the actor may see. */
export type InvitationRefused = { done: false; refusals: AccountRefusal[]; sharedWith: string[] };
export type Done = { done: true } | { done: false; refusal: AccountRefusal };

/** Subject of what follows from the end of a habilitation; its id is the membership's. */
export const membershipSubject = 'membership';
export type MembershipEffect = { type: 'agentLeft' };

const keeper = systemActor('accounts');

/** Who is habilitated to do what. Each change is made under the actor's identity, which row-level security checks a second time. */
@Injectable()
export class Memberships {
  constructor(private readonly db: Database, private readonly signIn: SignIn, private readonly sessions: Sessions, private readonly runner: WorkflowRunner, @Inject(CLOCK) private readonly clock: Clock) {}

  /** The list is a reading of personal data: how many were shown is journalled. */
  list(by: Giver, filter: MembershipFilter, window: { offset: number; limit: number }): Promise<MembershipPage> {
    return this.db.withIdentity(actorFor(by), async (tx) => {
      const page = await listMemberships(tx, by.departementCode, filter, window);
      await this.journal(tx, by, by.departementCode, 'read', { count: page.rows.length });
      return page;
    });
  }

  /** One habilitation and what else the person holds; null when the actor may not see it. */
  find(by: Giver, id: string): Promise<{ membership: MembershipRow; others: MembershipRow[] } | null> {
    return this.db.withIdentity(actorFor(by), async (tx) => {
      const membership = await membershipById(tx, id);
      if (!membership) return null;
      await this.journal(tx, by, by.departementCode, 'read', { count: 1, membershipId: id });
      return { membership, others: await otherMemberships(tx, membership) };
    });
  }

  organisations(by: Giver): Promise<Organisation[]> {
    return this.db.withIdentity(actorFor(by), (tx) => organisationsFor(tx, by.departementCode, by.role));
  }

  /** Gives a habilitation and sends the mail that opens it. Nothing is kept when it is refused. */
  async invite(by: Giver, form: InvitationForm): Promise<Invited | InvitationRefused> {
    const email = form.email.trim();
    const fullName = form.fullName.replace(/\s+/g, ' ').trim();
    const organisations = await this.organisations(by);
    const sharedWith = isMailAddress(email) ? await this.db.withIdentity(actorFor(by), (tx) => othersAtAddress(tx, by.departementCode, email, fullName)) : [];
    const refusals = typed({ ...form, email, fullName }, rolesOpenTo(by), organisations, sharedWith);
    if (refusals.length) return { done: false, refusals, sharedWith };
    const role = form.role as Role;
    const person = await this.person(by, { email, fullName });
    if (!person) return { done: false, refusals: ['person_deactivated'], sharedWith };
    const membership = { id: randomUUID(), accountId: person, role, departementCode: by.departementCode, organisationId: needsOrganisation(role) ? form.organisation : null, createdBy: by.id };
    const given = await this.db.withIdentity(actorFor(by), async (tx) => {
      if (!(await giveMembership(tx, membership, this.clock.now()))) return false;
      await this.journal(tx, by, person, 'membership.given', { membershipId: membership.id, role, organisationId: membership.organisationId });
      return true;
    });
    if (!given) return { done: false, refusals: ['membership_given_already'], sharedWith };
    await this.signIn.invite(person, membership.id);
    return { done: true, membershipId: membership.id, sharedWith };
  }

  async resend(by: Giver, { id, accountId, lastUsedAt, endedAt }: MembershipRow): Promise<Done> {
    if (endedAt) return { done: false, refusal: 'ended_already' };
    if (lastUsedAt) return { done: false, refusal: 'entered_already' };
    const sent = await this.db.withIdentity(keeper, (tx) => invitationsSince(tx, accountId, new Date(this.clock.now().getTime() - dayMs)));
    if (sent >= invitationsPerDayMax) return { done: false, refusal: 'invited_too_often' };
    await this.signIn.invite(accountId, id);
    await this.db.withIdentity(actorFor(by), (tx) => this.journal(tx, by, accountId, 'membership.invited_again', { membershipId: id }));
    return { done: true };
  }

  /** How many tokens would be revoked with the habilitation. A number: a gestionnaire does not see the tokens of its structures. */
  tokens(id: string): Promise<number> {
    return this.db.withIdentity(keeper, (tx) => tokensOf(tx, id));
  }

  /** Ends one habilitation, the sessions that stand on it, and the tokens that the person made under it: nobody answers for them any more. */
  async end(by: Giver, { id, accountId, role, departementCode, endedAt }: MembershipRow): Promise<Done> {
    const isOwnLast = accountId === by.id && role === 'prefecture' && (await this.standings(accountId)).filter((standing) => standing.role === 'prefecture').length < 2;
    // Who ends an agent's habilitation may not write the tokens of its structure; none must outlive it, even for a moment.
    const ofAgent = role === 'agent' && !endedAt ? await this.db.withIdentity(keeper, (tx) => revokeTokensOf(tx, id, this.clock.now())) : [];
    const ended = await this.db.withIdentity(actorFor(by), async (tx): Promise<Done> => {
      await oneEndAtATime(tx, departementCode);
      if (role === 'prefecture' && !endedAt && (await otherClerks(tx, departementCode, id)) === 0) return { done: false, refusal: 'last_of_departement' };
      if (isOwnLast) return { done: false, refusal: 'last_own_prefecture' };
      const tokens = [...ofAgent, ...(await revokeTokensOf(tx, id, this.clock.now()))];
      if (!(await endMembership(tx, id, by.id, this.clock.now()))) return { done: false, refusal: 'ended_already' };
      await this.announceEnd(tx, id, role);
      await this.journal(tx, by, accountId, 'membership.ended', { membershipId: id, role, ...(tokens.length > 0 && { tokens }) });
      return { done: true };
    });
    if (!ended.done) return ended;
    // A session on an ended habilitation opens nothing already; this closes it in the person's own list too.
    await this.db.withIdentity(keeper, (tx) => this.sessions.endAll(tx, accountId, id));
    return { done: true };
  }

  /** Why the person cannot be deactivated by this actor; null when they can. */
  async deactivationRefusal(by: Giver, { accountId, disabledAt }: MembershipRow): Promise<AccountRefusal | null> {
    if (accountId === by.id) return 'oneself';
    if (disabledAt) return 'ended_already';
    return (await this.standings(accountId)).every(({ departementCode }) => departementCode === by.departementCode) ? null : 'stands_elsewhere';
  }

  /** Closes everything a person has, all of it in the actor's département. Done by the system: nobody may write accounts; the line bears the actor. */
  async deactivate(by: Giver, membership: MembershipRow): Promise<Done> {
    const refusal = await this.deactivationRefusal(by, membership);
    if (refusal) return { done: false, refusal };
    const { accountId } = membership;
    return this.db.withIdentity(keeper, async (tx): Promise<Done> => {
      await oneEndAtATime(tx, by.departementCode);
      const standings = await standingsOf(tx, accountId);
      for (const { id, role, departementCode } of standings) if (role === 'prefecture' && (await otherClerks(tx, departementCode, id)) === 0) return { done: false, refusal: 'last_of_departement' };
      const tokens: string[] = [];
      for (const { id, role } of standings) {
        tokens.push(...(await revokeTokensOf(tx, id, this.clock.now())));
        if (await endMembership(tx, id, by.id, this.clock.now())) await this.announceEnd(tx, id, role);
      }
      await setDisabled(tx, accountId, this.clock.now());
      await this.sessions.endAll(tx, accountId);
      await this.journal(tx, by, accountId, 'account.deactivated', { memberships: standings.map(({ id }) => id), ...(tokens.length > 0 && { tokens }) });
      return { done: true };
    });
  }

  /** The person of that address and name, recorded when new. Null when the préfecture has closed their access and the actor is not the préfecture. */
  private person(by: Giver, { email, fullName }: { email: string; fullName: string }): Promise<string | null> {
    return this.db.withIdentity(keeper, async (tx) => {
      const id = await recordPerson(tx, { id: randomUUID(), email, fullName }, this.clock.now());
      if (!(await accountById(tx, id))?.disabledAt) return id;
      if (by.role !== 'prefecture' && (await hasStoodIn(tx, id, by.departementCode))) return null;
      await setDisabled(tx, id, null);
      return id;
    });
  }

  /** What an agent held in their own name ends with their habilitation: other features see to it. */
  private async announceEnd(tx: EntityManager, id: string, role: Role): Promise<void> {
    if (role === 'agent') await this.runner.announce(tx, membershipSubject, id, { type: 'agentLeft' } satisfies MembershipEffect);
  }

  private standings(accountId: string) {
    return this.db.withIdentity(keeper, (tx) => standingsOf(tx, accountId));
  }

  private async journal(tx: EntityManager, by: Giver, subjectId: string, event: string, payload: object): Promise<void> {
    await journalAccount(tx, { subjectId, event, payload, actor: actorFor(by), at: instantOf(this.clock), timeZone: await timeZoneOf(tx, by.departementCode) });
  }
}

function actorFor({ id, role, departementCode, organisationId, actor }: Giver): Actor {
  return actor ?? { kind: 'account', id, departement: departementCode, role, organisation: organisationId };
}

/** A program brings nobody into its own role: a stolen token would become an account, which makes tokens and outlives it. */
function rolesOpenTo({ role, actor }: Giver): Role[] {
  return rolesGivenBy(role).filter((given) => given !== role || actor?.kind !== 'token');
}

/** What is wrong with what was typed, field by field. */
function typed(form: InvitationForm, open: readonly Role[], organisations: readonly Organisation[], sharedWith: readonly string[]): AccountRefusal[] {
  const role = roles.find((known) => known === form.role);
  const roleGiven = role !== undefined && open.includes(role);
  const organised = roleGiven && needsOrganisation(role);
  return [
    ...(form.fullName.length < 3 || form.fullName.length > fullNameLengthMax || !form.fullName.includes(' ') ? ['name_missing' as const] : []),
    ...(nameSigns.test(form.fullName) && !looksLikeLink.test(form.fullName) ? [] : ['name_unreadable' as const]),
    ...(isMailAddress(form.email) ? [] : ['address_malformed' as const]),
    ...(sharedWith.length > 0 && !form.sharedMailbox ? ['shared_mailbox_unconfirmed' as const] : []),
    ...(roleGiven ? [] : ['role_not_yours' as const]),
    ...(organised && form.organisation === '' ? ['organisation_missing' as const] : []),
    ...(organised && form.organisation !== '' && !organisations.some((known) => known.id === form.organisation && known.role === role) ? ['organisation_not_yours' as const] : []),
  ];
}
