import { civilTimeWords, dayWords, weekdayWords } from '../legal-time/day-words.js';
import type { CivilTime } from '../legal-time/civil-time.js';
import { holidayZoneNames } from '../legal-time/holiday-zones.js';
import type { HolidayZone } from '../legal-time/holiday-zones.js';
import type { LegalDay } from '../legal-time/legal-day.js';
import { dayOff, isHolidayYear } from '../legal-time/public-holidays.js';
import type { DayOff } from '../legal-time/public-holidays.js';
import { lastAnswerDay } from './answer-deadline.js';
import type { AnswerDeadline, AnswerReading } from './answer-deadline.js';
import { obligationArticles } from './obligation.js';
import type { ObligationFacts, ObligationKind } from './obligation.js';
import { monthAfter, periodOf, rankOf } from './obligation-periods.js';
import type { Period, PeriodLength, PeriodReading } from './obligation-periods.js';

/** Why a day is the due one: each step of the computation, in its order. */
export type ObligationStep =
  | { code: 'article'; kind: ObligationKind }
  | { code: 'period'; reading: PeriodReading; length: PeriodLength; period: Period }
  | { code: 'entered'; on: LegalDay }
  | { code: 'left'; on: LegalDay }
  | { code: 'due'; rule: 'month_after' | 'period_end'; on: LegalDay }
  | { code: 'day_off'; on: LegalDay }
  | { code: 'other_reading'; reading: PeriodReading; period: Period; dueOn: LegalDay }
  | { code: 'minutes' }
  | { code: 'received'; at: CivilTime; zone: HolidayZone }
  | { code: 'counted_from'; at: CivilTime }
  | { code: 'skipped'; day: LegalDay; off: DayOff }
  | { code: 'answer_due'; reading: AnswerReading; at: CivilTime }
  | { code: 'no_hours'; chosen: AnswerReading; applied: AnswerReading }
  | { code: 'other_answer'; reading: AnswerReading; at: CivilTime | null };

export function obligationSteps(facts: ObligationFacts, zone: HolidayZone): ObligationStep[] {
  const article: ObligationStep = { code: 'article', kind: facts.kind };
  return facts.answer ? [article, ...answerSteps(facts.answer)] : [article, ...periodSteps(facts, zone)];
}

function periodSteps(facts: ObligationFacts, zone: HolidayZone): ObligationStep[] {
  const { kind, reading, opensOn, boundUntil, dueOn } = facts;
  const period = facts.period!;
  const length: PeriodLength = kind === 'quarterly_report' ? 'quarter' : 'year';
  const steps: ObligationStep[] = [{ code: 'period', reading, length, period }];
  if (opensOn > period.from) steps.push({ code: 'entered', on: opensOn });
  if (boundUntil) steps.push({ code: 'left', on: boundUntil });
  steps.push({ code: 'due', rule: length === 'quarter' ? 'month_after' : 'period_end', on: dueOn });
  if (isHolidayYear(Number(dueOn.slice(0, 4))) && dayOff(dueOn, zone)) steps.push({ code: 'day_off', on: dueOn });
  if (kind === 'steering_committee') steps.push({ code: 'minutes' });
  return [...steps, otherReading(facts, length)];
}

/** What the other reading would say of the period that holds the same day. */
function otherReading({ inForceSince, reading, opensOn }: ObligationFacts, length: PeriodLength): ObligationStep {
  const other: PeriodReading = reading === 'civil' ? 'rolling' : 'civil';
  const anchored = { inForceSince, reading: other };
  const rank = rankOf(anchored, length, opensOn);
  const period = periodOf(anchored, length, rank);
  return { code: 'other_reading', reading: other, period, dueOn: length === 'quarter' ? monthAfter(anchored, rank) : period.until };
}

function answerSteps({ receivedAt, zone, chosen, applied, dueAt, readings, countedFrom, skipped }: AnswerDeadline): ObligationStep[] {
  const others = (Object.keys(readings) as AnswerReading[]).filter((reading) => reading !== applied);
  const counted: ObligationStep[] = applied === 'heures_jours_ouvres' ? [...(countedFrom === receivedAt ? [] : [{ code: 'counted_from' as const, at: countedFrom }]), ...skipped.map(({ day, off }) => ({ code: 'skipped' as const, day, off }))] : [];
  return [
    { code: 'received', at: receivedAt, zone },
    ...(chosen === applied ? [] : [{ code: 'no_hours' as const, chosen, applied }]),
    ...counted,
    { code: 'answer_due', reading: applied, at: dueAt },
    ...others.map((reading) => ({ code: 'other_answer' as const, reading, at: readings[reading] })),
  ];
}

const readingNames: Readonly<Record<PeriodReading, string>> = { civil: 'trimestres et années civils', rolling: 'à partir de la date d’effet' };
export const answerReadingNames: Readonly<Record<AnswerReading, string>> = {
  heures_jours_ouvres: 'vingt-quatre heures par jour ouvré',
  jours_ouvres_fin_de_journee: 'trois jours ouvrés, jusqu’à la fin du troisième',
  heures_ouverture: 'soixante-douze heures d’ouverture de la structure',
};

const articleTexts: Readonly<Record<ObligationKind, string>> = {
  quarterly_report: 'chaque France Services rend compte de son activité une fois par trimestre au minimum',
  yearly_survey: 'la satisfaction des usagers est interrogée par questionnaire chaque année',
  published_indicators: 'des indicateurs de qualité de service sont publiés chaque année',
  steering_committee: 'les signataires et les porteurs se réunissent en comité de pilotage une fois par an au minimum',
  user_request: 'une sollicitation d’usager reçoit sa réponse en 72\u00a0heures ouvrées',
};

/** Each step as a sentence. */
export function obligationStepText(step: ObligationStep): string {
  switch (step.code) {
    case 'article': return `Article\u00a0${obligationArticles[step.kind]} : ${articleTexts[step.kind]}.`;
    case 'period': return `Lecture «\u00a0${readingNames[step.reading]}\u00a0» : ${step.length === 'quarter' ? 'le trimestre' : 'l’année'} va du ${spanWords(step.period)}.`;
    case 'entered': return `Engagement à partir du ${dayWords(step.on)} : la période est entamée, elle compte à partir de ce jour, sans prorata.`;
    case 'left': return `Engagement jusqu’au ${dayWords(step.on)} : les jours exécutés jusque-là se rendent.`;
    case 'due': return step.rule === 'month_after' ? `Le compte rendu est dû dans le mois qui suit le trimestre : au plus tard le ${weekdayWords(step.on)}.` : `À faire au plus tard le dernier jour de l’année : le ${weekdayWords(step.on)}.`;
    case 'day_off': return 'Ce jour n’est pas ouvré, et rien dans la convention ne le reporte : le report des délais de procédure (CPC, article\u00a0642) ne lui est pas appliqué.';
    case 'other_reading': return `Lecture «\u00a0${readingNames[step.reading]}\u00a0» : la période irait du ${spanWords(step.period)}, et le jour dû serait le ${dayWords(step.dueOn)}.`;
    case 'minutes': return 'La réunion doit se tenir dans l’année ; l’article\u00a06 ne donne pas de délai au compte rendu, qui est rappelé trente jours après la réunion.';
    case 'received': return `Demande reçue le ${civilTimeWords(step.at)}, heure de la zone «\u00a0${holidayZoneNames[step.zone]}\u00a0».`;
    case 'counted_from': return `Ce n’est pas un jour ouvré : le délai court à partir du ${civilTimeWords(step.at)}.`;
    case 'skipped': return `Le ${weekdayWords(step.day)} ne compte pas${step.off.kind === 'holiday' ? ` (${step.off.name})` : ''}.`;
    case 'answer_due': return `Lecture «\u00a0${answerReadingNames[step.reading]}\u00a0» : réponse au plus tard le ${answerDueWords(step.at)}.`;
    case 'no_hours': return `La convention retient «\u00a0${answerReadingNames[step.chosen]}\u00a0», mais aucun horaire de la structure n’est connu : la lecture «\u00a0${answerReadingNames[step.applied]}\u00a0» s’applique.`;
    case 'other_answer': return step.at === null ? `Lecture «\u00a0${answerReadingNames[step.reading]}\u00a0» : aucun horaire de la structure n’est connu, rien ne se compte.` : `Lecture «\u00a0${answerReadingNames[step.reading]}\u00a0» : ce serait le ${answerDueWords(step.at)}.`;
  }
}

/** « jeudi 4 juin 2026 à 10 h »; what ends at zero hours is said as the end of the day before. */
export function answerDueWords(at: CivilTime): string {
  return at.endsWith('T00:00:00') ? `${weekdayWords(lastAnswerDay(at))} à minuit` : civilTimeWords(at);
}

function spanWords({ from, until }: Period): string {
  return `${dayWords(from)} au ${dayWords(until)}`;
}
