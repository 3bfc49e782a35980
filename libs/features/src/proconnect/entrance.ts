import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { isValidSiret } from '#libs/domain';
import { CLOCK, Database, systemActor } from '#libs/platform';
import type { Clock } from '#libs/platform';
import { Sessions, accountById, membershipsOf } from '#libs/features/identity';
import { Departures } from './departures.js';
import type { ProConnectPerson } from './proconnect.client.js';
import { ProConnectFailure } from './proconnect.failure.js';
import { identityOf, noteUse, withSirets } from './proconnect.store.js';
import { membershipOpenedBy } from './siret-rule.js';

const door = systemActor('proconnect');

/** What an identity opened: the token of the session, and the one to leave by. */
export type Opened = { session: string; visit: string };

/** Which account an identity opens, and under which membership. */
@Injectable()
export class Entrance {
  constructor(private readonly db: Database, private readonly sessions: Sessions, private readonly departures: Departures, @Inject(CLOCK) private readonly clock: Clock) {}

  /** The account an identity is attached to; null when it is to none. */
  accountOf(person: Pick<ProConnectPerson, 'issuer' | 'subject'>): Promise<string | null> {
    return this.db.withIdentity(door, async (tx) => (await identityOf(tx, person))?.accountId ?? null);
  }

  /** Opens a session for an identity attached to an account; null when it is attached to none. @throws ProConnectFailure */
  enter(person: ProConnectPerson, userAgent: string): Promise<Opened | null> {
    return this.db.withIdentity(door, async (tx) => {
      const identity = await identityOf(tx, person);
      if (identity) return this.open(tx, identity.accountId, person, userAgent);
      // No account could ever be opened with it: said at once, before anybody is asked for an address.
      if (!isValidSiret(person.siret)) throw new ProConnectFailure('siret_unknown', { siret: person.siret });
      return null;
    });
  }

  /** Opens a session of an account, inside the transaction that attached the identity or found it. @throws ProConnectFailure */
  async open(tx: EntityManager, accountId: string, person: Pick<ProConnectPerson, 'issuer' | 'subject' | 'siret' | 'idToken'>, userAgent: string): Promise<Opened> {
    const { membershipId, vouched } = await this.membershipFor(tx, accountId, person.siret);
    const identity = await identityOf(tx, person);
    if (identity) await noteUse(tx, identity.id, person.siret, this.clock.now());
    return {
      session: await this.sessions.open(tx, { accountId, membershipId, openedBy: 'proconnect', vouched, userAgent }),
      visit: await this.departures.prepare(tx, accountId, person.idToken),
    };
  }

  /** The membership a SIRET opens to an account in force, and those to which one may change afterwards. @throws ProConnectFailure */
  async membershipFor(tx: EntityManager, accountId: string, siret: string): Promise<{ membershipId: string; vouched: string[] }> {
    const account = await accountById(tx, accountId);
    const memberships = account && !account.disabledAt ? await membershipsOf(tx, accountId) : [];
    if (memberships.length === 0) throw new ProConnectFailure('account_inactive');
    const verdict = membershipOpenedBy(siret, await withSirets(tx, memberships));
    if (verdict.opens) return verdict;
    throw new ProConnectFailure('siret_unknown', { siret, organisations: verdict.organisations, departements: [...new Set(memberships.map(({ departementCode }) => departementCode))] });
  }
}
