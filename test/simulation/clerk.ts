import { addDays, askedOf } from '#libs/domain';
import type { LegalDay, ReplacementCause, Round, Seat, Signatory, Slot } from '#libs/domain';
import { rounds } from '#libs/features/round';
import { othersUntouched } from './invariants.js';
import { launchAgreement, personNamed } from './opening.js';
import type { RoundPlay } from './play.js';
import { snapshotOf } from './snapshot.js';
import { describeTitle, refusedForGood } from './titles.js';
import { clerk } from './world.js';

const reason = 'Le texte de la convention doit changer.';
/** Most papers are of somebody who is waited for, and most are the occasion to look for the title of whoever signed. */
const papersAwaited = 0.9;
const titlesSought = 0.7;

/** The préfecture does something, sensible or not: what cannot be done is refused. */
export async function clerkActs(play: RoundPlay): Promise<void> {
  const act = play.dice.weighted<(play: RoundPlay) => Promise<void>>([[3, remind], [2, resume], [2, extend], [3, replaceSomebody], [0.6, dismiss], [1, (one) => describeTitle(one, one.dice.pick(one.now.facts.slots))], [0.4, accept], [2.5, recordPaper], [0.4, abandon], [play.lane.changesContent ? 6 : 1, changeContent]]);
  await act(play);
}

export function submit(play: RoundPlay, what: string, command: Round['command']): Promise<void> {
  return play.perilousStep(`the préfecture ${what}`, async () => {
    const done = await play.lane.runner.submit(rounds, play.roundId, command, clerk);
    return done.accepted ? 'done' : done.refusal;
  });
}

function remind(play: RoundPlay): Promise<void> {
  const slot = play.dice.pick(play.now.facts.slots);
  return submit(play, `reminds ${slot.bodyName}`, { type: 'remind', slotId: slot.id });
}

function dismiss(play: RoundPlay): Promise<void> {
  const { slots } = play.now.facts;
  const slot = slots.find(({ proposalId }) => proposalId !== null) ?? play.dice.pick(slots);
  return submit(play, `keeps the person asked for ${slot.bodyName}`, { type: 'dismissProposal', slotId: slot.id });
}

function accept(play: RoundPlay): Promise<void> {
  return acceptTitle(play, play.dice.pick(play.now.facts.slots));
}

export function acceptTitle(play: RoundPlay, slot: Slot): Promise<void> {
  return submit(play, `accepts the title of ${slot.bodyName}`, { type: 'acceptIrregularity', slotId: slot.id, reason });
}

function resume(play: RoundPlay): Promise<void> {
  return submit(play, 'resumes', { type: 'resume' });
}

function extend(play: RoundPlay): Promise<void> {
  const collectUntil = addDays(play.today, play.dice.between(-2, 30));
  return submit(play, `extends until ${collectUntil}`, { type: 'extend', collectUntil });
}

function abandon(play: RoundPlay): Promise<void> {
  return submit(play, 'gives up', { type: 'abandon', reason });
}

async function replaceSomebody(play: RoundPlay): Promise<void> {
  const slot = play.dice.pick(play.now.facts.slots);
  const former = play.dice.pick(askedOf(slot));
  const cause = play.dice.pick(['other_person', 'address', 'spelling'] as const);
  const person = personNamed(play, `n${play.now.signatories.length}`);
  await replace(play, slot, former, cause, cause === 'spelling' ? { ...person, email: play.addressOf(former) } : person);
}

/** Another row of the signatory table takes the place: another person, the same at another address, the same under a better name. */
export function replace(play: RoundPlay, slot: Slot, signatoryId: string, cause: ReplacementCause, person: Signatory): Promise<void> {
  return play.perilousStep(`the préfecture replaces ${play.addressOf(signatoryId)} by ${person.email} (${cause}) for ${slot.bodyName}`, async () => {
    const before = play.now;
    const done = await play.lane.places.replace(play.roundId, { slotId: slot.id, signatoryId, cause, person }, clerk);
    if (done.accepted) othersUntouched(before, await snapshotOf(play.lane, play.roundId, before.lines), slot.id);
    return done.accepted ? 'done' : done.refusal;
  });
}

/** A page signed by hand comes back by the post, and its day may be one that it cannot bear, or one on which the title of that hand was not what it is today. */
async function recordPaper(play: RoundPlay): Promise<void> {
  const { dice } = play;
  const [{ slots }, awaited] = [play.now.facts, play.awaited()];
  const slot = dice.pick(awaited.length > 0 && dice.chance(papersAwaited) ? awaited : slots);
  const signatoryId = dice.pick(askedOf(slot));
  const signedOn = addDays(play.today, dice.pick([0, 0, -1, -1, -2, -9, 1]));
  if (dice.chance(titlesSought)) await describeTitle(play, slot);
  await recordPaperOf(play, slot, { signatoryId, signedOn });
}

/** What the préfecture is answered: `done`, or the refusal. */
export async function recordPaperOf(play: RoundPlay, slot: Slot, { signatoryId, signedOn }: { signatoryId: string; signedOn: LegalDay }): Promise<string> {
  const { lane, roundId } = play;
  const scan = { fileName: 'page-signee.pdf', mediaType: 'application/pdf', content: Buffer.from(`${roundId} ${play.steps}`) };
  let said = '';
  await play.perilousStep(`the préfecture records what ${play.addressOf(signatoryId)} has signed by hand for ${slot.bodyName} on ${signedOn}`, async () => {
    const done = await lane.places.recordPaper(roundId, { slotId: slot.id, signatoryId, signedOn, scan }, clerk);
    if (!done.accepted && done.refusal === 'authority_irregular') refusedForGood(play, { slotId: slot.id, signatoryId, signedOn });
    return (said = done.accepted ? 'done' : done.refusal);
  });
  return said;
}

/** The content changes: another round takes over, with the same parties, and every signature given is void. An act is given up instead. */
async function changeContent(play: RoundPlay): Promise<void> {
  const { facts, state } = play.now;
  const inPlace = play.lane.changesContent;
  if (inPlace) return play.step('the préfecture changes the content where it is', () => inPlace(play.roundId, `${play.roundId} ${play.steps}`));
  if (facts.act || !['collecting', 'blocked', 'expired'].includes(state)) return;
  const seats = facts.slots.map((slot) => seatOf(play, slot));
  const collectUntil = addDays(play.today, play.dice.between(5, 40));
  await play.perilousStep('the préfecture changes the content', async () => {
    const { submission } = await play.lane.launch.supersede(play.roundId, reason, clerk);
    return submission.accepted ? 'done' : submission.refusal;
  });
  const { supersededBy } = play.now.facts;
  if (supersededBy === null) return;
  await launchAgreement(play, supersededBy, seats, collectUntil);
  await play.follow(supersededBy);
}

function seatOf({ now }: RoundPlay, slot: Slot): Seat {
  const [signatory, ...candidates] = askedOf(slot).map((id) => {
    const { email } = now.signatories.find((row) => row.id === id)!;
    return { civility: 'Mme' as const, firstName: 'Camille', lastName: 'Essai', quality: 'maire', email };
  });
  return { college: slot.college, group: slot.group, bodyId: slot.bodyId, bodyName: slot.bodyName, capacity: slot.capacity, blocks: slot.blocks, signatory: signatory!, candidates };
}
