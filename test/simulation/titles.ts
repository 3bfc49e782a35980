import { isDeepStrictEqual } from 'node:util';
import { addDays, authorityVerdict, legalDay, momentOn } from '#libs/domain';
import type { JudgedAuthority, LegalDay, Round, SigningAuthority, SigningBodyKind, Slot } from '#libs/domain';
import { Authorities } from '#libs/features/authority';
import { loadRound } from '#libs/features/round';
import { systemActor } from '#libs/platform';
import type { RoundPlay } from './play.js';
import type { Snapshot } from './snapshot.js';
import { Violation } from './violation.js';
import { clerk } from './world.js';

/** An interim, as the préfecture described it: whose it is, and its first and last days. */
export type Title = { signatoryId: string; from: LegalDay; until: LegalDay | null };
/** Whose hand signed for which body, and the day that the paper bears. */
type Hand = Pick<Snapshot['papers'][number], 'slotId' | 'signatoryId' | 'signedOn'>;

const longSince = legalDay('2026-01-01');

/** The préfecture describes under which title the person asked signs: an interim, long over or not, or which has just ended or begun. */
export async function describeTitle(play: RoundPlay, slot: Slot): Promise<void> {
  const { dice, lane } = play;
  const [from, until] = dice.weighted<[LegalDay, LegalDay | null]>([
    [3, [longSince, addDays(play.today, -dice.between(1, 20))]], [3, [longSince, addDays(play.today, -1)]], [3, [longSince, null]], [3, [play.today, null]],
  ]);
  const title = { signatoryId: slot.signatoryId, from, until };
  await play.step(`the préfecture describes the title of ${slot.bodyName}, from ${from} to ${until ?? 'no day that is known'}`, async () => {
    const round = await lane.db.withIdentity(systemActor('simulation'), (tx) => loadRound(tx, play.roundId));
    const authorities = lane.app.get(Authorities, { strict: false });
    const { places } = await authorities.ofRound(play.roundId, clerk);
    const known = places.find((place) => place.slot.id === slot.id)?.known ?? null;
    // Of a place that has answered, or in a round that is over, nothing is described any more.
    if ((await authorities.record(round, slot, { facts: powerOf(slot, title), known }, clerk)) === null) play.titles.set(slot.id, title);
  });
}

function powerOf({ bodyId, college }: Slot, { signatoryId, from, until }: Title): SigningAuthority {
  const power = { kind: 'interim', office: college === 'prefet' ? 'prefet' : 'head', ground: 'absence', personId: signatoryId, reference: 'Arrêté nᵒ 12', from, until } as const;
  return { bodyId, power, decision: null };
}

/** I10: under a title that is not in force, nobody signs unless the préfecture has said that it accepts it. */
export function titleAllows(play: RoundPlay, now: Snapshot, { id, signatoryId, irregularityAccepted }: Slot): void {
  const title = titleBehind(play, now, id, signatoryId);
  const { today } = play;
  if (!title || irregularityAccepted || (title.from <= today && (title.until === null || today <= title.until))) return;
  throw new Violation('I10', `${id} was signed under a title that runs from ${title.from} to ${title.until}, and nobody has accepted it`);
}

/** I10 of a signature by hand: what is kept is what the domain judges for the day that the paper bears, and it was accepted if it is irregular. */
export function paperIsJudged(play: RoundPlay, now: Snapshot, { authority, ...hand }: Snapshot['papers'][number]): void {
  const kept = authority && { verdict: authority.verdict, faults: authority.faults };
  const due = judgementOn(play, now, hand);
  if (!isDeepStrictEqual(kept, due)) throw new Violation('I10', `the title behind the paper of ${hand.slotId}, of ${hand.signedOn}, was judged ${JSON.stringify(kept)}, and is ${JSON.stringify(due)}`);
  if (due?.verdict === 'irregular' && !slotIn(now, hand).irregularityAccepted) throw new Violation('I10', `${hand.slotId} was signed by hand under a title that was not in force on ${hand.signedOn}, and nobody has accepted it`);
}

/** I10 the other way round: a paper is refused for its title only when it was not in force that day. */
export function refusedForGood(play: RoundPlay, hand: Hand): void {
  const due = judgementOn(play, play.now, hand);
  if (due?.verdict !== 'irregular') throw new Violation('I10', `the paper of ${hand.slotId}, of ${hand.signedOn}, is refused for a title that is ${due?.verdict ?? 'not described'}`);
}

/** What the domain says of the title of that hand on that day; null when nobody had described it. */
function judgementOn(play: RoundPlay, now: Snapshot, hand: Hand): Omit<JudgedAuthority, 'id'> | null {
  const { slotId, signatoryId, signedOn } = hand;
  const title = titleBehind(play, now, slotId, signatoryId);
  if (!title) return null;
  const { facts } = now;
  const slot = slotIn(now, hand);
  const { verdict, faults } = authorityVerdict(
    powerOf(slot, title), { moment: momentOn(signedOn), object: facts.act ? 'amendment' : 'agreement', contentHash: facts.contentHash ?? '', personId: signatoryId, body: { id: slot.bodyId, kind: kindOf(slot) } }, [],
  );
  return { verdict, faults: [...new Set(faults.map(({ code }) => code))] };
}

/** The title described at a place, when it is that of this person; no decision is described here, which would bind whoever else signs. One whose name or address is better written is another row, whom the title follows. */
function titleBehind({ titles }: RoundPlay, { lines }: Snapshot, slotId: string, signatoryId: string): Title | null {
  const title = titles.get(slotId);
  if (!title) return null;
  const corrections = lines.flatMap(({ event, payload }) => (event === 'replaceSignatory' ? [payload as Omit<Extract<Round['command'], { type: 'replaceSignatory' }>, 'type'>] : [])).filter(({ slotId: of, cause }) => of === slotId && cause !== 'other_person');
  const bearer = corrections.reduce((one, { signatoryId: former, by }) => (one === former ? by : one), title.signatoryId);
  return bearer === signatoryId ? { ...title, signatoryId } : null;
}

function slotIn({ facts }: Snapshot, { slotId }: Hand): Slot {
  return facts.slots.find(({ id }) => id === slotId)!;
}

/** No directory says more here. */
function kindOf({ college }: Slot): SigningBodyKind {
  return college === 'prefet' ? 'prefet' : college === 'partenaire_national' ? 'national_partner' : 'other_public';
}
