import type { VNode } from 'preact';
import { scaleLinear } from 'd3-scale';
import { curveStepAfter, line, area } from 'd3-shape';
import { daysBetween, dayOfInstant, formatCount, formatDay, formatDaysLeft, formatInstant, formatShare } from '../format.js';

export type CurveProps = {
  /** When invitations left, ISO instant. */
  startedAt: string;
  /** Last useful day, 'YYYY-MM-DD'. */
  deadline: string;
  now: string;
  timeZone: string;
  /** Signatures awaited. */
  total: number;
  /** Instants of the signatures recorded, any order. */
  signedAt: readonly string[];
};

/** Two drawings of the same data: letters keep a readable size on a phone because the picture is drawn for it, not shrunk. */
const frames = {
  wide: { width: 760, height: 280 },
  narrow: { width: 340, height: 260 },
} as const;
const margin = { top: 28, right: 20, bottom: 34, left: 40 };
const tickCount = 4;
/** The count is written to the left of its point, above the curve, clear of the regular pace; not before there is room for it. */
const labelRoom = 130;
/** Near the top there is no room above the curve: the count then goes below it. */
const labelTop = 0.85;
const label = { aside: 8, above: 10, below: 20 } as const;
const millisecondsPerDay = 86_400_000;

type Plan = { width: number; height: number; x: (at: number) => number; y: (count: number) => number; ticks: readonly number[] };

function plan(props: CurveProps, frame: { width: number; height: number }): Plan {
  const start = Date.parse(props.startedAt);
  const end = Math.max(endOf(props), Date.parse(props.now));
  const x = scaleLinear().domain([start, Math.max(end, start + millisecondsPerDay)]).range([margin.left, frame.width - margin.right]);
  const y = scaleLinear().domain([0, Math.max(props.total, 1)]).range([frame.height - margin.bottom, margin.top]);
  const ticks = y.ticks(tickCount).filter(Number.isInteger).filter(tick => props.total - tick >= props.total / (tickCount * 2));
  return { ...frame, x: at => x(at), y: count => y(count), ticks: [...ticks, props.total] };
}

/** The end of the deadline's day, near enough for a picture: the same clock time, as many days later as the calendar counts. */
function endOf({ startedAt, deadline, timeZone }: CurveProps): number {
  return Date.parse(startedAt) + (daysBetween(dayOfInstant(startedAt, timeZone), deadline) + 1) * millisecondsPerDay;
}

function cumulative(props: CurveProps): [number, number][] {
  const instants = props.signedAt.map(at => Date.parse(at)).sort((a, b) => a - b);
  const steps = instants.map((at, index): [number, number] => [at, index + 1]);
  return [[Date.parse(props.startedAt), 0], ...steps, [Math.max(Date.parse(props.now), instants.at(-1) ?? 0), instants.length]];
}

/** Signatures gathered since the invitations left, against the deadline, with the same figures in a table. */
export function ProgressCurve(props: CurveProps): VNode {
  const today = dayOfInstant(props.now, props.timeZone);
  const summary = `${formatShare(props.signedAt.length, props.total)} signatures recueillies ; échéance ${formatDay(props.deadline)}, ${formatDaysLeft(today, props.deadline)}.`;
  return (
    <figure class="pf-figure">
      <Drawing {...props} frame={frames.wide} class="pf-only-wide" summary={summary} />
      <Drawing {...props} frame={frames.narrow} class="pf-only-narrow" summary={summary} />
      <figcaption class="pf-figure__caption">
        <span class="pf-key pf-key--curve" aria-hidden="true" /> Signatures recueillies{' '}
        <span class="pf-key pf-key--target" aria-hidden="true" /> Rythme régulier jusqu’à l’échéance
      </figcaption>
      <CurveTable {...props} />
    </figure>
  );
}

function Drawing(props: CurveProps & { frame: { width: number; height: number }; class: string; summary: string }): VNode {
  const { width, height, x, y, ticks } = plan(props, props.frame);
  const points = cumulative(props);
  const draw = line<[number, number]>().x(point => x(point[0])).y(point => y(point[1])).curve(curveStepAfter);
  const fill = area<[number, number]>().x(point => x(point[0])).y0(y(0)).y1(point => y(point[1])).curve(curveStepAfter);
  const [start, end, now] = [Date.parse(props.startedAt), endOf(props), Date.parse(props.now)];
  const last = points[points.length - 1] ?? [start, 0];
  const left = x(last[0]) > margin.left + labelRoom;
  return (
    <svg class={`pf-chart ${props.class}`} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={props.summary}>
      {ticks.map(tick => (
        <g>
          <line class="pf-chart__grid" x1={margin.left} x2={width - margin.right} y1={y(tick)} y2={y(tick)} />
          <text class="pf-chart__text" x={margin.left - 8} y={y(tick) + 4} text-anchor="end">{tick}</text>
        </g>
      ))}
      <line class="pf-chart__target" x1={x(start)} y1={y(0)} x2={x(end)} y2={y(props.total)} />
      <path class="pf-chart__area" d={fill(points) ?? ''} />
      <path class="pf-chart__curve" d={draw(points) ?? ''} />
      <line class="pf-chart__deadline" x1={x(end)} x2={x(end)} y1={margin.top - 8} y2={y(0)} />
      <circle class="pf-chart__now" cx={x(last[0])} cy={y(last[1])} r={5} />
      <text class="pf-chart__text pf-chart__text--strong" x={x(last[0]) + (left ? -label.aside : label.aside)} y={y(last[1]) + (last[1] > props.total * labelTop ? label.below : -label.above)} text-anchor={left ? 'end' : 'start'}>
        {formatCount(props.signedAt.length, 'signature')}
      </text>
      <text class="pf-chart__text" x={margin.left} y={height - 10} text-anchor="start">{formatDay(dayOfInstant(props.startedAt, props.timeZone), 'dayMonth')}</text>
      <text class="pf-chart__text pf-chart__text--strong" x={Math.min(x(end), width - margin.right)} y={height - 10} text-anchor="end">Échéance : {formatDay(props.deadline, 'dayMonth')}</text>
      <text class="pf-chart__text" x={margin.left - 30} y={14} text-anchor="start">Signatures</text>
      {now < end && <line class="pf-chart__today" x1={x(now)} x2={x(now)} y1={y(last[1])} y2={y(0)} />}
    </svg>
  );
}

function CurveTable(props: CurveProps): VNode {
  const byDay = new Map<string, number>();
  for (const at of [...props.signedAt].sort()) {
    const day = dayOfInstant(at, props.timeZone);
    byDay.set(day, (byDay.get(day) ?? 0) + 1);
  }
  let sum = 0;
  const rows = [...byDay].map(([day, count]) => ({ day, count, sum: (sum += count) }));
  return (
    <details class="pf-details">
      <summary>Les mêmes chiffres en tableau</summary>
      {rows.length === 0
        ? <p class="fr-mt-2w">Aucune signature depuis l’envoi des invitations, {formatInstant(props.startedAt, props.timeZone, 'sentence')}.</p>
        : (
          <table class="pf-table">
            <caption class="fr-sr-only">Signatures recueillies par jour</caption>
            <thead><tr><th scope="col">Jour</th><th scope="col">Signatures</th><th scope="col">Total</th></tr></thead>
            <tbody>{rows.map(row => <tr><th scope="row">{formatDay(row.day, 'bare')}</th><td>{row.count}</td><td>{formatShare(row.sum, props.total)}</td></tr>)}</tbody>
          </table>
        )}
    </details>
  );
}
