import { instant, legalDay } from '../legal-time/legal-day.js';
import { brokenLaws } from '../workflow/laws.js';
import { decide, dueTick, eventsOf, possibleEvents, statesOf } from '../workflow/workflow.js';
import type { Event } from '../workflow/workflow.js';
import { answerLengthMax, askedFor, citesArticle, dataRequestArticles, dataRequestKinds } from './data-request.js';
import type { DataRequest } from './data-request.js';
import { dataRequestWorkflow } from './data-request.workflow.js';

const moment = { effectiveOn: legalDay('2026-12-01'), at: instant('2026-12-01T09:00:00Z') };
const facts = askedFor('erasure', legalDay('2026-11-24'));
const reason = 'Article 17, § 3, point b : la preuve de la convention doit rester entière.';
const accept: Event<DataRequest> = { type: 'accept', reason, ...moment };

test('obéit à toutes les lois', () => expect(brokenLaws(dataRequestWorkflow)).toEqual([]));

const absent = statesOf(dataRequestWorkflow).flatMap((state) => eventsOf(dataRequestWorkflow).filter((event) => !possibleEvents(dataRequestWorkflow, state).has(event)).map((event) => [state, event] as const));
test.each(absent)('%s refuse %s', (state, type) =>
  expect(decide(dataRequestWorkflow, { state, facts }, { ...accept, type } as Event<DataRequest>)).toEqual({ accepted: false, refusal: dataRequestWorkflow.otherwise?.[state] ?? 'not_possible_now' }));

test.each<['accept' | 'refuse', string]>([['accept', 'accepted'], ['refuse', 'refused']])('%s : la réponse est gardée avec son jour, et la personne informée', (type, state) =>
  expect(decide(dataRequestWorkflow, { state: 'waiting', facts }, { type, reason: ` ${reason} `, ...moment })).toMatchObject({ accepted: true, to: state, facts: { answeredOn: '2026-12-01', reason }, effects: [{ type: 'informRequester' }] }));

test.each<[string, string, DataRequest['refusal']]>([
  ['trop court', 'Article 17 : non.', 'reason_too_short'],
  ['sans article', 'La preuve de la convention doit rester entière et lisible par tous.', 'article_not_cited'],
  ['trop long', `Article 17 ${'x'.repeat(answerLengthMax)}`, 'reason_too_long'],
])('un motif %s est refusé', (_, said, refusal) => {
  for (const type of ['accept', 'refuse'] as const) expect(decide(dataRequestWorkflow, { state: 'pressing', facts }, { type, reason: said, ...moment })).toEqual({ accepted: false, refusal });
});

test.each([['2026-11-24', '2026-12-24'], ['2027-01-31', '2027-02-28'], ['2027-12-15', '2028-01-15']])('demandé le %s, dû le %s', (asked, due) => expect(askedFor('correction', legalDay(asked)).dueOn).toBe(due));

test.each([['2026-12-16', null], ['2026-12-17', 'approachDue']])('le %s, le calendrier dit %s', (day, tick) => expect(dueTick(dataRequestWorkflow, { state: 'waiting', facts }, legalDay(day), 'Europe/Paris')?.type ?? null).toBe(tick));

test.each([['article 17', true], ['art. 18, § 1', true], ['Articles\u00a015 et 17', true], ['la partie 17', false], ['cet article', false]])('« %s » cite un article : %s', (text, cites) => expect(citesArticle(text)).toBe(cites));

test('chaque sorte de demande a son article', () => expect(dataRequestKinds.map((kind) => dataRequestArticles[kind])).toEqual(['16', '18', '17']));
