import type { EntityManager } from 'typeorm';
import { dayAt } from '#libs/domain';
import { RoundTitles } from '#libs/features/round';
import { instantOf, systemActor } from '#libs/platform';
import type { Actor, Delivery } from '#libs/platform';
import type { Sitting } from '../../../libs/features/src/signature/sitting.js';
import { Invitations } from '../../../libs/features/src/signature/invitations.js';
import { hashOf } from '../../../libs/features/src/signature/link.store.js';
import { inEachProcess } from './plant.js';
import type { Plant } from './plant.js';
import { writingAlways } from './tables.js';

const planter = systemActor('worker');

/** What services do too early, too late, twice or not at all. */
export const plantedInServices: readonly Plant[] = [
  {
    name: 'extension-forgets-links',
    caughtBy: ['I4'],
    // Links kept the last day that was written when they left.
    sow: (world) => inEachProcess(world, ({ table }) => table, (table, { clock }) => {
      const sit = table.sit.bind(table);
      return { sit: (token: string) => sit(token).then((found) => ('dead' in found || found.link.purpose !== 'sign' || found.link.expiresAt > clock.now() ? found : { dead: 'deadline', sitting: found })) };
    }),
  },
  {
    name: 'reading-writes',
    caughtBy: ['I11'],
    // « Opened » is noted on the link, at each look.
    sow: (world) => inEachProcess(world, ({ table }) => table, (table, { db }) => {
      const sit = table.sit.bind(table);
      return {
        sit: async (token: string) => {
          await db.withIdentity(planter, (tx) => tx.query('update link set created_at = created_at where token_hash = $1', [hashOf(token)]));
          return sit(token);
        },
      };
    }),
  },
  {
    name: 'tries-uncounted',
    caughtBy: ['I9'],
    sow: (world) => inEachProcess(world, ({ table }) => table as unknown as { takeCode: unknown }, () => ({
      takeCode: ({ code }: Sitting, isRight: boolean) => Promise.resolve(!code ? { done: false, refusal: 'code_dead' } : isRight ? { done: true, row: code } : { done: false, refusal: 'wrong_code', triesLeft: 4 }),
    })),
  },
  {
    name: 'reminder-after-signature',
    // A code that signs nowhere any more has no words to be written with: such a mail fails for ever.
    caughtBy: ['I7', 'liveness'],
    sow: (world) => inEachProcess(world, ({ effectsOnSignatories }) => effectsOnSignatories, writingAlways),
  },
  {
    name: 'invitation-leaves-twice',
    caughtBy: ['I8'],
    // The one that another mail has taken along leaves by itself too.
    sow: (world) => inEachProcess(world, ({ app }) => app.get(Invitations, { strict: false }), (invitations) => {
      const together = invitations.leaveTogether.bind(invitations);
      return { leaveTogether: (...given: Parameters<Invitations['leaveTogether']>) => together(...given).then(() => false) };
    }),
  },
  {
    name: 'paper-judged-today',
    caughtBy: ['I10'],
    // The title of a hand is looked at as it stands when its paper is recorded.
    sow: (world) => inEachProcess(world, ({ app }) => app.get(RoundTitles, { strict: false }), (titles, { clock }) => {
      const judge = titles.judge.bind(titles);
      return { judge: (...[tx, round, slot, signatoryId]: Parameters<RoundTitles['judge']>) => judge(tx, round, slot, signatoryId, dayAt(instantOf(clock), round.timeZone)) };
    }),
  },
  {
    name: 'done-before-sent',
    caughtBy: ['I8', 'I4', 'liveness'],
    // An effect is crossed out first and done afterwards.
    sow: (world) => inEachProcess(world, ({ dispatcher }) => dispatcher, (_, { db, clock, effects }) => ({
      dispatch: async (id: string) => {
        const [row]: Delivery[] = await db.withIdentity(planter, async (tx) => {
          const rows: Delivery[] = await tx.query('select id, subject, subject_id as "subjectId", effect, created_at as "createdAt" from outbox where id = $1 and done_at is null', [id]);
          await tx.query('update outbox set done_at = $2 where id = $1', [id, clock.now()]);
          return rows;
        });
        if (row) await effects.handlerOf(row.subject, row.effect.type).run(row, () => Promise.resolve());
      },
    })),
  },
  {
    name: 'announced-after-commit',
    caughtBy: ['I4', 'I8', 'liveness'],
    // What follows is written in a transaction of its own, once the change is committed.
    sow: (world) => {
      const late = new Map<object, ((tx: EntityManager) => Promise<void>)[]>();
      const announcing = inEachProcess(world, ({ runner }) => runner as unknown as { announceAll: (tx: EntityManager, list: readonly object[]) => Promise<void> }, (runner, { db }) => {
        const whole = runner.announceAll.bind(runner);
        return { announceAll: (_tx: EntityManager, list: readonly object[]) => Promise.resolve(void late.set(db, [...(late.get(db) ?? []), (tx) => whole(tx, list)])) };
      });
      const committing = inEachProcess(world, ({ db }) => db, (db) => {
        const whole = db.withIdentity.bind(db) as <T>(actor: Actor, work: (tx: EntityManager) => Promise<T>) => Promise<T>;
        return {
          withIdentity: async <T>(actor: Actor, work: (tx: EntityManager) => Promise<T>): Promise<T> => {
            try {
              const done = await whole(actor, work);
              const owed = late.get(db) ?? [];
              late.delete(db);
              if (owed.length > 0) await whole(planter, async (tx) => { for (const one of owed) await one(tx); });
              return done;
            } catch (fault) {
              late.delete(db);
              throw fault;
            }
          },
        };
      });
      return () => [committing, announcing].forEach((back) => back());
    },
  },
];
