import { weekdays } from '#libs/domain';
import type { OpeningHours, OpeningInterval, Weekday } from '#libs/domain';
import type { Answers } from './answers.js';
import { intervalsPerDay } from './directory-structure.views.js';

const minutesPerDay = 24 * 60;
const ranks = Array.from({ length: intervalsPerDay }, (_, index) => index + 1);

const fieldOf = (day: Weekday, rank: number, edge: 'from' | 'to'): string => `${day}_${rank}_${edge}`;

/**
 * The week of a structure as posted; null when no hour is given, which reads « not known » (art. 4.2).
 * `current` is the week as recorded: openings beyond those the form shows are kept while they come after the last one typed, and leave
 * with a day that is emptied.
 */
export function readHours(answers: Answers, current: OpeningHours | null): OpeningHours | null {
  const onDay = (day: Weekday): OpeningInterval[] => readDay(answers, day, current?.[day] ?? []);
  const hours: OpeningHours = {
    monday: onDay('monday'), tuesday: onDay('tuesday'), wednesday: onDay('wednesday'), thursday: onDay('thursday'), friday: onDay('friday'), saturday: onDay('saturday'), sunday: onDay('sunday'),
  };
  return weekdays.every((day) => hours[day].length === 0) ? null : hours;
}

/** The same week, as the form shows it: « 09:00 », empty where it is closed. */
export function hoursValues(hours: OpeningHours | null): Record<string, string> {
  const fields = weekdays.flatMap((day) =>
    ranks.flatMap((rank) => {
      const interval = inOrder(hours?.[day] ?? [])[rank - 1];
      return [[fieldOf(day, rank, 'from'), interval ? clock(interval.from) : ''] as const, [fieldOf(day, rank, 'to'), interval ? clock(interval.to) : ''] as const];
    }),
  );
  return Object.fromEntries(fields);
}

function readDay(answers: Answers, day: Weekday, recorded: readonly OpeningInterval[]): OpeningInterval[] {
  const typed: OpeningInterval[] = [];
  for (const rank of ranks) {
    const interval = readInterval(answers, day, rank);
    if (!interval) continue;
    if (interval.from < (typed.at(-1)?.to ?? 0)) answers.fail(fieldOf(day, rank, 'from'), 'Indiquez une ouverture après la fermeture précédente');
    typed.push(interval);
  }
  const last = typed.at(-1);
  const unseen = last ? inOrder(recorded).slice(intervalsPerDay).filter(({ from }) => from >= last.to) : [];
  return [...typed, ...unseen];
}

function readInterval(answers: Answers, day: Weekday, rank: number): OpeningInterval | null {
  const from = readMinute(answers, fieldOf(day, rank, 'from'));
  const end = readMinute(answers, fieldOf(day, rank, 'to'));
  // A place that closes at midnight closes at the end of its day: a time field has no « 24:00 ».
  const to = end === 0 ? minutesPerDay : end;
  if (from === 'empty' && to === 'empty') return null;
  if (from === 'empty') answers.fail(fieldOf(day, rank, 'from'), 'Indiquez aussi l’heure d’ouverture');
  if (to === 'empty') answers.fail(fieldOf(day, rank, 'to'), 'Indiquez aussi l’heure de fermeture');
  if (typeof from !== 'number' || typeof to !== 'number') return null;
  if (to > from) return { from, to };
  answers.fail(fieldOf(day, rank, 'to'), 'Indiquez une fermeture après l’ouverture');
  return null;
}

/** Minutes from midnight. Browsers send « 09:00 »; someone whose browser has no time field may type « 9h » or « 9 h 30 ». */
function readMinute(answers: Answers, field: string): number | 'empty' | 'wrong' {
  const line = answers.text(field);
  if (line === '') return 'empty';
  const [, hour, minute = '0'] = /^(\d{1,2}) ?(?:: ?(?=\d)|h ?)(\d{2})?$/i.exec(line) ?? [];
  if (hour !== undefined && Number(hour) < 24 && Number(minute) < 60) return Number(hour) * 60 + Number(minute);
  answers.fail(field, 'Indiquez une heure, par exemple 09:00');
  return 'wrong';
}

/** The end of the day shows as « 00:00 », as it is typed. */
function clock(minutes: number): string {
  const part = (count: number): string => String(count).padStart(2, '0');
  return `${part(Math.floor(minutes / 60) % 24)}:${part(minutes % 60)}`;
}

function inOrder(intervals: readonly OpeningInterval[]): OpeningInterval[] {
  return intervals.toSorted((a, b) => a.from - b.from);
}
