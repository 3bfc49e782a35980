import type { VNode } from 'preact';
import { scaleLinear } from 'd3-scale';
import { formatDays, formatMinutes } from '../format.js';

/** Article 4.2: at least 24 hours a week, over at least 5 days. */
const requiredMinutes = 24 * 60;
const requiredDays = 5;
/** The bars show a little more than the usual week, so that a generous one still fits. */
const shownMinutes = 48 * 60;
const shownDays = 7;

const width = 320;
const barHeight = 14;
const pictureHeight = 30;

/** Weekly opening against the two conditions of article 4.2, each judged in words beside its bar. */
export function HoursGauge({ minutesPerWeek, daysPerWeek }: { minutesPerWeek: number; daysPerWeek: number }): VNode {
  return (
    <div class="pf-gauge">
      <Bar value={minutesPerWeek} required={requiredMinutes} shown={shownMinutes} said={`${formatMinutes(minutesPerWeek)} par semaine`} asked={`${formatMinutes(requiredMinutes)} au moins`} />
      <Bar value={daysPerWeek} required={requiredDays} shown={shownDays} said={`${formatDays(daysPerWeek)} d’ouverture`} asked={`${formatDays(requiredDays)} au moins`} />
    </div>
  );
}

function Bar({ value, required, shown, said, asked }: { value: number; required: number; shown: number; said: string; asked: string }): VNode {
  const x = scaleLinear().domain([0, shown]).range([0, width]).clamp(true);
  const met = value >= required;
  return (
    <div class="pf-gauge__bar">
      <p class="pf-gauge__words">
        <strong>{said}</strong>{' '}
        <span class={met ? 'pf-gauge__verdict--met' : 'pf-gauge__verdict--unmet'}>{met ? 'conforme' : 'insuffisant'}</span>{' '}
        <span class="pf-gauge__asked">({asked}, article 4.2)</span>
      </p>
      <svg class="pf-chart pf-chart--gauge" viewBox={`0 0 ${width} ${pictureHeight}`} aria-hidden="true" preserveAspectRatio="none">
        <rect class="pf-gauge__track" x={0} y={8} width={width} height={barHeight} rx={2} />
        <rect class={met ? 'pf-gauge__fill' : 'pf-gauge__fill pf-gauge__fill--unmet'} x={0} y={8} width={x(value)} height={barHeight} rx={2} />
        <line class="pf-gauge__threshold" x1={x(required)} x2={x(required)} y1={2} y2={pictureHeight - 2} />
      </svg>
    </div>
  );
}
