import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { addDays, dayAt, daysBetween, startOfDay } from '#libs/domain';
import type { LegalDay } from '#libs/domain';
import type { Principal } from '#libs/features/access';
import { UnknownDepartement, departementOf } from '#libs/features/directory';
import { CLOCK, Database, appendToJournal, instantOf, systemActor } from '#libs/platform';
import type { Clock } from '#libs/platform';
import { countTokens, insertToken, noteUse, revokeToken, tokenByHash, tokensSeen } from './api-token.store.js';
import type { ApiTokenRow } from './api-token.store.js';

/** 256 bits: nobody guesses a token. The word before them lets a program that looks for leaked secrets recognise one. */
const tokenWord = 'pfh_';
const tokenBytes = 32;
/** What a list shows of a token: the word and six characters, 36 bits out of 256. */
const shownLength = tokenWord.length + 6;
/** One per program, with room to replace each without a gap. */
export const tokensMax = 20;
/** A token that nobody renews is a door that nobody remembers. */
export const tokenDaysMax = 365;
export const labelLengthMax = 100;
/** « Last used » is read by people: to the minute is enough, and a busy program does not write on each call. */
const useNotedEveryMs = 60_000;

/** Subject of the journal lines about one token. */
export const tokenSubject = 'api_token';

export type TokenRefusal = 'label_missing' | 'label_too_long' | 'expiry_unreadable' | 'expiry_too_far' | 'tokens_too_many';
export type TokenMade = { ok: true; id: string; token: string } | { ok: false; refusal: TokenRefusal; field: 'label' | 'expiresOn' };

const keeper = systemActor('api');

const refuse = (refusal: TokenRefusal, field: 'label' | 'expiresOn') => ({ ok: false as const, refusal, field });

/** The tokens of an organisation's programs. */
@Injectable()
export class ApiTokens {
  constructor(private readonly db: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  list({ actor }: Principal): Promise<ApiTokenRow[]> {
    return this.db.read(actor, tokensSeen);
  }

  /** A token for the organisation of a person. It is given here and never again; it lasts to the end of `expiresOn`. */
  create(principal: Principal, { label, expiresOn }: { label: string; expiresOn: LegalDay | null }): Promise<TokenMade> {
    const { departementCode, organisationId, role } = principal.standing;
    return this.db.withIdentity(principal.actor, async (tx): Promise<TokenMade> => {
      const timeZone = await timeZoneOf(tx, departementCode);
      const now = this.clock.now();
      const today = dayAt(instantOf(this.clock), timeZone);
      if (label === '') return refuse('label_missing', 'label');
      if (label.length > labelLengthMax) return refuse('label_too_long', 'label');
      if (!expiresOn || expiresOn < today) return refuse('expiry_unreadable', 'expiresOn');
      if (daysBetween(today, expiresOn) > tokenDaysMax) return refuse('expiry_too_far', 'expiresOn');
      // Of two requests at the limit, one waits for the other.
      await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`tokens ${departementCode} ${organisationId}`]);
      if ((await countTokens(tx, departementCode, organisationId, now)) >= tokensMax) return refuse('tokens_too_many', 'label');
      const token = `${tokenWord}${randomBytes(tokenBytes).toString('base64url')}`;
      const id = randomUUID();
      await insertToken(tx, {
        id, departementCode, role, organisationId, label, tokenHash: hashOf(token), shownPrefix: token.slice(0, shownLength), createdBy: principal.actor.id, createdAt: now,
        expiresAt: new Date(startOfDay(addDays(expiresOn, 1), timeZone)),
      });
      await this.journal(tx, principal, id, 'create', { expiresOn });
      return { ok: true, id, token };
    });
  }

  /** False when it was revoked already. */
  revoke(principal: Principal, id: string): Promise<boolean> {
    return this.db.withIdentity(principal.actor, async (tx) => {
      if (!(await revokeToken(tx, id, this.clock.now()))) return false;
      await this.journal(tx, principal, id, 'revoke', {});
      return true;
    });
  }

  /** Whose program this is; null when the token is unknown, revoked or out of date. */
  async recognise(token: string): Promise<ApiTokenRow | null> {
    const row = await this.db.read(keeper, (tx) => tokenByHash(tx, hashOf(token)));
    const now = this.clock.now();
    if (!row || row.revokedAt || row.expiresAt <= now) return null;
    if (!row.lastUsedAt || now.getTime() - row.lastUsedAt.getTime() >= useNotedEveryMs) await this.db.withIdentity(keeper, (tx) => noteUse(tx, row.id, now));
    return row;
  }

  private async journal(tx: EntityManager, { actor, standing }: Principal, id: string, event: string, payload: object): Promise<void> {
    const at = instantOf(this.clock);
    const day = dayAt(at, await timeZoneOf(tx, standing.departementCode));
    await appendToJournal(tx, { subject: tokenSubject, subjectId: id, recordedAt: at, effectiveOn: day, actor, event, payload, stateFrom: null, stateTo: null, basis: null });
  }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

async function timeZoneOf(tx: EntityManager, code: string): Promise<string> {
  const departement = await departementOf(tx, code);
  if (!departement) throw new UnknownDepartement(code);
  return departement.timeZone;
}
