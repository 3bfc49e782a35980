import { randomUUID } from 'node:crypto';
import { Correspondence } from '#libs/features/correspondence';
import { systemActor } from '#libs/platform';
import { livingAgreement } from '../support/living-agreement.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';

const operator = 'exploitation@service.example';

let service: Service;
let roundId: string;
beforeAll(async () => {
  service = await startService({ settings: { OPERATOR_EMAIL: operator }, idle: true });
  roundId = (await livingAgreement(service)).roundId;
  await service.database.superuser(`update outbox set done_at = now()`);
});
afterAll(() => service?.stop());

const catchUp = async (instant: string) => {
  service.clock.moveTo(new Date(instant));
  await service.worker.get(Correspondence, { strict: false }).catchUp();
};
const alarms = () => service.mailbox.mails.filter(({ to }) => to === operator);
const work = async () => {
  const response = await fetch(`${service.url}/health/work`);
  return { status: response.status, body: (await response.json()) as { status: string; late: { work: string; subjects: number; attemptsMax: number; since: string }[] } };
};
const undone = (subject: string, subjectId: string, type: string, attempts: number, at: string, notBefore: string | null = null) =>
  service.db.withIdentity(systemActor('test'), (tx) =>
    tx.query('insert into outbox (id, subject, subject_id, effect, created_at, relayed_at, attempts, last_error, not_before) values ($1, $2, $3, $4, $5, $5, $6, $7, $8)', [randomUUID(), subject, subjectId, { type }, at, attempts, 'quelqu’un@ailleurs.example', notBefore]));

test('quand tout se fait, personne n’est dérangé', async () => {
  await undone('account', 'a-1', 'sendSignInLink', 4, '2026-11-24T08:55:00Z');
  await undone('webhook', 'w-1', 'deliver', 0, '2026-11-20T08:00:00Z', '2026-11-24T09:30:00Z');
  await catchUp('2026-11-24T09:00:00Z');
  expect(alarms()).toEqual([]);
  expect(await work()).toEqual({ status: 200, body: { status: 'ok', late: [] } });
});

test('un effet qui a échoué cinq fois avertit l’exploitant, une fois par jour et par sujet', async () => {
  await undone('account', 'a-2', 'sendSignInLink', 5, '2026-11-24T08:55:00Z');
  await undone('account', 'a-2', 'sendInvitation', 12, '2026-11-24T08:56:00Z');
  await catchUp('2026-11-24T09:01:00Z');
  await catchUp('2026-11-24T09:02:00Z');
  expect(alarms()).toHaveLength(1);
  expect(alarms()[0]!.subject).toBe('Paraphe\u00a0: un travail n’aboutit pas');
  expect(alarms()[0]!.text).toContain('account a-2\u00a0: sendInvitation a échoué 12\u00a0fois');
  expect(alarms()[0]!.raw).not.toContain('ailleurs.example');
  expect(await work()).toEqual({ status: 503, body: { status: 'late', late: [{ work: 'account.sendInvitation', subjects: 1, attemptsMax: 12, since: '2026-11-24T08:56:00.000Z' }] } });
  expect(JSON.stringify(await work())).not.toContain('a-2');
});

test('un effet que personne ne prend finit par se voir', async () => {
  await catchUp('2026-11-24T09:20:00Z');
  expect(alarms()).toHaveLength(1);
  await catchUp('2026-11-24T09:25:00Z');
  expect(alarms().at(-1)!.text).toContain('account a-1\u00a0: sendSignInLink');
  expect(alarms()).toHaveLength(2);
});

test('un scellement qui tarde a son propre objet, et passe avant le reste', async () => {
  await service.database.superuser(
    `update round set state = 'sealing', facts = jsonb_set(facts, '{slots}', (select jsonb_agg(slot || '{"since": "2026-11-24T09:30:00Z"}') from jsonb_array_elements(facts->'slots') as slot)) where id = $1`, [roundId]);
  await undone('round', roundId, 'appendRevisions', 3, '2026-11-24T09:30:00Z');
  await catchUp('2026-11-24T09:39:00Z');
  const before = alarms().length;
  await catchUp('2026-11-24T09:41:00Z');
  expect(alarms()).toHaveLength(before + 1);
  expect(alarms().at(-1)).toMatchObject({ subject: 'Paraphe\u00a0: un scellement tarde' });
  expect(alarms().at(-1)!.text).toContain(`round ${roundId}\u00a0: recordSeal a échoué 3\u00a0fois`);
  expect((await work()).body.late[0]).toMatchObject({ work: 'round.recordSeal', subjects: 1, attemptsMax: 3 });
});

test('le lendemain, ce qui reste est dit de nouveau ; ce qui est fait ne l’est plus', async () => {
  await service.database.superuser(`update outbox set done_at = now() where subject in ('account', 'webhook')`);
  const before = alarms().length;
  await catchUp('2026-11-25T09:00:00Z');
  expect(alarms().slice(before).map(({ subject }) => subject)).toEqual(['Paraphe\u00a0: un scellement tarde']);
});

test('une panne qui touche tout le monde n’envoie pas cent courriels', async () => {
  for (let n = 0; n < 40; n++) await undone('account', `p-${n}`, 'sendSignInLink', 6, '2026-11-25T09:00:00Z');
  const before = alarms().length;
  await catchUp('2026-11-25T09:05:00Z');
  await catchUp('2026-11-25T09:06:00Z');
  const sent = alarms().slice(before);
  expect(sent.length).toBe(19);
  expect(sent[0]!.text).toContain('41\u00a0sujets sont en retard');
});
