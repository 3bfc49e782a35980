import { createHash } from 'node:crypto';
import { legalDay } from '#libs/domain';
import { programOf } from '../support/api-client.js';
import { livingAgreement } from '../support/living-agreement.js';
import { act, agentOf, define, definedAt, detailOf, fullName, identify, issue, ok, personCalled, refusedBy, sign, somebody, start } from '../support/mandates.js';
import type { MandateAgent } from '../support/mandates.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';

const scan = Buffer.from('%PDF-1.7 numérisation de l’original signé');
let service: Service;
let agent: MandateAgent;
/** Of another structure of the same département. */
let other: MandateAgent;

const at = (instant: string) => service.clock.moveTo(new Date(instant));

beforeAll(async () => {
  service = await startService({ now: new Date('2026-08-31T08:00:00Z') });
  await livingAgreement(service, { termEndsOn: legalDay('2029-12-31') });
  const structures = await service.database.superuser<{ id: string }>(`select id from structure where departement_code = '48' and principal_id is null order by name limit 2`);
  [agent, other] = [await agentOf(service, structures[0]!.id), await agentOf(service, structures[1]!.id)];
});
afterAll(() => service?.stop());

describe('Un mandat s’émet sur place et dans l’ordre', () => {
  test('informer, vérifier l’identité, choisir, signer : chaque étape à son instant, et la durée en mois', async () => {
    const { id, number, state } = ok(await start(agent), 201);
    expect([state, number]).toEqual(['informed', expect.stringMatching(/^MD-48-\d{6}$/)]);
    at('2026-08-31T08:01:00Z');
    expect(ok(await identify(agent, id, personCalled('Durée'))).state).toBe('identified');
    at('2026-08-31T08:02:00Z');
    expect(ok(await define(agent, id)).state).toBe('defined');
    at('2026-08-31T08:03:00Z');
    const signed = ok(await sign(agent, id, fullName(personCalled('Durée'))));
    expect(signed).toMatchObject({ state: 'active', informedAt: '2026-08-31T08:00:00Z', identifiedAt: '2026-08-31T08:01:00Z', definedAt: '2026-08-31T08:02:00Z', signedAt: '2026-08-31T08:03:00Z', endsOn: '2027-02-28', endsAt: '2027-02-28T23:00:00Z' });
    const shown = await detailOf(agent, id);
    expect(shown.person?.familyName).toBe('Durée');
    expect(shown.steps.map(({ code }) => code)).toContain('last_of_month');
  });

  test('hors de l’ordre, chaque étape est refusée par le nom de celle qui manque', async () => {
    const { id } = ok(await start(agent), 201);
    expect(refusedBy(await define(agent, id))).toEqual([409, 'identity_not_verified']);
    expect(refusedBy(await act(agent, id))).toEqual([409, 'not_signed']);
    ok(await identify(agent, id, personCalled('Ordre')));
    expect(refusedBy(await sign(agent, id, fullName(personCalled('Ordre'))))).toEqual([409, 'scope_not_defined']);
    ok(await define(agent, id));
    expect(refusedBy(await agent.api.post(`/mandates/${id}/signature`, { place: 'on_site', definedAt: await definedAt(agent, id), typedName: 'Jean Dupont' }))).toEqual([409, 'typed_name_differs']);
    ok(await sign(agent, id, fullName(personCalled('Ordre'))));
    expect(refusedBy(await define(agent, id))).toEqual([409, 'signed_already']);
  });

  test('ce qui est corrigé après la lecture ne se signe pas : on relit ; le code imprimé avant n’ouvre plus rien', async () => {
    const { id } = ok(await start(agent), 201);
    ok(await identify(agent, id, personCalled('Relecture')));
    at('2026-08-31T08:30:00Z');
    ok(await define(agent, id));
    const read = await definedAt(agent, id);
    const codeHash = async () => (await service.database.superuser<{ code: string }>(`select encode(code_hash, 'hex') as code from mandate where id = $1`, [id]))[0]!.code;
    const printed = await codeHash();
    at('2026-08-31T08:35:00Z');
    ok(await define(agent, id, { demarches: ['family', 'housing'] }));
    const signed = await agent.api.post(`/mandates/${id}/signature`, { place: 'on_site', definedAt: read, typedName: fullName(personCalled('Relecture')) });
    expect(refusedBy(signed)).toEqual([409, 'scope_changed']);
    expect(String(signed.json.detail)).toContain('Relisez');
    expect(await codeHash()).not.toBe(printed);
    expect(ok(await sign(agent, id, fullName(personCalled('Relecture')))).state).toBe('active');
  });

  test('à distance, il n’y a pas de mandat', async () => {
    expect(refusedBy(await start(agent, { place: 'remote' }))).toEqual([409, 'remote_signature']);
    const { id } = ok(await start(agent), 201);
    ok(await identify(agent, id, personCalled('Loin')));
    ok(await define(agent, id));
    expect(refusedBy(await agent.api.post(`/mandates/${id}/signature`, { place: 'remote', definedAt: await definedAt(agent, id), typedName: fullName(personCalled('Loin')) }))).toEqual([409, 'remote_signature']);
    expect(refusedBy(await agent.api.post(`/mandates/${id}/abandonment`))).toEqual([200, undefined]);
  });

  test.each([['protected', 'person_protected'], ['minor', 'person_minor'], ['cannot_sign', 'person_cannot_sign']])('une personne « %s » est aidée autrement, et rien n’est gardé d’elle', async (ability, code) => {
    const count = () => service.database.superuser('select id from mandate');
    const before = (await count()).length;
    const refused = await start(agent, { ability });
    expect(refusedBy(refused)).toEqual([409, code]);
    expect(refused.json.detail).toContain('C’est une règle du service, non de la loi');
    expect((await count()).length).toBe(before);
    expect(refusedBy(await start(agent, { items: ['controller', 'purpose'] }))).toEqual([409, 'information_incomplete']);
  });

  test('un mineur que sa pièce révèle est refusé aussi', async () => {
    const { id } = ok(await start(agent), 201);
    const refused = await identify(agent, id, { ...somebody, birthDate: '2010-01-01' });
    expect([...refusedBy(refused), (refused.json.errors as { field: string }[])[0]!.field]).toEqual([409, 'person_minor', 'birthDate']);
    ok(await identify(agent, id, { ...somebody, familyName: 'Sans-Jour', birthDate: '1948-00-00' }));
  });

  test('un mot de passe n’entre nulle part', async () => {
    const { id } = ok(await start(agent), 201);
    expect(refusedBy(await identify(agent, id, { ...somebody, address: 'mot de passe : azerty' }))).toEqual([409, 'credential_typed']);
    ok(await identify(agent, id, personCalled('Secret')));
    expect(refusedBy(await define(agent, id, { words: 'Se connecter avec le mot de passe Zorro12' }))).toEqual([409, 'credential_typed']);
    ok(await define(agent, id));
    ok(await sign(agent, id, fullName(personCalled('Secret'))));
    expect(refusedBy(await act(agent, id, { note: 'Son code secret est 1234' }))).toEqual([409, 'credential_typed']);
    expect(refusedBy(await agent.api.post(`/mandates/${id}/notes`, { text: 'mdp : azerty' }))).toEqual([409, 'credential_typed']);
    const titled = await agent.api.send('POST', `/mandates/${id}/documents`, scan, { 'content-type': 'application/pdf', 'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent('Identifiant : odette48')}` });
    expect(refusedBy(titled)).toEqual([409, 'credential_typed']);
  });

  test('une démarche dont aucun partenaire n’est là n’est pas confiée ; un partenaire absent non plus', async () => {
    await service.database.superuser(`delete from structure_national_partner where structure_id = $1 and national_partner_code = 'justice'`, [agent.structureId]);
    const { id } = ok(await start(agent), 201);
    ok(await identify(agent, id, personCalled('Absente')));
    expect(refusedBy(await define(agent, id, { demarches: ['justice'] }))).toEqual([409, 'demarche_not_offered']);
    const stranger = { duration: 'one_day', scope: [{ demarche: 'family', actions: true, dataRequests: false, partners: ['ailleurs'], words: 'Dossier' }] };
    expect(refusedBy(await agent.api.post(`/mandates/${id}/scope`, stranger))).toEqual([409, 'partner_absent']);
    expect(refusedBy(await agent.api.post(`/mandates/${id}/scope`, { ...stranger, scope: [] }))).toEqual([409, 'scope_empty']);
  });

  test('une structure que nulle convention ne lie n’en reçoit pas', async () => {
    const [{ id }] = (await service.database.superuser<{ id: string }>(
      `insert into structure select (jsonb_populate_record(s, jsonb_build_object('id', gen_random_uuid(), 'name', 'France Services arrivée après'))).* from structure s where s.id = $1 returning id`, [agent.structureId],
    )) as [{ id: string }];
    const newcomer = await agentOf(service, id);
    expect((await newcomer.api.get('/mandates/standing')).json).toMatchObject({ agreementId: null });
    expect(refusedBy(await start(newcomer))).toEqual([409, 'no_agreement']);
  });

  test('un programme nomme un agent de la structure', async () => {
    expect(refusedBy(await start(agent, { agentId: other.accountId }))).toEqual([409, 'agent_unknown']);
    expect(refusedBy(await start(agent, { agentId: undefined }))).toEqual([409, 'agent_unknown']);
  });

  test('sur papier, la numérisation de l’original est gardée sous la clé de preuve', async () => {
    const { id } = ok(await start(agent), 201);
    ok(await identify(agent, id, personCalled('Papier')));
    ok(await define(agent, id));
    const path = `/mandates/${id}/signature/scan?place=on_site&definedAt=${encodeURIComponent(await definedAt(agent, id))}`;
    const send = (bytes: Buffer, type = 'application/pdf') => agent.api.send('POST', path, bytes, { 'content-type': type });
    expect(refusedBy(await send(Buffer.from('<html>')))).toEqual([409, 'file_unreadable']);
    expect(refusedBy(await agent.api.post(path, {}))).toEqual([400, 'file_missing']);
    expect(ok(await send(scan)).state).toBe('active');
    expect((await detailOf(agent, id)).proofs).toContainEqual(expect.objectContaining({ kind: 'scan', sha256: createHash('sha256').update(scan).digest('hex') }));
  });
});

describe('Un nouveau mandat de la même personne', () => {
  test('met fin à l’ancien, pour la même démarche, à l’instant même de sa signature', async () => {
    const former = await issue(agent, { person: personCalled('Remplacée') });
    at('2026-08-31T09:10:11Z');
    const newer = await issue(agent, { person: { ...personCalled('REMPLACÉE'), givenNames: 'odette' } });
    expect((await detailOf(agent, former.id)).end).toMatchObject({ how: 'replaced', at: newer.signedAt });
    expect(newer.state).toBe('active');
  });

  test('ne reprend que ce qu’ils ont en commun, et laisse les autres structures', async () => {
    const elsewhere = await issue(other, { person: personCalled('Partagée') });
    const former = await issue(agent, { person: personCalled('Partagée'), demarches: ['family', 'taxes'] });
    const newer = await issue(agent, { person: personCalled('Partagée'), demarches: ['family', 'work'] });
    const shown = await detailOf(agent, former.id);
    expect([shown.state, shown.takenOver]).toEqual(['active', [{ demarche: 'family', by: newer.id, at: newer.signedAt }]]);
    expect(refusedBy(await act(agent, former.id))).toEqual([409, 'taken_over']);
    expect(ok(await act(agent, former.id, { demarche: 'taxes' }), 201).acts).toBe(1);
    expect((await detailOf(other, elsewhere.id)).state).toBe('active');
  });

  test('signé à deux guichets à la même seconde, il n’y en a qu’un en cours par démarche', async () => {
    const colleague = await agentOf(service, agent.structureId);
    for (let round = 0; round < 4; round++) {
      const who = personCalled(`Pressée ${round}`);
      const ready = await Promise.all([agent, colleague, agent, colleague].map(async (desk, n) => {
        const { id } = ok(await start(desk), 201);
        ok(await identify(desk, id, who));
        ok(await define(desk, id, { demarches: n % 2 ? ['family', 'work'] : ['work', 'family'] }));
        return { desk, id };
      }));
      const signed = await Promise.all(ready.map(({ desk, id }) => sign(desk, id, fullName(who))));
      expect(signed.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
      const states = await Promise.all(ready.map(async ({ id }) => (await detailOf(agent, id)).state));
      expect(states.filter((state) => state === 'active')).toHaveLength(1);
      expect(states.filter((state) => state === 'replaced')).toHaveLength(3);
      const held = await service.database.superuser<{ demarche: string; mandate: string }>('select demarche, mandate_id as mandate from mandate_active where mandate_id = any($1::uuid[])', [ready.map(({ id }) => id)]);
      expect(held.map(({ demarche }) => demarche).sort()).toEqual(['family', 'work']);
      expect(new Set(held.map(({ mandate }) => mandate)).size).toBe(1);
    }
  });
});

describe('Un acte', () => {
  test('hors de ce que porte le mandat est refusé', async () => {
    const { id } = await issue(agent, { person: personCalled('Acte') });
    expect(refusedBy(await act(agent, id, { demarche: 'taxes' }))).toEqual([409, 'outside_scope']);
    expect(refusedBy(await act(agent, id, { kind: 'data_request' }))).toEqual([409, 'data_request_not_entrusted']);
    expect(refusedBy(await act(agent, id, { partner: 'un-autre' }))).toEqual([409, 'partner_not_entrusted']);
    expect(ok(await act(agent, id, { note: 'Rappeler jeudi.' }), 201).acts).toBe(1);
    expect(await detailOf(agent, id)).toMatchObject({ notes: [{ text: 'Rappeler jeudi.' }] });
  });

  test('un accord de partage laisse demander des données, jamais agir ; il nomme un organisme de la liste, et rien d’autre', async () => {
    const [partner, other] = ((await agent.api.get('/mandates/standing')).json as { partners: { id: string }[] }).partners.map((one) => one.id);
    const { id } = ok(await start(agent), 201);
    ok(await identify(agent, id, personCalled('Partage')));
    ok(await agent.api.post(`/mandates/${id}/scope`, { duration: 'six_months', scope: [{ demarche: 'family', actions: true, dataRequests: true, partners: [partner], words: 'Refaire le dossier.' }] }));
    ok(await sign(agent, id, fullName(personCalled('Partage'))));
    const share = (named: string) => agent.api.post(`/mandates/${id}/sharing`, { partner: named });
    expect(refusedBy(await share('sa fille Jeanne Dupré'))).toEqual([409, 'partner_absent']);
    expect(refusedBy(await act(agent, id, { kind: 'data_request', partner: other! }))).toEqual([409, 'partner_not_entrusted']);
    expect(ok(await share(other!)).state).toBe('active');
    expect(refusedBy(await share(other!))).toEqual([409, 'shared_already']);
    expect(refusedBy(await act(agent, id, { partner: other! }))).toEqual([409, 'partner_not_entrusted']);
    expect(ok(await act(agent, id, { kind: 'data_request', partner: other! }), 201).acts).toBe(1);
    expect(await service.database.superuser(`select 1 from journal where payload::text like '%Dupré%'`)).toEqual([]);
  });

  test('à la dernière seconde du dernier jour est fait ; une seconde plus tard, non', async () => {
    at('2027-01-31T10:00:00Z');
    const { id, endsOn, endsAt } = await issue(agent, { person: personCalled('Minuit'), duration: 'one_month' });
    expect([endsOn, endsAt]).toEqual(['2027-02-28', '2027-02-28T23:00:00Z']);
    at('2027-02-28T22:59:59Z');
    expect(ok(await act(agent, id), 201).acts).toBe(1);
    expect((await detailOf(agent, id)).actsDone.map((one) => one.at)).toEqual(['2027-02-28T22:59:59.000Z']);
    at('2027-02-28T23:00:00Z');
    expect(refusedBy(await act(agent, id))).toEqual([409, 'expired_already']);
    expect(refusedBy(await agent.api.post(`/mandates/${id}/notes`, { text: 'Trop tard.' }))).toEqual([409, 'working_data_locked']);
    expect(await detailOf(agent, id)).toMatchObject({ person: null, end: { how: 'expired', at: '2027-02-28T23:00:00Z', on: '2027-02-28' } });
  });
});

describe('Ce que chacun voit', () => {
  test('un agent d’une autre structure ne voit rien ; qui surveille compte, et ne lit personne', async () => {
    const { id } = await issue(agent, { person: personCalled('Cloison') });
    expect((await other.api.get(`/mandates/${id}`)).status).toBe(404);
    expect((await other.api.post(`/mandates/${id}/revocation`)).status).toBe(404);
    const clerk = await programOf(service, 'prefecture', null);
    expect((await clerk.get(`/mandates/${id}`)).status).toBe(403);
    const counted = await clerk.get('/mandates/counts?from=2026-01-01&to=2027-12-31');
    const { mandates } = counted.json as { mandates: { structureId: string; demarche: string | null; count: number }[] };
    expect(mandates.some(({ structureId, demarche, count }) => structureId === agent.structureId && demarche === null && count > 0)).toBe(true);
    expect(counted.text).not.toMatch(/Cloison|Chastanier/);
  });

  test('une personne se retrouve par son nom exact, et chaque lecture est écrite', async () => {
    const sought = { familyName: 'cloison', givenNames: 'Odette', birthDate: somebody.birthDate };
    expect((await agent.api.post('/mandates/look-up', sought)).json).toMatchObject({ items: [{ state: 'active' }] });
    expect((await other.api.post('/mandates/look-up', sought)).json).toEqual({ items: [] });
    const { items } = (await agent.api.get('/mandates?which=active')).json as { items: { id: string }[] };
    const { id: paper } = ok(await agent.api.send('POST', `/mandates/${items[0]!.id}/documents`, scan, { 'content-type': 'application/pdf', 'content-disposition': 'attachment; filename="avis.pdf"' }), 201);
    const document = await agent.api.get(`/mandates/${items[0]!.id}/documents/${paper}`);
    expect([document.text.slice(0, 5), document.headers.get('content-disposition')]).toEqual(['%PDF-', expect.stringMatching(/^attachment; filename="?avis\.pdf"?$/)]);
    expect((await other.api.get(`/mandates/${items[0]!.id}/documents/${paper}`)).status).toBe(404);
    const lines = await service.database.superuser<{ kind: string }>(`select distinct payload->>'kind' as kind from journal where subject = 'reading' and payload->>'kind' like 'mandate%' order by 1`);
    expect(lines.map(({ kind }) => kind)).toEqual(['mandate', 'mandate_document', 'mandates']);
    const [{ told }] = (await service.database.superuser<{ told: string }>(`select string_agg(payload::text, ' ') as told from journal where subject in ('mandate', 'reading')`)) as [{ told: string }];
    expect(told).not.toMatch(/Chastanier|Odette|Cloison/i);
  });
});
