import { randomUUID } from 'node:crypto';
import { addDays, askedOf } from '#libs/domain';
import type { ReplacementCause, Round, Seat, Signatory, Slot } from '#libs/domain';
import { rounds } from '#libs/features/round';
import { insertSignatory } from '../../libs/features/src/round/round.store.js';
import { othersUntouched } from './invariants.js';
import { openAgreement, personNamed, rowOf } from './opening.js';
import type { RoundPlay } from './play.js';
import { snapshotOf } from './snapshot.js';
import { describeTitle } from './titles.js';
import { clerk } from './world.js';

const reason = 'Le texte de la convention doit changer.';

/** The préfecture does something, sensible or not: what cannot be done is refused. */
export async function clerkActs(play: RoundPlay): Promise<void> {
  const act = play.dice.weighted<(play: RoundPlay) => Promise<void>>([[3, remind], [2, resume], [2, extend], [3, replaceSomebody], [0.6, dismiss], [1, describeTitle], [0.4, accept], [0.4, abandon], [play.lane.changesContent ? 6 : 1, changeContent]]);
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
  const by = randomUUID();
  return play.perilousStep(`the préfecture replaces ${play.addressOf(signatoryId)} by ${person.email} (${cause}) for ${slot.bodyName}`, async () => {
    const before = play.now;
    const done = await play.lane.runner.submit(rounds, play.roundId, { type: 'replaceSignatory', slotId: slot.id, signatoryId, by, cause }, clerk, (tx) => insertSignatory(tx, rowOf(person, by, play.roundId, slot.bodyId)));
    if (done.accepted) othersUntouched(before, await snapshotOf(play.lane, play.roundId, before.lines), slot.id);
    return done.accepted ? 'done' : done.refusal;
  });
}

/** The content changes: another round takes over, with the same parties, and every signature given is void. An act is given up instead. */
async function changeContent(play: RoundPlay): Promise<void> {
  const { facts, state } = play.now;
  const inPlace = play.lane.changesContent;
  if (inPlace) return play.step('the préfecture changes the content where it is', () => inPlace(play.roundId, `${play.roundId} ${play.steps}`));
  if (facts.act || !['collecting', 'blocked', 'expired'].includes(state)) return;
  const seats = facts.slots.map((slot) => seatOf(play, slot));
  const successorId = await openAgreement(play, seats, addDays(play.today, play.dice.between(5, 40)));
  await submit(play, 'changes the content', { type: 'supersede', successorId, reason });
  if (play.now.state === 'superseded') await play.follow(successorId);
}

function seatOf({ now }: RoundPlay, slot: Slot): Seat {
  const [signatory, ...candidates] = askedOf(slot).map((id) => {
    const { email } = now.signatories.find((row) => row.id === id)!;
    return { civility: 'Mme' as const, firstName: 'Camille', lastName: 'Essai', quality: 'maire', email };
  });
  return { college: slot.college, group: slot.group, bodyId: slot.bodyId, bodyName: slot.bodyName, capacity: slot.capacity, blocks: slot.blocks, signatory: signatory!, candidates };
}
