import type { Sitting } from '../../libs/features/src/signature/sitting.js';
import type { Link, RoundPlay } from './play.js';
import { Violation } from './violation.js';

const origin = { ip: '192.0.2.1', userAgent: 'Simulation' };
export const fullName = 'Camille Essai';
const refusalReason = 'Le bouquet de services ne convient pas.';
const scansMax = 5;

/** The page behind a link, as the site shows it; what it shows is then what this person has seen. */
export async function page(play: RoundPlay, link: Link): Promise<Sitting | null> {
  const { table } = play.lane;
  const due = play.shouldOpen(link.token);
  const found = await table.sit(link.token);
  if ('dead' in found) {
    if (due) throw new Violation('I4', `the ${link.name} of somebody who is waited for is dead: ${found.dead}`);
    await table.noteDeadLink(found);
    return null;
  }
  play.seen.set(link.token, found.round.facts.contentHash ?? '');
  return found;
}

/** Somebody does something with a mail that they received. Nothing when nobody has received any. */
export async function personActs(play: RoundPlay): Promise<void> {
  const { dice } = play;
  const addresses = [...play.lane.post.mailboxes.keys()].filter((address) => play.linksIn(address).length > 0);
  if (addresses.length === 0) return recover(play, dice.pick(play.now.signatories).email);
  const address = dice.pick(addresses);
  const links = play.linksIn(address);
  // Most use the latest mail; some have kept an older one.
  const link = dice.chance(0.7) ? links.at(-1)! : dice.pick(links);
  const act = dice.weighted<(play: RoundPlay, address: string, link: Link) => Promise<void>>([
    [3, open], [2, scan], [3, askForCode], [13, goOn], [2, guessCode], [2, doubleClick], [1, signLate], [0.6, refuse], [0.6, sayNotMe], [1, renew], [1, recoverFrom],
  ]);
  await act(play, address, link);
}

/** Whoever has no code yet asks for one. */
function goOn(play: RoundPlay, address: string, link: Link): Promise<void> {
  const row = play.rowOf(link.token);
  return row && play.codesFor(address, row.slotId).length > 0 ? signWithCode(play, address, link) : askForCode(play, address, link);
}

async function open(play: RoundPlay, address: string, link: Link): Promise<void> {
  await play.perilousStep(`${address} opens ${link.name}`, async () => ((await page(play, link)) ? 'shown' : 'dead'));
}

/** A mail scanner: GET and HEAD, again and again, and nothing is consumed. The journal alone may say that a dead link was presented. */
async function scan(play: RoundPlay, address: string, link: Link): Promise<void> {
  const times = play.dice.between(2, scansMax);
  await play.step(`a scanner opens ${link.name} of ${address} ${times} times`, async () => {
    const before = await kept(play);
    const seen = play.seen.get(link.token);
    for (let n = 0; n < times; n++) await page(play, link);
    // A machine has looked, and nobody has seen anything.
    if (seen === undefined) play.seen.delete(link.token);
    else play.seen.set(link.token, seen);
    const after = await kept(play);
    if (before !== after) throw new Violation('I11', `reading ${link.name} wrote: ${before} became ${after}`);
  });
}

async function kept({ lane, roundId }: RoundPlay): Promise<string> {
  const { rows } = await lane.watcher.query<{ rows: string }>({
    name: 'kept',
    text: `select concat_ws(' ', (select xmin from round where id = $1), (select string_agg(concat(id, xmin), ',' order by id) from link where round_id = $1),
      (select string_agg(concat(code.id, code.xmin), ',' order by code.id) from code join link on link.id = link_id where round_id = $1),
      (select count(*) from approval where round_id = $1), (select count(*) from outbox where subject = 'round' and subject_id = $1::text), (select count(*) from journal where subject = 'round' and subject_id = $1::text and event <> 'refused.link')) as rows`,
    values: [roundId],
  });
  return rows[0]!.rows;
}

async function askForCode(play: RoundPlay, address: string, link: Link): Promise<void> {
  await play.perilousStep(`${address} asks for a code with ${link.name}`, async () => {
    const sitting = await page(play, link);
    if (!sitting) return 'dead';
    const act = await play.lane.table.requestCode(sitting, fullName);
    return act.done ? 'asked' : act.refusal;
  });
}

async function signWithCode(play: RoundPlay, address: string, link: Link): Promise<void> {
  await play.perilousStep(`${address} signs with ${link.name}`, async () => {
    const sitting = await page(play, link);
    return sitting ? signOnce(play, sitting, codeOf(play, address, sitting)) : 'dead';
  });
}

/** Digits made up, or those of an older mail. */
async function guessCode(play: RoundPlay, address: string, link: Link): Promise<void> {
  const { dice } = play;
  const times = dice.between(1, 7);
  await play.step(`${address} types wrong codes ${times} times with ${link.name}`, async () => {
    const said: string[] = [];
    for (let n = 0; n < times; n++) {
      const sitting = await page(play, link);
      if (!sitting) return 'dead';
      const older = play.codesFor(address, sitting.slot.id).slice(0, -1);
      said.push(await signOnce(play, sitting, older.length > 0 && dice.chance(0.5) ? dice.pick(older) : String(dice.between(0, 999_999)).padStart(6, '0')));
    }
    return said.join(', ');
  });
}

async function doubleClick(play: RoundPlay, address: string, link: Link): Promise<void> {
  await play.step(`${address} signs twice at once with ${link.name}`, async () => {
    const sitting = await page(play, link);
    if (!sitting) return 'dead';
    const code = codeOf(play, address, sitting);
    const second = await play.lane.table.sit(link.token);
    return (await Promise.all([signOnce(play, sitting, code), 'dead' in second ? 'dead' : signOnce(play, second, code)])).join(' and ');
  });
}

/** The page was shown, something else happens, then the button is pressed. */
async function signLate(play: RoundPlay, address: string, link: Link): Promise<void> {
  let sitting: Sitting | null = null;
  await play.step(`${address} reads ${link.name}`, async () => void (sitting = await page(play, link)));
  if (!sitting) return;
  const code = codeOf(play, address, sitting);
  await play.interlude();
  await play.step(`${address} signs late with ${link.name}`, () => signOnce(play, sitting!, code));
}

async function refuse(play: RoundPlay, address: string, link: Link): Promise<void> {
  await play.perilousStep(`${address} refuses with ${link.name}`, async () => {
    const sitting = await page(play, link);
    if (!sitting) return 'dead';
    const act = await play.lane.table.refuse(sitting, refusalReason);
    return act.done ? 'refused' : act.refusal;
  });
}

/** « Je ne suis pas la bonne personne » : the préfecture decides, and the link keeps working meanwhile. */
async function sayNotMe(play: RoundPlay, address: string, link: Link): Promise<void> {
  await play.perilousStep(`${address} is not the right person, with ${link.name}`, async () => {
    const sitting = await page(play, link);
    if (!sitting) return 'dead';
    const act = await play.lane.table.propose(sitting, { saidBy: fullName, fullName: 'Claude Essai', email: `claude@${play.domain}`, reason: 'J’ai quitté mes fonctions.' });
    return act.done ? 'said' : act.refusal;
  });
}

/** The button of every dead page. */
async function renew(play: RoundPlay, address: string, link: Link): Promise<void> {
  await play.perilousStep(`${address} asks for a fresh link from ${link.name}`, async () => {
    const found = await play.lane.table.sit(link.token);
    const sitting = 'dead' in found ? ('sitting' in found ? found.sitting : null) : found;
    // Whoever was replaced is offered no fresh link.
    if (sitting && !('dead' in found && found.dead === 'handed_over')) await play.lane.freshLinks.askFor(sitting.link.signatoryId, sitting.link.id);
  });
}

async function recover(play: RoundPlay, address: string): Promise<void> {
  await play.perilousStep(`${address} asks for their links`, () => play.lane.freshLinks.askAt(address));
}

const recoverFrom = (play: RoundPlay, address: string): Promise<void> => recover(play, address);

/** Answers given before the code was looked at. */
const untried = new Set<string>(['code_dead', 'codes_exhausted', 'read_only']);

export async function signOnce(play: RoundPlay, sitting: Sitting, code: string): Promise<string> {
  const act = await play.lane.table.sign(sitting, code, origin);
  if (sitting.code && (act.done || !untried.has(act.refusal))) play.tries.set(sitting.code.id, (play.tries.get(sitting.code.id) ?? 0) + 1);
  return act.done ? 'signed' : act.refusal;
}

/** The one last received for that place; whoever has none types anything. */
function codeOf(play: RoundPlay, address: string, { slot }: Sitting): string {
  return play.codesFor(address, slot.id).at(-1) ?? '000000';
}
