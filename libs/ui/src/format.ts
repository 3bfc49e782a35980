/**
 * French as a préfecture writes it. Months are spelled from our own table because ICU never prints « 1er » and changes its
 * spaces between versions; spaces are the typographer's: U+00A0 inside dates and before the colon, U+202F before ; ! ?.
 */

const NBSP = '\u00A0';

const months = ['janvier', 'février', 'mars', 'avril', 'mai', 'juin', 'juillet', 'août', 'septembre', 'octobre', 'novembre', 'décembre'] as const;
const weekdays = ['dimanche', 'lundi', 'mardi', 'mercredi', 'jeudi', 'vendredi', 'samedi'] as const;

/** How a day is written: « le 1er mars 2027 », « 1er mars 2027 », « le lundi 1er mars 2027 », « 1er mars ». */
export type DayStyle = 'sentence' | 'bare' | 'weekday' | 'dayMonth';

type CivilDay = { year: number; month: number; day: number };

function parseDay(day: string): CivilDay {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (!match) throw new RangeError(`Not a day: ${day}`);
  const civil = { year: Number(match[1]), month: Number(match[2]), day: Number(match[3]) };
  const probe = new Date(Date.UTC(civil.year, civil.month - 1, civil.day));
  if (probe.getUTCMonth() + 1 !== civil.month || probe.getUTCDate() !== civil.day) throw new RangeError(`Not a day: ${day}`);
  return civil;
}

function spell({ year, month, day }: CivilDay, style: DayStyle): string {
  const number = day === 1 ? '1er' : String(day);
  const dayMonth = `${number}${NBSP}${months[month - 1]}`;
  if (style === 'dayMonth') return dayMonth;
  const bare = `${dayMonth}${NBSP}${year}`;
  if (style === 'bare') return bare;
  if (style === 'sentence') return `le ${bare}`;
  return `le ${weekdays[new Date(Date.UTC(year, month - 1, day)).getUTCDay()]} ${bare}`;
}

/** '2027-03-01' → « le 1er mars 2027 ». Throws RangeError for anything that is not a real day. */
export function formatDay(day: string, style: DayStyle = 'sentence'): string {
  return spell(parseDay(day), style);
}

type CivilTime = CivilDay & { hour: number; minute: number };

function civilTime(iso: string, timeZone: string): CivilTime {
  const at = new Date(iso);
  // A date without offset would be read in the server's own zone: the same record would then change its hour with the machine.
  if (Number.isNaN(at.getTime()) || !/(Z|[+-]\d{2}:?\d{2})$/.test(iso)) throw new RangeError(`Not an instant: ${iso}`);
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric',
  }).formatToParts(at);
  const read = (type: string): number => Number(parts.find(part => part.type === type)?.value);
  return { year: read('year'), month: read('month'), day: read('day'), hour: read('hour'), minute: read('minute') };
}

function spellTime(hour: number, minute: number): string {
  return `${hour}${NBSP}h${minute === 0 ? '' : `${NBSP}${String(minute).padStart(2, '0')}`}`;
}

/** '2026-11-24T09:42:00Z', 'Europe/Paris' → « 24 novembre 2026 à 10 h 42 » ; `style` dresses the day as formatDay does. */
export function formatInstant(iso: string, timeZone: string, style: DayStyle = 'bare'): string {
  const at = civilTime(iso, timeZone);
  return `${spell(at, style)} à${NBSP}${spellTime(at.hour, at.minute)}`;
}

/** The same to the second, for what counts by the second: « 24 novembre 2026 à 10 h 42 min 07 s ». */
export function formatSecond(iso: string, timeZone: string): string {
  const at = civilTime(iso, timeZone);
  const second = String(new Date(iso).getUTCSeconds()).padStart(2, '0');
  return `${spell(at, 'bare')} à${NBSP}${at.hour}${NBSP}h${NBSP}${String(at.minute).padStart(2, '0')}${NBSP}min${NBSP}${second}${NBSP}s`;
}

/** The clock alone, in that time zone: « 10 h 42 ». */
export function formatTime(iso: string, timeZone: string): string {
  const at = civilTime(iso, timeZone);
  return spellTime(at.hour, at.minute);
}

/** The civil day of an instant in that time zone, 'YYYY-MM-DD'. */
export function dayOfInstant(iso: string, timeZone: string): string {
  const { year, month, day } = civilTime(iso, timeZone);
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** Minutes → « 24 h », « 23 h 59 », « 45 min ». */
export function formatMinutes(minutes: number): string {
  if (minutes < 60) return `${minutes}${NBSP}min`;
  return spellTime(Math.floor(minutes / 60), minutes % 60);
}

/** French plural: zero and one are singular. `plural(0, 'signature')` → « signature ». */
export function plural(count: number, singular: string, many = `${singular}s`): string {
  return Math.abs(count) < 2 ? singular : many;
}

/** Number with its grouping: 12 500 → « 12 500 » (U+202F, as French typography asks). */
export function formatNumber(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, '\u202F');
}

/** « 13 signatures », « 1 signature », « aucune signature » when `none` is given and the count is zero. */
export function formatCount(count: number, singular: string, many?: string, none?: string): string {
  if (count === 0 && none !== undefined) return none;
  return `${formatNumber(count)}${NBSP}${plural(count, singular, many)}`;
}

/** « 34 sur 47 ». */
export function formatShare(done: number, total: number): string {
  return `${formatNumber(done)} sur${NBSP}${formatNumber(total)}`;
}

/** Whole civil days from one day to another; negative when `to` is past. */
export function daysBetween(from: string, to: string): number {
  const at = (day: string): number => {
    const civil = parseDay(day);
    return Date.UTC(civil.year, civil.month - 1, civil.day);
  };
  return Math.round((at(to) - at(from)) / 86_400_000);
}

/** « 11 jours », « 1 jour ». */
export function formatDays(count: number): string {
  return formatCount(count, 'jour');
}

/** Where a deadline stands, to follow « Échéance » : « dans 11 jours », « demain », « aujourd’hui », « dépassée depuis 3 jours ». */
export function formatDaysLeft(today: string, deadline: string): string {
  const left = daysBetween(today, deadline);
  if (left < 0) return `dépassée depuis ${formatDays(-left)}`;
  if (left === 0) return 'aujourd’hui';
  if (left === 1) return 'demain';
  return `dans ${formatDays(left)}`;
}

/** « a », « a et b », « a, b et c ». */
export function formatList(items: readonly string[]): string {
  if (items.length < 2) return items[0] ?? '';
  return `${items.slice(0, -1).join(', ')} et ${items[items.length - 1]}`;
}

/** Bytes → « 640 ko », « 2,4 Mo » (SI units, as French law prefers them). */
export function formatFileSize(bytes: number): string {
  if (bytes < 1_000) return `${bytes}${NBSP}${plural(bytes, 'octet')}`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1_000)}${NBSP}ko`;
  return `${(bytes / 1_000_000).toFixed(1).replace('.', ',')}${NBSP}Mo`;
}

/** A SHA-256 in groups of eight, so that two people can compare it aloud. */
export function formatHash(hex: string): string {
  return hex.replace(/(.{8})(?=.)/g, '$1 ');
}

/** An address shown to its owner only as much as needed to recognise it: « c•••••e@mairie-mende.fr ». */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@');
  if (at < 1) return '•••';
  const local = email.slice(0, at);
  // The number of dots is fixed: the length of an address is already a clue.
  const masked = local.length < 3 ? `${local[0]}•••••` : `${local[0]}•••••${local[local.length - 1]}`;
  return `${masked}${email.slice(at)}`;
}

/** The address that dials a number, whatever spaces and points it is written with (RFC 3966). */
export function telephone(phone: string): string {
  return `tel:${phone.replace(/[^\d+]/g, '')}`;
}
