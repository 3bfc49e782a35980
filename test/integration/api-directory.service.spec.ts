import { randomUUID } from 'node:crypto';
import { dayAt } from '#libs/domain';
import type { Dossier } from '#libs/domain';
import { loadDossier } from '#libs/features/directory';
import { instantOf, journalOf, systemActor } from '#libs/platform';
import { fieldsOf, items, programOf } from '../support/api-client.js';
import type { Answer, ApiClient } from '../support/api-client.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';

const system = systemActor('test');
let service: Service;
let program: ApiClient & { tokenId: string };
let dossier: Dossier;

beforeAll(async () => {
  service = await startService();
  program = await programOf(service, 'prefecture', null, '48');
  dossier = await service.db.withIdentity(system, (tx) => loadDossier(tx, '48', dayAt(instantOf(service.clock), 'Europe/Paris')));
});
afterAll(() => service?.stop());

const lines = () => service.db.withIdentity(system, (tx) => journalOf(tx, 'directory', '48'));

/** A card as a program that makes another one sends it. */
const without = (card: Record<string, unknown>, ...names: string[]) => Object.fromEntries(Object.entries(card).filter(([name]) => name !== 'id' && !names.includes(name)));

describe('l’annuaire', () => {
  test('les listes se lisent page à page', async () => {
    const seen: unknown[] = [];
    let cursor: unknown = null;
    do {
      const page: Answer = await program.get(`/structures?limit=4${typeof cursor === 'string' ? `&cursor=${cursor}` : ''}`);
      seen.push(...items(page).map(({ id }) => id));
      cursor = page.json.nextCursor;
    } while (cursor);
    expect(seen).toEqual(dossier.structures.map(({ id }) => id));
  });

  test('une structure naît, change sans rien effacer d’autrui, et s’en va', async () => {
    const model = (await program.get(`/structures/${dossier.structures[0]!.id}`)).json;
    const made = await program.post('/structures', { ...without(model), name: 'France Services de Nasbinals', stops: [{ commune: 'Nasbinals', place: 'mairie', weekday: 'tuesday', rhythm: 'first', from: 540, to: 720 }] });
    expect(made).toMatchObject({ status: 201, json: { name: 'France Services de Nasbinals' } });
    const path = made.headers.get('location')!.replace('/api/v1', '');
    const read = await program.get(path);
    expect(read.json).toEqual(made.json);
    expect(read.headers.get('etag')).toBe(made.headers.get('etag'));
    // Left alone, fetch would add « no-cache » to a conditional request.
    expect((await program.get(path, { 'if-none-match': read.headers.get('etag')!, 'cache-control': 'max-age=0' })).status).toBe(304);

    const changed = { ...read.json, phone: '04 66 00 00 51' };
    expect(await program.put(path, changed)).toMatchObject({ status: 428, json: { code: 'version_wanted' } });
    const saved = await program.put(path, changed, read.headers.get('etag')!);
    expect(saved).toMatchObject({ status: 200, json: changed });
    expect(await program.put(path, { ...changed, phone: '04 66 00 00 52' }, read.headers.get('etag')!)).toMatchObject({ status: 412, json: { code: 'version_changed' } });
    expect((await program.get(path)).json.phone).toBe('04 66 00 00 51');

    expect((await program.delete(path)).status).toBe(204);
    expect((await program.get(path)).status).toBe(404);
    expect((await program.delete(path)).status).toBe(404);
    const written = (await lines()).filter(({ actor, event }) => actor.kind === 'token' && ['add', 'edit', 'remove'].includes(event)).map(({ event, payload }) => [event, payload]);
    expect(written.slice(-3)).toEqual(['add', 'edit', 'remove'].map((event) => [event, { kind: 'structure', id: made.json.id }]));
  });

  test('une requête envoyée deux fois sous la même clé n’est faite qu’une fois', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const card = { partnerId: dossier.nationalPartners[0]!.id, structureId: null, fullName: 'Paul Doublet', phone: '04 66 00 00 61', email: 'paul.doublet@partenaire.example' };
    const send = (body: object) => program.send('POST', '/referents', body, key);
    expect((await send({ ...card, phone: '3949' })).status).toBe(422);
    const first = await send(card);
    const second = await send(card);
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.json).toEqual(first.json);
    expect([second.headers.get('location'), second.headers.get('etag')]).toEqual([first.headers.get('location'), first.headers.get('etag')]);
    expect(items(await program.get('/referents?limit=200')).filter(({ fullName }) => fullName === 'Paul Doublet')).toHaveLength(1);
    expect(await send({ ...card, fullName: 'Paul Autre' })).toMatchObject({ status: 422, json: { code: 'key_reused' } });
    expect((await program.delete(`/referents/${String(first.json.id)}`)).status).toBe(204);
    const webhook = () => program.send('POST', '/webhooks', { url: 'https://partenaire.example/deux-fois', events: ['round.sealed'] }, { 'idempotency-key': 'deux-fois' });
    const made = await webhook();
    expect(await webhook()).toMatchObject({ status: 409, json: { code: 'request_received' } });
    expect(await service.database.superuser(`select 1 from api_repeat where answer::text like '%whsec_%'`)).toEqual([]);
    expect((await program.delete(`/webhooks/${String(made.json.id)}`)).status).toBe(204);
  });

  test('de deux remplacements simultanés, un seul est accepté', async () => {
    const path = `/structures/${dossier.structures[1]!.id}`;
    const read = await program.get(path);
    const tries = await Promise.all(Array.from({ length: 4 }, (_, n) => program.put(path, { ...without(read.json), phone: `04 66 00 01 0${n}` }, read.headers.get('etag')!)));
    expect(tries.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412]);
  });

  test('des données fausses sont refusées champ par champ, et rien n’est enregistré', async () => {
    const path = `/structures/${dossier.structures[2]!.id}`;
    const { json } = await program.get(path);
    const before = await lines();
    const day = [{ from: 540, to: 720 }, { from: 700, to: 800 }];
    const refused = await program.put(path, { ...without(json), email: 'mairie', postcode: '4800', hours: { ...(json.hours as object), monday: day, tuesday: [{ from: 720, to: 540 }] } }, '*');
    expect(refused).toMatchObject({ status: 422, json: { code: 'fields_invalid' } });
    expect(fieldsOf(refused).sort()).toEqual(['email', 'hours.monday', 'hours.tuesday.0', 'postcode']);
    const judged = await program.put(path, { ...without(json), gestionnaireId: randomUUID(), inseeCommune: '12176' }, '*');
    expect(fieldsOf(judged).sort()).toEqual(['gestionnaireId', 'inseeCommune']);
    expect(fieldsOf(await program.put(path, { ...without(json), couleur: 'bleue' }, '*'))).toEqual(['']);
    expect((await program.get(path)).json).toEqual(json);
    expect(await lines()).toEqual(before);
  });

  test('un SIRET est jugé : celui de La Poste passe, l’inventé non, et l’on sait pourquoi', async () => {
    const path = `/gestionnaires/${dossier.gestionnaires[0]!.id}`;
    const { json } = await program.get(path);
    const put = (siret: string) => program.put(path, { ...without(json), siret }, '*');
    expect(await put('356 000 000 09075')).toMatchObject({ status: 200, json: { siret: '35600000009075' } });
    const refused = await put('20003452800041');
    expect(refused.status).toBe(422);
    expect(refused.json.errors).toEqual([{ field: 'siret', message: expect.stringContaining('clé') }]);
    expect((await put(json.siret as string)).status).toBe(200);
  });

  test.each<[string, (d: Dossier) => Record<string, unknown>, Record<string, unknown>]>([
    ['gestionnaires', () => ({ name: 'Commune de Nasbinals', kind: 'commune', siret: '35600000009075', address: '1 place de la Mairie', postcode: '48260', city: 'Nasbinals', email: 'mairie@nasbinals.example', signatory: null }), { name: 'Commune de Nasbinals-Aubrac' }],
    ['local-partners', ({ structures }) => ({ name: 'Association des aidants', kind: 'association', address: '2 rue Neuve, 48000 Mende', email: 'aidants@asso.example', signatory: null, structureIds: [structures[0]!.id] }), { siret: '35600000009075' }],
    ['referents', ({ nationalPartners }) => ({ partnerId: nationalPartners[0]!.id, structureId: null, fullName: 'Aline Teissier', phone: '04 66 00 00 48', email: 'aline.teissier@partenaire.example' }), { fullName: 'Aline Teissier-Roux' }],
    ['offers', ({ nationalPartners, structures }) => ({ partnerId: nationalPartners[0]!.id, structureId: structures[0]!.id, label: 'Rendez-vous retraite', mode: 'visio', permanences: [{ weekday: 'monday', rhythm: 'first', from: 540, to: 720, place: null, appointment: true }] }), { label: 'Rendez-vous retraite et santé' }],
    ['signatory-candidates', ({ gestionnaires }) => ({ bodyKind: 'gestionnaire', bodyId: gestionnaires[0]!.id, civility: 'Mme', firstName: 'Rose', lastName: 'Valette', quality: 'première adjointe', email: 'mairie@commune.example' }), { quality: 'adjointe' }],
  ])('%s : ajouter, lire, remplacer, retirer', async (path, card, change) => {
    const made = await program.post(`/${path}`, card(dossier));
    expect({ path, status: made.status, errors: made.json.errors }).toEqual({ path, status: 201, errors: undefined });
    const at = `/${path}/${String(made.json.id)}`;
    const read = await program.get(at);
    const saved = await program.put(at, { ...without(read.json), ...change }, read.headers.get('etag')!);
    expect(saved).toMatchObject({ status: 200, json: change });
    expect(items(await program.get(`/${path}?limit=200`)).some(({ id }) => id === made.json.id)).toBe(true);
    expect((await program.delete(at)).status).toBe(204);
    expect((await program.get(at)).status).toBe(404);
  });

  test('l’organisme local d’un partenaire national se remplace, et ne s’ajoute ni ne se retire', async () => {
    const path = `/national-partners/${dossier.nationalPartners[0]!.id}`;
    const read = await program.get(path);
    const saved = await program.put(path, { ...read.json, code: 'sans effet', localBody: 'Agence de Mende' }, read.headers.get('etag')!);
    expect(saved).toMatchObject({ status: 200, json: { localBody: 'Agence de Mende', code: read.json.code } });
    expect((await program.delete(path)).status).toBe(405);
    expect((await program.post('/national-partners', {})).status).toBe(405);
  });

  test('ce dont d’autres fiches ont besoin ne se retire pas', async () => {
    const managing = dossier.gestionnaires.find(({ id }) => dossier.structures.some(({ gestionnaireId }) => gestionnaireId === id))!;
    const refused = await program.delete(`/gestionnaires/${managing.id}`);
    expect(refused).toMatchObject({ status: 409, json: { code: 'gestionnaire_has_structures' } });
    expect(refused.json.detail).toContain(dossier.structures.find(({ gestionnaireId }) => gestionnaireId === managing.id)!.name);
  });

  test('les horaires sont jugés selon l’article 4.2', async () => {
    const [structure] = dossier.structures;
    expect((await program.get(`/structures/${structure!.id}/opening`)).json).toMatchObject({ verdict: 'compliant', reason: 'threshold_met', daysPerWeek: 5 });
  });

  test('lire des personnes laisse une ligne au journal, qui ne dit rien d’elles', async () => {
    const before = (await lines()).length;
    await program.get('/referents?limit=3');
    await program.get(`/gestionnaires/${dossier.gestionnaires[0]!.id}`);
    await program.get('/structures');
    await program.get('/export');
    const read = (await lines()).slice(before);
    expect(read.map(({ event, payload, actor }) => ({ event, payload, actor: actor.kind }))).toEqual([
      { event: 'read', payload: { kind: 'referent', count: 3 }, actor: 'token' },
      { event: 'read', payload: { kind: 'gestionnaire', count: 1 }, actor: 'token' },
      { event: 'read', payload: { kind: 'export', count: expect.any(Number) }, actor: 'token' },
    ]);
  });
});

describe('chacun chez soi', () => {
  test('un gestionnaire tient ses structures, et ne voit pas celles des autres', async () => {
    const [mine, other] = dossier.gestionnaires;
    const own = dossier.structures.find(({ gestionnaireId }) => gestionnaireId === mine!.id)!;
    const foreign = dossier.structures.find(({ gestionnaireId }) => gestionnaireId === other!.id)!;
    const theirs = await programOf(service, 'gestionnaire', mine!.id);
    expect(items(await theirs.get('/structures')).every(({ gestionnaireId }) => gestionnaireId === mine!.id)).toBe(true);
    expect((await theirs.get(`/structures/${foreign.id}`)).status).toBe(404);
    const read = await theirs.get(`/structures/${own.id}`);
    expect((await theirs.put(`/structures/${own.id}`, { ...without(read.json), phone: '04 66 00 00 77' }, '*')).status).toBe(200);
    expect(fieldsOf(await theirs.put(`/structures/${own.id}`, { ...without(read.json), gestionnaireId: null }, '*'))).toEqual(['gestionnaireId']);
    expect((await theirs.put(`/structures/${foreign.id}`, without(read.json), '*')).status).toBe(404);
    expect(await theirs.post('/structures', without(read.json))).toMatchObject({ status: 403, json: { code: 'role_forbidden' } });
    expect((await theirs.get('/rounds')).status).toBe(403);
    const exported = (await theirs.get('/export')).json as { structures: object[]; gestionnaires: object[]; nationalPartners: object[] };
    expect(exported.gestionnaires).toHaveLength(1);
    expect(items(await theirs.get('/tokens'))).toHaveLength(1);
    expect((await theirs.delete(`/tokens/${program.tokenId}`)).status).toBe(404);
  });

  test('un partenaire tient ses référents, et ne parle pour personne d’autre', async () => {
    const [partner, another] = dossier.nationalPartners;
    const theirs = await programOf(service, 'partner', partner!.id);
    expect(items(await theirs.get('/national-partners')).map(({ id }) => id)).toEqual([partner!.id]);
    expect(items(await theirs.get('/referents?limit=200')).every(({ partnerId }) => partnerId === partner!.id)).toBe(true);
    const referent = { structureId: null, fullName: 'Marc Vidal', phone: '04 66 00 00 49', email: 'marc.vidal@partenaire.example' };
    const made = await theirs.post('/referents', { ...referent, partnerId: partner!.id });
    expect(made.status).toBe(201);
    expect(fieldsOf(await theirs.post('/referents', { ...referent, partnerId: another!.id }))).toEqual(['partnerId']);
    expect((await theirs.delete(`/referents/${String(made.json.id)}`)).status).toBe(204);
    const foreign = dossier.referents.find(({ partnerId }) => partnerId === another!.id)!;
    expect((await theirs.delete(`/referents/${foreign.id}`)).status).toBe(404);
  });

  test('un autre département ne voit rien', async () => {
    const elsewhere = { ...dossier.departement, code: '12', name: 'Aveyron', ofName: 'de l’Aveyron' };
    const { saveDepartement } = await import('#libs/features/directory');
    await service.db.withIdentity(system, (tx) => saveDepartement(tx, elsewhere, null));
    const theirs = await programOf(service, 'prefecture', null, '12');
    expect(items(await theirs.get('/structures'))).toEqual([]);
    expect((await theirs.get(`/structures/${dossier.structures[0]!.id}`)).status).toBe(404);
    expect(items(await theirs.get('/rounds'))).toEqual([]);
  });
});
