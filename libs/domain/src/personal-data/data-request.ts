import { addDays, addMonths } from '../legal-time/legal-day.js';
import type { LegalDay } from '../legal-time/legal-day.js';

/** What somebody may ask about what is kept on them. Access needs no request: the page shows everything. */
export const dataRequestKinds = ['correction', 'limitation', 'erasure'] as const;
export type DataRequestKind = (typeof dataRequestKinds)[number];

/** The article of the RGPD on which each stands. */
export const dataRequestArticles: Record<DataRequestKind, string> = { correction: '16', limitation: '18', erasure: '17' };

/** One request, from the day it is made to its answer. */
export type DataRequest = {
  /** `pressing`: the last week has begun. */
  state: 'waiting' | 'pressing' | 'accepted' | 'refused';
  command: { type: 'accept'; reason: string } | { type: 'refuse'; reason: string };
  tick: 'approachDue';
  facts: DataRequestFacts;
  effect: { type: 'informRequester' } | { type: 'remindPrefecture' };
  refusal: 'reason_too_short' | 'reason_too_long' | 'article_not_cited' | 'answered_already';
};

export type DataRequestFacts = {
  kind: DataRequestKind;
  askedOn: LegalDay;
  /** The last useful day for an answer. */
  dueOn: LegalDay;
  answeredOn: LegalDay | null;
  /** Why, in the préfecture's words. */
  reason: string | null;
};

/** RGPD, art. 12, § 3: within one month of receipt. */
const answerMonths = 1;
/** A week: time to read a file, write the answer and have it signed. */
const reminderDays = 7;

/** Shorter than that, a reason explains nothing. */
export const answerLengthMin = 30;
/** A page: beyond, it is a letter. */
export const answerLengthMax = 3_000;

/** A request made that day. */
export function askedFor(kind: DataRequestKind, askedOn: LegalDay): DataRequestFacts {
  return { kind, askedOn, dueOn: addMonths(askedOn, answerMonths), answeredOn: null, reason: null };
}

/** From this day the préfecture is reminded. */
export function reminderDay({ dueOn }: DataRequestFacts): LegalDay {
  return addDays(dueOn, -reminderDays);
}

/** Whether a reason names the article it stands on: « article 17 », « art. 18, § 1 ». */
export function citesArticle(reason: string): boolean {
  return /\bart(?:icle|\.)s?[\s\u00a0\u202f]*\d/i.test(reason);
}
