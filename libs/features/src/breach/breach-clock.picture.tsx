import type { VNode } from 'preact';
import { CNIL_HOURS, noticeStanding, reminderStages } from '#libs/domain';
import type { BreachFacts, Instant } from '#libs/domain';
import { durationLeft, durationToSecond, instantWords } from './breach-words.js';

/** Two drawings of the same clock: letters keep their size on a phone because the picture is drawn for it, not shrunk. */
const frames = { wide: 760, narrow: 330 } as const;
const margin = { left: 4, right: 4 };
const bar = { top: 26, height: 14 } as const;
const height = 66;
const hoursBelow = bar.top + bar.height + 18;
/** Each reminder has its mark; on a phone, the last two hours would be written over one another. */
const writtenHours = reminderStages.filter((stage) => stage % 24 === 0);
/** Room of a label that would leave the frame: it is then written on the other side of its mark. */
const labelRoom = 130;

/** The 72 hours as a bar that fills: what is spent, the reminders, the end; the words above say the same. */
export function BreachClock({ facts, timeZone, now }: { facts: BreachFacts; timeZone: string; now: Instant }): VNode {
  const { kind, seconds } = noticeStanding(facts, now);
  const late = kind === 'overdue' || kind === 'given_late';
  const total = CNIL_HOURS * 3_600;
  const spent = late ? total : total - seconds;
  const label = kind === 'overdue' ? `en retard de ${durationToSecond(seconds)}` : kind === 'running' ? `il reste ${durationLeft(seconds)}` : kind === 'given' ? 'notifiée à temps' : `notifiée ${durationToSecond(seconds)} trop tard`;
  const summary = `Les 72 heures, du ${instantWords(facts.awareAt, timeZone)} au ${instantWords(facts.dueAt, timeZone)} : ${label}.`;
  return (
    <figure class="pf-figure">
      <Drawing width={frames.wide} class="pf-only-wide" spent={spent} total={total} late={late} label={label} summary={summary} />
      <Drawing width={frames.narrow} class="pf-only-narrow" spent={spent} total={total} late={late} label={label} summary={summary} />
      <figcaption class="pf-figure__caption">Connue le {instantWords(facts.awareAt, timeZone)} ; 72 heures plus tard, le {instantWords(facts.dueAt, timeZone)}.</figcaption>
    </figure>
  );
}

function Drawing({ width, spent, total, late, label, summary, ...rest }: { width: number; class: string; spent: number; total: number; late: boolean; label: string; summary: string }): VNode {
  const x = (seconds: number): number => Math.round(margin.left + (seconds / total) * (width - margin.left - margin.right));
  const now = x(spent);
  const aside = now > width - labelRoom;
  return (
    <svg class={`pf-chart ${rest.class}`} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={summary}>
      <rect class="pf-gauge__track" x={x(0)} y={bar.top} width={x(total) - x(0)} height={bar.height} rx={2} />
      <rect class={late ? 'pf-gauge__fill pf-gauge__fill--unmet' : 'pf-gauge__fill'} x={x(0)} y={bar.top} width={Math.max(0, now - x(0))} height={bar.height} rx={2} />
      <line class="pf-gauge__threshold" x1={now} x2={now} y1={bar.top - 6} y2={bar.top + bar.height + 4} />
      <text class="pf-chart__text pf-chart__text--strong" x={now} y={bar.top - 10} text-anchor={aside ? 'end' : now < labelRoom / 2 ? 'start' : 'middle'}>{label}</text>
      <text class="pf-chart__text" x={x(0)} y={hoursBelow} text-anchor="start">0 h</text>
      {reminderStages.map((stage) => <line class="pf-chart__grid" x1={x(stage * 3_600)} x2={x(stage * 3_600)} y1={bar.top} y2={bar.top + bar.height + 4} />)}
      {writtenHours.map((stage) => <text class="pf-chart__text" x={x(stage * 3_600)} y={hoursBelow} text-anchor={stage === CNIL_HOURS ? 'end' : 'middle'}>{stage} h</text>)}
    </svg>
  );
}
