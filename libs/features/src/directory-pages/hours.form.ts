import { hourText, unionOf, weekdayNames, weekdays, weeklyOpening } from '#libs/domain';
import type { OpeningHours, OpeningInterval, WeeklyOpening, Weekday } from '#libs/domain';
import { typedAgain } from './answers.js';
import type { Answers, Posted } from './answers.js';

const minutesPerDay = 24 * 60;

/** The fullest day of the 2,845 structures of the open list has five openings. */
export const intervalsPerDayMax = 5;
/** Two openings cover a lunch break: what most days need is there before anything is asked. */
export const intervalsShownMin = 2;

const ranks = Array.from({ length: intervalsPerDayMax }, (_, index) => index + 1);
const edges = ['from', 'to'] as const;

/** The name of a time field: `monday_1_from`. */
export const hourField = (day: Weekday, rank: number, edge: (typeof edges)[number]): string => `${day}_${rank}_${edge}`;

/** The name that the buttons of the editor send, with what they ask as « add:monday ». */
export const hoursActField = 'hoursAct';
export const hoursActs = ['add', 'copy', 'clear', 'count'] as const;
export type HoursAct = (typeof hoursActs)[number];

type Values = Readonly<Record<string, string>>;

/**
 * The week of a structure as posted; null when no hour is given, which reads « not known » (art. 4.2).
 * Openings may be typed in any order. `current` is the week as recorded: openings beyond those a day can show are kept while they come
 * after the last one typed, and leave with a day that is emptied.
 */
export function readHours(answers: Answers, current: OpeningHours | null): OpeningHours | null {
  const hours = week((day) => readDay(answers, day, current?.[day] ?? []));
  return weekdays.every((day) => hours[day].length === 0) ? null : hours;
}

/** The same week, as the form shows it: « 09:00 », empty where it is closed. A day has a field per opening, two openings at least. */
export function hoursValues(hours: OpeningHours | null): Record<string, string> {
  return Object.fromEntries(weekdays.flatMap((day) => dayFields(day, inOrder(hours?.[day] ?? []).slice(0, intervalsPerDayMax))));
}

/** How many openings of a day the form shows: those it was given, filled or asked for. */
export function intervalsShown(values: Values, day: Weekday): number {
  return Math.max(intervalsShownMin, ...ranks.filter((rank) => values[hourField(day, rank, 'from')] !== undefined));
}

/** What the typed week comes to, mistakes left out: for a gauge, which says where one stands before anything is checked. */
export function typedWeek(values: Values): OpeningHours {
  return week((day) => unionOf(ranks.flatMap((rank) => typedInterval(values, day, rank))));
}

/** Hours and days of the week being typed, with those of the antennes that add to it (art. 4.2). */
export function typedOpening(values: Values, others: OpeningHours): WeeklyOpening {
  const own = typedWeek(values);
  return weeklyOpening(week((day) => [...own[day], ...others[day]]));
}

/** Every hour of several places, day by day. */
export function gatheredHours(places: readonly (OpeningHours | null)[]): OpeningHours {
  return week((day) => unionOf(places.flatMap((hours) => hours?.[day] ?? [])));
}

/** The days that « recopier » fills from a given one: to the end of the working week, then one day after the other. Sunday has no next. */
export function daysCopiedFrom(day: Weekday): readonly Weekday[] {
  const at = weekdays.indexOf(day);
  const friday = weekdays.indexOf('friday');
  return at < friday ? weekdays.slice(at + 1, friday + 1) : weekdays.slice(at + 1, at + 2);
}

/**
 * The form after one of the editor's buttons, where scripts do not run; null when the form was sent to be saved.
 * Nothing is recorded: the page is shown again, with one more line, a day copied or a day emptied.
 */
export function actOnHours(posted: Posted): Posted | null {
  const { [hoursActField]: asked, ...rest } = posted;
  if (typeof asked !== 'string') return null;
  const { values } = typedAgain(rest);
  const [act, given] = asked.split(':');
  const day = weekdays.find((name) => name === given);
  const changed = { ...rest, ...(day === undefined ? {} : changes(act, day, values)) };
  // A line that leaves is no longer a field: its absence says so.
  return Object.fromEntries(Object.entries(changed).filter(([, value]) => value !== undefined));
}

function changes(act: string | undefined, day: Weekday, values: Values): Record<string, string | undefined> {
  if (act === 'add') {
    const rank = Math.min(intervalsShown(values, day) + 1, intervalsPerDayMax);
    return Object.fromEntries(edges.map((edge) => [hourField(day, rank, edge), values[hourField(day, rank, edge)] ?? '']));
  }
  if (act === 'clear') return emptied(day);
  if (act !== 'copy') return {};
  const copied = daysCopiedFrom(day).map((other) => {
    const same = edges.flatMap((edge) => ranks.map((rank) => [hourField(other, rank, edge), values[hourField(day, rank, edge)]] as const));
    return { ...emptied(other), ...Object.fromEntries(same.filter(([, value]) => value !== undefined)) };
  });
  return Object.assign({}, ...copied) as Record<string, string>;
}

function emptied(day: Weekday): Record<string, string | undefined> {
  return Object.fromEntries(ranks.flatMap((rank) => edges.map((edge) => [hourField(day, rank, edge), rank <= intervalsShownMin ? '' : undefined])));
}

function dayFields(day: Weekday, intervals: readonly OpeningInterval[]): [string, string][] {
  return ranks.slice(0, Math.max(intervals.length, intervalsShownMin)).flatMap((rank) => {
    const interval = intervals[rank - 1];
    return edges.map((edge): [string, string] => [hourField(day, rank, edge), interval ? clock(interval[edge]) : '']);
  });
}

function readDay(answers: Answers, day: Weekday, recorded: readonly OpeningInterval[]): OpeningInterval[] {
  const typed: OpeningInterval[] = [];
  for (const rank of ranks) {
    const interval = readInterval(answers, day, rank);
    if (!interval) continue;
    const crossed = typed.find(({ from, to }) => interval.from < to && from < interval.to);
    if (crossed) answers.fail(hourField(day, rank, 'from'), `${dayTitle(day)} : cette plage recouvre celle de ${hourText(crossed.from)} à ${hourText(crossed.to)}`);
    typed.push(interval);
  }
  const ordered = inOrder(typed);
  const last = ordered.at(-1);
  const unseen = last ? inOrder(recorded).slice(intervalsPerDayMax).filter(({ from }) => from >= last.to) : [];
  return [...ordered, ...unseen];
}

function readInterval(answers: Answers, day: Weekday, rank: number): OpeningInterval | null {
  const from = readMinute(answers, hourField(day, rank, 'from'));
  const end = readMinute(answers, hourField(day, rank, 'to'));
  // A place that closes at midnight closes at the end of its day: a time field has no « 24:00 ».
  const to = end === 0 ? minutesPerDay : end;
  if (from === 'empty' && to === 'empty') return null;
  if (from === 'empty') answers.fail(hourField(day, rank, 'from'), `${dayTitle(day)} : indiquez aussi l’heure d’ouverture`);
  if (to === 'empty') answers.fail(hourField(day, rank, 'to'), `${dayTitle(day)} : indiquez aussi l’heure de fermeture`);
  if (typeof from !== 'number' || typeof to !== 'number') return null;
  if (to > from) return { from, to };
  answers.fail(hourField(day, rank, 'to'), `${dayTitle(day)} : indiquez une fermeture après l’ouverture`);
  return null;
}

/** An error is read in the summary too, far from the day: it names it. */
function dayTitle(day: Weekday): string {
  return weekdayNames[day].charAt(0).toUpperCase() + weekdayNames[day].slice(1);
}

function readMinute(answers: Answers, field: string): number | 'empty' | 'wrong' {
  const minute = minuteOf(answers.text(field));
  if (minute === 'wrong') answers.fail(field, 'Indiquez une heure de la journée, par exemple 09:00');
  return minute;
}

function typedInterval(values: Values, day: Weekday, rank: number): OpeningInterval[] {
  const from = minuteOf((values[hourField(day, rank, 'from')] ?? '').trim());
  const end = minuteOf((values[hourField(day, rank, 'to')] ?? '').trim());
  return typeof from === 'number' && typeof end === 'number' ? [{ from, to: end === 0 ? minutesPerDay : end }] : [];
}

/** Minutes from midnight. Browsers send « 09:00 »; someone whose browser has no time field may type « 9h » or « 9 h 30 ». */
function minuteOf(line: string): number | 'empty' | 'wrong' {
  if (line === '') return 'empty';
  const [, hour, minute = '0'] = /^(\d{1,2}) ?(?:: ?(?=\d)|h ?)(\d{2})?$/i.exec(line) ?? [];
  return hour !== undefined && Number(hour) < 24 && Number(minute) < 60 ? Number(hour) * 60 + Number(minute) : 'wrong';
}

/** The end of the day shows as « 00:00 », as it is typed. */
function clock(minutes: number): string {
  const part = (count: number): string => String(count).padStart(2, '0');
  return `${part(Math.floor(minutes / 60) % 24)}:${part(minutes % 60)}`;
}

function inOrder(intervals: readonly OpeningInterval[]): OpeningInterval[] {
  return intervals.toSorted((a, b) => a.from - b.from);
}

function week(onDay: (day: Weekday) => readonly OpeningInterval[]): OpeningHours {
  return {
    monday: onDay('monday'), tuesday: onDay('tuesday'), wednesday: onDay('wednesday'), thursday: onDay('thursday'),
    friday: onDay('friday'), saturday: onDay('saturday'), sunday: onDay('sunday'),
  };
}
