import { Crash } from './crashes.js';
import type { RoundPlay } from './play.js';
import { Violation } from './violation.js';
import type { Lane } from './world.js';
import { memoryOf } from './writer-memory.js';

/** A handler that fails as often as this when nothing hinders it any more never succeeds. */
const failuresMax = 5;
/** Passes of a calm carrier: effects have effects, a few deep. */
const passesMax = 50;

type Waiting = { id: string; type: string };

/** What a queue does to the effects of these rounds: any order, twice, late, cut short. */
export async function carryOne(play: RoundPlay): Promise<void> {
  const { dice, lane } = play;
  const waiting = await waitingFor(play);
  if (waiting.length === 0) return;
  // A queue is mostly fair, and sometimes not.
  const { id, type } = dice.chance(0.6) ? waiting[0]! : dice.pick(waiting);
  const how = dice.weighted<'once' | 'twice' | 'dies'>([[75, 'once'], [10, 'twice'], [15, 'dies']]);
  await play.step(`the worker does ${type}${how === 'once' ? '' : `, ${how}`}`, async () => {
    if (how === 'dies') lane.crashes.arm(dice.between(1, 6), dice.chance(0.5));
    const tried = await Promise.allSettled(Array.from({ length: how === 'twice' ? 2 : 1 }, () => lane.dispatcher.dispatch(id)));
    if (how !== 'dies') return faultsOf(tried);
    // The next process remembers nothing of what this one had in its memory.
    if (lane.crashes.disarm()) memoryOf(lane.writer).clear();
    return faultsOf(tried);
  });
}

/** Does all there is to do, and what follows from it, with nothing in the way. */
export async function carryAll(play: RoundPlay): Promise<void> {
  for (let pass = 0; pass < passesMax; pass++) {
    const waiting = await waitingFor(play);
    if (waiting.length === 0) return;
    await play.step(`the worker does ${waiting.map(({ type }) => type).join(', ')}`, async () => {
      for (const { id, type } of waiting) await untilDone(play, id, type);
    });
  }
  throw new Violation('liveness', `effects still follow from effects after ${passesMax} passes`);
}

async function untilDone({ lane }: RoundPlay, id: string, type: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    const fault: unknown = await lane.dispatcher.dispatch(id).then(() => null, (why: unknown) => why ?? new Error('rejected'));
    if (fault === null) return;
    if (tries === failuresMax) throw new Violation('liveness', `${type} fails for ever: ${fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)}`);
  }
}

async function waitingFor({ lane, roundIds, effectsAfter }: RoundPlay): Promise<Waiting[]> {
  const { rows } = await lane.watcher.query<Waiting>({
    name: 'waiting',
    // Nothing is given to a queue here: the index of what waits for one leads to the effects of this round, past all those of the rounds before it.
    text: `with undone as materialized (select id, seq, subject, subject_id, effect from outbox where seq > $3 and relayed_at is null and done_at is null and (not_before is null or not_before <= $2))
      select id, effect->>'type' as type from undone
      where (subject = 'round' and subject_id = any($1)) or (subject in ('document', 'preservation') and subject_id = any(array(select id::text from document where round_id = any($1::uuid[]))))
        or (subject = 'recovery' and effect->'signatoryIds' ?| array(select id::text from signatory where round_id = any($1::uuid[]))) order by seq`,
    values: [roundIds, lane.clock.now(), effectsAfter],
  });
  return rows;
}

/** The number of the last effect so far: those of a round that begins come after it. */
export async function lastEffect({ watcher }: Lane): Promise<string> {
  const { rows } = await watcher.query<{ seq: string }>({ name: 'last', text: `select coalesce(max(seq), 0)::text as seq from outbox where relayed_at is null` });
  return rows[0]!.seq;
}

function faultsOf(tried: readonly PromiseSettledResult<void>[]): string | undefined {
  const faults = tried.flatMap((one) => (one.status === 'rejected' ? [one.reason instanceof Crash ? 'the process dies' : String(one.reason instanceof Error ? one.reason.message : one.reason).slice(0, 120)] : []));
  return faults.length > 0 ? faults.join(' and ') : undefined;
}
