import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import { Visitor } from '../support/visitor.js';

/** One more than a network may ask for in a quarter of an hour. */
const tooMany = 21;

let service: Service | null = null;
afterEach(async () => {
  await service?.stop();
  service = null;
});

/** What the last of many requests for a link is answered, each said by the visitor to come from an address of its own. */
async function lastAnswer(settings: Record<string, string>): Promise<number> {
  service = await startService({ settings, idle: true });
  let status = 0;
  for (let n = 1; n <= tooMany; n++) status = (await new Visitor(service.url, { 'X-Forwarded-For': `203.0.113.${n}` }).post('/mes-liens', { email: 'personne@nulle-part.example' })).status;
  return status;
}

test('derrière un mandataire déclaré, chaque visiteur compte pour lui-même', async () => {
  expect(await lastAnswer({ TRUSTED_PROXIES: '127.0.0.0/8, ::1' })).toBe(201);
});

test('sans mandataire déclaré, personne ne choisit l’adresse d’où il vient', async () => {
  expect(await lastAnswer({})).toBe(429);
});

test('un mandataire déclaré n’est cru que sur l’adresse qu’il a vue lui-même : ce que le visiteur écrivait avant ne compte pas', async () => {
  service = await startService({ settings: { TRUSTED_PROXIES: '127.0.0.1' }, idle: true });
  let status = 0;
  for (let n = 1; n <= tooMany; n++) status = (await new Visitor(service.url, { 'X-Forwarded-For': `198.51.100.${n}, 203.0.113.7` }).post('/mes-liens', { email: 'personne@nulle-part.example' })).status;
  expect(status).toBe(429);
});
