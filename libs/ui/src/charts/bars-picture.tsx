import type { VNode } from 'preact';
import { scaleLinear } from 'd3-scale';
import { Table } from '../components/content.js';
import { formatNumber } from '../format.js';

export type BarRow = { label: string; value: number; /** What stands beside the first measure, drawn hollow. */ second?: number };
export type BarsPictureProps = {
  /** One sentence that says the picture. */
  summary: string;
  tableCaption: string;
  /** What the rows are (« Démarche »). */
  rowsAre: string;
  /** What is measured (« Mandats »), and what beside it. */
  measure: string;
  secondMeasure?: string;
  rows: readonly BarRow[];
};

/** Two drawings of the same data: on a phone each name stands above its bar, on a desk at its left. */
const frames = {
  wide: { width: 760, left: 240, rowHeight: 34, barTop: 5, nameAt: 21 },
  narrow: { width: 340, left: 4, rowHeight: 50, barTop: 22, nameAt: 15 },
} as const;
type Frame = keyof typeof frames;
const barHeight = 20;
const secondHeight = 7;
/** Room at the right of the longest bar for its figure. */
const figureRoom = 64;

/** Quantities by name, the longest bar giving the scale, with the same figures in a table. */
export function BarsPicture(props: BarsPictureProps): VNode {
  const { rows, measure, secondMeasure } = props;
  return (
    <figure class="pf-figure">
      <Drawing {...props} frame="wide" />
      <Drawing {...props} frame="narrow" />
      {secondMeasure && (
        <figcaption class="pf-figure__caption pf-life__key">
          <span><i class="pf-bars__key" aria-hidden="true" /> {measure}</span>
          <span><i class="pf-bars__key pf-bars__key--second" aria-hidden="true" /> {secondMeasure}</span>
        </figcaption>
      )}
      <details class="pf-details">
        <summary>Les mêmes chiffres en tableau<span class="fr-sr-only"> : {props.tableCaption}</span></summary>
        <Table
          caption={props.tableCaption}
          columns={[{ header: props.rowsAre }, { header: measure, numeric: true }, ...(secondMeasure ? [{ header: secondMeasure, numeric: true }] : [])]}
          rows={rows.map(({ label, value, second }) => [label, formatNumber(value), ...(secondMeasure ? [formatNumber(second ?? 0)] : [])])}
        />
      </details>
    </figure>
  );
}

function Drawing({ rows, summary, frame, secondMeasure }: BarsPictureProps & { frame: Frame }): VNode {
  const { width, left, rowHeight, barTop, nameAt } = frames[frame];
  const longest = Math.max(1, ...rows.flatMap(({ value, second }) => [value, second ?? 0]));
  const x = scaleLinear().domain([0, longest]).range([0, width - left - figureRoom]);
  const step = rowHeight + (secondMeasure ? secondHeight + 2 : 0);
  return (
    <svg class={`pf-chart pf-only-${frame}`} viewBox={`0 0 ${width} ${Math.max(1, rows.length) * step}`} role="img" aria-label={summary}>
      {rows.map(({ label, value, second }, rank) => (
        <g transform={`translate(0 ${rank * step})`}>
          <text class="pf-chart__text pf-bars__name" x={frame === 'wide' ? left - 12 : left} y={nameAt} text-anchor={frame === 'wide' ? 'end' : 'start'}>{label}</text>
          <rect class="pf-bars__bar" x={left} y={barTop} width={value === 0 ? 1 : x(value)} height={barHeight} rx={2} />
          <text class="pf-chart__text pf-chart__text--strong" x={left + x(value) + 8} y={barTop + 15}>{formatNumber(value)}</text>
          {second !== undefined && <rect class="pf-bars__bar pf-bars__bar--second" x={left} y={barTop + barHeight + 2} width={second === 0 ? 1 : x(second)} height={secondHeight} />}
        </g>
      ))}
    </svg>
  );
}
