import { createHmac } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { CLOCK, Database, KeyStore, canonicalJson, systemActor } from '#libs/platform';
import type { Clock } from '#libs/platform';
import { Problem } from './problem.js';

/** As long as a program may reasonably wonder whether its request arrived. */
const keptHours = 24;
/** A UUID takes 36; some programs put two words before it. */
export const keyLengthMax = 100;

export type KeptAnswer = { body: unknown; headers: Record<string, string> };

const keeper = systemActor('api');

/** Requests that bear an Idempotency-Key, and what was answered to each. */
@Injectable()
export class Repeats {
  constructor(private readonly db: Database, private readonly keys: KeyStore, @Inject(CLOCK) private readonly clock: Clock) {}

  /** Null for a new request, which is then under way; the answer of the same one. @throws Problem when it is another, or not answered yet */
  begin(key: string, req: Request): Promise<KeptAnswer | null> {
    if (key === '' || key.length > keyLengthMax) throw new Problem(400, 'key_unreadable', `L’en-tête « Idempotency-Key » compte de 1 à ${keyLengthMax} caractères.`);
    const fingerprint = this.fingerprintOf(req);
    return this.db.withIdentity(keeper, async (tx) => {
      const now = this.clock.now();
      await tx.query('delete from api_repeat where created_at < $1', [new Date(now.getTime() - keptHours * 3_600_000)]);
      const begun: unknown[] = await tx.query('insert into api_repeat (token_id, key, fingerprint, created_at) values ($1, $2, $3, $4) on conflict do nothing returning key', [tokenIdOf(req), key, fingerprint, now]);
      if (begun.length === 1) return null;
      const [row]: { fingerprint: string; answer: KeptAnswer | null }[] = await tx.query('select fingerprint, answer from api_repeat where token_id = $1 and key = $2', [tokenIdOf(req), key]);
      if (row && row.fingerprint !== fingerprint) throw new Problem(422, 'key_reused', 'Cette « Idempotency-Key » a déjà servi à une autre requête : choisissez-en une nouvelle.');
      if (!row?.answer) throw new Problem(409, 'request_received', 'Cette requête a déjà été reçue : elle est en cours, ou sa réponse contenait un secret qui n’est dit qu’une fois. Relisez ce qu’elle devait faire.');
      return row.answer;
    });
  }

  async keep(key: string, req: Request, answer: KeptAnswer | null): Promise<void> {
    if (answer) await this.db.withIdentity(keeper, (tx) => tx.query('update api_repeat set answer = $3 where token_id = $1 and key = $2', [tokenIdOf(req), key, answer]));
  }

  async forget(key: string, req: Request): Promise<void> {
    await this.db.withIdentity(keeper, (tx) => tx.query('delete from api_repeat where token_id = $1 and key = $2', [tokenIdOf(req), key]));
  }

  /** Keyed: a request may name a person, whom nobody must find again by trying names. */
  private fingerprintOf({ method, originalUrl, body }: Request): string {
    const sent: unknown = body;
    return createHmac('sha256', this.keys.derive('api repeat', 'fingerprint')).update(`${method} ${originalUrl}\0`).update(Buffer.isBuffer(sent) ? sent : canonicalJson(sent ?? null)).digest('hex');
  }
}

function tokenIdOf(req: Request): string {
  if (!req.apiToken) throw new Error('A route of the API without its middleware');
  return req.apiToken.id;
}
