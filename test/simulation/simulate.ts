import { rm } from 'node:fs/promises';
import { benevolence } from './benevolence.js';
import { chaos } from './chaos.js';
import { checkEnd } from './endings.js';
import { openRound } from './opening.js';
import { RoundPlay } from './play.js';
import { Violation } from './violation.js';
import type { Lane, World } from './world.js';

export type Found = { index: number; invariant: string; message: string; trace: readonly string[] };
export type Simulated = { rounds: number; steps: number; ends: Record<string, number>; found: readonly Found[] };
type Wishes = { seed: string; /** Their indexes. */ rounds: Iterable<number>; /** Nothing more is begun once something is found. */ stopAtFirst?: boolean; onRound?: (done: number, play: RoundPlay, found: Found | null) => void };

/** Plays each of these rounds to its end, several at once, and tells what was found. */
export async function simulate(world: World, { seed, rounds, stopAtFirst = false, onRound }: Wishes): Promise<Simulated> {
  const waiting = rounds[Symbol.iterator]();
  const found: Found[] = [];
  const ends: Record<string, number> = {};
  let [done, steps] = [0, 0];
  const work = async (lane: Lane): Promise<void> => {
    for (let next = waiting.next(); !next.done; next = waiting.next()) {
      const index = next.value;
      const play = new RoundPlay(lane, seed, index);
      const fault = await playToTheEnd(play);
      if (fault) found.push(fault);
      else ends[play.now.state] = (ends[play.now.state] ?? 0) + 1;
      steps += play.steps;
      done++;
      onRound?.(done, play, fault);
      await forget(play);
      if (stopAtFirst && found.length > 0) return;
    }
  };
  await Promise.all(world.lanes.map(work));
  return { rounds: done, steps, ends, found };
}

async function playToTheEnd(play: RoundPlay): Promise<Found | null> {
  try {
    await openRound(play);
    await chaos(play);
    await benevolence(play);
    await checkEnd(play);
    return null;
  } catch (fault) {
    const { invariant, message } = fault instanceof Violation ? fault : { invariant: 'harness', message: fault instanceof Error ? (fault.stack ?? fault.message) : String(fault) };
    return { index: play.index, invariant, message, trace: play.trace };
  }
}

/** The files of a round that is over: thousands would fill a disk in memory. */
async function forget({ lane, roundIds }: RoundPlay): Promise<void> {
  for (const id of roundIds) await rm(lane.storage.path(`documents/${id}`), { recursive: true, force: true });
}
