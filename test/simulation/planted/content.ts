import { createHash } from 'node:crypto';
import { roundWorkflow } from '#libs/domain';
import { rounds } from '#libs/features/round';
import { systemActor } from '#libs/platform';
import { inEachProcess } from './plant.js';
import type { Plant } from './plant.js';

/** The text is changed where it is: its hash follows everywhere, but on the signatures already given and in the eyes of those who have read. */
export const plantedInContent: readonly Plant[] = [
  {
    name: 'content-changed-in-place',
    caughtBy: ['I1'],
    sow: (world) => {
      const before = roundWorkflow.rows;
      roundWorkflow.rows = [...before, ['collecting', 'recordAssembly', 'collecting', null, [], (_, event) => (event.type === 'recordAssembly' ? { change: { contentHash: event.contentHash } } : {})]];
      const clerk = inEachProcess(world, (lane) => lane, (_, { watcher, runner }) => ({
        changesContent: async (roundId: string, words: string) => {
          const contentHash = createHash('sha256').update(words).digest('hex');
          const done = await runner.submit(rounds, roundId, { type: 'recordAssembly', contentHash }, systemActor('assembly'));
          if (!done.accepted) return;
          await watcher.query('update document set content_hash = $2 where round_id = $1', [roundId, contentHash]);
          await watcher.query('update link set content_hash = $2 where round_id = $1', [roundId, contentHash]);
        },
      }));
      return () => {
        clerk();
        roundWorkflow.rows = before;
      };
    },
  },
];
