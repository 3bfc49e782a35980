import type { Instant } from '../legal-time/legal-day.js';
import type { Deviation } from '../model/deviations.js';
import type { Finding } from '../model/finding.js';
import type { FindingWaiver } from '../model/lint.js';
import type { ReadingAnswers } from '../model/readings.js';

/**
 * A version of a model: imported, reviewed by a person, then published and never changed again, since rounds are signed on it. A new text is a
 * new version. `retired`: no new round starts from it; those that did go on.
 */
export type ModelVersion = {
  state: 'draft' | 'published' | 'retired';
  command:
    | { type: 'correctRecognition'; corrections: Recognition }
    | { type: 'fillBlanks'; fills: Readonly<Record<string, string>>; present: readonly string[] }
    | { type: 'answerReadings'; answers: Readonly<Record<string, unknown>> }
    | { type: 'approveDeviations'; keys: readonly string[]; present: readonly Deviation[] }
    | { type: 'waiveFinding'; key: string; reason: string; present: readonly Finding[] }
    | { type: 'publish'; standing: ModelStanding; publication: Publication }
    | { type: 'retire'; reason: string };
  tick: never;
  facts: ModelVersionFacts;
  effect: never;
  refusal: ModelVersionRefusal;
};

/** Outline level that a person gives to a paragraph, by its rank: 0 for an article, 1 and 2 for its parts; null for one that is no heading. */
export type Recognition = Readonly<Record<string, number | null>>;

/** An approval names the very words: once a blank is filled otherwise, it has to be given again. */
export type DeviationApproval = { key: Deviation['key']; rendered: string };

/** What a person decided about a draft. */
export type ModelDecisions = {
  corrections: Recognition;
  /** What is printed in each blank, by its id. A blank without an entry stays blank. */
  fills: Readonly<Record<string, string>>;
  /** Null as long as nobody answered: a default that nobody saw is not a choice. */
  readings: ReadingAnswers | null;
  approvals: readonly DeviationApproval[];
  waivers: readonly FindingWaiver[];
};

/** What was published, for ever. Hashes are SHA-256, in hexadecimal. */
export type Publication = {
  /** The Word template that rounds fill: agreement and annexes in one. */
  template: string;
  parts: readonly { name: string; sha256: string }[];
  /** What the version adds to the data of a round: words of the blanks, readings, deviations. */
  printed: Readonly<Record<string, unknown>>;
};

export type ModelVersionFacts = ModelDecisions & { publication: (Publication & { at: Instant }) | null };

/** Where a draft stands when somebody asks to publish it: the caller has read the file again. */
export type ModelStanding = {
  /** The decisions on which all the rest was computed. */
  decided: ModelDecisions;
  /** What a person has to settle in Word: tracked changes, comments, hidden text, fields. */
  obstacles: number;
  findings: readonly Finding[];
  deviations: readonly Deviation[];
  /** What the check and the trial of the template reproach. */
  templateFindings: number;
};

export type ModelVersionRefusal =
  | 'heading_level_unknown'
  | 'blank_unknown'
  | 'fill_unprintable'
  | 'reading_refused'
  | 'deviation_unknown'
  | 'finding_unknown'
  | 'waiver_reason_missing'
  | 'review_outdated'
  | 'obstacles_remain'
  | 'readings_unanswered'
  | 'findings_remain'
  | 'deviations_unapproved'
  | 'template_refused'
  | 'retire_reason_missing'
  | 'version_published'
  | 'version_retired';

export const undecided: ModelDecisions = { corrections: {}, fills: {}, readings: null, approvals: [], waivers: [] };
export const newModelVersion: ModelVersionFacts = { ...undecided, publication: null };

/** What fills a blank fits in a line of a cover; a whole clause belongs to the text itself. */
export const FILL_LENGTH_MAX = 200;

/** Deviations that nobody approved as they are printed. */
export function unapproved(deviations: readonly Deviation[], approvals: readonly DeviationApproval[]): Deviation[] {
  return deviations.filter(({ key, rendered }) => !approvals.some((approval) => approval.key === key && approval.rendered === rendered));
}

export function decisionsOf({ corrections, fills, readings, approvals, waivers }: ModelDecisions): ModelDecisions {
  return { corrections, fills, readings, approvals, waivers };
}
