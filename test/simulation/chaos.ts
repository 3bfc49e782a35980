import { carryOne } from './carrier.js';
import { clerkActs } from './clerk.js';
import { personActs } from './people.js';
import type { RoundPlay } from './play.js';
import type { Fate } from './post-office.js';
import { authorityOf } from './authority.js';

const stepsAtLeast = 8;
const stepsPerSlot = 3;
/** Once the round is over, so many more things are tried on it. */
const stepsAfterEnd = 4;
const minuteMs = 60_000;
const ended = ['sealed', 'abandoned', 'superseded'];

/** Everything at once, in no order: people, the préfecture, the queue, the mails, the clock, the timestamp authorities. */
export async function chaos(play: RoundPlay): Promise<void> {
  const { dice, lane } = play;
  lane.post.fateOf = (address) => fateOf(play, address);
  play.interlude = () => dice.weighted<(play: RoundPlay) => Promise<void>>([[3, clerkActs], [2, timePasses], [2, carryOne]])(play);
  const steps = stepsAtLeast + stepsPerSlot * play.now.facts.slots.length;
  let after = 0;
  for (let n = 0; n < steps && after < stepsAfterEnd; n++) {
    const act = dice.weighted<(play: RoundPlay) => Promise<void>>([[40, carryOne], [36, personActs], [6, clerkActs], [8, timePasses], [8, mailArrives], [2, authorityFalters]]);
    await act(play);
    if (ended.includes(play.now.state)) after++;
  }
  authorityOf(lane).silence(false);
}

function fateOf({ dice, wrongAddresses }: RoundPlay, address: string): Fate {
  const fate = dice.weighted<Fate>([[78, 'delivered'], [9, 'held'], [4, 'twice'], [4, 'lost'], [3, 'refused'], [2, 'unanswered']]);
  return wrongAddresses.has(address) ? (fate === 'refused' ? 'refused' : 'lost') : fate;
}

/** Mostly minutes, sometimes days: the calendar usually looks, and is sometimes late. */
async function timePasses(play: RoundPlay): Promise<void> {
  const { dice, lane } = play;
  const minutes = dice.chance(0.65) ? dice.between(1, 90) : dice.between(1, 12) * 1440 + dice.between(0, 1439);
  await play.step(`${minutes} minutes pass`, async () => {
    lane.clock.moveTo(new Date(lane.clock.now().getTime() + minutes * minuteMs));
    if (dice.chance(0.8)) await play.tick();
  });
}

async function mailArrives(play: RoundPlay): Promise<void> {
  const { heldCount } = play.lane.post;
  if (heldCount > 0) await play.step('a mail arrives late', async () => play.lane.post.release(play.dice.between(0, heldCount - 1)));
}

async function authorityFalters(play: RoundPlay): Promise<void> {
  const silent = play.dice.chance(0.5);
  await play.step(`the timestamp authority ${silent ? 'keeps silent' : 'answers'}`, async () => authorityOf(play.lane).silence(silent));
}
