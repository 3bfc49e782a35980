import { addDays } from '#libs/domain';
import type { Slot } from '#libs/domain';
import { carryAll } from './carrier.js';
import { acceptTitle, recordPaperOf, replace, submit } from './clerk.js';
import { personNamed } from './opening.js';
import { fullName, page, signOnce } from './people.js';
import type { Link, RoundPlay } from './play.js';
import { Violation } from './violation.js';

/** Past the time during which a fresh link is not sent twice, and that after which codes may be asked for again. */
const patienceMinutes = 61;
const extraTurns = 12;
/** One round in so many is prolonged while it collects, and signed when its first last day is past. */
const extensions = 0.25;
const extensionDays = 10;
/** What may stand between a person and their code, each lifted once. */
const hindrancesMax = 3;
const ended = ['sealed', 'abandoned', 'superseded'];

/**
 * Mails arrive, people are willing, the préfecture mends what can be mended: the round must come to its end, since nobody may be left
 * without a way to sign.
 */
export async function benevolence(play: RoundPlay): Promise<void> {
  const { post } = play.lane;
  play.perilous = false;
  post.fateOf = (address) => (play.wrongAddresses.has(address) ? 'lost' : 'delivered');
  await play.step('mails arrive, the calendar looks', async () => {
    post.releaseAll();
    await play.tick();
  });
  if (play.dice.chance(extensions)) await extendAtLast(play);
  const turns = play.now.facts.slots.length + extraTurns;
  for (let turn = 0; turn < turns; turn++) {
    await carryAll(play);
    if (ended.includes(play.now.state)) return;
    const { state, facts } = play.now;
    const isOver = state === 'expired' || (state === 'blocked' && facts.collectUntil !== null && play.today > facts.collectUntil);
    if (state === 'blocked' && !isOver) await submit(play, 'resumes', { type: 'resume' });
    else if (isOver) await submit(play, 'extends', { type: 'extend', collectUntil: addDays(play.today, 30) });
    else for (const slot of play.awaited()) await sign(play, slot);
  }
  await carryAll(play);
  if (!ended.includes(play.now.state)) throw new Violation('liveness', `after ${turns} turns of good will the round is still ${play.now.state}`);
}

/** The links that people have must live as long as the round now does. */
async function extendAtLast(play: RoundPlay): Promise<void> {
  const { collectUntil } = play.now.facts;
  if (play.now.state !== 'collecting' || !collectUntil) return;
  const until = addDays(collectUntil, extensionDays);
  await submit(play, `extends until ${until}`, { type: 'extend', collectUntil: until });
  await play.step('the former last day passes', async () => {
    play.lane.clock.moveTo(new Date(`${addDays(collectUntil, 2)}T09:00:00Z`));
    await play.tick();
  });
}

/** The person signs, from a link they have or can get; nothing is done when the calendar ends the round meanwhile. A wrong address is corrected by the préfecture first: it alone can. */
async function sign(play: RoundPlay, { id }: Slot): Promise<void> {
  const slot = play.slot(id)!;
  const address = play.addressOf(slot.signatoryId);
  if (play.wrongAddresses.has(address)) return replace(play, slot, slot.signatoryId, 'address', personNamed(play, `corrected-${play.now.signatories.length}`, 0));
  let link = await openedLink(play, slot, address);
  let said = '';
  for (let tries = 0; link && tries < hindrancesMax; tries++) {
    said = await askForCode(play, address, link);
    if (said === 'authority_irregular') await acceptTitle(play, slot);
    else if (said === 'level_insufficient') return signByHand(play, slot);
    // Somebody guessed with the links that they had: one that leaves now is not held to account for it.
    else if (said === 'codes_exhausted') link = await freshLink(play, slot, address);
    else break;
  }
  if (!link || !play.awaited().some((one) => one.id === id)) return;
  await carryAll(play);
  await play.step(`${address} signs (a code was ${said})`, async () => {
    const sitting = await page(play, link);
    if (!sitting) throw new Violation('I4', `the link that ${address} has just opened is dead`);
    const code = play.codesFor(address, id).at(-1);
    if (!code) throw new Violation('I4', `${address} has asked for a code (${said}) and received none`);
    const signed = await signOnce(play, sitting, code);
    if (signed !== 'signed') throw new Violation('liveness', `${address} cannot sign: ${signed}`);
    return signed;
  });
}

/** Where a code is not enough: the page signed by hand comes back, and the préfecture accepts the title that it had refused. */
async function signByHand(play: RoundPlay, slot: Slot): Promise<void> {
  const hand = { signatoryId: slot.signatoryId, signedOn: play.today };
  let said = await recordPaperOf(play, slot, hand);
  if (said === 'authority_irregular') {
    await acceptTitle(play, slot);
    said = await recordPaperOf(play, slot, hand);
  }
  if (said !== 'done') throw new Violation('liveness', `what ${play.addressOf(slot.signatoryId)} has signed by hand is not taken: ${said}`);
}

/** What the page answers. */
async function askForCode(play: RoundPlay, address: string, link: Link): Promise<string> {
  let said = '';
  await play.step(`${address} asks for a code`, async () => {
    const sitting = await page(play, link);
    if (!sitting) throw new Violation('I4', `the link of ${address} is dead`);
    const first = await play.lane.table.requestCode(sitting, fullName);
    said = first.done ? 'asked for' : first.refusal;
    // Six codes an hour is the limit that chaos may have reached: time lifts it.
    if (said !== 'too_many_codes') return said;
    later(play);
    const again = await play.lane.table.requestCode(sitting, fullName);
    return (said = again.done ? 'asked for an hour later' : again.refusal);
  });
  return said;
}

/** A link in the mailbox that opens; failing that, one that is asked for. */
async function openedLink(play: RoundPlay, slot: Slot, address: string): Promise<Link | null> {
  return linkFor(play, slot, address) ?? freshLink(play, slot, address);
}

/** The page where one asks for one's links must bring one that opens; null when the round has expired meanwhile. */
async function freshLink(play: RoundPlay, slot: Slot, address: string): Promise<Link | null> {
  const known = play.linksIn(address).length;
  await play.step(`${address} asks for their links`, async () => {
    later(play);
    await play.tick();
    await play.lane.freshLinks.askAt(address);
  });
  await carryAll(play);
  const got = linkFor(play, slot, address, known);
  if (!got && play.awaited().some(({ id }) => id === slot.id)) throw new Violation('I4', `${address} is waited for, has no link that opens, and can get none`);
  return got;
}

/** The latest mail, past the first `after`, whose link opens that place now. */
function linkFor(play: RoundPlay, slot: Slot, address: string, after = 0): Link | null {
  return play.linksIn(address).slice(after).findLast(({ token }) => play.shouldOpen(token) && play.rowOf(token)?.slotId === slot.id) ?? null;
}

function later({ lane }: RoundPlay): void {
  lane.clock.moveTo(new Date(lane.clock.now().getTime() + patienceMinutes * 60_000));
}
