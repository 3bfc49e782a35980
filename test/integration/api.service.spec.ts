import { randomUUID } from 'node:crypto';
import { dayAt, reachOf } from '#libs/domain';
import type { Dossier, Role } from '#libs/domain';
import { ApiRoutes } from '#libs/features/api';
import { loadDossier } from '#libs/features/directory';
import { instantOf, journalOf, systemActor } from '#libs/platform';
import { ApiClient, code, fieldsOf, items, mismatches, programOf } from '../support/api-client.js';
import type { Answer } from '../support/api-client.js';
import { clerkIn, openDraft } from '../support/actors.js';
import { declaredRoutes } from '../support/declared-routes.js';
import { agentOf } from '../support/mandates.js';
import { eventually } from '../support/patience.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import type { Visitor } from '../support/visitor.js';

const system = systemActor('test');
const clerkId = '4c0f0d5e-7a55-5d0a-9a3e-480000000001';
let service: Service;
let clerk: Visitor;
let program: ApiClient & { tokenId: string };
let dossier: Dossier;

beforeAll(async () => {
  service = await startService();
  clerk = await clerkIn(service);
  program = await programOf(service, 'prefecture', null, '48', clerkId);
  dossier = await service.db.withIdentity(system, (tx) => loadDossier(tx, '48', dayAt(instantOf(service.clock), 'Europe/Paris')));
});
afterAll(() => service?.stop());

describe('les jetons', () => {
  test('une personne en crée un à la page, le voit une fois, et le révoque', async () => {
    expect((await clerk.post('/jetons', { label: '', expiresOn: '2026-12-31' })).text).toContain('Dites à quoi ce jeton servira');
    expect((await clerk.post('/jetons', { label: 'Site', expiresOn: '2028-01-01' })).text).toContain('dans un an au plus');
    const made = await clerk.post('/jetons', { label: 'Site de la préfecture', expiresOn: '2027-11-24' });
    expect(made.status).toBe(201);
    const token = /pfh_[\w-]{43}/.exec(made.html)![0];
    const own = new ApiClient(`${service.url}/api/v1`, token);
    expect((await own.get('/me')).json).toMatchObject({ role: 'prefecture', departementCode: '48', organisationId: null, token: { label: 'Site de la préfecture', expiresAt: '2027-11-24T23:00:00.000Z' } });
    const page = await clerk.get('/jetons');
    expect(page.html).not.toContain(token);
    expect(page.text).toContain('Site de la préfecture');
    expect(await service.database.superuser(`select 1 from api_token where api_token::text like '%' || $1 || '%'`, [token.slice(10)])).toEqual([]);
    const { id } = (await own.get('/me')).json.token as { id: string };
    expect((await clerk.post(`/jetons/${id}/revoquer`, {}, '/jetons')).text).toContain('Le jeton est révoqué');
    expect(await own.get('/me')).toMatchObject({ status: 401, json: { code: 'token_invalid' } });
  });

  test('sans jeton, avec un faux ou avec la session d’une personne, rien ne s’ouvre', async () => {
    const none = await new ApiClient(`${service.url}/api/v1`, null).get('/structures');
    expect(none).toMatchObject({ status: 401, json: { code: 'token_missing', status: 401 } });
    expect(none.headers.get('www-authenticate')).toBe('Bearer realm="paraphe"');
    expect(none.headers.get('content-type')).toContain('application/problem+json');
    const wrong = await new ApiClient(`${service.url}/api/v1`, `pfh_${'a'.repeat(43)}`).get('/structures');
    expect(wrong.headers.get('www-authenticate')).toContain('invalid_token');
    // The session of the clerk, as her browser would send it.
    const withSession = await clerk.get('/api/v1/structures');
    expect(withSession.status).toBe(401);
    expect((await clerk.postForged('/api/v1/structures', { name: 'Pirate' })).status).toBe(415);
  });

  test('un jeton périmé n’ouvre plus rien', async () => {
    const late = await programOf(service, 'prefecture', null);
    await service.database.superuser(`update api_token set created_at = created_at - interval '2 days', expires_at = $2 where id = $1`, [late.tokenId, service.clock.now()]);
    expect((await late.get('/me')).status).toBe(401);
  });

  test('qui n’a plus aucun accès n’entre plus par les jetons qu’il a créés', async () => {
    const [leaver] = await service.database.superuser<{ id: string }>(`insert into account (id, email, full_name, created_at) values ($1, 'partie@commune.example', 'Anne Partie', $2) returning id`, [randomUUID(), service.clock.now()]);
    const theirs = await programOf(service, 'prefecture', null, '48', leaver!.id);
    expect((await theirs.get('/me')).status).toBe(200);
    await service.database.superuser('update account set disabled_at = $2 where id = $1', [leaver!.id, service.clock.now()]);
    expect(await theirs.get('/me')).toMatchObject({ status: 401, json: { code: 'token_invalid' } });
  });

  test('qui va trop vite attend la minute suivante', async () => {
    const hasty = await programOf(service, 'prefecture', null);
    for (let n = 0; n < 600; n += 50) await Promise.all(Array.from({ length: 50 }, () => hasty.get('/me')));
    const stopped = await hasty.get('/me');
    expect(stopped).toMatchObject({ status: 429, json: { code: 'too_many_requests' } });
    expect(Number(stopped.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await program.get('/me')).status).toBe(200);
  });
});

describe('les erreurs sont des problèmes', () => {
  const isProblem = (answer: Answer, status: number, name: string) => {
    expect({ status: answer.status, type: answer.headers.get('content-type'), code: code(answer) }).toEqual({ status, type: expect.stringContaining('application/problem+json'), code: name });
    expect(answer.json).toMatchObject({ type: 'about:blank', title: expect.any(String), status, detail: expect.stringMatching(/\.$/) });
  };

  test('adresse, méthode, format, JSON, taille', async () => {
    isProblem(await program.get('/ailleurs'), 404, 'not_found');
    isProblem(await program.get(`/structures/${randomUUID()}`), 404, 'object_unknown');
    isProblem(await program.get('/structures/pas-un-id'), 404, 'object_unknown');
    const method = await program.send('PATCH', `/structures/${randomUUID()}`, {});
    isProblem(method, 405, 'method_not_allowed');
    expect(method.headers.get('allow')?.split(', ').sort()).toEqual(['DELETE', 'GET', 'PUT']);
    isProblem(await program.send('POST', '/structures', 'name=x', { 'content-type': 'application/x-www-form-urlencoded' }), 415, 'format_unknown');
    isProblem(await program.send('POST', '/structures', '{"name":'), 400, 'json_unreadable');
    isProblem(await program.send('POST', '/structures', JSON.stringify({ name: 'x'.repeat(200_000) })), 413, 'body_too_large');
    isProblem(await program.post('/structures'), 400, 'body_missing');
    isProblem(await program.get('/structures?limit=0'), 422, 'fields_invalid');
    isProblem(await program.get('/structures?couleur=bleue'), 422, 'fields_invalid');
    isProblem(await program.get('/structures?cursor=n-importe-quoi'), 400, 'cursor_unreadable');
  });

  test('une adresse hors de /api/v1 aussi', async () => isProblem(await new ApiClient(service.url, null).get('/api/v2/structures'), 401, 'token_missing'));
});

describe('la référence', () => {
  type Operation = { operationId: string; responses: Record<string, { content?: Record<string, { schema: object }> }>; security: object[] };
  type Document = { openapi: string; paths: Record<string, Record<string, Operation>>; components: { schemas: Record<string, object> } };
  let document: Document;
  beforeAll(async () => {
    document = (await new ApiClient(`${service.url}/api/v1`, null).get('/openapi.json')).json as unknown as Document;
  });
  const operations = () => Object.entries(document.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ path, method, operation })));

  test('chaque route de l’API est décrite', () => {
    const declared = declaredRoutes(service.web).filter(({ path }) => path.startsWith('/api'));
    expect(declared.length).toBeGreaterThan(40);
    expect(service.web.get(ApiRoutes, { strict: false }).list().filter(({ description }) => !description)).toEqual([]);
    const described = operations().map(({ path, method }) => `${method.toUpperCase()} ${path}`).sort();
    expect(described).toEqual(declared.map(({ path, method }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`).sort());
  });

  test('ses renvois mènent quelque part, ses noms sont uniques', () => {
    expect(document.openapi).toBe('3.1.0');
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/(\w+)\/([^"]+)"/g)].map(([, kind, name]) => `${kind}/${name}`);
    const known = Object.entries(document.components as Record<string, object>).flatMap(([kind, parts]) => Object.keys(parts).map((name) => `${kind}/${name}`));
    expect(refs.length).toBeGreaterThan(50);
    expect(refs.filter((ref) => !known.includes(ref))).toEqual([]);
    const names = operations().map(({ operation }) => operation.operationId);
    expect(new Set(names).size).toBe(names.length);
    expect(operations().filter(({ operation }) => operation.security.length === 0).map(({ path }) => path)).toEqual(['/api/v1/openapi.json']);
  });

  test('ce qui est répondu est ce qui est décrit', async () => {
    const [structure] = dossier.structures;
    const draft = await openDraft(service, clerk);
    const ids: Record<string, string> = { structures: structure!.id, gestionnaires: dossier.gestionnaires[0]!.id, 'national-partners': dossier.nationalPartners[0]!.id, 'local-partners': dossier.localPartners[0]!.id, referents: dossier.referents[0]!.id, offers: dossier.offers[0]!.id, rounds: draft };
    // What the préfecture does not read is asked by whoever does.
    const programs: Record<string, ApiClient> = { prefecture: program, gestionnaire: await programOf(service, 'gestionnaire', structure!.gestionnaireId), agent: (await agentOf(service, structure!.id)).api };
    const readerOf = (path: string): ApiClient => {
      const access = declaredRoutes(service.web).find((route) => route.method === 'GET' && route.path.replace(/:(\w+)/g, '{$1}') === path)?.access;
      return programs[Object.keys(programs).find((role) => access?.to !== 'allowed' || reachOf(role as Role, access.action) !== null)!]!;
    };
    const queries: Record<string, string> = { '/api/v1/mandates/counts': '?from=2026-01-01&to=2026-12-31' };
    const asked: string[] = [];
    for (const { path, method, operation } of operations().filter((one) => one.method === 'get' && one.operation.responses['200']?.content?.['application/json'])) {
      const id = ids[path.split('/')[3]!];
      if (path.includes('{') && !id) continue;
      const answer = await readerOf(path).get(`${path.replace('/api/v1', '').replace('{id}', id ?? '')}${queries[path] ?? ''}`);
      expect({ path, method, status: answer.status }).toEqual({ path, method, status: 200 });
      expect({ path, wrong: mismatches(document as never, operation.responses['200']!.content!['application/json']!.schema, answer.json) }).toEqual({ path, wrong: [] });
      asked.push(path);
    }
    expect(asked.length).toBeGreaterThan(20);
  });
});

describe('les habilitations', () => {
  const person = { fullName: 'Nadia Roumégous', email: 'nadia.roumegous@commune.example', role: 'agent' };

  test('un programme invite, et met fin', async () => {
    const before = service.mailbox.mails.length;
    const asked = { ...person, organisationId: dossier.structures[0]!.id };
    const made = await program.post('/memberships', asked);
    expect(made).toMatchObject({ status: 201, json: { role: 'agent', organisationId: dossier.structures[0]!.id, lastUsedAt: null, endedAt: null } });
    expect((await service.mailbox.receive(({ to }) => to === person.email, before)).text).toContain('/connexion/');
    const at = `/memberships/${String(made.json.id)}`;
    expect(items(await program.get('/memberships?role=agent&limit=200')).some(({ id }) => id === made.json.id)).toBe(true);
    expect(fieldsOf(await program.post('/memberships', asked))).toEqual(['email']);
    expect(fieldsOf(await program.post('/memberships', { ...asked, organisationId: null }))).toEqual(['organisationId']);
    expect(await program.post(`${at}/end`)).toMatchObject({ status: 200, json: { endedAt: expect.any(String) } });
    expect(await program.post(`${at}/end`)).toMatchObject({ status: 409, json: { code: 'ended_already' } });
    const given = await service.db.withIdentity(system, (tx) => journalOf(tx, 'account', String(made.json.accountId)));
    expect(given.filter(({ event }) => event.startsWith('membership')).map(({ actor }) => actor.kind)).toEqual(['token', 'token']);
  });

  test('un gestionnaire tient ses agents ; fermer une personne revient à la préfecture', async () => {
    const [mine, other] = dossier.gestionnaires;
    const placeOf = (gestionnaireId: string) => dossier.structures.find((one) => one.gestionnaireId === gestionnaireId)!.id;
    const theirs = await programOf(service, 'gestionnaire', mine!.id);
    const made = await theirs.post('/memberships', { ...person, fullName: 'Loïc Deltour', email: 'loic.deltour@commune.example', organisationId: placeOf(mine!.id) });
    expect(made.status).toBe(201);
    expect(fieldsOf(await theirs.post('/memberships', { ...person, organisationId: placeOf(other!.id) }))).toEqual(['organisationId']);
    expect(fieldsOf(await theirs.post('/memberships', { ...person, role: 'prefecture' }))).toEqual(['role']);
    expect(items(await theirs.get('/memberships?limit=200')).every(({ role }) => role === 'agent')).toBe(true);
    const at = `/memberships/${String(made.json.id)}/deactivate`;
    expect(await theirs.post(at)).toMatchObject({ status: 403, json: { code: 'role_forbidden' } });
    expect(await program.post(at)).toMatchObject({ status: 200, json: { deactivatedAt: expect.any(String) } });
  });
});

describe('un import', () => {
  const list = (city: string) => `Nom;Adresse;Code postal;Commune;Code INSEE\nFrance Services de ${city};1 place de la Mairie;48260;${city};48104\n`;
  const send = (client: ApiClient, text: string, query = '?name=liste.csv&kind=structures') => client.send('POST', `/imports${query}`, text, { 'content-type': 'text/csv' });

  test('s’envoie, se lit, s’applique et s’annule', async () => {
    const sent = await send(program, list('Nasbinals'));
    expect(sent).toMatchObject({ status: 201, json: { kind: 'structures', state: 'previewed', fileName: 'liste.csv', missingColumns: [], counts: null } });
    const at = `/imports/${String(sent.json.id)}`;
    const plan = await program.get(`${at}/plan`);
    expect(plan).toMatchObject({ status: 200, json: { counts: { created: 1, refused: 0 }, nextCursor: null } });
    expect(items(plan)[0]).toMatchObject({ rank: 2, verdict: 'created', name: 'France Services de Nasbinals' });
    expect(await program.post(`${at}/apply`, { fingerprint: 'autre' })).toMatchObject({ status: 409, json: { code: 'import_stale' } });
    expect(await program.post(`${at}/apply`, { fingerprint: plan.json.fingerprint })).toMatchObject({ status: 202 });
    const applied = await eventually(() => program.get(at), ({ json }) => json.state === 'applied', 'the import is applied');
    expect(applied.json.counts).toMatchObject({ created: 1 });
    const named = async () => items(await program.get('/structures?limit=200')).some(({ name }) => name === 'France Services de Nasbinals');
    expect(await named()).toBe(true);
    expect(await program.post(`${at}/apply`, { fingerprint: plan.json.fingerprint })).toMatchObject({ status: 409, json: { code: 'import_decided' } });
    expect(await program.post(`${at}/undo`)).toMatchObject({ status: 200, json: { state: 'undone' } });
    expect(await named()).toBe(false);
    expect(await program.post(`${at}/undo`)).toMatchObject({ status: 409, json: { code: 'undo_not_applied' } });
  });

  test('illisible, vide, d’un autre format ou d’une autre organisation, est refusé', async () => {
    expect((await send(program, '')).status).toBe(400);
    expect((await send(program, 'rien')).status).toBe(422);
    expect((await program.send('POST', '/imports', 'x', { 'content-type': 'text/plain' })).status).toBe(415);
    const theirs = await programOf(service, 'gestionnaire', dossier.gestionnaires[0]!.id);
    expect(await send(theirs, list('Aumont'))).toMatchObject({ status: 403, json: { code: 'role_forbidden' } });
  });
});

describe('les tournées et les webhooks', () => {
  test('une tournée se suit', async () => {
    const id = await openDraft(service, clerk);
    expect((await program.get(`/rounds/${id}`)).json).toMatchObject({ id, state: 'draft', signed: 0, total: 0, signatories: [] });
    // Page by page: two drafts of the same instant come in any order.
    const first = await program.get('/rounds?limit=1');
    const second = first.json.nextCursor ? items(await program.get(`/rounds?limit=200&cursor=${String(first.json.nextCursor)}`)) : [];
    const listed = [...items(first), ...second].map((round) => round.id);
    expect(listed).toContain(id);
    expect(new Set(listed).size).toBe(listed.length);
    expect((await program.get(`/rounds/${id}/document`)).status).toBe(404);
  });

  test('un programme installe son webhook', async () => {
    const made = await program.post('/webhooks', { url: 'https://partenaire.example/paraphe', events: ['round.sealed'] });
    expect(made).toMatchObject({ status: 201, json: { secret: expect.stringMatching(/^whsec_/) } });
    const at = `/webhooks/${String(made.json.id)}`;
    expect((await program.get(at)).json).toMatchObject({ url: 'https://partenaire.example/paraphe', disabledAt: null });
    expect((await program.post(`${at}/secret`)).json.secret).not.toBe(made.json.secret);
    expect((await program.get(`${at}/deliveries`)).json).toEqual({ items: [], nextCursor: null });
    expect(await program.post(`${at}/replay`, { from: '2026-11-01', to: '2026-11-30' })).toMatchObject({ status: 422 });
    expect(fieldsOf(await program.post('/webhooks', { url: 'https://10.0.0.1/', events: ['round.sealed'] }))).toEqual(['url']);
    expect((await program.delete(at)).status).toBe(204);
    expect(await program.delete(at)).toMatchObject({ status: 409, json: { code: 'webhook_disabled' } });
  });
});
