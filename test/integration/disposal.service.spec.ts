import { legalDay } from '#libs/domain';
import { MandateSecrets, mandateById, mandates } from '#libs/features/mandate';
import { WorkflowRunner, journalOf, systemActor } from '#libs/platform';
import { programOf } from '../support/api-client.js';
import type { ApiClient, Answer } from '../support/api-client.js';
import { livingAgreement } from '../support/living-agreement.js';
import { untilMandate } from '../support/mandate-states.js';
import { agentOf, issue, ok, somebody } from '../support/mandates.js';
import type { MandateAgent } from '../support/mandates.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';

const test_ = systemActor('test');
const scan = Buffer.from('%PDF-1.7 l’original signé sur papier');

type Slip = { id: string; number: string; state: string; total: number; mandates: number; submittedOn: string | null; declinedOn: string[]; visa: { kind: string; reference: string } | null; executedOn: string | null; groups: { nature: string; mandates: number; destroyed: number; pieces: number; from: string; until: string }[]; lines: { number: string; nature: string; motive: string; destroyedAt: string | null }[] };

let service: Service;
let agent: MandateAgent;
let gestionnaire: ApiClient;
let stranger: ApiClient;

const at = (instant: string) => service.clock.moveTo(new Date(instant));
const refusedBy = ({ status, json }: Answer) => [status, json.code];
const overview = async () => (await gestionnaire.get('/disposal')).json as { standing: { reference: string; covering: boolean } | null; slips: Slip[] };
const slip = async (id: string) => (await gestionnaire.get(`/disposal/slips/${id}`)).json as unknown as Slip;
const named = (familyName: string) => ({ ...somebody, familyName });
const stateOf = async (id: string) => (await service.db.withIdentity(test_, (tx) => mandateById(tx, id)))?.state;
const until = (id: string, state: string) => untilMandate(service, id, async (tx) => (await mandateById(tx, id))?.state === state);
const listed = (id: string) => untilMandate(service, id, async (tx) => (await tx.query<unknown[]>('select from disposal_line where mandate_id = $1', [id])).length > 0);
const readable = async (id: string) => {
  const row = await service.db.withIdentity(test_, (tx) => mandateById(tx, id));
  return service.web.get(MandateSecrets).isReadable(row!);
};
const personOf = async (id: string) => ((await agent.api.get(`/mandates/${id}`)).json as { person: unknown }).person;
async function ended(familyName: string): Promise<{ id: string; number: string }> {
  const mandate = await issue(agent, { person: named(familyName), duration: 'one_year' });
  ok(await agent.api.post(`/mandates/${mandate.id}/revocation`));
  return mandate;
}

beforeAll(async () => {
  service = await startService({ now: new Date('2026-11-24T09:00:00Z') });
  await livingAgreement(service, { termEndsOn: legalDay('2039-12-31') });
  const structures = await service.database.superuser<{ id: string; gestionnaire: string }>(`select id, gestionnaire_id as gestionnaire from structure where departement_code = '48' and principal_id is null order by name`);
  agent = await agentOf(service, structures[0]!.id);
  gestionnaire = await programOf(service, 'gestionnaire', structures[0]!.gestionnaire);
  stranger = await programOf(service, 'gestionnaire', structures.find((one) => one.gestionnaire !== structures[0]!.gestionnaire)!.gestionnaire);
});
afterAll(() => service?.stop());

describe('Sans visa permanent', () => {
  let first: { id: string; number: string };
  let open: Slip;

  test('un mandat terminé attend sur le bordereau ouvert, verrouillé, et rien n’en est détruit', async () => {
    first = await ended('Verrouillée');
    await listed(first.id);
    const { standing, slips } = await overview();
    expect([standing, slips.map(({ state, mandates }) => [state, mandates])]).toEqual([null, [['open', 1]]]);
    open = slips[0]!;
    expect([await stateOf(first.id), await readable(first.id), await personOf(first.id)]).toEqual(['revoked', true, null]);
    expect((await slip(open.id)).lines).toEqual([expect.objectContaining({ number: first.number, nature: 'working_data', motive: 'revoked', destroyedAt: null })]);
  });

  test('le bordereau s’arrête avant d’être visé ; ce qui se termine ensuite va sur un autre', async () => {
    expect(refusedBy(await gestionnaire.post(`/disposal/slips/${open.id}/visa`, { reference: 'Visa 1', on: '2026-11-24' }))).toEqual([409, 'not_submitted']);
    ok(await gestionnaire.post(`/disposal/slips/${open.id}/submission`));
    expect(refusedBy(await gestionnaire.post(`/disposal/slips/${open.id}/submission`))).toEqual([409, 'submitted_already']);
    const second = await ended('Suivante');
    await listed(second.id);
    expect((await overview()).slips.map(({ state, mandates }) => [state, mandates])).toEqual([['open', 1], ['submitted', 1]]);
  });

  test('un visa refusé rouvre le bordereau ; un visa d’avant l’arrêt, ou à venir, ne compte pas', async () => {
    expect(refusedBy(await gestionnaire.post(`/disposal/slips/${open.id}/visa`, { reference: 'Visa 1', on: '2026-11-23' }))).toEqual([422, 'visa_before_request']);
    expect(refusedBy(await gestionnaire.post(`/disposal/slips/${open.id}/visa`, { reference: 'Visa 1', on: '2026-11-25' }))).toEqual([422, 'visa_to_come']);
    ok(await gestionnaire.post(`/disposal/slips/${open.id}/refusal`, { on: '2026-11-24' }));
    expect(await slip(open.id)).toMatchObject({ state: 'open', submittedOn: null, declinedOn: ['2026-11-24'] });
    expect(await readable(first.id)).toBe(true);
  });

  test('le visa venu, la clé est détruite, puis les données, et le bordereau est exécuté', async () => {
    ok(await gestionnaire.post(`/disposal/slips/${open.id}/submission`));
    ok(await gestionnaire.post(`/disposal/slips/${open.id}/visa`, { reference: 'Visa 2026-041', on: '2026-11-24' }));
    await until(first.id, 'destroyed');
    expect(await readable(first.id)).toBe(false);
    await untilMandate(service, first.id, async (tx) => (await tx.query<{ state: string }[]>('select state from disposal_slip where id = $1', [open.id]))[0]!.state === 'executed');
    expect(await slip(open.id)).toMatchObject({ state: 'executed', executedOn: '2026-11-24', visa: { kind: 'slip', reference: 'Visa 2026-041' }, groups: [{ nature: 'working_data', mandates: 1, destroyed: 1 }] });
    expect(await service.database.superuser('select 1 from mandate_secret where mandate_id = $1', [first.id])).toEqual([]);
  });

  test('un bordereau n’est qu’à son gestionnaire, et rien n’y nomme personne', async () => {
    expect(refusedBy(await stranger.get(`/disposal/slips/${open.id}`))).toEqual([404, 'object_unknown']);
    expect((await stranger.get('/disposal')).json).toEqual({ standing: null, slips: [] });
    expect(refusedBy(await agent.api.get('/disposal'))).toEqual([403, 'role_forbidden']);
    expect((await gestionnaire.get(`/disposal/slips/${open.id}`)).text).not.toContain('Verrouillée');
  });
});

describe('Un visa permanent', () => {
  test('couvre ce qui attendait, puis détruit chaque mandat dès sa fin, sur le bordereau du mois', async () => {
    const [waiting] = await service.database.superuser<{ id: string }>(`select mandate_id as id from disposal_line where destroyed_at is null`);
    expect(refusedBy(await gestionnaire.put('/disposal/standing-visa', { reference: ' ', grantedOn: '2026-11-01' }))).toEqual([422, 'reference_missing']);
    ok(await gestionnaire.put('/disposal/standing-visa', { reference: 'TG 48-2026', managementTable: 'Tableau de gestion FS', grantedOn: '2026-11-01' }));
    await until(waiting!.id, 'destroyed');
    const now = await ended('Aussitôt');
    await until(now.id, 'destroyed');
    const { standing, slips } = await overview();
    expect(standing).toMatchObject({ reference: 'TG 48-2026', covering: true });
    expect(slips[0]).toMatchObject({ state: 'monthly', mandates: 1 });
    at('2026-12-01T09:00:00Z');
    await service.tick();
    const december = await ended('Décembre');
    await until(december.id, 'destroyed');
    expect((await overview()).slips.slice(0, 2).map(({ state, mandates }) => [state, mandates])).toEqual([['monthly', 1], ['executed', 1]]);
  });

  test('un brouillon abandonné disparaît aussitôt, sans bordereau : aucune archive ne l’a tenu', async () => {
    const { id } = ok(await agent.api.post('/mandates', { items: ['controller', 'purpose', 'recipients', 'rights'], ability: 'able', place: 'on_site', agentId: agent.accountId }), 201);
    ok(await agent.api.post(`/mandates/${id}/identity`, { ...named('Brouillon'), document: 'passport' }));
    ok(await agent.api.post(`/mandates/${id}/abandonment`));
    await until(id, 'forgotten');
    expect([await readable(id), await service.database.superuser('select 1 from disposal_line where mandate_id = $1', [id]), await service.database.superuser('select 1 from mandate_secret where mandate_id = $1', [id])]).toEqual([false, [], []]);
  });

  test('une personne reste connue tant qu’un de ses mandats court, et plus après', async () => {
    const [one, other] = [await issue(agent, { person: named('Double'), demarches: ['family'] }), await issue(agent, { person: named('Double'), demarches: ['housing'] })];
    const known = async () => ((await agent.api.post('/mandates/look-up', { familyName: 'Double', givenNames: somebody.givenNames, birthDate: somebody.birthDate })).json as { items: { id: string }[] }).items.map(({ id }) => id);
    expect((await known()).sort()).toEqual([one.id, other.id].sort());
    ok(await agent.api.post(`/mandates/${one.id}/resolution`));
    await until(one.id, 'destroyed');
    expect(await known()).toEqual([other.id]);
    ok(await agent.api.post(`/mandates/${other.id}/resolution`));
    await until(other.id, 'destroyed');
    expect(await known()).toEqual([]);
  });
});

describe('La preuve', () => {
  let mandate: { id: string; number: string };
  const reason = 'La fille de l’usagère conteste la démarche faite en décembre.';

  beforeAll(async () => {
    mandate = await ended('Contestée');
    await until(mandate.id, 'destroyed');
    const row = await service.db.withIdentity(test_, (tx) => mandateById(tx, mandate.id));
    await service.db.withIdentity(test_, (tx) => service.web.get(MandateSecrets).keepProof(tx, row!, 'scan', scan, 'application/pdf'));
  });

  test('ne s’ouvre ni sans motif, ni sans fondement, ni pour un autre gestionnaire, ni à un agent', async () => {
    const asked = { number: mandate.number, ground: 'user_contest', reason };
    expect(refusedBy(await gestionnaire.post('/mandates/proof-openings', { ...asked, reason: 'litige' }))).toEqual([422, 'fields_invalid']);
    expect(refusedBy(await gestionnaire.post('/mandates/proof-openings', { ...asked, reason: 'Son mot de passe : azerty1234 fut contesté' }))).toEqual([422, 'fields_invalid']);
    expect((await stranger.post('/mandates/proof-openings', asked)).text).toContain('Aucun mandat de vos structures');
    expect(refusedBy(await agent.api.post('/mandates/proof-openings', asked))).toEqual([403, 'role_forbidden']);
    expect(refusedBy(await gestionnaire.get(`/mandates/${mandate.id}/proof`))).toEqual([410, 'proof_closed']);
    expect(refusedBy(await gestionnaire.get(`/mandates/${mandate.id}/proof/scan`))).toEqual([410, 'proof_closed']);
  });

  test('s’ouvre une heure à qui l’a demandée, journalisée, le motif sous la clé de preuve', async () => {
    const opened = await gestionnaire.post('/mandates/proof-openings', { number: ` ${mandate.number.toLowerCase()} `, ground: 'user_contest', reason });
    expect([opened.status, (opened.json.files as { kind: string }[]).map(({ kind }) => kind)]).toEqual([201, ['original', 'receipt', 'scan']]);
    const file = await gestionnaire.get(`/mandates/${mandate.id}/proof/scan`);
    expect([file.status, file.text, file.headers.get('content-disposition')]).toEqual([200, scan.toString(), expect.stringContaining('attachment')]);
    const colleague = await programOf(service, 'gestionnaire', (await service.database.superuser<{ id: string }>('select gestionnaire_id as id from mandate where id = $1', [mandate.id]))[0]!.id);
    expect(refusedBy(await colleague.get(`/mandates/${mandate.id}/proof`))).toEqual([410, 'proof_closed']);
    const lines = await service.db.withIdentity(test_, (tx) => journalOf(tx, 'mandate', mandate.id));
    expect(lines.slice(-2).map(({ event, payload }) => [event, payload])).toEqual([['proof_opened', { ground: 'user_contest', openingId: expect.any(String) }], ['proof_read', { file: 'scan', openingId: expect.any(String) }]]);
    const [{ kept }] = (await service.database.superuser<{ kept: string }>(`select proof_opening::text as kept from proof_opening where mandate_id = $1`, [mandate.id])) as [{ kept: string }];
    expect(Buffer.from(/\\x([0-9a-f]+)/.exec(kept)![1]!, 'hex').toString('utf8')).not.toContain('usagère');
    at('2026-12-01T10:00:01Z');
    expect(refusedBy(await gestionnaire.get(`/mandates/${mandate.id}/proof/scan`))).toEqual([410, 'proof_closed']);
  });

  test('ses années écoulées, sa clé est détruite aussi : elle ne s’ouvre plus, et le code n’y mène plus', async () => {
    const row = (await service.db.withIdentity(test_, (tx) => mandateById(tx, mandate.id)))!;
    expect(row.facts.proofUntil).toBe('2032-12-01');
    // Of this mandate alone: six years of the whole département are many mails.
    const tick = () => service.worker.get(WorkflowRunner).tick(mandates, mandate.id);
    at('2032-12-01T22:00:00Z');
    await tick();
    expect(await stateOf(mandate.id)).toBe('destroyed');
    at('2032-12-02T09:00:00Z');
    await tick();
    await until(mandate.id, 'forgotten');
    const secrets = service.web.get(MandateSecrets);
    expect([await secrets.proof(row, 'original'), await secrets.proof(row, 'scan'), await service.database.superuser('select 1 from mandate_proof where mandate_id = $1', [mandate.id])]).toEqual([null, null, []]);
    expect(await service.database.superuser('select code_hash from mandate where id = $1', [mandate.id])).toEqual([{ code_hash: null }]);
    expect(await service.database.superuser(`select motive from disposal_line where mandate_id = $1 and nature = 'proof' and destroyed_at is not null`, [mandate.id])).toEqual([{ motive: 'proof_spent' }]);
  });
});
