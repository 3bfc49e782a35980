import type { VNode } from 'preact';
import { daysBetween, formatCount, formatDay } from '../format.js';
import { CalendarPicture } from './calendar-picture.js';
import type { CalendarLane, CalendarTick } from './calendar-picture.js';

export type LifeTimelineProps = {
  /** First and last day drawn. */
  from: string;
  to: string;
  today: string;
  /** What lasts first: the terms, then what happens in them. */
  lanes: readonly CalendarLane[];
  /** Begins the description that replaces the picture: « Vie de la convention CDFS-48-2026-001 ». */
  title: string;
};

/** Days between two years' letters, at least, on each screen. */
const labelRoom = { wide: 46, narrow: 46 } as const;
const drawn = { wide: 744, narrow: 324 } as const;
/** Under two years and a half, quarters help to read a date. */
const quartersUpTo = 900;
const quarters = ['janv.', 'avr.', 'juil.', 'oct.'] as const;

/** The life of one agreement: its terms as bars, and what happens to it in lanes under them. */
export function LifeTimeline({ from, to, today, lanes, title }: LifeTimelineProps): VNode {
  const marks = lanes.flatMap((lane) => lane.marks).filter(({ bar }) => !bar);
  const late = marks.filter(({ tone }) => tone === 'late').length;
  const summary = `${title}, du ${formatDay(from, 'bare')} au ${formatDay(to, 'bare')} : ${formatCount(marks.length, 'date')}${late > 0 ? `, dont ${late} en retard` : ''}. Le tableau qui suit dit la même chose.`;
  return <CalendarPicture from={from} to={to} today={today} lanes={lanes} ticksOf={(frame) => ticksOf(from, to, frame)} summary={summary} tableCaption={title} />;
}

function ticksOf(from: string, to: string, frame: 'wide' | 'narrow'): CalendarTick[] {
  const span = daysBetween(from, to) + 1;
  const [first, last] = [Number(from.slice(0, 4)), Number(to.slice(0, 4))];
  const perYear = (drawn[frame] * 365) / span;
  const step = Math.max(1, Math.ceil(labelRoom[frame] / perYear));
  const withQuarters = span <= quartersUpTo && perYear / 4 >= labelRoom[frame];
  const years = Array.from({ length: last - first + 1 }, (_, rank) => first + rank);
  return years
    .flatMap((year): CalendarTick[] => [
      ...((year - first) % step === 0 ? [{ on: `${year}-01-01`, label: String(year), strong: true }] : []),
      ...(withQuarters ? quarters.slice(1).map((label, rank) => ({ on: `${year}-${String(4 + rank * 3).padStart(2, '0')}-01`, label })) : []),
    ])
    .filter(({ on }) => on >= from && on <= to && daysBetween(on, to) * (drawn[frame] / span) > labelRoom[frame] / 2);
}
