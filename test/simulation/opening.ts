import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { addDays, dayAt, emptyRound, levelRoles } from '#libs/domain';
import type { Dossier, LegalDay, Seat, Signatory } from '#libs/domain';
import { loadDossier } from '#libs/features/directory';
import { rounds } from '#libs/features/round';
import { appendToJournal, instantOf } from '#libs/platform';
import { slotOf } from '../../libs/features/src/round/round.launch.js';
import { RoundEntity, insertSignatories } from '../../libs/features/src/round/round.store.js';
import { lastEffect } from './carrier.js';
import type { RoundPlay } from './play.js';
import { clerk } from './world.js';

/** One round in a hundred is that of a large département; the others have from three to eight signatories. */
const largeRounds = 0.01;
const largeRoundSlots = 50;
const slotsMin = 3;
const slotsMax = 8;
const groupsMax = 4;
const oneOfSeveral = 0.1;
const twoCapacities = 0.1;
const misspelt = 0.08;
const notBlocking = 0.15;
/** One round in so many asks one role for more than a code: a paper settles it. */
const strongRoles = 0.2;
/** Half of the rounds sign an act of an agreement's life, the others an agreement. */
const acts = 0.5;
const termEndsOn = '2030-12-31' as LegalDay;

/** Draws the parties of a round and opens it, through the doors of the service. */
export async function openRound(play: RoundPlay): Promise<void> {
  const { dice } = play;
  play.effectsAfter = await lastEffect(play.lane);
  const seats = seatsFor(play);
  const collectUntil = addDays(play.today, dice.between(5, 40));
  await play.follow(dice.chance(acts) ? await openAct(play, seats, collectUntil) : await openAgreement(play, seats, collectUntil));
}

async function openAct({ lane }: RoundPlay, seats: readonly Seat[], collectUntil: LegalDay): Promise<string> {
  const act = { kind: 'amendment' as const, id: randomUUID(), agreementId: randomUUID(), agreementNumber: 'CDFS-48-2026-001', label: 'avenant nᵒ 1', title: 'Avenant nᵒ 1 à la convention CDFS-48-2026-001', template: 'avenant' as const, data: {} };
  return lane.db.withIdentity(clerk, async (tx) => {
    await tx.query(`insert into simulated_act values ($1, 'awaited', '{"signedOn": null, "declined": []}', 'Europe/Paris', null)`, [act.id]);
    const opened = await lane.acts.open(tx, { act, number: `AV-${act.id}`, departementCode: '48', seats, collectUntil }, clerk);
    if (!opened.ok) throw new Error(`The act is not opened: ${opened.refusal}`);
    return opened.roundId;
  });
}

async function openAgreement(play: RoundPlay, seats: readonly Seat[], collectUntil: LegalDay): Promise<string> {
  const { lane, dice } = play;
  const id = randomUUID();
  if (dice.chance(strongRoles)) play.levels = { ...play.levels, [dice.pick(levelRoles)]: 'strong' };
  await lane.db.withIdentity(clerk, async (tx) => {
    const at = instantOf(lane.clock);
    await tx.insert(RoundEntity, {
      id, number: `CD-${id}`, departementCode: '48', timeZone: 'Europe/Paris', state: 'draft', facts: emptyRound as never, dueAt: null,
      modelId: 'modele-paraphe', modelVersion: '1', structuresMax: null, waivers: [], dossier: null, officialFiles: null, act: null, createdAt: lane.clock.now(), createdBy: 'simulation',
    });
    await appendToJournal(tx, { subject: rounds.kind, subjectId: id, recordedAt: at, effectiveOn: dayAt(at, 'Europe/Paris'), actor: clerk, event: 'open', payload: {}, stateFrom: null, stateTo: 'draft', basis: null });
    await launchIn(tx, play, id, seats, collectUntil);
  });
  return id;
}

/** The launch of a draft, with parties of our own: the directory of the demonstration has always the same. */
export function launchAgreement(play: RoundPlay, id: string, seats: readonly Seat[], collectUntil: LegalDay): Promise<void> {
  return play.lane.db.withIdentity(clerk, (tx) => launchIn(tx, play, id, seats, collectUntil));
}

async function launchIn(tx: EntityManager, { lane: { clock, runner }, levels }: RoundPlay, id: string, seats: readonly Seat[], collectUntil: LegalDay): Promise<void> {
  const seated = seats.map((seat) => ({ seat, slot: slotOf(seat, levels) }));
  const launched = await runner.submitIn(tx, rounds, id, { type: 'launch', gaps: [], slots: seated.map(({ slot }) => slot), collectUntil, termEndsOn, act: null }, clerk, async () => {
    await tx.update(RoundEntity, { id }, { dossier: (await prefectureOnly(tx, dayAt(instantOf(clock), 'Europe/Paris'))) as never });
    await insertSignatories(tx, id, seated);
  });
  if (!launched.accepted) throw new Error(`The agreement is not launched: ${launched.refusal}`);
}

let dossier: Dossier | null = null;

/** What mails want of the directory. */
async function prefectureOnly(tx: EntityManager, day: LegalDay): Promise<Dossier> {
  const whole = (dossier ??= await loadDossier(tx, '48', day));
  return { ...whole, structures: [], referents: [], offers: [], gestionnaires: [], nationalPartners: [], localPartners: [] };
}

/** Places in from one to four groups that follow one another, the préfet in the last. */
function seatsFor(play: RoundPlay): Seat[] {
  const { dice } = play;
  const count = dice.chance(largeRounds) ? largeRoundSlots : dice.between(slotsMin, slotsMax);
  const groups = dice.between(1, Math.min(groupsMax, count));
  const others = Array.from({ length: count - 1 }, (_, n) => (n < groups ? n + 1 : dice.between(1, groups)));
  const people: Signatory[] = [];
  return [...others, Math.max(...others, 1)].map((group, n): Seat => {
    const college = n === count - 1 ? 'prefet' : n === 0 ? 'gestionnaire' : dice.pick(['gestionnaire', 'partenaire_national'] as const);
    // The same person may stand for two bodies: the préfet and the ministère de l'Intérieur, La Poste twice.
    const signatory = people.length > 0 && dice.chance(twoCapacities) ? dice.pick(people) : personNamed(play, `p${n}`);
    people.push(signatory);
    const candidates = dice.chance(oneOfSeveral) ? Array.from({ length: dice.between(1, 2) }, (_, k) => personNamed(play, `p${n}-${k}`)) : [];
    return { college: n === 1 ? 'partenaire_national' : college, group, bodyId: `body-${n}`, bodyName: `Organisme ${n}`, capacity: 'par son représentant', signatory, candidates, blocks: !dice.chance(notBlocking) };
  });
}

/** Now and then the address is misspelt: nothing ever arrives there. */
export function personNamed(play: RoundPlay, name: string, misspelling = misspelt): Signatory {
  const email = `${name}@${play.domain}`;
  if (play.dice.chance(misspelling)) play.wrongAddresses.add(email);
  return { civility: 'Mme', firstName: 'Camille', lastName: `Essai ${name}`, quality: 'maire', email };
}
