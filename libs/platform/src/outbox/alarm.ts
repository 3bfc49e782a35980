import type { EntityManager } from 'typeorm';

/** From this many failures on, the queue's own patience (some thirty seconds) has not sufficed. */
const failuresMin = 5;
/** An effect that nobody has done by then waits for a worker, or for a queue, that is not there. */
const undoneAfterMs = 30 * 60_000;
/** Subjects told of at once. */
const subjectsMax = 200;

/** Something that ought to be done and is not. `work`: the effect's name. `attempts`: failures so far, 0 when it has only waited. Ids and codes only. */
export type LateSubject = { subject: string; subjectId: string; work: string; attempts: number; since: Date };

/** Effects that fail again and again, or that nobody takes: the most failed of each subject, the worst first. */
export function lateEffects(tx: EntityManager, now: Date): Promise<LateSubject[]> {
  return tx.query(
    `select * from (
       select distinct on (subject, subject_id) subject, subject_id as "subjectId", effect->>'type' as work, attempts, coalesce(not_before, created_at) as since from outbox
       where done_at is null and (attempts >= $1 or coalesce(not_before, created_at) <= $2)
       order by subject, subject_id, attempts desc, created_at) as late
     order by attempts desc, since limit $3`,
    [failuresMin, new Date(now.getTime() - undoneAfterMs), subjectsMax],
  );
}
