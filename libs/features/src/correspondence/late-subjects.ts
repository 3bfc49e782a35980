import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CLOCK, CONFIG, Database, lateEffects, lateMailbox, systemActor } from '#libs/platform';
import type { Clock, Config, LateSubject } from '#libs/platform';
import { grouped } from './grouped.js';

/** Everything is signed and no seal comes: the people wait for their copy, and each of them knows it. */
const sealAfterMs = 10 * 60_000;
/** Seals told of at once. */
const sealsMax = 50;

/** `recordSeal`: the work of a seal that does not come. */
export const sealWork = 'recordSeal';

/** What stays undone: seals that do not come, effects that fail or that nobody takes, and a mailbox of reports that does not open. */
@Injectable()
export class LateSubjects {
  constructor(private readonly db: Database, @Inject(CLOCK) private readonly clock: Clock, @Inject(CONFIG) private readonly config: Config) {}

  /** One line per subject, seals first, the mailbox last. */
  list(): Promise<LateSubject[]> {
    return this.db.withIdentity(systemActor('alarm'), async (tx) => {
      const now = this.clock.now();
      const seals = await lateSeals(tx, new Date(now.getTime() - sealAfterMs));
      const sealing = new Set(seals.map(({ subjectId }) => subjectId));
      const effects = (await lateEffects(tx, now)).filter(({ subject, subjectId }) => subject !== 'round' || !sealing.has(subjectId));
      return [...seals, ...effects, ...(this.config.bounceMailbox ? await lateMailbox(tx, this.config.bounceMailbox, now) : [])];
    });
  }

  /** For whoever watches the service from outside: how many of each work, and since when. No id. */
  async summary(): Promise<{ work: string; subjects: number; attemptsMax: number; since: string }[]> {
    const groups = grouped(await this.list(), ({ subject, work }) => `${subject}.${work}`);
    return [...groups].map(([work, late]) => ({
      work, subjects: late.length, attemptsMax: Math.max(...late.map(({ attempts }) => attempts)), since: new Date(Math.min(...late.map(({ since }) => since.getTime()))).toISOString(),
    }));
  }
}

/** `since`: the latest signature. The failures are those of the writer of the document, when it fails. */
function lateSeals(tx: EntityManager, before: Date): Promise<LateSubject[]> {
  return tx.query(
    `select 'round' as subject, round.id::text as "subjectId", '${sealWork}' as work, sealing.since,
            coalesce((select max(attempts) from outbox where subject = 'round' and subject_id = round.id::text and done_at is null), 0) as attempts
     from round cross join lateral (select max((slot->>'since')::timestamptz) as since from jsonb_array_elements(round.facts->'slots') as slot) as sealing
     where round.state = 'sealing' and sealing.since <= $1 order by sealing.since limit $2`,
    [before, sealsMax],
  );
}
