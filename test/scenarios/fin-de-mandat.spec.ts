import { randomUUID } from 'node:crypto';
import { draftedAmendment, legalDay } from '#libs/domain';
import { agreements } from '#libs/features/agreement';
import type { AgreementRow } from '#libs/features/agreement';
import { seedDisposal } from '#libs/features/disposal';
import { MandateCodes, MandateSecrets, mandateById } from '#libs/features/mandate';
import { WorkflowRunner, systemActor } from '#libs/platform';
import { programOf } from '../support/api-client.js';
import { livingAgreement } from '../support/living-agreement.js';
import { untilMandate } from '../support/mandate-states.js';
import { act, agentOf, codeOf, define, detailOf, identify, issue, ok, personCalled, refusedBy, start } from '../support/mandates.js';
import type { MandateAgent } from '../support/mandates.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import { saveDossierIn } from '../support/two-worlds.js';

const test_ = systemActor('test');
const neighbour = '192.0.2.10';
let service: Service;
let agent: MandateAgent;
/** Of another structure of the same département. */
let other: MandateAgent;
let agreement: AgreementRow;

const at = (instant: string) => service.clock.moveTo(new Date(instant));
const kept = (id: string, kind: string) => untilMandate(service, id, async (tx) => (await service.web.get(MandateSecrets).proofs(tx, id)).some((proof) => proof.kind === kind));
const ended = (id: string) => untilMandate(service, id, async (tx) => (await mandateById(tx, id))!.facts.end !== null);
const plain = (text: unknown) => String(text).replace(/[\u00a0\u202f]/g, ' ');

beforeAll(async () => {
  service = await startService({ now: new Date('2026-08-31T08:00:00Z') });
  agreement = await livingAgreement(service, { termEndsOn: legalDay('2029-12-31') });
  await service.db.withIdentity(test_, (tx) => seedDisposal(tx, service.clock.now()));
  const structures = await service.database.superuser<{ id: string }>(`select id from structure where departement_code = '48' and principal_id is null order by name limit 2`);
  [agent, other] = [await agentOf(service, structures[0]!.id), await agentOf(service, structures[1]!.id)];
});
afterAll(() => service?.stop());

describe('La fin', () => {
  test('retiré deux fois au guichet : la seconde est refusée et dit la première date', async () => {
    at('2027-03-01T09:00:00Z');
    const { id } = await issue(agent, { person: personCalled('Retrait') });
    at('2027-03-02T10:20:30Z');
    const revoked = ok(await agent.api.post(`/mandates/${id}/revocation`));
    expect(revoked).toMatchObject({ end: { how: 'revoked', at: '2027-03-02T10:20:30Z', detail: 'desk' } });
    at('2027-03-03T08:00:00Z');
    const again = await agent.api.post(`/mandates/${id}/revocation`);
    expect(refusedBy(again)).toEqual([409, 'revoked_already']);
    expect(plain(again.json.detail)).toContain('mardi 2 mars 2027 à 11 h 20 min 30 s');
    expect((await detailOf(agent, id)).end!.at).toBe('2027-03-02T10:20:30Z');
    expect(refusedBy(await act(agent, id))).toEqual([409, 'revoked_already']);
  });

  test('par le code de l’original, sans compte, et une seule fois', async () => {
    const codes = service.web.get(MandateCodes);
    const { id, number } = await issue(agent, { person: personCalled('Code') });
    const code = await codeOf(service, id);
    const typed = code.toLowerCase().replace(/0/g, 'o').replace(/1/g, 'l').replace(/(.{4})/g, '$1 - ');
    const opened = await codes.open(typed, neighbour);
    expect(opened).toMatchObject({ ok: true, mandate: { number, state: 'active', canRevoke: true, demarches: ['family'] } });
    expect(JSON.stringify(opened)).not.toContain('Code');
    expect((await detailOf(agent, id)).state).toBe('active');
    at('2027-03-03T08:30:00Z');
    expect(await codes.revoke(typed, neighbour)).toMatchObject({ ok: true, mandate: { end: { how: 'revoked', detail: 'code', at: '2027-03-03T08:30:00Z' } } });
    at('2027-03-04T08:30:00Z');
    expect(await codes.revoke(code, neighbour)).toMatchObject({ ok: false, refusal: 'revoked_already', firstAt: '2027-03-03T08:30:00Z' });
    expect(refusedBy(await agent.api.post(`/mandates/${id}/revocation`))).toEqual([409, 'revoked_already']);
  });

  test('un code qui n’est à personne est dit inconnu ; essayé sans fin, il n’est plus lu', async () => {
    const codes = service.web.get(MandateCodes);
    const draft = ok(await start(agent), 201);
    ok(await identify(agent, draft.id, personCalled('Brouillon')));
    ok(await define(agent, draft.id));
    expect(await codes.open(await codeOf(service, draft.id), '192.0.2.20')).toMatchObject({ ok: false, refusal: 'code_unknown' });
    for (let n = 0; n < 25; n++) await codes.open('ABCD-EFGH-JKMN-PQRS', '192.0.2.66');
    expect(await codes.open('ABCD-EFGH-JKMN-PQRS', '192.0.2.66')).toMatchObject({ ok: false, refusal: 'too_often' });
    expect(await codes.open('ABCD', neighbour)).toMatchObject({ ok: false, refusal: 'code_unknown' });
    // Behind that address there may be a whole town: the right code goes on opening, and stopping, a mandate.
    const { id } = await issue(agent, { person: personCalled('Même-toit') });
    expect(await codes.revoke(await codeOf(service, id), '192.0.2.66')).toMatchObject({ ok: true });
  });

  test('l’original lu par son code laisse une trace, une fois dans l’heure, sans nom', async () => {
    const codes = service.web.get(MandateCodes);
    const { id } = await issue(agent, { person: personCalled('Relue') });
    await kept(id, 'original');
    const code = await codeOf(service, id);
    for (let n = 0; n < 3; n += 1) expect(await codes.original(code, neighbour)).toBeInstanceOf(Buffer);
    const lines = await service.database.superuser<{ payload: object; actor: object }>(`select payload, actor from journal where subject = 'reading' and payload->>'id' = $1 and actor->>'kind' <> 'token'`, [id]);
    expect(lines).toEqual([{ payload: { kind: 'mandate_original', id }, actor: expect.objectContaining({ kind: 'anonymous' }) }]);
  });

  test('la structure renonce, avec son motif', async () => {
    const { id } = await issue(agent, { person: personCalled('Renonciation') });
    expect(ok(await agent.api.post(`/mandates/${id}/renunciation`, { reason: 'means_lacking' }))).toMatchObject({ end: { how: 'renounced', detail: 'means_lacking' } });
    expect(refusedBy(await agent.api.post(`/mandates/${id}/resolution`))[0]).toBe(409);
  });

  test('le calendrier y met fin à minuit, même après une panne', async () => {
    at('2027-04-10T15:00:00Z');
    const { id } = await issue(agent, { person: personCalled('Échéance'), duration: 'one_day' });
    at('2027-04-15T08:00:00Z');
    await service.tick();
    expect(await detailOf(agent, id)).toMatchObject({ end: { how: 'expired', on: '2027-04-11', at: '2027-04-11T22:00:00Z' } });
  });

  test('un décès appris plus tard : ce qui a été fait entre-temps reste', async () => {
    const { id } = await issue(agent, { person: personCalled('Décès') });
    at('2027-04-20T08:00:00Z');
    ok(await act(agent, id), 201);
    expect(refusedBy(await agent.api.post(`/mandates/${id}/lapse`, { cause: 'death', occurredOn: '2027-05-01' }))).toEqual([409, 'occurred_later']);
    at('2027-04-25T08:00:00Z');
    const lapsed = ok(await agent.api.post(`/mandates/${id}/lapse`, { cause: 'death', occurredOn: '2027-04-18' }));
    expect(lapsed).toMatchObject({ acts: 1, end: { how: 'lapsed', detail: 'death', at: '2027-04-25T08:00:00Z', occurredOn: '2027-04-18' } });
  });

  test('un brouillon que personne n’a signé tombe le soir même', async () => {
    const { id } = ok(await start(agent), 201);
    at('2027-04-26T08:00:00Z');
    await service.tick();
    expect(refusedBy(await identify(agent, id))).toEqual([409, 'draft_dropped']);
  });
});

describe('Ses papiers', () => {
  test('l’original est scellé, la personne l’ouvre avec son code ; l’agent en imprime une copie tant que le mandat court', async () => {
    const { id } = await issue(agent, { person: personCalled('Papiers') });
    await kept(id, 'original');
    const code = await codeOf(service, id);
    expect(await service.web.get(MandateCodes).open(code, neighbour)).toMatchObject({ mandate: { original: 'ready', receipt: 'none' } });
    expect((await service.web.get(MandateCodes).original(code, neighbour))!.subarray(0, 5).toString()).toBe('%PDF-');
    expect(await service.web.get(MandateCodes).original('ABCD-EFGH-JKMN-PQRS', neighbour)).toBeNull();
    expect((await agent.api.get(`/mandates/${id}/originals`)).json.code).toBe('not_to_print');
  });

  test('retiré, le reçu s’imprime, les partenaires l’apprennent sans nom, et les données sont détruites', async () => {
    const who = { ...personCalled('Destruction'), address: '9 impasse du Four, 48100 Marvejols' };
    const { id, number } = await issue(agent, { person: who });
    const code = await codeOf(service, id);
    ok(await act(agent, id, { note: 'Attend la lettre de la caisse.' }), 201);
    const before = service.mailbox.mails.length;
    ok(await agent.api.post(`/mandates/${id}/revocation`));
    await untilMandate(service, id, async (tx) => (await mandateById(tx, id))?.state === 'destroyed');
    expect(await detailOf(agent, id)).toMatchObject({ state: 'destroyed', person: null, notes: [], end: { how: 'revoked' } });
    expect((await agent.api.get(`/mandates/${id}/receipt`)).text.slice(0, 5)).toBe('%PDF-');
    expect(await service.web.get(MandateCodes).open(code, neighbour)).toMatchObject({ mandate: { number, canRevoke: false, original: 'ready', receipt: 'ready' } });
    const told = await service.mailbox.receive(({ subject }) => plain(subject).includes(`fin du mandat ${number}`), before);
    expect(told.text).not.toMatch(/Destruction|Chastanier|Odette/);
    expect((await agent.api.post('/mandates/look-up', { familyName: who.familyName, givenNames: who.givenNames, birthDate: who.birthDate })).json).toEqual({ items: [] });
    expect(refusedBy(await agent.api.post(`/mandates/${id}/revocation`))).toEqual([409, 'revoked_already']);
  });
});

describe('Les démarches résolues', () => {
  test('rien ne reste lisible que la preuve, et son dernier jour est dit', async () => {
    const { id } = await issue(agent, { person: personCalled('Résolution') });
    const resolved = ok(await agent.api.post(`/mandates/${id}/resolution`));
    expect(resolved).toMatchObject({ state: 'resolved', end: { how: 'resolved', detail: null } });
    await untilMandate(service, id, async (tx) => (await mandateById(tx, id))?.state === 'destroyed');
    expect(await detailOf(agent, id)).toMatchObject({ person: null, words: {}, proofUntil: '2033-04-26' });
    expect(refusedBy(await act(agent, id))).toEqual([409, 'ended_already']);
  });
});

describe('Le jour est celui de la structure', () => {
  test('à La Réunion, minuit est celui de La Réunion', async () => {
    at('2027-06-30T21:30:00Z');
    const { structures: own } = await saveDossierIn(service, { code: '974', name: 'La Réunion', ofName: 'de La Réunion', timeZone: 'Indian/Reunion' });
    await livingAgreement(service, { departementCode: '974', signedOn: legalDay('2027-06-01'), termEndsOn: legalDay('2029-12-31'), readings: { 'mandat.mandataire': 'agent' } });
    const there = await agentOf(service, own.find(({ principalId }) => !principalId)!.id, '974');
    // Le 1er juillet à 1 h 30 là-bas : le mandat d’un mois finit le 1er août.
    const { id, number, endsOn, endsAt } = await issue(there, { person: personCalled('Outre-mer'), duration: 'one_month' });
    expect([number.slice(0, 7), endsOn, endsAt]).toEqual(['MD-974-', '2027-08-01', '2027-08-01T20:00:00Z']);
    at('2027-08-01T19:59:59Z');
    expect((await act(there, id)).status).toBe(201);
    at('2027-08-01T20:00:00Z');
    expect(refusedBy(await act(there, id))).toEqual([409, 'expired_already']);
  });

  test('là où l’agent est lui-même mandataire, son mandat finit quand il s’en va', async () => {
    const [{ id: structureId }] = (await service.database.superuser<{ id: string }>(`select id from structure where departement_code = '974' and principal_id is null order by id limit 1`)) as [{ id: string }];
    const [leaving, staying] = [await agentOf(service, structureId, '974'), await agentOf(service, structureId, '974')];
    const [his, theirs] = [await issue(leaving, { person: personCalled('Part') }), await issue(staying, { person: personCalled('Reste') })];
    const [{ id: membership }] = (await service.database.superuser<{ id: string }>('select id from membership where account_id = $1', [leaving.accountId])) as [{ id: string }];
    ok(await (await programOf(service, 'prefecture', null, '974')).post(`/memberships/${membership}/end`));
    await ended(his.id);
    expect(await detailOf(staying, his.id)).toMatchObject({ end: { how: 'renounced', detail: 'agent_left' } });
    expect((await detailOf(staying, theirs.id)).state).toBe('active');
  });
});

describe('La convention ne lie plus la structure', () => {
  test('la structure sort par avenant : ses mandats finissent ce jour-là, ceux des autres continuent', async () => {
    at('2027-09-01T08:00:00Z');
    const [leaving, staying] = [await issue(agent, { person: personCalled('Sortie') }), await issue(other, { person: personCalled('Voisine') })];
    const draft = ok(await start(agent), 201);
    const id = randomUUID();
    const facts = { ...draftedAmendment({ id, agreementId: agreement.id }), number: 1, effectOn: '2027-09-01', inForceOn: '2027-09-01', changes: [{ kind: 'structure_exit', structureId: agent.structureId }] };
    await service.database.superuser(
      `insert into amendment (id, agreement_id, departement_code, time_zone, entered_by, number, launched, state, facts, created_at, created_by) values ($1, $2, '48', 'Europe/Paris', null, 1, true, 'in_force', $3, $4, 'test')`, [id, agreement.id, facts, service.clock.now()],
    );
    const before = service.mailbox.mails.length;
    await service.db.withIdentity(test_, (tx) => service.web.get(WorkflowRunner).announce(tx, 'amendment', id, { type: 'endMandates', structureId: agent.structureId, on: '2027-09-01' }));
    const told = await service.mailbox.receive(({ subject }) => plain(subject).includes('les mandats de la structure ont pris fin'), before);
    expect(told.text).not.toMatch(/Sortie|Chastanier/);
    expect((await detailOf(agent, leaving.id)).end).toMatchObject({ how: 'renounced', detail: 'structure_closes', on: '2027-09-01' });
    expect((await detailOf(agent, draft.id)).state).toMatch(/abandoned|forgotten/);
    expect((await detailOf(other, staying.id)).state).toBe('active');
    expect(refusedBy(await start(agent))).toEqual([409, 'no_agreement']);
  });

  test('la convention prend fin : les mandats de toutes ses structures finissent le lendemain de son dernier jour', async () => {
    const { id } = await issue(other, { person: personCalled('Résiliation') });
    const terminated = await service.web.get(WorkflowRunner).submit(agreements, agreement.id, { type: 'recordGeneralInterestTermination', endsOn: legalDay('2027-10-31'), reason: 'Motif d’intérêt général, exposé dans la décision.' }, test_);
    expect(terminated.accepted).toBe(true);
    at('2027-10-31T08:00:00Z');
    await service.tick();
    expect((await act(other, id)).status).toBe(201);
    at('2027-11-01T08:00:00Z');
    await service.tick();
    await ended(id);
    expect((await detailOf(other, id)).end).toMatchObject({ how: 'renounced', detail: 'structure_closes', on: '2027-11-01' });
  });
});
