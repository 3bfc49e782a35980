import { createHash } from 'node:crypto';
import { bareTrackingNumber, legalDay, noticeFaults, noticeFaultSentence, trackingFault, trackingFaultSentence } from '#libs/domain';
import type { Addressee, LegalDay, NoticeAuthority, NoticeFault, NoticeMode, NoticeOutcome, Withdrawal, WithdrawalRules } from '#libs/domain';
import type { FieldError } from '#libs/ui';

/** One letter as somebody declares it, with what is already known of its fate. */
export type LetterGiven = { addresseeId: string; mode: NoticeMode; trackingNumber: string | null; sentOn: LegalDay | null; outcome: NoticeOutcome; presentedOn: LegalDay | null; deliveredOn: LegalDay | null };
/** The same as it was typed: nothing is lost when it is refused. */
export type TypedLetter = { mode: string; tracking: string; sentOn: string; presentedOn: string; deliveredOn: string; outcome: string };
export type Posted = Readonly<Record<string, unknown>>;

export const noticeModes = ['registered_letter', 'electronic_registered_letter', 'hand_delivery', 'plain_message'] as const satisfies readonly NoticeMode[];
export const noticeOutcomes = ['pending', 'delivered', 'refused', 'unclaimed', 'returned'] as const satisfies readonly NoticeOutcome[];
export const authorityKinds = ['deliberation', 'delegation', 'board_decision'] as const satisfies readonly NoticeAuthority['kind'][];
/** A number printed on a slip, with its spaces. */
export const trackingLengthMax = 40;
/** « Délibération n° 2026-114 du conseil communautaire » fits with room to spare. */
export const referenceLengthMax = 200;
/** A reason or a remark fits half a page. */
export const reasonTextMax = 1_000;

const emptyLetter: TypedLetter = { mode: '', tracking: '', sentOn: '', presentedOn: '', deliveredOn: '', outcome: '' };
const badDay = 'Indiquez un jour du calendrier, par exemple 24/11/2026.';

/** Names of the fields of the letter to the addressee of that rank. */
export const letterField = (rank: number, field: keyof TypedLetter): string => `lettre_${rank}_${field}`;

export function textOf(given: unknown): string {
  return typeof given === 'string' ? given.trim() : '';
}

/** A day as a browser sends it; null when it names none. */
export function dayOf(text: string): LegalDay | null {
  try {
    return legalDay(text);
  } catch {
    return null;
  }
}

export type ReadLetters = { typed: TypedLetter[]; letters: LetterGiven[]; errors: FieldError[] };

/** Reads the letters of the form, one place per addressee; an empty place is a letter that has not left. `received`: what is typed is what arrived. */
export function readLetters(posted: Posted, addressees: readonly Addressee[], { received, today }: { received: boolean; today: LegalDay }): ReadLetters {
  const typed = addressees.map((_, rank) => typedAt(posted, rank));
  const read = typed.map((letter, rank) => readLetter(letter, rank, addressees[rank]!.id, { received, today }));
  const letters = read.flatMap(({ letter }) => letter ?? []);
  const errors = read.flatMap(({ errors: faults }) => faults);
  if (letters.length === 0 && errors.length === 0) errors.push({ field: letterField(0, 'mode'), message: 'Indiquez comment au moins une lettre est partie.' });
  return { typed, letters, errors };
}

function typedAt(posted: Posted, rank: number): TypedLetter {
  return Object.fromEntries(Object.keys(emptyLetter).map((field) => [field, textOf(posted[letterField(rank, field as keyof TypedLetter)])])) as TypedLetter;
}

function readLetter(typed: TypedLetter, rank: number, addresseeId: string, { received, today }: { received: boolean; today: LegalDay }): { letter: LetterGiven | null; errors: FieldError[] } {
  const mode = noticeModes.find((known) => known === typed.mode);
  if (!mode) return { letter: null, errors: [] };
  const errors: FieldError[] = [];
  const refuse = (field: keyof TypedLetter, message: string): void => void errors.push({ field: letterField(rank, field), message });
  const day = (field: 'sentOn' | 'presentedOn' | 'deliveredOn', needed: boolean): LegalDay | null => {
    const found = dayOf(typed[field]);
    if (!found && (needed || typed[field] !== '')) refuse(field, badDay);
    if (found && found > today) refuse(field, 'Ce jour n’est pas encore venu : revenez quand la preuve est là.');
    return found;
  };
  const fault = mode === 'registered_letter' ? trackingFault(typed.tracking) : null;
  if (fault) refuse('tracking', trackingFaultSentence(fault));
  const letter = received ? arrived(typed, mode, day) : left(mode, day);
  const full = { ...letter, addresseeId, mode, trackingNumber: typed.tracking === '' ? null : bareTrackingNumber(typed.tracking) };
  if (errors.length === 0) for (const contradiction of noticeFaults(full)) refuse(faultFields[contradiction], noticeFaultSentence(contradiction));
  return { letter: full, errors };
}

type DayReader = (field: 'sentOn' | 'presentedOn' | 'deliveredOn', needed: boolean) => LegalDay | null;
type Days = Pick<LetterGiven, 'sentOn' | 'outcome' | 'presentedOn' | 'deliveredOn'>;

/** What its sender knows: the day it left; handed over, it is delivered the same day. */
function left(mode: NoticeMode, day: DayReader): Days {
  const sentOn = day('sentOn', true);
  return mode === 'hand_delivery' ? { sentOn, outcome: 'delivered', presentedOn: sentOn, deliveredOn: sentOn } : { sentOn, outcome: 'pending', presentedOn: null, deliveredOn: null };
}

/** What its addressee, or the préfecture, reads on the envelope and the acknowledgement. */
function arrived(typed: TypedLetter, mode: NoticeMode, day: DayReader): Days {
  const outcome = noticeOutcomes.find((known) => known === typed.outcome) ?? 'delivered';
  const deliveredOn = outcome === 'delivered' ? day('deliveredOn', true) : null;
  if (mode === 'hand_delivery') return { sentOn: deliveredOn, outcome, presentedOn: deliveredOn, deliveredOn };
  if (mode === 'plain_message') return { sentOn: day('sentOn', false) ?? deliveredOn, outcome: 'pending', presentedOn: null, deliveredOn: null };
  return { sentOn: day('sentOn', true), outcome, presentedOn: day('presentedOn', outcome === 'refused' || outcome === 'unclaimed'), deliveredOn };
}

const faultFields: Record<NoticeFault, keyof TypedLetter> = {
  presented_before_sent: 'presentedOn', delivered_before_sent: 'deliveredOn', delivered_before_presented: 'deliveredOn', delivered_without_day: 'deliveredOn', day_without_delivery: 'outcome', accepted_after_window: 'deliveredOn',
};

/** The same letter typed twice is the same letter: sending the form again changes nothing. */
export function letterIdOf(withdrawalId: string, { addresseeId, mode, trackingNumber, sentOn }: LetterGiven): string {
  const hex = createHash('sha256').update([withdrawalId, addresseeId, mode, trackingNumber ?? '', sentOn ?? ''].join(' ')).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

/**
 * The commands that record these letters. What is already known of their fate follows their dispatch, those whose reception does not count
 * first: once the notice is settled, nothing more can be said of the others.
 */
export function letterCommands(withdrawalId: string, letters: readonly LetterGiven[], addressees: readonly Addressee[], rules: WithdrawalRules): Withdrawal['command'][] {
  const named = letters.map((letter) => ({ ...letter, id: letterIdOf(withdrawalId, letter) }));
  const sent = named.map(({ id, addresseeId, mode, trackingNumber, sentOn }) => ({ id, addresseeId, mode, trackingNumber, sentOn }));
  const decides = (id: string): boolean => addressees.some((one) => one.id === id && one.decides);
  const fates = named
    .filter(({ mode, outcome }) => mode !== 'plain_message' && outcome !== 'pending')
    .sort((a, b) => Number(decides(a.addresseeId)) - Number(decides(b.addresseeId)))
    .map(({ id, outcome, presentedOn, deliveredOn }) => ({ type: 'recordOutcome' as const, letterId: id, outcome, presentedOn, deliveredOn, rules }));
  return [{ type: 'send', letters: sent, rules }, ...fates];
}

export type TypedAuthority = { kind: string; reference: string; decidedOn: string; transmittedOn: string };

export function readAuthority(posted: Posted): { typed: TypedAuthority; authority: NoticeAuthority | null; errors: FieldError[] } {
  const typed = { kind: textOf(posted.kind), reference: textOf(posted.reference), decidedOn: textOf(posted.decidedOn), transmittedOn: textOf(posted.transmittedOn) };
  const kind = authorityKinds.find((known) => known === typed.kind);
  const [decidedOn, transmittedOn] = [dayOf(typed.decidedOn), dayOf(typed.transmittedOn)];
  const errors: FieldError[] = [
    ...(kind ? [] : [{ field: 'kind', message: 'Choisissez l’acte qui donne le pouvoir de dénoncer.' }]),
    ...(typed.reference === '' ? [{ field: 'reference', message: 'Recopiez la référence de l’acte.' }] : []),
    ...(typed.reference.length > referenceLengthMax ? [{ field: 'reference', message: `La référence tient en ${referenceLengthMax}\u00a0caractères.` }] : []),
    ...(decidedOn ? [] : [{ field: 'decidedOn', message: badDay }]),
    ...(typed.transmittedOn !== '' && !transmittedOn ? [{ field: 'transmittedOn', message: badDay }] : []),
  ];
  const authority = kind && decidedOn && errors.length === 0 ? { kind, reference: typed.reference, decidedOn, transmittedOn } : null;
  return { typed, authority, errors };
}
