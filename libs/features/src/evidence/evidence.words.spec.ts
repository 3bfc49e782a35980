import { eventsOf, roundWorkflow } from '#libs/domain';
import { journalWords } from './evidence.words.js';

/** What is written in the journal of a round beside its table. */
const beside = [
  'route', 'waive', 'recordAuthority', 'depositTitle', 'takeDeposit', 'returnDeposit', 'renewLink', 'exhaustCodes', 'document.timestamp', 'document.store', 'document.lent', 'document.givenBack', 'document.takenBack', 'document.returned',
  'evidence.compile', 'evidence.read', 'refused.code', 'refused.sms', 'refused.link', 'refused.certificate', 'refused.resume',
];

test.each([...new Set(['open', ...eventsOf(roundWorkflow), ...beside])])('« %s » se dit en français dans le dossier de preuve', (event) => {
  expect(journalWords({ event })).toMatch(/^\p{Lu}[^.]+$/u);
  expect(journalWords({ event })).not.toBe(event);
});
