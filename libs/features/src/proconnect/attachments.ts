import { randomBytes, randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { dayAt } from '#libs/domain';
import { CLOCK, Database, KeyStore, WorkflowRunner, anchorZone, appendToJournal, instantOf, systemActor } from '#libs/platform';
import type { Actor, Clock } from '#libs/platform';
import { accountById, accountsByEmail, membershipsOf, tokenHash } from '#libs/features/identity';
import { attachLinkMinutes, attachTokenOf, proConnectSubject } from './attach-link.js';
import type { ProConnectEffect } from './attach-link.js';
import { Entrance } from './entrance.js';
import type { Opened } from './entrance.js';
import { attachLinkOf, insertAttachLink, insertPending, pendingOf, recentAttachLinks, useAttachLink, usePending } from './pending.store.js';
import type { PendingIdentity } from './pending.store.js';
import type { ProConnectPerson } from './proconnect.client.js';
import { ProConnectFailure } from './proconnect.failure.js';
import { deleteIdentity, identitiesOf, identityOf, insertIdentity } from './proconnect.store.js';
import type { AttachedIdentity } from './proconnect.store.js';
import { openSealedText, sealText } from './sealed-text.js';

/** Time to type an address and fetch a mail, with a margin for a slow mail server. */
export const pendingMinutes = 30;
/** Links per account and quarter of an hour, and per pending identity: enough for an impatient person. */
const linksPerWindowMax = 5;

const door = systemActor('proconnect');

/** What the pages say of an identity that waits. */
export type ShownPending = { siret: string; fullName: string };

/**
 * Attaching an identity of ProConnect to an account. Its address proves nothing: the person shows that the account is theirs, by a link received at
 * the account's address or by a session already open, and that the identity is theirs, by doing it in the browser that signed in to ProConnect.
 */
@Injectable()
export class Attachments {
  constructor(private readonly db: Database, private readonly keys: KeyStore, private readonly runner: WorkflowRunner, private readonly entrance: Entrance, @Inject(CLOCK) private readonly clock: Clock) {}

  /** Keeps an unknown identity for some minutes; the returned token goes to the browser. */
  async keep(person: ProConnectPerson): Promise<string> {
    const token = randomBytes(32).toString('base64url');
    const now = this.clock.now();
    const sealed = sealText(this.keyOf(token), JSON.stringify({ idToken: person.idToken, fullName: person.fullName }));
    await this.db.withIdentity(door, (tx) =>
      insertPending(tx, { id: randomUUID(), issuer: person.issuer, subject: person.subject, idpId: person.identityProvider, siret: person.siret, sealed, tokenHash: tokenHash(token), now, expiresAt: minutesFrom(now, pendingMinutes) }),
    );
    return token;
  }

  /** The identity that waits in this browser. @throws ProConnectFailure when none does */
  look(token: string | undefined): Promise<ShownPending> {
    return this.db.withIdentity(door, async (tx) => {
      const pending = await this.pending(tx, token);
      return { siret: pending.siret, fullName: pending.fullName };
    });
  }

  /** Sends a link to each person of that address. Says nothing of whether there is any. @throws ProConnectFailure */
  async requestLink(token: string | undefined, email: string): Promise<void> {
    await this.db.withIdentity(door, async (tx) => {
      const pending = await this.pending(tx, token);
      const now = this.clock.now();
      for (const { id: accountId, disabledAt } of await accountsByEmail(tx, email)) {
        if (disabledAt || (await membershipsOf(tx, accountId)).length === 0) continue;
        if ((await recentAttachLinks(tx, { accountId, pendingId: pending.id }, minutesFrom(now, -attachLinkMinutes))) >= linksPerWindowMax) continue;
        const linkId = randomUUID();
        await insertAttachLink(tx, { id: linkId, pendingId: pending.id, accountId, tokenHash: tokenHash(attachTokenOf(this.keys, linkId)), now, expiresAt: minutesFrom(now, attachLinkMinutes) });
        await this.runner.announce<ProConnectEffect>(tx, proConnectSubject, accountId, { type: 'sendAttachLink', linkId });
      }
    });
  }

  /** What the link would attach, to whom. Changes nothing. @throws ProConnectFailure */
  lookLink(token: string | undefined, linkToken: string): Promise<ShownPending & { accountName: string }> {
    return this.db.withIdentity(door, async (tx) => {
      const { pending, accountId } = await this.linked(tx, token, linkToken);
      return { siret: pending.siret, fullName: pending.fullName, accountName: (await accountById(tx, accountId))?.fullName ?? '' };
    });
  }

  /** Uses the link: the identity is attached, and opens its first session. All of it, or nothing. @throws ProConnectFailure */
  attachByLink(token: string | undefined, linkToken: string, userAgent: string): Promise<Opened> {
    return this.db.withIdentity(door, async (tx) => {
      const { pending, accountId, linkId } = await this.linked(tx, token, linkToken);
      if (!(await useAttachLink(tx, linkId, this.clock.now()))) throw new ProConnectFailure('attach_link_dead');
      await this.attach(tx, pending, accountId, door);
      return this.entrance.open(tx, accountId, pending, userAgent);
    });
  }

  /** Attaches to the account whose session is open. @throws ProConnectFailure */
  attachHere(token: string | undefined, actor: Extract<Actor, { kind: 'account' }>): Promise<void> {
    return this.db.withIdentity(door, async (tx) => this.attach(tx, await this.pending(tx, token), actor.id, actor));
  }

  list(actor: Extract<Actor, { kind: 'account' }>): Promise<AttachedIdentity[]> {
    return this.db.withIdentity(actor, (tx) => identitiesOf(tx, actor.id));
  }

  /** False when it is not one of theirs. */
  detach(actor: Extract<Actor, { kind: 'account' }>, identityId: string): Promise<boolean> {
    return this.db.withIdentity(actor, async (tx) => {
      if (!(await deleteIdentity(tx, identityId, actor.id))) return false;
      await this.journal(tx, actor.id, actor, 'proconnect_detached', identityId);
      return true;
    });
  }

  private async attach(tx: EntityManager, pending: PendingIdentity, accountId: string, actor: Actor): Promise<void> {
    // The rule of entering is the rule of attaching: an identity that could open nothing is told so now.
    await this.entrance.membershipFor(tx, accountId, pending.siret);
    await usePending(tx, pending.id, this.clock.now());
    const id = randomUUID();
    const { issuer, subject, idpId, siret } = pending;
    if (await insertIdentity(tx, { id, issuer, subject, idpId, siret, accountId, now: this.clock.now() })) return this.journal(tx, accountId, actor, 'proconnect_attached', id);
    if ((await identityOf(tx, pending))?.accountId !== accountId) throw new ProConnectFailure('identity_taken');
  }

  /** The link, in the browser where the identity waits: elsewhere it would attach somebody else's. */
  private async linked(tx: EntityManager, token: string | undefined, linkToken: string): Promise<{ pending: OpenedPending; accountId: string; linkId: string }> {
    const link = await attachLinkOf(tx, tokenHash(linkToken));
    if (!link || link.usedAt || link.expiresAt <= this.clock.now()) throw new ProConnectFailure('attach_link_dead');
    const pending = await this.pending(tx, token);
    if (pending.id !== link.pendingId) throw new ProConnectFailure('pending_unknown');
    return { pending, accountId: link.accountId, linkId: link.id };
  }

  private async pending(tx: EntityManager, token: string | undefined): Promise<OpenedPending> {
    const pending = token ? await pendingOf(tx, tokenHash(token), this.clock.now()) : null;
    const opened = pending && openSealedText(this.keyOf(token!), pending.sealed);
    if (!opened) throw new ProConnectFailure('pending_unknown');
    return { ...pending, ...(JSON.parse(opened) as { idToken: string; fullName: string }) };
  }

  private keyOf(token: string): Buffer {
    return this.keys.derive('proconnect.pending', token);
  }

  private async journal(tx: EntityManager, accountId: string, actor: Actor, event: string, identityId: string): Promise<void> {
    const at = instantOf(this.clock);
    await appendToJournal(tx, { subject: 'account', subjectId: accountId, recordedAt: at, effectiveOn: dayAt(at, anchorZone), actor, event, payload: { identityId }, stateFrom: null, stateTo: null, basis: null });
  }
}

type OpenedPending = PendingIdentity & { idToken: string; fullName: string };

function minutesFrom(now: Date, minutes: number): Date {
  return new Date(now.getTime() + minutes * 60_000);
}
