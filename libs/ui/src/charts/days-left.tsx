import type { VNode } from 'preact';
import { daysBetween, formatDaysLeft } from '../format.js';

/** One cell per day of the month to come: beyond, the strip is full. */
const shownDays = 30;
const cell = { width: 6, gap: 2, height: 12 } as const;

/** How many days something still has, counted at a glance: one cell per day of the month to come, and the words beside it. */
export function DaysLeft({ today, endsOn }: { today: string; endsOn: string }): VNode {
  const left = Math.max(0, Math.min(shownDays, daysBetween(today, endsOn) + 1));
  const width = shownDays * (cell.width + cell.gap) - cell.gap;
  return (
    <span class="pf-days">
      <svg class="pf-days__strip" viewBox={`0 0 ${width} ${cell.height}`} aria-hidden="true">
        {Array.from({ length: shownDays }, (_, rank) => (
          <rect class={rank < left ? 'pf-days__cell pf-days__cell--left' : 'pf-days__cell'} x={rank * (cell.width + cell.gap)} y={0} width={cell.width} height={cell.height} rx={1} />
        ))}
      </svg>
      <strong class="pf-days__words">{formatDaysLeft(today, endsOn)}</strong>
    </span>
  );
}
