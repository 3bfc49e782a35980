import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CLOCK, Database, KeyStore, sameBytes, systemActor } from '#libs/platform';
import type { Clock } from '#libs/platform';
import { sessionHours, tokenHash } from '#libs/features/identity';
import { PROCONNECT, connected } from './proconnect.client.js';
import type { ProConnectClient } from './proconnect.client.js';
import { deleteVisit, insertVisit, sealedOfVisit } from './proconnect.store.js';
import { openSealedText, sealText } from './sealed-text.js';

const door = systemActor('proconnect');

/** Leaving ProConnect too: on a shared computer, the next person must not enter in one click. */
@Injectable()
export class Departures {
  constructor(private readonly db: Database, private readonly keys: KeyStore, @Inject(CLOCK) private readonly clock: Clock, @Inject(PROCONNECT) private readonly client: ProConnectClient | null) {}

  /** Keeps the identity token for the way out. The key is drawn from the returned token, which only the browser holds: once its cookie is gone, nobody reads it. */
  async prepare(tx: EntityManager, accountId: string, idToken: string): Promise<string> {
    const token = randomBytes(32).toString('base64url');
    const now = this.clock.now();
    await insertVisit(tx, { tokenHash: tokenHash(token), accountId, sealed: sealText(this.keyOf(token), idToken), now, expiresAt: new Date(now.getTime() + sessionHours * 3_600_000) });
    return token;
  }

  /** Where to leave ProConnect; null when this browser did not enter by it, or too long ago. @throws ProConnectFailure */
  async wayOut(token: string | undefined): Promise<string | null> {
    const client = connected(this.client);
    if (!token) return null;
    const sealed = await this.db.withIdentity(door, (tx) => sealedOfVisit(tx, tokenHash(token), this.clock.now()));
    const idToken = sealed && openSealedText(this.keyOf(token), sealed);
    return idToken ? (await client.logoutUrl(idToken, this.stateOf(token))).href : null;
  }

  /** ProConnect sends the browser back: true when it answers the departure of this very browser. The identity token is then forgotten. */
  async left(token: string | undefined, state: string): Promise<boolean> {
    if (!token || !sameBytes(Buffer.from(state), Buffer.from(this.stateOf(token)))) return false;
    return this.db.withIdentity(door, (tx) => deleteVisit(tx, tokenHash(token)));
  }

  private keyOf(token: string): Buffer {
    return this.keys.derive('proconnect.visit', token);
  }

  private stateOf(token: string): string {
    return this.keys.derive('proconnect.leave', token).toString('base64url');
  }
}
