import type { Event, Outcome, Workflow } from '../workflow/workflow.js';
import { answerLengthMax, answerLengthMin, citesArticle, reminderDay } from './data-request.js';
import type { DataRequest, DataRequestFacts } from './data-request.js';

const answer = [reasonTooShort, reasonTooLong, articleNotCited] as const;

// prettier-ignore
export const dataRequestWorkflow: Workflow<DataRequest> = {
  name: 'data_request',
  initial: 'waiting',
  rows: [
    // from       on             to          when  unless  then        basis
    ['waiting',  'accept',      'accepted', null, answer, keepAnswer, 'RGPD, article 12, § 3 : suites données dans le mois'],
    ['waiting',  'refuse',      'refused',  null, answer, keepAnswer, 'RGPD, article 12, § 4 : motifs du refus et recours'],
    ['waiting',  'approachDue', 'pressing', null, [],     remind,     'RGPD, article 12, § 3 : un mois'],
    ['pressing', 'accept',      'accepted', null, answer, keepAnswer, 'RGPD, article 12, § 3 : suites données dans le mois'],
    ['pressing', 'refuse',      'refused',  null, answer, keepAnswer, 'RGPD, article 12, § 4 : motifs du refus et recours'],
  ],
  otherwise: { accepted: 'answered_already', refused: 'answered_already' },
  deadlines: { waiting: { on: 'approachDue', dueOn: reminderDay }, pressing: null, accepted: null, refused: null },
};

function reasonOf(event: Event<DataRequest>): string {
  return 'reason' in event ? event.reason.trim() : '';
}

function reasonTooShort(_: DataRequestFacts, event: Event<DataRequest>) {
  return reasonOf(event).length < answerLengthMin ? 'reason_too_short' as const : null;
}

function reasonTooLong(_: DataRequestFacts, event: Event<DataRequest>) {
  return reasonOf(event).length > answerLengthMax ? 'reason_too_long' as const : null;
}

function articleNotCited(_: DataRequestFacts, event: Event<DataRequest>) {
  return citesArticle(reasonOf(event)) ? null : 'article_not_cited' as const;
}

function keepAnswer(_: DataRequestFacts, event: Event<DataRequest>): Outcome<DataRequest> {
  return { change: { answeredOn: event.effectiveOn, reason: reasonOf(event) }, effects: [{ type: 'informRequester' }] };
}

function remind(): Outcome<DataRequest> {
  return { effects: [{ type: 'remindPrefecture' }] };
}
