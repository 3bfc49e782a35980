import { rhythms, weekdayNames, weekdays } from '#libs/domain';
import type { Recurrence, Rhythm, Weekday } from '#libs/domain';
import type { Option } from '#libs/ui';
import type { Answers } from './answers.js';
import { rowField } from './rows.form.js';

/** « chaque mardi », « le 1er et le 3e »: read beside the name of the day. A new rhythm without its words does not compile. */
const rhythmLabels: Readonly<Record<Rhythm, string>> = {
  weekly: 'Chaque semaine',
  fortnightly: 'Une semaine sur deux',
  first: 'Le 1er du mois',
  second: 'Le 2e du mois',
  third: 'Le 3e du mois',
  fourth: 'Le 4e du mois',
  last: 'Le dernier du mois',
  first_third: 'Le 1er et le 3e du mois',
  second_fourth: 'Le 2e et le 4e du mois',
};

export const rhythmOptions: readonly Option[] = rhythms.map((value) => ({ value, label: rhythmLabels[value] }));
export const weekdayOptions: readonly Option[] = weekdays.map((value) => ({ value, label: capital(weekdayNames[value]) }));

/** The day that comes back, as a line of a list gives it; its faults are told at its own fields. */
export function readRecurrence(answers: Answers, group: string, row: number): Recurrence {
  const field = (name: string): string => rowField(group, row, name);
  const weekday = answers.valid(field('weekday'), isWeekday, 'Choisissez le jour');
  const rhythm = answers.text(field('rhythm')) || 'weekly';
  if (!isRhythm(rhythm)) answers.fail(field('rhythm'), 'Choisissez un rythme de la liste');
  const from = readClock(answers, field('from'));
  const to = readClock(answers, field('to'));
  if (from !== null && to !== null && to <= from) answers.fail(field('to'), 'Indiquez une fin après le début');
  return { weekday: isWeekday(weekday) ? weekday : 'monday', rhythm: isRhythm(rhythm) ? rhythm : 'weekly', from, to };
}

/** The same, as the line shows it. */
export function recurrenceValues({ weekday, rhythm, from, to }: Recurrence): Record<string, string> {
  return { weekday, rhythm, from: clockValue(from), to: clockValue(to) };
}

/** Minutes from midnight; null when empty. Browsers send « 09:00 »; someone whose browser has no time field may type « 9h » or « 9 h 30 ». */
function readClock(answers: Answers, field: string): number | null {
  const line = answers.text(field);
  if (line === '') return null;
  const [, hour, minute = '0'] = /^(\d{1,2}) ?(?:: ?(?=\d)|h ?)(\d{2})?$/i.exec(line) ?? [];
  if (hour !== undefined && Number(hour) < 24 && Number(minute) < 60) return Number(hour) * 60 + Number(minute);
  answers.fail(field, 'Indiquez une heure, par exemple 09:00');
  return null;
}

function clockValue(minutes: number | null): string {
  if (minutes === null) return '';
  const part = (count: number): string => String(count).padStart(2, '0');
  return `${part(Math.floor(minutes / 60))}:${part(minutes % 60)}`;
}

const isWeekday = (given: string): given is Weekday => weekdays.some((day) => day === given);
const isRhythm = (given: string): given is Rhythm => rhythms.some((rhythm) => rhythm === given);

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
