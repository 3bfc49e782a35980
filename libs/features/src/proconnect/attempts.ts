import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, Database, KeyStore, sameBytes, systemActor } from '#libs/platform';
import type { Clock } from '#libs/platform';
import { tokenHash } from '#libs/features/identity';
import { PROCONNECT, connected } from './proconnect.client.js';
import type { AttemptSecrets, ProConnectClient, ProConnectPerson } from './proconnect.client.js';
import { ProConnectFailure } from './proconnect.failure.js';
import { attemptOf, forgetExpired, insertAttempt, useAttempt } from './proconnect.store.js';
import type { Attempt } from './proconnect.store.js';

/** Time to find a password, a second factor, and one's patience. */
export const attemptMinutes = 10;
/** An attempt that is over is kept a day, to tell people why their page no longer answers. */
const forgetAfterMs = 24 * 3_600_000;

const door = systemActor('proconnect');

/** Where an attempt came from: who was signed in already, and the page to go back to. */
export type AttemptOrigin = { accountId: string | null; returnTo: string | null };

/**
 * One attempt to sign in by ProConnect: begun here, finished once, in the same browser, within minutes. The browser holds a random token; the
 * state, the nonce and the code verifier are derived from it, so that nothing of them is written anywhere.
 */
@Injectable()
export class Attempts {
  constructor(private readonly db: Database, private readonly keys: KeyStore, @Inject(CLOCK) private readonly clock: Clock, @Inject(PROCONNECT) private readonly client: ProConnectClient | null) {}

  /** @throws ProConnectFailure when ProConnect is out of reach */
  async begin(origin: AttemptOrigin): Promise<{ token: string; url: string }> {
    const token = randomBytes(32).toString('base64url');
    const url = await connected(this.client).authorizationUrl(this.secretsOf(token));
    const now = this.clock.now();
    await this.db.withIdentity(door, async (tx) => {
      await forgetExpired(tx, now, new Date(now.getTime() - forgetAfterMs));
      await insertAttempt(tx, { tokenHash: tokenHash(token), ...origin, now, expiresAt: new Date(now.getTime() + attemptMinutes * 60_000) });
    });
    return { token, url: url.href };
  }

  /** The answer that came back through the browser. The attempt is used up by it, good or bad. @throws ProConnectFailure */
  async finish(token: string | undefined, query: URLSearchParams): Promise<AttemptOrigin & { person: ProConnectPerson }> {
    if (!token) throw new ProConnectFailure('attempt_unknown');
    const { accountId, returnTo } = await this.claim(token, query.get('state') ?? '');
    return { accountId, returnTo, person: await connected(this.client).personBehind(query, this.secretsOf(token)) };
  }

  /** An answer with another state is somebody else's, or an older tab's: it does not use the attempt up. */
  private claim(token: string, state: string): Promise<Attempt> {
    return this.db.withIdentity(door, async (tx) => {
      const attempt = await attemptOf(tx, tokenHash(token));
      if (!attempt) throw new ProConnectFailure('attempt_unknown');
      if (!sameBytes(Buffer.from(state), Buffer.from(this.secretsOf(token).state))) throw new ProConnectFailure('state_mismatch');
      if (attempt.expiresAt <= this.clock.now()) throw new ProConnectFailure('attempt_expired');
      if (attempt.usedAt || !(await useAttempt(tx, tokenHash(token), this.clock.now()))) throw new ProConnectFailure('attempt_used');
      return attempt;
    });
  }

  /** 43 characters each: ProConnect wants 32 at least of a state and a nonce, PKCE 43 of a verifier. */
  private secretsOf(token: string): AttemptSecrets {
    const secret = (of: string) => this.keys.derive(`proconnect.${of}`, token).toString('base64url');
    return { state: secret('state'), nonce: secret('nonce'), codeVerifier: secret('verifier') };
  }
}
