import { dayWords, weekdayWords } from '../legal-time/day-words.js';
import { addDays } from '../legal-time/legal-day.js';
import type { LegalDay } from '../legal-time/legal-day.js';
import { lastDayOf } from './mandate-days.js';
import { mandateDurationNames } from './mandate-names.js';
import type { MandateDuration } from './mandate.js';

/** Why the last day is that one: each step of the count, in its order. */
export type MandateDurationStep =
  | { code: 'signed'; on: LegalDay; duration: MandateDuration }
  | { code: 'first_day_excluded' }
  | { code: 'same_number'; on: LegalDay }
  /** The last month has no such day. */
  | { code: 'last_of_month'; number: number; on: LegalDay }
  | { code: 'ends'; on: LegalDay }
  | { code: 'no_extension' }
  /** What counting days would give: another software of the State does, and people bring its mandates. */
  | { code: 'other_reading'; days: number; on: LegalDay };

/** The days by which the State's own system of mandates counts a month, six months and a year. */
const daysCounted: Readonly<Record<Exclude<MandateDuration, 'one_day'>, number>> = { one_month: 31, six_months: 182, one_year: 365 };

export function mandateDurationSteps(signedOn: LegalDay, duration: MandateDuration): MandateDurationStep[] {
  const on = lastDayOf(signedOn, duration);
  const signed: MandateDurationStep = { code: 'signed', on: signedOn, duration };
  const ends: MandateDurationStep[] = [{ code: 'ends', on }, { code: 'no_extension' }];
  if (duration === 'one_day') return [signed, { code: 'first_day_excluded' }, ...ends];
  const number = Number(signedOn.slice(-2));
  const counted: MandateDurationStep = number === Number(on.slice(-2)) ? { code: 'same_number', on } : { code: 'last_of_month', number, on };
  const days = daysCounted[duration];
  return [signed, counted, ...ends, { code: 'other_reading', days, on: addDays(signedOn, days) }];
}

/** Each step as a sentence. */
export function mandateDurationStepText(step: MandateDurationStep): string {
  switch (step.code) {
    case 'signed': return `Mandat signé le ${weekdayWords(step.on)}, pour ${mandateDurationNames[step.duration]}.`;
    case 'first_day_excluded': return 'Code de procédure civile, article\u00a0641 : le jour de la signature ne compte pas, la durée court du lendemain.';
    case 'same_number': return `Code de procédure civile, article\u00a0641 : les mois se comptent de quantième à quantième, jusqu’au ${dayWords(step.on)}.`;
    case 'last_of_month': return `Code de procédure civile, article\u00a0641 : le dernier mois n’a pas de ${step.number}, la durée finit son dernier jour, le ${dayWords(step.on)}.`;
    case 'ends': return `Le mandat vaut jusqu’au ${weekdayWords(step.on)} à minuit, heure de la structure ; il peut être retiré avant, à tout moment (article\u00a04.6).`;
    case 'no_extension': return 'Il n’est pas prolongé quand ce jour est un samedi, un dimanche ou un jour férié : le report de l’article\u00a0642 est fait pour accomplir un acte, pas pour allonger un mandat.';
    case 'other_reading': return `Compté en ${step.days}\u00a0jours, comme le font d’autres services, ce serait le ${dayWords(step.on)} : la convention compte en mois.`;
  }
}
