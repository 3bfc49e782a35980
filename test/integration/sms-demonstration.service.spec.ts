import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Mailbox } from '../support/mailbox.js';
import { freePort } from '../support/service.js';

const token = 'jeton-de-demonstration';
const message = { to: '+262639980001', text: 'Paraphe : 493027 est votre code', reference: 'c2b7c2b7-0000-4000-8000-000000000001' };
let mailbox: Mailbox;
let gateway: ChildProcess;
let url: string;

beforeAll(async () => {
  mailbox = await Mailbox.open();
  const port = await freePort();
  url = `http://127.0.0.1:${port}/`;
  gateway = spawn(process.execPath, ['apps/cli/bootstrap/sms-server.mjs', String(port), mailbox.url], { env: { ...process.env, SMS_GATEWAY_TOKEN: token }, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  await once(gateway, 'message');
});
afterAll(async () => {
  gateway.kill('SIGTERM');
  await once(gateway, 'exit');
  await mailbox.close();
});

const post = async (body: unknown, headers: Record<string, string> = { authorization: `Bearer ${token}` }) => (await fetch(url, { method: 'POST', headers, body: typeof body === 'string' ? body : JSON.stringify(body) })).status;

test('ce qui irait au téléphone arrive à la boîte de démonstration, une fois, sans code dans l’objet', async () => {
  expect([await post(message), await post(message)]).toEqual([202, 202]);
  const mail = await mailbox.receive(({ to }) => to === '0639980001@sms.example');
  expect(mail).toMatchObject({ subject: 'SMS', text: expect.stringContaining(message.text) });
  expect(mailbox.mails).toHaveLength(1);
});

test.each<[string, unknown, Record<string, string> | undefined, number]>([
  ['sans jeton', message, {}, 401],
  ['sous un autre jeton', message, { authorization: 'Bearer autre' }, 401],
  ['un texte qui n’est pas du JSON', 'bonjour', undefined, 400],
  ['un numéro qui cache un en-tête', { ...message, reference: 'b', to: '+33612345678\r\nBcc: x@y.example' }, undefined, 400],
  ['rien à dire', { ...message, reference: 'c', text: '' }, undefined, 400],
  ['un message interminable', { ...message, reference: 'd', text: 'x'.repeat(20_000) }, undefined, 400],
])('%s, rien ne passe', async (_, body, headers, status) => {
  expect(await post(body, headers)).toBe(status);
  expect(mailbox.mails).toHaveLength(1);
});
