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
const barHeight = 8;
const pictureHeight = 14;

const nbsp = '\u00a0';

/**
 * Weekly opening against the two conditions of article 4.2, each judged in words beside its bar, and what is missing in one sentence.
 * `hours.js` keeps it up to date while one types: the attributes `data-…` are its handles.
 */
export function HoursGauge({ minutesPerWeek, daysPerWeek }: { minutesPerWeek: number; daysPerWeek: number }): VNode {
  return (
    <div class="pf-gauge" data-hours-gauge>
      <Bar measure="minutes" value={minutesPerWeek} required={requiredMinutes} shown={shownMinutes} said={minutesPerWeek === 0 ? `0${nbsp}h` : formatMinutes(minutesPerWeek)} asked={formatMinutes(requiredMinutes)} />
      <Bar measure="days" value={daysPerWeek} required={requiredDays} shown={shownDays} said={formatDays(daysPerWeek)} asked={String(requiredDays)} />
      <p class="pf-gauge__missing" data-missing>{missingSentence(minutesPerWeek, daysPerWeek)}</p>
    </div>
  );
}

/** « Il manque 30 min par semaine et 1 jour d’ouverture. » */
function missingSentence(minutes: number, days: number): string {
  if (minutes === 0) return 'Aucune heure d’ouverture n’est indiquée.';
  const missing = [
    ...(minutes < requiredMinutes ? [`${formatMinutes(requiredMinutes - minutes)} par semaine`] : []),
    ...(days < requiredDays ? [`${formatDays(requiredDays - days)} d’ouverture`] : []),
  ];
  return missing.length === 0 ? 'Les deux conditions de l’article 4.2 sont remplies.' : `Il manque ${missing.join(' et ')}.`;
}

function Bar({ measure, value, required, shown, said, asked }: { measure: 'minutes' | 'days'; value: number; required: number; shown: number; said: string; asked: string }): VNode {
  const x = scaleLinear().domain([0, shown]).range([0, width]).clamp(true);
  const met = value >= required;
  return (
    <div class="pf-gauge__bar" data-measure={measure} data-required={required} data-shown={shown}>
      <p class="pf-gauge__words">
        <span class="pf-gauge__said"><strong data-said>{said}</strong> sur{nbsp}{asked}</span>{' '}
        <span class={met ? 'pf-gauge__verdict--met' : 'pf-gauge__verdict--unmet'} data-verdict>{met ? 'conforme' : 'insuffisant'}</span>
      </p>
      <svg class="pf-chart pf-chart--gauge" viewBox={`0 0 ${width} ${pictureHeight}`} aria-hidden="true" preserveAspectRatio="none">
        <rect class="pf-gauge__track" x={0} y={3} width={width} height={barHeight} rx={2} />
        <rect class={met ? 'pf-gauge__fill' : 'pf-gauge__fill pf-gauge__fill--unmet'} x={0} y={3} width={x(value)} height={barHeight} rx={2} data-fill />
        <line class="pf-gauge__threshold" x1={x(required)} x2={x(required)} y1={0} y2={pictureHeight} />
      </svg>
    </div>
  );
}
