import { accessReadings } from './reading-questions/access.js';
import { durationReadings } from './reading-questions/duration.js';
import { noticeReadings } from './reading-questions/notices.js';
import { partyReadings } from './reading-questions/parties.js';
import type { ChoiceReading, CountReading, Reading } from './reading.js';

/**
 * The readings that a model version carries: each question the text leaves open (`domain.md` A.2, READING), its answers, and the sentence that
 * is printed and signed in the conditions particulières. A reading that is not signed is only advice (decision 15). Ids and values are kept
 * with published versions: never renamed.
 */
export const readings = { ...durationReadings, ...noticeReadings, ...partyReadings, ...accessReadings } as const;

export type ReadingId = keyof typeof readings;
type AnswerOf<R> = R extends CountReading ? number : R extends ChoiceReading<infer V> ? V : never;
export type ReadingAnswers = { [Id in ReadingId]: AnswerOf<(typeof readings)[Id]> };

export const readingIds = Object.keys(readings) as ReadingId[];

/** The answers that stand when nobody chose. */
export const defaultReadings = Object.fromEntries(readingIds.map((id) => [id, readings[id].default])) as ReadingAnswers;

export type ReadingProblem = { id: string; code: 'READING_UNKNOWN' | 'READING_REFUSED'; message: string };
export type ReadReadings = { ok: true; answers: ReadingAnswers } | { ok: false; problems: ReadingProblem[] };

/** Checks answers that come from a form or a manifest; those that are missing take their default. */
export function readReadings(given: Readonly<Record<string, unknown>>): ReadReadings {
  const problems = Object.entries(given).flatMap(([id, answer]): ReadingProblem[] => {
    if (!isReadingId(id)) return [{ id, code: 'READING_UNKNOWN', message: `La lecture «\u00a0${id}\u00a0» n’existe pas.` }];
    if (accepts(readings[id], answer)) return [];
    return [{ id, code: 'READING_REFUSED', message: `La réponse donnée à «\u00a0${readings[id].question}\u00a0» n’est pas admise.` }];
  });
  return problems.length > 0 ? { ok: false, problems } : { ok: true, answers: { ...defaultReadings, ...given } as ReadingAnswers };
}

export type ParticularCondition = { id: ReadingId; articles: readonly string[]; question: string; sentence: string };

/** What the conditions particulières print for these answers, in the order of the table. */
export function particularConditions(answers: ReadingAnswers): ParticularCondition[] {
  return readingIds.map((id) => {
    const reading: Reading = readings[id];
    return { id, articles: reading.articles, question: reading.question, sentence: sentenceOf(reading, answers[id]) };
  });
}

function sentenceOf(reading: Reading, answer: string | number): string {
  if (reading.kind === 'count') return reading.sentence(Number(answer));
  const value = reading.values[answer];
  if (!value) throw new RangeError(`No such answer to ${reading.question}: ${answer}`);
  return value.sentence;
}

function accepts(reading: Reading, answer: unknown): boolean {
  if (reading.kind === 'choice') return typeof answer === 'string' && Object.hasOwn(reading.values, answer);
  return typeof answer === 'number' && Number.isInteger(answer) && answer >= reading.min && answer <= reading.max;
}

const isReadingId = (id: string): id is ReadingId => Object.hasOwn(readings, id);
