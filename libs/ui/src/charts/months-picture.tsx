import type { VNode } from 'preact';
import { scaleLinear } from 'd3-scale';
import { Table } from '../components/content.js';
import { formatDay, formatNumber } from '../format.js';

/** `month`: 'YYYY-MM'. */
export type MonthCount = { month: string; first: number; second: number };
export type MonthsPictureProps = { summary: string; tableCaption: string; months: readonly MonthCount[]; /** What is counted: a full column, and a hollow one beside it. */ names: readonly [string, string] };

/** Two drawings of the same data, each for its screen: letters keep their size. */
const frames = { wide: { width: 760, height: 240 }, narrow: { width: 340, height: 220 } } as const;
type Frame = keyof typeof frames;
const margin = { top: 16, right: 8, bottom: 28, left: 44 } as const;
const tickCount = 4;
/** The share of its month's room that each column takes. */
const columnShare = 0.36;
const shortNames = ['janv.', 'févr.', 'mars', 'avr.', 'mai', 'juin', 'juil.', 'août', 'sept.', 'oct.', 'nov.', 'déc.'] as const;

/** What happened month after month, two counts side by side, with the same figures in a table. */
export function MonthsPicture(props: MonthsPictureProps): VNode {
  const [first, second] = props.names;
  return (
    <figure class="pf-figure">
      <Drawing {...props} frame="wide" />
      <Drawing {...props} frame="narrow" />
      <figcaption class="pf-figure__caption pf-life__key">
        <span><i class="pf-bars__key" aria-hidden="true" /> {first}</span>
        <span><i class="pf-bars__key pf-bars__key--second" aria-hidden="true" /> {second}</span>
      </figcaption>
      <details class="pf-details">
        <summary>Les mêmes chiffres en tableau<span class="fr-sr-only"> : {props.tableCaption}</span></summary>
        <Table caption={props.tableCaption} columns={[{ header: 'Mois' }, { header: first, numeric: true }, { header: second, numeric: true }]} rows={props.months.map((one) => [monthWords(one.month), formatNumber(one.first), formatNumber(one.second)])} />
      </details>
    </figure>
  );
}

/** « novembre 2026 ». */
export function monthWords(month: string): string {
  return formatDay(`${month}-02`, 'bare').replace(/^2\s/, '');
}

function Drawing({ months, summary, frame }: MonthsPictureProps & { frame: Frame }): VNode {
  const { width, height } = frames[frame];
  const most = Math.max(1, ...months.flatMap(({ first, second }) => [first, second]));
  const y = scaleLinear().domain([0, most]).nice(tickCount).range([height - margin.bottom, margin.top]);
  const room = (width - margin.left - margin.right) / Math.max(1, months.length);
  const column = Math.min(28, room * columnShare);
  return (
    <svg class={`pf-chart pf-only-${frame}`} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={summary}>
      {y.ticks(tickCount).filter(Number.isInteger).map((tick) => (
        <g>
          <line class="pf-chart__grid" x1={margin.left} x2={width - margin.right} y1={y(tick)} y2={y(tick)} />
          <text class="pf-chart__text" x={margin.left - 8} y={y(tick) + 4} text-anchor="end">{formatNumber(tick)}</text>
        </g>
      ))}
      {months.map(({ month, first, second }, rank) => {
        const middle = margin.left + room * (rank + 0.5);
        const number = Number(month.slice(5));
        return (
          <g>
            <rect class="pf-bars__bar" x={middle - column - 1} y={y(first)} width={column} height={y(0) - y(first)} />
            <rect class="pf-bars__bar pf-bars__bar--second" x={middle + 1} y={y(second)} width={column} height={y(0) - y(second)} />
            <text class="pf-chart__text" x={middle} y={height - 10} text-anchor="middle">{frame === 'wide' ? shortNames[number - 1] : shortNames[number - 1]![0]!.toUpperCase()}</text>
          </g>
        );
      })}
    </svg>
  );
}
