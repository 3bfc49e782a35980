import { legalDay } from '#libs/domain';
import type { Role } from '#libs/domain';
import { unfinishedMandatesOf } from '#libs/features/directory';
import { mandateById } from '#libs/features/mandate';
import type { Actor } from '#libs/platform';
import { clerkIn } from '../support/actors.js';
import { programOf } from '../support/api-client.js';
import { livingAgreement } from '../support/living-agreement.js';
import { untilMandate } from '../support/mandate-states.js';
import { agentOf, identify, issue, ok, personCalled, refusedBy, sign, start } from '../support/mandates.js';
import type { MandateAgent } from '../support/mandates.js';
import { eventually } from '../support/patience.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';

let service: Service;
let agent: MandateAgent;
let other: MandateAgent;

const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');
const inState = (id: string, state: string) => untilMandate(service, id, async (tx) => (await mandateById(tx, id))?.state === state);

beforeAll(async () => {
  service = await startService({ now: new Date('2026-11-24T09:00:00Z') });
  await livingAgreement(service, { termEndsOn: legalDay('2039-12-31') });
  const structures = await service.database.superuser<{ id: string; gestionnaire: string }>(
    `select s.id, s.gestionnaire_id as gestionnaire from structure s where s.departement_code = '48' and s.principal_id is null and not exists (select from structure a where a.principal_id = s.id) order by s.name limit 2`);
  [agent, other] = [await agentOf(service, structures[0]!.id), await agentOf(service, structures[1]!.id)];
  const gestionnaire = await programOf(service, 'gestionnaire', structures[0]!.gestionnaire);
  ok(await gestionnaire.put('/disposal/standing-visa', { reference: 'Visa 2026-041', managementTable: 'TG 48-FS', grantedOn: '2026-01-15' }));
});
afterAll(() => service?.stop());

test.each(['1948-00-00', '1948-05-00'])('né ou née un jour que l’état civil ignore (%s) : l’original est scellé, et les données sont détruites', async (birthDate) => {
  const { id } = await issue(agent, { person: { ...personCalled(`Inconnu ${birthDate}`.replace(/\d|-/g, '').trim()), birthDate } });
  ok(await agent.api.post(`/mandates/${id}/resolution`));
  await inState(id, 'destroyed');
  expect(await service.database.superuser(`select id from outbox where subject_id = $1 and last_error like '%1948%'`, [id])).toEqual([]);
});

test('chaque partenaire n’apprend que les démarches confiées pour lui', async () => {
  const { demarches, partners } = (await agent.api.get('/mandates/standing')).json as { demarches: string[]; partners: { id: string }[] };
  expect(demarches).toEqual(expect.arrayContaining(['family', 'health']));
  const { id, number } = ok(await start(agent), 201);
  const who = personCalled('Partage');
  ok(await identify(agent, id, who));
  const entrusted = (demarche: string, { id: partner }: { id: string }) => ({ demarche, actions: true, dataRequests: false, partners: [partner], words: 'Refaire le dossier.' });
  ok(await agent.api.post(`/mandates/${id}/scope`, { duration: 'six_months', scope: [entrusted('family', partners[0]!), entrusted('health', partners[1]!)] }));
  ok(await sign(agent, id, `${who.givenNames} ${who.familyName}`));
  ok(await agent.api.post(`/mandates/${id}/revocation`));
  const told = await eventually(async () => service.mailbox.mails.filter(({ subject }) => plain(subject).includes(`fin du mandat ${number}`)), (mails) => new Set(mails.map(({ to }) => to)).size >= 2, 'two partners are told');
  const said = told.map(({ text }) => ['Famille', 'Santé'].filter((word) => text.includes(word)));
  expect(said.every(({ length }) => length === 1)).toBe(true);
  expect(new Set(said.flat()).size).toBe(2);
});

describe('Une structure qui a des mandats', () => {
  const acting = (role: Role, departement: string, organisation: string | null = null): Actor => ({ kind: 'account', id: 'a-1', departement, role, organisation });
  const counted = (actor: Actor) => service.db.withIdentity(actor, (tx) => unfinishedMandatesOf(tx, { kind: 'structure', id: other.structureId }));
  /** As when the agreement is executed: nothing else holds the structure back. */
  const released = async () => {
    await service.database.superuser(`update round set facts = facts || '{"termEndsOn": "2026-11-23"}' where state = 'sealed'`);
    await service.database.superuser(`update membership set ended_at = now(), ended_by = 'test' where organisation_id = $1`, [other.structureId]);
  };

  test('ne quitte pas l’annuaire avant que leurs données soient détruites, par la page ni par l’API', async () => {
    const { id } = await issue(other, { person: personCalled('Reste') });
    await released();
    const clerk = await clerkIn(service);
    const prefecture = await programOf(service, 'prefecture', null, '48');
    const path = `/annuaire/structures/${other.structureId}/retirer`;
    for (const page of [await clerk.get(path), await clerk.post(path, {})]) {
      expect(page.html).toContain('data-refusal="structure_has_mandates"');
      expect(plain(page.text)).toContain('Cette structure a 1 mandat dont les données de travail ne sont pas détruites');
    }
    expect(refusedBy(await prefecture.delete(`/structures/${other.structureId}`))).toEqual([409, 'structure_has_mandates']);

    await service.database.superuser(`update mandate set state = 'destroyed' where id = $1`, [id]);
    expect((await prefecture.delete(`/structures/${other.structureId}`)).status).toBe(204);
  });

  test('leur nombre n’est dit qu’à la préfecture de son département', async () => {
    await service.database.superuser(`update mandate set state = 'revoked' where structure_id = $1`, [other.structureId]);
    expect(await counted(acting('prefecture', '48'))).toBe(1);
    for (const actor of [acting('prefecture', '974'), acting('gestionnaire', '48'), acting('agent', '48', other.structureId), { kind: 'anonymous', id: 'x' } as const]) expect(await counted(actor)).toBe(0);
  });
});
