import type { VNode } from 'preact';
import { formatCount } from '../format.js';
import { CalendarPicture } from './calendar-picture.js';
import type { CalendarLane, CalendarTick } from './calendar-picture.js';

export type YearPictureProps = { year: number; today: string; lanes: readonly CalendarLane[]; /** « Année 2027 de la Lozère ». */ title: string };

const months = ['janv.', 'févr.', 'mars', 'avr.', 'mai', 'juin', 'juil.', 'août', 'sept.', 'oct.', 'nov.', 'déc.'] as const;

/** A year, its months across: one lane per agreement and kind of thing. */
export function YearPicture({ year, today, lanes, title }: YearPictureProps): VNode {
  const [from, to] = [`${year}-01-01`, `${year}-12-31`];
  const marks = lanes.flatMap((lane) => lane.marks).filter(({ on, until, bar }) => !bar && on <= to && (until ?? on) >= from);
  const late = marks.filter(({ tone }) => tone === 'late').length;
  const summary = `${title} : ${formatCount(marks.length, 'date', 'dates', 'aucune date')}${late > 0 ? `, dont ${late} en retard` : ''}. Le tableau qui suit dit la même chose.`;
  return <CalendarPicture from={from} to={to} today={today} lanes={lanes} ticksOf={(frame) => ticksOf(year, frame)} summary={summary} tableCaption={title} />;
}

/** On a phone a month is as wide as two letters: its initial says it, and its place says which. */
function ticksOf(year: number, frame: 'wide' | 'narrow'): CalendarTick[] {
  return months.map((label, rank) => ({ on: `${year}-${String(rank + 1).padStart(2, '0')}-01`, label: frame === 'wide' ? label : label[0]!.toUpperCase(), strong: rank % 3 === 0 }));
}
