import { isDeepStrictEqual } from 'node:util';
import { askedOf, isSettled } from '#libs/domain';
import { hashOf } from '../../libs/features/src/signature/link.store.js';
import { replayRound, withoutWords } from '../../libs/domain/src/round/round-replay.js';
import type { RoundLine } from '../../libs/domain/src/round/round-replay.js';
import type { RoundPlay } from './play.js';
import type { Post } from './post-office.js';
import type { Snapshot } from './snapshot.js';
import { paperIsJudged, titleAllows } from './titles.js';
import { Violation } from './violation.js';

const closed = ['sealed', 'abandoned', 'superseded'];
/** Of a large round the journal is replayed at one step in so many, and at the end: it is long. */
const largeRoundLines = 120;
const replayEvery = 15;
/** Wrong tries that a code stands. */
const triesMax = 5;

function demand(isSo: boolean, invariant: string, message: string): void {
  if (!isSo) throw new Violation(invariant, message);
}

/** What holds after each step, whatever it was. `arrived`: mails that a server has accepted meanwhile. */
export function checkStep(play: RoundPlay, before: Snapshot, after: Snapshot, arrived: readonly Post[]): void {
  approvalsAreOfWhatWasSeen(play, before, after);
  papersAreOfThisText(play, before, after);
  sealIsOne(after);
  ordersAgree(after);
  codesAreUsedOnce(play, after);
  mailsAreWanted(before, after, arrived);
  endedStaysEnded(before, after);
  if (after.lines.length < largeRoundLines || play.steps % replayEvery === 0) journalTellsTheState(after);
}

/** I1: each signature is of the text that its author last saw. I2: its author was asked at that very moment, under their own link and by their own code. */
function approvalsAreOfWhatWasSeen(play: RoundPlay, before: Snapshot, after: Snapshot): void {
  for (const approval of after.approvals) {
    const { slotId, signatoryId, contentHash } = approval;
    demand(contentHash === after.facts.contentHash && contentHash === after.document?.contentHash, 'I1', `${slotId} has approved another text than that of the round`);
    if (before.approvals.some((one) => one.slotId === slotId)) continue;
    const slot = before.facts.slots.find(({ id }) => id === slotId);
    const link = after.links.find(({ id }) => id === approval.linkId);
    const token = [...play.seen.keys()].find((one) => hashOf(one) === link?.tokenHash);
    demand(slot !== undefined && askedOf(slot).includes(signatoryId), 'I2', `${signatoryId} has signed for ${slotId} without being asked`);
    demand(slot?.level === 'simple', 'I2', `${slotId} asks for more than a code, and was signed with one`);
    demand(link !== undefined && link.signatoryId === signatoryId && link.slotId === slotId && link.purpose === 'sign', 'I2', `${slotId} was signed under the link of another place or person`);
    titleAllows(play, after, after.facts.slots.find(({ id }) => id === slotId)!);
    demand(token !== undefined && play.seen.get(token) === contentHash, 'I1', `the author of ${slotId} has not seen the text that they have signed`);
  }
  const approved = after.facts.slots.filter(({ state }) => state === 'approved');
  const given = [...after.approvals, ...after.papers];
  demand(approved.length === given.length && approved.every((slot) => given.some(({ slotId, signatoryId }) => slotId === slot.id && signatoryId === slot.signatoryId)), 'I2', 'the signatures that are shown are not those that were given');
}

/** I1, I2 and I10 of a signature by hand: nobody saw a page nor used a link, but the text, the person and their title are the same matter. */
function papersAreOfThisText(play: RoundPlay, before: Snapshot, after: Snapshot): void {
  for (const paper of after.papers) {
    const { id, slotId, signatoryId, contentHash } = paper;
    demand(contentHash === after.facts.contentHash && contentHash === after.document?.contentHash, 'I1', `the paper of ${slotId} bears another text than that of the round`);
    if (before.papers.some((one) => one.id === id)) continue;
    const [was, is] = [before, after].map(({ facts }) => facts.slots.find((slot) => slot.id === slotId));
    demand(was?.state === 'invited' && askedOf(was).includes(signatoryId), 'I2', `${signatoryId} has signed by hand for ${slotId} without being asked`);
    demand(is?.paperId === id && is.means === 'handwritten', 'I2', `${slotId} does not rest on the paper that was recorded for it`);
    paperIsJudged(play, after, paper);
  }
}

/** I3: one seal at most; one when the round is sealed, and only once everybody has signed or declined. */
function sealIsOne({ state, facts, revisions, lines, actState }: Snapshot): void {
  const seals = revisions.filter(({ kind }) => kind === 'seal').length;
  const recorded = lines.filter(({ event }) => event === 'recordSeal').length;
  demand(seals <= 1 && recorded <= 1, 'I3', `${seals} seals in the file, ${recorded} in the journal`);
  demand(seals === 0 || state === 'sealing' || state === 'sealed', 'I3', `a seal in a round that is ${state}`);
  demand(state !== 'sealed' || (seals === 1 && recorded === 1), 'I3', `a sealed round has ${seals} seals in its file and ${recorded} in its journal`);
  demand(seals === 0 || facts.slots.every(isSettled), 'I3', 'the document is sealed, and somebody is still waited for');
  demand(actState === null || (state === 'sealed') === (actState === 'signed'), 'I3', `the round is ${state}, and the act was told that it is ${actState}`);
}

/** I6: approvals are numbered from one, and the revisions of the file follow them. */
function ordersAgree({ facts, revisions }: Snapshot): void {
  const ordered = facts.slots.filter(({ order }) => order !== null).sort((a, b) => a.order! - b.order!);
  demand(ordered.every(({ order }, n) => order === n + 1), 'I6', `approvals are numbered ${ordered.map(({ order }) => order).join(' ')}`);
  const written = revisions.flatMap(({ kind, slotId }) => (kind === 'approval' ? [slotId] : []));
  demand(isDeepStrictEqual(written, ordered.slice(0, written.length).map(({ id }) => id)), 'I6', 'the revisions of the file are in another order than the approvals');
  demand(revisions.every(({ length }, n) => n === 0 || length > revisions[n - 1]!.length), 'I6', 'a revision does not follow the one before it');
}

/** I5: who only has the journal knows the state. */
function journalTellsTheState({ state, facts, lines }: Snapshot): void {
  const apart = difference(toldBy(lines), withoutWords({ state, facts }), ['by the journal', 'in the table']);
  demand(apart === null, 'I5', `the journal and what is kept differ: ${apart}`);
}

/** What each list of lines tells: many steps add none, and the list is then the same. */
const told = new WeakMap<Snapshot['lines'], ReturnType<typeof replayRound>>();

function toldBy(lines: Snapshot['lines']): ReturnType<typeof replayRound> {
  const known = told.get(lines);
  if (known) return known;
  try {
    const state = withoutWords(replayRound(lines as readonly RoundLine[]));
    told.set(lines, state);
    return state;
  } catch (fault) {
    throw new Violation('I5', fault instanceof Error ? fault.message : String(fault));
  }
}

/** Where two values part, and what each says there; null when they are the same. */
function difference(one: unknown, other: unknown, said: readonly [string, string], place = 'round'): string | null {
  if (isDeepStrictEqual(one, other)) return null;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return `${place} is ${JSON.stringify(one)} ${said[0]}, ${JSON.stringify(other)} ${said[1]}`;
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  for (const name of names) {
    const apart = difference((one as Record<string, unknown>)[name], (other as Record<string, unknown>)[name], said, `${place}.${name}`);
    if (apart) return apart;
  }
  return `${place} is written otherwise`;
}

/** I9: a code signs once, and stands a few tries. */
function codesAreUsedOnce(play: RoundPlay, { approvals, codes }: Snapshot): void {
  demand(new Set(approvals.map(({ codeId }) => codeId)).size === approvals.length, 'I9', 'a code has signed twice');
  for (const { codeId, linkId, slotId } of approvals) {
    const code = codes.find(({ id }) => id === codeId);
    demand(code !== undefined && code.used && code.linkId === linkId, 'I9', `${slotId} was signed by a code that is not its own`);
  }
  for (const { id, tries } of codes) {
    const answered = play.tries.get(id) ?? 0;
    demand(tries <= triesMax && answered <= tries, 'I9', `code ${id} was tried ${answered} times, and ${tries} are counted`);
  }
}

/** Mails that make sense for those only who are waited for. */
const asking = new Set(['inviteSignatory', 'sendFreshLink', 'sendCode']);

/** I7: nobody is asked to sign what they cannot sign any more. A mail may bring links of several places: each says which, and one that only shows asks for nothing. */
function mailsAreWanted(before: Snapshot, after: Snapshot, arrived: readonly Post[]): void {
  for (const { messageId, to, tokens, words } of arrived) {
    const effect = after.effects.find(({ id }) => id === messageId);
    if (!effect || !asking.has(effect.type)) continue;
    const brought = tokens.flatMap((token) => after.links.find(({ tokenHash }) => tokenHash === hashOf(token)) ?? []);
    demand(brought.length > 0 || effect.type === 'sendCode', 'I7', `${to} is written to (${effect.type}) without any link: ${tokens.length} read in « ${words} »`);
    for (const { slotId, signatoryId } of brought.length > 0 ? brought.filter(({ purpose }) => purpose === 'sign') : [effect]) {
      const wanted = [before, after].some(({ state, facts }) => {
        const slot = facts.slots.find(({ id }) => id === slotId);
        return state === 'collecting' && slot?.state === 'invited' && askedOf(slot).includes(signatoryId ?? '');
      });
      demand(wanted, 'I7', `${to} is written to (${effect.type}) for a place where they are not waited for`);
    }
  }
}

/** I8: what has ended gains nothing more. */
function endedStaysEnded(before: Snapshot, after: Snapshot): void {
  if (!closed.includes(before.state)) return;
  demand(after.state === before.state, 'I8', `a round that was ${before.state} has become ${after.state}`);
  const apart = difference({ approvals: after.approvals, papers: after.papers, facts: after.facts }, { approvals: before.approvals, papers: before.papers, facts: before.facts }, ['now', 'before']);
  demand(apart === null, 'I8', `a round that was ${before.state} has changed: ${apart}`);
}

/** I12: only that place has changed hands. */
export function othersUntouched(before: Snapshot, after: Snapshot, slotId: string): void {
  const others = ({ facts }: Snapshot) => facts.slots.filter(({ id }) => id !== slotId);
  demand(isDeepStrictEqual(others(after), others(before)), 'I12', 'another place has changed with that one');
  demand(isDeepStrictEqual([after.approvals, after.papers], [before.approvals, before.papers]), 'I12', 'a signature has changed with somebody else’s place');
  const known = new Set(before.effects.map(({ id }) => id));
  const stray = after.effects.find(({ id, slotId: of }) => !known.has(id) && of !== null && of !== slotId);
  demand(stray === undefined, 'I12', `${stray?.type} leaves for another place`);
}
