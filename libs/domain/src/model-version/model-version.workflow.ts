import { reasonLengthMin } from '../circuit/circuit.js';
import { blockingFindings, FINDING_REASON_LENGTH_MIN } from '../model/lint.js';
import { readReadings } from '../model/readings.js';
import type { Event, Outcome, Workflow } from '../workflow/workflow.js';
import { decisionsOf, FILL_LENGTH_MAX, unapproved } from './model-version.js';
import type { ModelVersion, ModelVersionFacts, ModelVersionRefusal } from './model-version.js';

type Facts = ModelVersionFacts;
type Asked = Event<ModelVersion>;

/** In the order in which a person settles them. */
const publicationRules = [reviewOutdated, obstaclesRemain, readingsUnanswered, findingsRemain, deviationsUnapproved, templateRefused];

// prettier-ignore
export const modelVersionWorkflow: Workflow<ModelVersion> = {
  name: 'model_version',
  initial: 'draft',
  rows: [
    // from       on                    to           when  unless                                 then      basis
    ['draft',     'correctRecognition', 'draft',     null, [headingLevelUnknown],                 correct,  'décision 16'],
    ['draft',     'fillBlanks',         'draft',     null, [blankUnknown, fillUnprintable],       fill,     'décision 16'],
    ['draft',     'answerReadings',     'draft',     null, [readingRefused],                      answer,   'décision 15'],
    ['draft',     'approveDeviations',  'draft',     null, [deviationUnknown],                    approve,  'décision 16'],
    ['draft',     'waiveFinding',       'draft',     null, [findingUnknown, waiverReasonMissing], waive     ],
    ['draft',     'publish',            'published', null, publicationRules,                      publish,  'décisions 15 et 16'],
    ['draft',     'retire',             'retired',   null, [retireReasonMissing],                 null      ],
    ['published', 'retire',             'retired',   null, [retireReasonMissing],                 null      ],
  ],
  otherwise: { published: 'version_published', retired: 'version_retired' },
  deadlines: { draft: null, published: null, retired: null },
};

/** Everything that keeps a draft from being published, for the screen that lists it; empty: it may be. */
export function publicationRefusals(facts: ModelVersionFacts, event: Event<ModelVersion>): ModelVersionRefusal[] {
  return publicationRules.flatMap((rule) => rule(facts, event) ?? []);
}

const isBlank = (reason: string, lengthMin: number): boolean => reason.replace(/\s+/gu, ' ').trim().length < lengthMin;

// --- what refuses -----------------------------------------------------------------------------------------------

/** Word knows nine levels; the agreement has articles and two depths of parts. */
const LEVEL_MAX = 2;

function headingLevelUnknown(_: Facts, event: Asked) {
  const isKnown = (level: number | null): boolean => level === null || (Number.isInteger(level) && level >= 0 && level <= LEVEL_MAX);
  return event.type === 'correctRecognition' && !Object.entries(event.corrections).every(([rank, level]) => /^\d{1,6}$/.test(rank) && isKnown(level)) ? ('heading_level_unknown' as const) : null;
}

function blankUnknown(_: Facts, event: Asked) {
  return event.type === 'fillBlanks' && Object.keys(event.fills).some((id) => !event.present.includes(id)) ? ('blank_unknown' as const) : null;
}

/** A fill is printed on one line, and is no command of the template. */
function fillUnprintable(_: Facts, event: Asked) {
  const isPrintable = (words: string): boolean => words.length <= FILL_LENGTH_MAX && !/\p{Cc}|\{\{|\}\}/u.test(words);
  return event.type === 'fillBlanks' && !Object.values(event.fills).every(isPrintable) ? ('fill_unprintable' as const) : null;
}

function readingRefused(_: Facts, event: Asked) {
  return event.type === 'answerReadings' && !readReadings(event.answers).ok ? ('reading_refused' as const) : null;
}

function deviationUnknown(_: Facts, event: Asked) {
  return event.type === 'approveDeviations' && !event.keys.every((key) => event.present.some((deviation) => deviation.key === key)) ? ('deviation_unknown' as const) : null;
}

function findingUnknown(_: Facts, event: Asked) {
  return event.type === 'waiveFinding' && !event.present.some(({ key }) => key === event.key) ? ('finding_unknown' as const) : null;
}

function waiverReasonMissing(_: Facts, event: Asked) {
  return event.type === 'waiveFinding' && isBlank(event.reason, FINDING_REASON_LENGTH_MIN) ? ('waiver_reason_missing' as const) : null;
}

/** Composing takes seconds: what was decided meanwhile must not be published unseen. */
function reviewOutdated(facts: Facts, event: Asked) {
  return event.type === 'publish' && written(decisionsOf(facts)) !== written(decisionsOf(event.standing.decided)) ? ('review_outdated' as const) : null;
}

function obstaclesRemain(_: Facts, event: Asked) {
  return event.type === 'publish' && event.standing.obstacles > 0 ? ('obstacles_remain' as const) : null;
}

function readingsUnanswered({ readings }: Facts, event: Asked) {
  return event.type === 'publish' && readings === null ? ('readings_unanswered' as const) : null;
}

function findingsRemain({ waivers }: Facts, event: Asked) {
  return event.type === 'publish' && blockingFindings(event.standing.findings, waivers).length > 0 ? ('findings_remain' as const) : null;
}

function deviationsUnapproved({ approvals }: Facts, event: Asked) {
  return event.type === 'publish' && unapproved(event.standing.deviations, approvals).length > 0 ? ('deviations_unapproved' as const) : null;
}

function templateRefused(_: Facts, event: Asked) {
  return event.type === 'publish' && event.standing.templateFindings > 0 ? ('template_refused' as const) : null;
}

function retireReasonMissing(_: Facts, event: Asked) {
  return event.type === 'retire' && isBlank(event.reason, reasonLengthMin) ? ('retire_reason_missing' as const) : null;
}

// --- what changes -----------------------------------------------------------------------------------------------

/** The structure is read again: what was decided about the former one goes. */
function correct(facts: Facts, event: Asked): Outcome<ModelVersion> {
  if (event.type !== 'correctRecognition') return {};
  return { change: { corrections: { ...facts.corrections, ...event.corrections }, fills: {}, approvals: [], waivers: [] } };
}

/** White words leave the blank as it is. */
function fill({ fills }: Facts, event: Asked): Outcome<ModelVersion> {
  if (event.type !== 'fillBlanks') return {};
  const given = Object.entries({ ...fills, ...event.fills }).map(([id, words]) => [id, words.trim()] as const);
  return { change: { fills: Object.fromEntries(given.filter(([, words]) => words !== '')) } };
}

function answer(_: Facts, event: Asked): Outcome<ModelVersion> {
  const read = event.type === 'answerReadings' ? readReadings(event.answers) : null;
  return read?.ok ? { change: { readings: read.answers } } : {};
}

function approve({ approvals }: Facts, event: Asked): Outcome<ModelVersion> {
  if (event.type !== 'approveDeviations') return {};
  const given = event.present.filter(({ key }) => event.keys.includes(key)).map(({ key, rendered }) => ({ key, rendered }));
  return { change: { approvals: [...approvals.filter(({ key }) => !event.keys.includes(key)), ...given] } };
}

function waive({ waivers }: Facts, event: Asked): Outcome<ModelVersion> {
  if (event.type !== 'waiveFinding') return {};
  return { change: { waivers: [...waivers.filter(({ key }) => key !== event.key), { key: event.key, reason: event.reason.trim() }] } };
}

function publish(_: Facts, event: Asked): Outcome<ModelVersion> {
  return event.type === 'publish' ? { change: { publication: { ...event.publication, at: event.at } } } : {};
}

/** The same words for the same decisions, whatever the order in which their keys were written. */
function written(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => (isRecord(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part));
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
