import type { OpeningInterval } from './directory.js';
import { unionOf } from './opening-hours.js';

/** Why the hours of a day cannot be counted, in whole or in part. */
export type UnreadableHours =
  | 'not_communicated'
  | 'inverted_interval'
  | 'impossible_time'
  | 'closing_interval'
  | 'words_not_understood'
  | 'text_too_long';

/** What was read otherwise than a careless reader would; each is told, none changes the facts. */
export type HoursRemark = 'empty_interval_ignored' | 'overlap_counted_once' | 'appointment_excluded' | 'not_weekly_excluded';

/**
 * One day of a list of structures, read from its text.
 * `intervals` are those that count: in order, without overlap. `unreadable` says that something of the day could not be read, so that
 * `intervals` is the least the place opens, not what it opens.
 */
export type DayReading = {
  state: 'open' | 'closed' | 'by_appointment' | 'not_weekly' | 'unreadable';
  intervals: readonly OpeningInterval[];
  unreadable: UnreadableHours | null;
  remarks: readonly HoursRemark[];
};

/** The fullest day of the open list takes 73 characters; a sentence four times longer is no day of opening. */
export const HOURS_TEXT_LENGTH_MAX = 300;

const MINUTES_PER_DAY = 24 * 60;

/** A time once accents and capitals are gone: « 9h », « 09:30 », « 9 h 30 », « 9.30 », « midi ». */
const time = String.raw`(?:midi|minuit|\d{1,2}(?: ?(?:heures?|h|:|\.) ?(?:\d{2}(?!\d))?)?)`;
const interval = new RegExp(String.raw`(?<![\d:.])(${time}) ?(?:-|>|a|au|jusqu'a) ?(${time})(?![\d:.])`, 'g');
/** What parts two openings: the list writes « / », people write commas, « et », « puis ». */
const parting = /\s*(?:\/|;|,|\||\+|\bet\b|\bpuis\b|\n)\s*/;

const appointment = /\b(?:r\.? ?d\.? ?v|rendez[- ]vous)\b/;
/** « avec ou sans rendez-vous », « sans rdv » : everyone is received. */
const freeAccess = /\bsans (?:r\.? ?d\.? ?v|rendez[- ]vous)\b/;
/** Art. 4.2 counts a week: what comes back once a month, or one week out of two, is not of every week. */
const notWeekly = /\b(?:1er|premiers?|premiere|2e|2eme|deuxieme|3e|3eme|troisieme|4e|4eme|quatrieme|derniers?|derniere|mensuel|paires?|impaires?)\b|\b(?:du|par) mois\b|\bquinzaine\b|\bsur (?:2|deux)\b/;
const notCommunicated = /\b(?:non|pas) (?:communique|connu|renseigne|precise|defini|disponible)|\ba (?:definir|preciser|venir|confirmer|completer)\b|^(?:nc|n\.c\.|\?+|inconnus?)$/;
const closed = /\bfermee?s?\b|\bfermeture\b/;
const nothing = /^(?:neant|aucune?|non|ferme|x|0|[-–/.]+)$/;
/** Words that say nothing of when. */
const idle = /\b(?:de|du|des|le|la|les|l|d|a|au|un|une|semaines?|toutes|ouverte?s?|ouverture|acces|libre|non[- ]stop|journee|continue|matin|matinee|apres[- ]midi|apm|am|pm|sans|avec|ou|uniquement|seulement|sur|tous|chaque|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|rendez[- ]vous|r\.? ?d\.? ?v)\b|['().:\-]/g;

const day = (state: DayReading['state'], unreadable: UnreadableHours | null = null): DayReading => ({ state, intervals: [], unreadable, remarks: [] });

/**
 * The opening of one day as people and lists write it: « 09:00 - 12:00 / 13:30 - 17:00 », « 9h-12h et 14h-17h30 », « Fermé », « Sur RDV ».
 * An empty text is a closed day. Reading I-11: hours by appointment only are left out; so are those that do not come back every week.
 * Reading I-10: what overlaps counts once. An interval of no length (« 00:00 - 00:00 », a field left at rest) is ignored;
 * one that ends before it begins is a mistake nobody can mend for the structure: it is not counted, and the day says so.
 */
export function readDayHours(text: string): DayReading {
  const line = plain(text);
  if (line === '' || nothing.test(line)) return day('closed');
  if (line.length > HOURS_TEXT_LENGTH_MAX) return day('unreadable', 'text_too_long');
  if (notCommunicated.test(line)) return day('unreadable', 'not_communicated');
  const parts = line.split(parting).filter((part) => part !== '').map(readPart);
  return gathered(shared(line, parts));
}

/** The same day as the open list writes it. `readDayHours` gives back what is printed here. */
export function printDayHours(intervals: readonly OpeningInterval[]): string {
  return intervals.map(({ from, to }) => `${clock(from)} - ${clock(to)}`).join(' / ');
}

type Part = { intervals: OpeningInterval[]; faults: UnreadableHours[]; remarks: HoursRemark[]; mark: 'weekly' | 'by_appointment' | 'not_weekly' | 'closed' };

function readPart(part: string): Part {
  const read: Part = { intervals: [], faults: [], remarks: [], mark: markOf(part) };
  const found = [...part.matchAll(interval)].filter(([, from = '', to = '']) => hasUnit(from) || hasUnit(to));
  for (const [, from = '', to = ''] of found) addInterval(read, minuteOf(from), minuteOf(to));
  const closing = closed.exec(part);
  // « 9h-12h, fermé l’après-midi » opens; « fermé de 12h à 14h » says when it does not.
  if (closing && found.some(({ index }) => index > closing.index)) return { ...read, intervals: [], faults: ['closing_interval'] };
  const words = found.reduceRight((rest, { index, 0: all }) => rest.slice(0, index) + ' ' + rest.slice(index + all.length), part);
  const unread = words.replace(closed, ' ').replace(notWeekly, ' ').replace(notWeekly, ' ').replace(idle, ' ').trim();
  if (unread !== '') read.faults.push('words_not_understood');
  if (found.length === 0 && unread === '' && read.mark === 'weekly') read.faults.push('words_not_understood');
  return read;
}

function addInterval(read: Part, from: number | null, end: number | null): void {
  // A place that closes at midnight closes at the end of its day.
  const to = end === 0 && from !== 0 ? MINUTES_PER_DAY : end;
  if (from === null || to === null) read.faults.push('impossible_time');
  else if (from === to) read.remarks.push('empty_interval_ignored');
  else if (from > to) read.faults.push('inverted_interval');
  else read.intervals.push({ from, to });
}

function markOf(part: string): Part['mark'] {
  if (notWeekly.test(part)) return 'not_weekly';
  if (appointment.test(part) && !freeAccess.test(part)) return 'by_appointment';
  return closed.test(part) ? 'closed' : 'weekly';
}

/** « 9h-12h et 14h-17h sur RDV » : nobody knows whether the morning is free. A mark at the end of the line binds the whole of it. */
function shared(line: string, parts: readonly Part[]): readonly Part[] {
  const last = parts.at(-1);
  const binds = last !== undefined && last.mark === 'by_appointment' && !line.includes('/') && parts.slice(0, -1).every(({ mark }) => mark === 'weekly');
  return binds ? parts.map((part) => ({ ...part, mark: 'by_appointment' })) : parts;
}

function gathered(parts: readonly Part[]): DayReading {
  const counted = parts.filter(({ mark }) => mark === 'weekly' || mark === 'closed').flatMap(({ intervals }) => intervals);
  const marked = (mark: Part['mark']): boolean => parts.some((part) => part.mark === mark);
  const faults = parts.flatMap((part) => part.faults);
  const intervals = unionOf(counted);
  const remarks = new Set<HoursRemark>(parts.flatMap((part) => part.remarks));
  if (lengthOf(counted) !== lengthOf(intervals)) remarks.add('overlap_counted_once');
  if (marked('by_appointment')) remarks.add('appointment_excluded');
  if (marked('not_weekly')) remarks.add('not_weekly_excluded');
  const state = faults.length > 0 ? 'unreadable' : intervals.length > 0 ? 'open' : marked('by_appointment') ? 'by_appointment' : marked('not_weekly') ? 'not_weekly' : 'closed';
  return { state, intervals, unreadable: faults[0] ?? null, remarks: [...remarks] };
}

/** « 9-12 » alone could be a date or a number of desks: one of the two times must say that it is one. */
const hasUnit = (written: string): boolean => /\D/.test(written);

function minuteOf(written: string): number | null {
  if (written === 'midi') return MINUTES_PER_DAY / 2;
  if (written === 'minuit') return 0;
  const [hours = 0, minutes = 0] = (written.match(/\d+/g) ?? []).map(Number);
  const at = hours * 60 + minutes;
  return minutes < 60 && at <= MINUTES_PER_DAY ? at : null;
}

/** Without accents, capitals, typographic dashes and repeated spaces: none of them changes an hour. */
function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/[’`´]/g, "'").replace(/[‐-―−→]/g, '-').replace(/[^\S\n]+/g, ' ').replace(/\n+/g, '\n').trim();
}

const lengthOf = (intervals: readonly OpeningInterval[]): number => intervals.reduce((sum, { from, to }) => sum + to - from, 0);

function clock(minutes: number): string {
  const part = (count: number): string => String(count).padStart(2, '0');
  return `${part(Math.floor(minutes / 60))}:${part(minutes % 60)}`;
}
