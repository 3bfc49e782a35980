import type { VNode } from 'preact';
import { scaleLinear } from 'd3-scale';
import { Table } from '../components/content.js';
import { daysBetween, formatCount, formatDay } from '../format.js';

export type MarkTone = 'done' | 'due' | 'late' | 'info';

/** Something on a day, or from one day to another. */
export type CalendarMark = {
  /** 'YYYY-MM-DD'. */
  on: string;
  /** Last day of what lasts. */
  until?: string;
  title: string;
  detail?: string;
  href?: string;
  tone: MarkTone;
  /** Written in the picture where there is room, in place of the title; the last ones where there is less. */
  short?: readonly string[];
  /** How what lasts is drawn: a term, a term that would follow, an execution in fact, or a span of time in which something may be done. */
  bar?: 'term' | 'next' | 'fact' | 'window';
};
/** `group`: written once above its lanes, and before each of their names in the table. */
export type CalendarLane = { label: string; group?: string; marks: readonly CalendarMark[] };
export type CalendarTick = { on: string; label: string; strong?: boolean };

export type CalendarPictureProps = {
  /** First and last day drawn. */
  from: string;
  to: string;
  today: string;
  lanes: readonly CalendarLane[];
  /** What the axis says, in the room there is. */
  ticksOf: (frame: 'wide' | 'narrow') => readonly CalendarTick[];
  /** One sentence that says the picture. */
  summary: string;
  tableCaption: string;
};

/** Two drawings of the same data, each for its screen: letters keep their size. */
const frames = { wide: 760, narrow: 340 } as const;
const margin = { top: 26, side: 8, bottom: 26 } as const;
const laneLabel = 18;
const rowHeight = 22;
const laneGap = 10;
const groupHeight = 22;
const barHeight = 18;
const radius = 6;
/** Two marks closer than that go one under the other. */
const markRoom = 15;
/** More rows would make a wall; the table says what is drawn one on the other. */
const rowsMax = 4;
/** A little more than letters of 13 px take on average, so that none runs into the next mark. */
const letterWidth = 7;

export const toneNames: Record<MarkTone, string> = { done: 'fait', due: 'à venir', late: 'en retard', info: 'repère' };

type Placed = { mark: CalendarMark; x: number; end: number; row: number; said: { text: string; at: number; anchor: 'start' | 'end' } | null };
type LaidLane = { lane: CalendarLane; /** Where the group is written; null: it is that of the lane before. */ groupAt: number | null; top: number; placed: readonly Placed[] };

/** Lanes of marks against days, drawn for a desk and for a phone, with the same dates in a table. */
export function CalendarPicture(props: CalendarPictureProps): VNode {
  const tones = (['done', 'due', 'late', 'info'] as const).filter(tone => props.lanes.some(({ marks }) => marks.some(mark => mark.tone === tone && !mark.bar && isWithin(mark, props.from, props.to))));
  return (
    <figure class="pf-figure">
      <Drawing {...props} frame="wide" />
      <Drawing {...props} frame="narrow" />
      <figcaption class="pf-figure__caption pf-life__key">
        {tones.map(tone => (
          <span><svg class="pf-life__sample" viewBox="0 0 16 16" aria-hidden="true"><Shape tone={tone} x={8} y={8} /></svg> {toneNames[tone]}</span>
        ))}
      </figcaption>
      <DatesTable {...props} />
    </figure>
  );
}

function Drawing(props: CalendarPictureProps & { frame: keyof typeof frames }): VNode {
  const { from, to, today, frame, ticksOf, summary } = props;
  const width = frames[frame];
  const scale = scaleLinear().domain([0, daysBetween(from, to) + 1]).range([margin.side, width - margin.side]).clamp(true);
  const x = (day: string): number => scale(daysBetween(from, day));
  const lanes = laidOut(props, x, width);
  const last = lanes.at(-1);
  const bottom = last ? last.top + heightOf(last.placed) : margin.top;
  const height = bottom + margin.bottom;
  const isNow = today >= from && today <= to;
  return (
    <svg class={`pf-chart pf-life pf-only-${frame}`} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={summary}>
      {ticksOf(frame).map(({ on, label, strong }) => (
        <g>
          <line class={strong ? 'pf-life__year' : 'pf-chart__grid'} x1={x(on)} x2={x(on)} y1={margin.top} y2={bottom} />
          <text class="pf-chart__text" x={x(on) + 3} y={height - 8}>{label}</text>
        </g>
      ))}
      {isNow && <line class="pf-life__today" x1={x(today)} x2={x(today)} y1={margin.top - 6} y2={bottom} />}
      {lanes.map(({ lane, groupAt, top, placed }) => {
        const late = lane.marks.filter(({ tone, bar }) => tone === 'late' && !bar).length;
        return (
          <g>
            {groupAt !== null && <text class="pf-chart__text pf-life__group pf-life__halo" x={margin.side} y={groupAt + 14}>{lane.group}</text>}
            <text class="pf-chart__text pf-chart__text--strong pf-life__halo" x={margin.side} y={top + 13}>{lane.label}{late > 0 ? ` · ${late} en retard` : ''}</text>
            {placed.map(one => <Mark {...one} y={top + laneLabel + one.row * rowHeight + rowHeight / 2} />)}
          </g>
        );
      })}
      {isNow && <text class="pf-chart__text pf-life__today-word" x={x(today)} y={14} text-anchor={anchorOf(x(today), width)}>aujourd’hui</text>}
    </svg>
  );
}

function anchorOf(x: number, width: number): 'start' | 'middle' | 'end' {
  const half = ('aujourd’hui'.length * letterWidth) / 2;
  return x < half ? 'start' : x > width - half ? 'end' : 'middle';
}

function laidOut({ lanes, from, to }: CalendarPictureProps, x: (day: string) => number, width: number): LaidLane[] {
  let top: number = margin.top;
  const shown = lanes.map(lane => ({ ...lane, marks: lane.marks.filter(mark => isWithin(mark, from, to)) })).filter(({ marks }) => marks.length > 0);
  return shown.map((lane, rank) => {
    const placed = placedIn(lane.marks, x, width);
    const groupAt = lane.group && lane.group !== shown[rank - 1]?.group ? top : null;
    if (groupAt !== null) top += groupHeight;
    const laid = { lane, groupAt, top, placed };
    top += heightOf(placed) + laneGap;
    return laid;
  });
}

function heightOf(placed: readonly Placed[]): number {
  return laneLabel + (Math.max(0, ...placed.map(({ row }) => row)) + 1) * rowHeight;
}

/** Each mark in the first row where it touches no other; then the room that is left on its right. */
function placedIn(marks: readonly CalendarMark[], x: (day: string) => number, width: number): Placed[] {
  const ends: number[] = [];
  const placed = [...marks].sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0)).map(mark => {
    const start = x(mark.on);
    const end = mark.until ? x(nextDay(mark.until)) : start;
    const [left, right] = mark.bar ? [start, end] : [start - markRoom / 2, Math.max(end, start) + markRoom / 2];
    const free = ends.findIndex(taken => left >= taken - 0.5);
    const row = free >= 0 ? free : Math.min(ends.length, rowsMax - 1);
    ends[row] = Math.max(ends[row] ?? 0, right);
    return { mark, x: start, end, row };
  });
  const taken: number[] = [];
  return placed.map(one => {
    const next = placed.filter(other => other.row === one.row && other.x > one.x).map(other => other.x - markRoom / 2);
    const said = one.mark.bar ? inBar(one) : beside(one, Math.min(width, ...next), taken[one.row] ?? 0);
    taken[one.row] = one.mark.bar ? one.end : Math.max(one.x, one.end, said?.anchor === 'start' ? said.at + widthOf(said.text) : 0) + markRoom / 2;
    return { ...one, said };
  });
}

type Spot = Pick<Placed, 'mark' | 'x' | 'end'>;
const widthOf = (text: string): number => text.length * letterWidth;

function inBar({ mark: { short = [] }, x, end }: Spot): Placed['said'] {
  const text = short.find(words => widthOf(words) < end - x - 8);
  return text === undefined ? null : { text, at: x + 6, anchor: 'start' };
}

/** On the right of the mark, up to the next one; else on its left, down to what stands there. */
function beside({ mark, x, end }: Spot, rightEdge: number, leftEdge: number): Placed['said'] {
  const date = formatDay(mark.on, 'dayMonth');
  const texts = [...(mark.short ?? []).map(words => `${words}, ${date}`), mark.title, ...(mark.short ?? []), date];
  const [right, left] = [Math.max(x, end) + radius + 4, x - radius - 4];
  const [onRight, onLeft] = [texts.find(text => widthOf(text) < rightEdge - right), texts.find(text => widthOf(text) < left - leftEdge)];
  if (onRight !== undefined && onRight !== date) return { text: onRight, at: right, anchor: 'start' };
  if (onLeft !== undefined && onLeft !== date) return { text: onLeft, at: left, anchor: 'end' };
  if (onRight !== undefined) return { text: onRight, at: right, anchor: 'start' };
  return onLeft === undefined ? null : { text: onLeft, at: left, anchor: 'end' };
}

const isWithin = ({ on, until }: CalendarMark, from: string, to: string): boolean => on <= to && (until ?? on) >= from;

const nextDay = (day: string): string => new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);

function Mark({ mark, x, end, y, said }: Placed & { y: number }): VNode {
  const words = mark.bar ? `pf-life__in-bar pf-life__in-bar--${mark.bar}` : 'pf-life__halo';
  return (
    <g>
      <title>{titleOf(mark)}</title>
      {mark.bar
        ? <rect class={`pf-life__bar pf-life__bar--${mark.bar}`} x={x + 0.5} y={y - barHeight / 2} width={Math.max(end - x - 1, 1)} height={barHeight} rx={2} />
        : mark.until && <line class={`pf-life__span pf-life__span--${mark.tone}`} x1={x} x2={end} y1={y} y2={y} />}
      {!mark.bar && <Shape tone={mark.tone} x={x} y={y} />}
      {said && <text class={`pf-chart__text ${words}`} x={said.at} y={y + 4.5} text-anchor={said.anchor}>{said.text}</text>}
    </g>
  );
}

/** Each tone has its own shape: a full disc, an empty one, a diamond, a small square. */
function Shape({ tone, x, y }: { tone: MarkTone; x: number; y: number }): VNode {
  if (tone === 'late') return <path class="pf-life__mark--late" d={`M${x} ${y - radius - 2} L${x + radius + 2} ${y} L${x} ${y + radius + 2} L${x - radius - 2} ${y} Z`} />;
  if (tone === 'info') return <rect class="pf-life__mark--info" x={x - 4} y={y - 4} width={8} height={8} />;
  return <circle class={`pf-life__mark--${tone}`} cx={x} cy={y} r={radius} />;
}

function titleOf({ on, until, title, tone, bar }: CalendarMark): string {
  return `${datesOf(on, until)} : ${title}${bar ? '' : ` (${toneNames[tone]})`}`;
}

function datesOf(on: string, until?: string): string {
  return until && until !== on ? `Du ${formatDay(on, 'bare')} au ${formatDay(until, 'bare')}` : formatDay(on, 'bare');
}

function DatesTable({ lanes, from, to, tableCaption }: CalendarPictureProps): VNode {
  const rows = lanes
    .flatMap(({ label, group, marks }) => marks.map(mark => ({ label: group ? `${group}, ${label.toLowerCase()}` : label, mark })))
    .filter(({ mark }) => isWithin(mark, from, to))
    .sort((a, b) => (a.mark.on < b.mark.on ? -1 : a.mark.on > b.mark.on ? 1 : 0));
  return (
    <details class="pf-details">
      <summary>Les mêmes dates en tableau ({formatCount(rows.length, 'ligne')})</summary>
      <Table
        caption={tableCaption} captionHidden columns={[{ header: 'Date' }, { header: 'Ce qui se passe' }, { header: 'État' }, { header: 'Ligne' }]}
        rows={rows.map(({ label, mark }) => [
          datesOf(mark.on, mark.until),
          <>{mark.href ? <a href={mark.href}>{mark.title}</a> : mark.title}{mark.detail ? <><br /><span class="fr-text--sm">{mark.detail}</span></> : null}</>,
          mark.bar ? '' : toneNames[mark.tone], label,
        ])}
      />
    </details>
  );
}
