import { addDays } from '../legal-time/legal-day.js';
import type { LegalDay } from '../legal-time/legal-day.js';
import { lastAnswerDay } from './answer-deadline.js';
import type { AnswerDeadline } from './answer-deadline.js';
import type { Debtor, ObligationFacts, ObligationKind } from './obligation.js';
import { monthAfter, periodOf, rankOf } from './obligation-periods.js';
import type { Period, PeriodLength, PeriodReading } from './obligation-periods.js';

/** A structure of the agreement, and who runs it; both days are bound. */
export type BoundStructure = { structureId: string; gestionnaireId: string; since: LegalDay; until: LegalDay | null };

/** What the calendar is computed from. `endsOn`: the last day of the agreement, once it is known. */
export type Binding = { inForceSince: LegalDay; endsOn: LegalDay | null; reading: PeriodReading; structures: readonly BoundStructure[] };

/** `key`: the same for the same structure and the same period, however often they are generated; another when it left and came back. */
export type ScheduledObligation = { key: string; facts: ObligationFacts };

type Periodic = Exclude<ObligationKind, 'user_request'>;

/** Art. 4.7 binds each structure, art. 6 the signatories together. */
const lengths: Readonly<Record<Periodic, PeriodLength>> = { quarterly_report: 'quarter', yearly_survey: 'year', published_indicators: 'year', steering_committee: 'year' };
const ofStructures: readonly Periodic[] = ['quarterly_report', 'yearly_survey', 'published_indicators'];

/**
 * How long before its day each is recalled: two weeks to fill in a report that is ready; a month for questionnaires to come back and to be
 * published; two months to gather some forty signatories around a table.
 */
const reminderDays: Readonly<Record<Periodic, number>> = { quarterly_report: 15, yearly_survey: 30, published_indicators: 30, steering_committee: 60 };

/**
 * Everything that opens between two days, both included: cut the time as one likes, nothing is missing and nothing comes twice. There is no
 * pro rata: a period in which one is bound for one day counts, from that day (the préfecture may say it is without object, with a reason).
 */
export function obligationsOf(binding: Binding, from: LegalDay, to: LegalDay): ScheduledObligation[] {
  const { inForceSince, endsOn } = binding;
  const all: BoundStructure = { structureId: 'agreement', gestionnaireId: '', since: inForceSince, until: endsOn };
  return [
    ...scheduled(binding, 'steering_committee', [all], from, to),
    ...ofStructures.flatMap((kind) => scheduled(binding, kind, binding.structures, from, to)),
  ];
}

/** What a user's request starts: it is owed at once, and its hour counts. */
export function requestObligation({ inForceSince, reading }: Pick<Binding, 'inForceSince' | 'reading'>, debtor: Debtor, answer: AnswerDeadline): ObligationFacts {
  const opensOn = answer.receivedAt.slice(0, 10) as LegalDay;
  const dueOn = lastAnswerDay(answer.dueAt);
  const eve = addDays(dueOn, -1);
  return { ...blank, kind: 'user_request', debtor, period: null, opensOn, reading, inForceSince, dueOn, remindOn: eve < opensOn ? opensOn : eve, answer };
}

/** Whether it is still owed once the debtor is bound no more: days executed are reported, a year that its debtor does not finish is not owed. */
export function outlives({ kind, opensOn, dueOn }: Pick<ObligationFacts, 'kind' | 'opensOn' | 'dueOn'>, lastDay: LegalDay): boolean {
  return kind === 'quarterly_report' || kind === 'user_request' ? opensOn <= lastDay : dueOn <= lastDay;
}

/** The same, of an obligation already open: asked before anybody is reminded of what they no longer owe. */
export function isOwed({ endsOn, structures }: Pick<Binding, 'endsOn' | 'structures'>, facts: Pick<ObligationFacts, 'kind' | 'opensOn' | 'dueOn' | 'debtor'>): boolean {
  const bound = structures.filter(({ structureId }) => structureId === facts.debtor?.structureId);
  const left = bound.some(({ until }) => until === null) ? null : (bound.map(({ until }) => until!).sort().at(-1) ?? null);
  const lastDay = earliest(endsOn, left);
  return lastDay === null || outlives(facts, lastDay);
}

const blank = { boundUntil: null, answer: null, lateSince: null, meeting: null, done: null, waiver: null } as const;

function scheduled(binding: Binding, kind: Periodic, debtors: readonly BoundStructure[], from: LegalDay, to: LegalDay): ScheduledObligation[] {
  if (to < from || to < binding.inForceSince) return [];
  const length = lengths[kind];
  const [first, last] = [rankOf(binding, length, from), rankOf(binding, length, to)];
  const ranks = Array.from({ length: last - first + 1 }, (_, after) => first + after);
  return ranks.flatMap((rank) => {
    const period = periodOf(binding, length, rank);
    const dueOn = length === 'quarter' ? monthAfter(binding, rank) : period.until;
    return debtors.flatMap((debtor) => owed(binding, { kind, period, dueOn }, debtor)).filter(({ facts }) => facts.opensOn >= from && facts.opensOn <= to);
  });
}

function owed({ inForceSince, endsOn, reading }: Binding, { kind, period, dueOn }: { kind: Periodic; period: Period; dueOn: LegalDay }, debtor: BoundStructure): ScheduledObligation[] {
  const opensOn = latest(period.from, inForceSince, debtor.since);
  const lastDay = earliest(endsOn, debtor.until);
  if (opensOn > period.until) return [];
  if (lastDay !== null && !(opensOn <= lastDay && outlives({ kind, opensOn, dueOn }, lastDay))) return [];
  const who: Debtor = kind === 'steering_committee' ? null : { structureId: debtor.structureId, gestionnaireId: debtor.gestionnaireId };
  const boundUntil = lastDay !== null && lastDay < period.until ? lastDay : null;
  const remindOn = latest(opensOn, addDays(dueOn, -reminderDays[kind]));
  return [{ key: `${kind}/${debtor.structureId}/${opensOn}`, facts: { ...blank, kind, debtor: who, period, opensOn, boundUntil, reading, inForceSince, dueOn, remindOn } }];
}

function latest(...days: readonly LegalDay[]): LegalDay {
  return days.reduce((found, day) => (day > found ? day : found));
}

function earliest(...days: readonly (LegalDay | null)[]): LegalDay | null {
  return days.reduce((found, day) => (found === null || (day !== null && day < found) ? day : found), null);
}
