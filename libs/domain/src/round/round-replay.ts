import { emptySlot, reasonLengthMax } from '../circuit/circuit.js';
import type { Slot } from '../circuit/circuit.js';
import { prefetBodyId } from '../circuit/seats.js';
import { instant } from '../legal-time/legal-day.js';
import type { LegalDay } from '../legal-time/legal-day.js';
import type { AskedBody } from '../project/confirmation.js';
import { decide, eventsOf } from '../workflow/workflow.js';
import type { Event, Subject } from '../workflow/workflow.js';
import { emptyRound } from './round.js';
import type { Round } from './round.js';
import { roundWorkflow } from './round.workflow.js';

/** A line of the journal of a round, as far as a replay reads it. */
export type RoundLine = { rank: number; event: string; payload: object; effectiveOn: LegalDay; recordedAt: string; stateFrom: string | null; stateTo: string | null };

type JournalledSeat = Pick<Slot, 'id' | 'college' | 'bodyId'> & Partial<Slot>;
/** What the journal keeps of a body that is asked to confirm. */
type JournalledBody = Omit<AskedBody, 'bodyName'>;
type JournalledLaunch = { collectUntil: LegalDay; termEndsOn: LegalDay | null; slots: readonly JournalledSeat[]; act?: { kind: string; id: string } };

const answered = new Set(eventsOf(roundWorkflow));

/**
 * What a round has become, by its journal alone: its state, each place with who was asked, who signed and in which order, its days and its hashes.
 * @param lines all those of one round, oldest first; those that change nothing (refusals, revisions, what was read) are passed over
 * @returns the subject without the words that the journal does not keep: compare it with `withoutWords` of the one that is stored
 * @throws Error at the first line that does not follow from those before it
 */
export function replayRound(lines: readonly RoundLine[]): Subject<Round> {
  let subject: Subject<Round> = { state: 'draft', facts: { ...emptyRound, supersedes: supersededOf(lines) } };
  for (const line of lines) {
    if (!answered.has(line.event)) continue;
    const said = `line ${line.rank}, ${line.event} from ${line.stateFrom} to ${line.stateTo}`;
    if (line.stateFrom !== subject.state) throw new Error(`The journal jumps: ${said}, and the round is ${subject.state}`);
    const decision = decide(roundWorkflow, ...asThen(eventOf(line, lines), subject));
    if (!decision.accepted) throw new Error(`The journal contradicts the table: ${said} is refused, ${decision.refusal}`);
    if (decision.to !== line.stateTo) throw new Error(`The journal contradicts the table: ${said} leads to ${decision.to}`);
    subject = { state: decision.to, facts: decision.facts };
  }
  return withoutWords(subject);
}

/** The same round without what the journal does not keep: names of bodies, reasons given. That there was a reason stays. */
export function withoutWords({ state, facts }: Subject<Round>): Subject<Round> {
  const silent = (words: string | null): string | null => (words === null ? null : '');
  const slots = facts.slots.map((slot) => ({ ...slot, bodyName: '', capacity: '', reason: silent(slot.reason) }));
  const act = facts.act && { ...facts.act, roundId: '' };
  const confirmations = facts.confirmations.map((one) => ({ ...one, bodyName: '', reason: silent(one.reason) }));
  return { state, facts: { ...facts, slots, confirmations, act, abandonReason: silent(facts.abandonReason), supersededReason: silent(facts.supersededReason) } };
}

function eventOf({ event: type, payload, effectiveOn, recordedAt }: RoundLine, lines: readonly RoundLine[]): Event<Round> {
  const moment = { effectiveOn, at: instant(recordedAt) };
  if (type === 'launch') {
    const { slots, act, collectUntil, termEndsOn } = payload as JournalledLaunch;
    return { type, gaps: [], slots: slots.map((seat) => seatOf(seat, lines)), collectUntil, termEndsOn, act: act ? { ...act, roundId: '' } : null, ...moment };
  }
  if (type === 'freeze') {
    const { slots, parts, termEndsOn } = payload as { slots: readonly JournalledSeat[]; parts: readonly JournalledBody[]; termEndsOn: LegalDay };
    return { type, gaps: [], slots: slots.map((seat) => seatOf(seat, lines)), parts: parts.map(bodyOf), termEndsOn, ...moment };
  }
  if (type === 'openProject') return { type, gaps: [], parts: (payload as { parts: readonly JournalledBody[] }).parts.map(bodyOf), ...moment };
  if (type === 'changeContent') return { type, parts: (payload as { parts: readonly JournalledBody[] }).parts.map(bodyOf), ...moment };
  // Of a reason the journal keeps the length, which the table asks for.
  const reason = 'reason' in payload && typeof payload.reason === 'number' ? { reason: 'x'.repeat(payload.reason) } : {};
  return { ...payload, ...reason, type, ...moment } as Event<Round>;
}

/**
 * Journals older than some rules tell what these refuse today. A round resumed after its last day, which expired at once, is read as resumed on that day; a
 * second proposal of somebody else took the place of the first; a reason was as long as one liked.
 */
function asThen(event: Event<Round>, { state, facts }: Subject<Round>): [Subject<Round>, Event<Round>] {
  const { collectUntil, slots } = facts;
  if (event.type === 'resume' && collectUntil !== null && event.effectiveOn > collectUntil) return [{ state, facts }, { ...event, effectiveOn: collectUntil }];
  if (event.type === 'proposeSignatory') return [{ state, facts: { ...facts, slots: slots.map((slot) => (slot.id === event.slotId ? { ...slot, proposalId: null } : slot)) } }, event];
  if (event.type === 'refuse' || event.type === 'contestAnnexes') return [{ state, facts }, { ...event, reason: event.reason.slice(0, reasonLengthMax) }];
  return [{ state, facts }, event];
}

/** Journals older than the choice of groups say neither the group nor the person: the préfet signed last, and whoever acted was the one asked. */
function seatOf(seat: JournalledSeat, lines: readonly RoundLine[]): Slot {
  const group = seat.bodyId === prefetBodyId ? 2 : 1;
  return { ...emptySlot, group, signatoryId: actorAt(seat.id, lines), ...seat, bodyName: '', capacity: '', state: 'waiting' };
}

function bodyOf(body: JournalledBody): AskedBody {
  return { ...body, bodyName: '' };
}

function actorAt(slotId: string, lines: readonly RoundLine[]): string {
  const acted = lines.find(({ payload }) => 'slotId' in payload && payload.slotId === slotId && 'signatoryId' in payload);
  return acted ? (acted.payload as { signatoryId: string }).signatoryId : '';
}

function supersededOf(lines: readonly RoundLine[]): string | null {
  const opened = lines.find(({ event }) => event === 'open')?.payload;
  return opened && 'supersedes' in opened && typeof opened.supersedes === 'string' ? opened.supersedes : null;
}
