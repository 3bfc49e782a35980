import type { AgreementRow } from '#libs/features/agreement';
import { partiesOf } from '#libs/features/agreement';
import { systemActor } from '#libs/platform';
import { invitationOf, sign, signersOf, until } from '../support/actors.js';
import { programOf } from '../support/api-client.js';
import type { Answer } from '../support/api-client.js';
import { livingAgreement } from '../support/living-agreement.js';
import { until as awaited } from '../support/patience.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';

const test48 = systemActor('test');
let service: Service;
let agreement: AgreementRow;
let partner: { id: string; name: string; email: string };
let structures: { id: string; gestionnaire: string }[];

beforeAll(async () => {
  service = await startService({ now: new Date('2027-01-11T09:00:00Z') });
  agreement = await livingAgreement(service, { signedOn: '2026-12-01' as AgreementRow['signedOn'] });
  const query = service.database.superuser;
  [partner] = (await query<typeof partner>('select id::text as id, name, email from local_partner where departement_code = $1 and signatory is not null order by name limit 1', ['48'])) as [typeof partner];
  // Two structures, of two gestionnaires.
  structures = await query<{ id: string; gestionnaire: string }>('select distinct on (gestionnaire_id) id::text as id, gestionnaire_id::text as gestionnaire from structure where departement_code = $1 order by gestionnaire_id, id limit 2', ['48']);
});
afterAll(() => service?.stop());

const at = (instant: string): void => service.clock.moveTo(new Date(instant));
const partnerProgram = () => programOf(service, 'partner', partner.id);
const gestionnaire = (rank: 0 | 1) => programOf(service, 'gestionnaire', structures[rank]!.gestionnaire);
const prefecture = () => programOf(service, 'prefecture', null);
const offer = 'Permanence d’accompagnement au numérique, le mardi matin';
const ask = async (given: object = {}): Promise<Answer> => (await partnerProgram()).post(`/agreements/${agreement.id}/adhesions`, { structureIds: structures.map(({ id }) => id), offer, ...given });
const bound = () => service.db.withIdentity(test48, async (tx) => (await partiesOf(tx, agreement.id)).find(({ partyId }) => partyId === partner.id));

describe('un partenaire local demande à adhérer', () => {
  let first: string;

  test('il apprend à quelle convention il peut adhérer, sans la lire tout entière', async () => {
    const program = await partnerProgram();
    const joinable = await program.get('/adhesions/joinable');
    expect([joinable.status, joinable.json.items]).toMatchObject([200, [{ agreementId: agreement.id, agreementNumber: agreement.number }]]);
    expect((await program.get(`/agreements/${agreement.id}/adhesions`)).status).toBe(404);
  });

  test('une structure hors de la convention, une offre vide, un partenaire national : refusés avec l’article', async () => {
    const outside = await ask({ structureIds: ['00000000-0000-4000-8000-000000000000'] });
    expect([outside.status, outside.json.code]).toEqual([422, 'structure_outside']);
    expect(String(outside.json.detail)).toMatch(/articles/);
    expect((await ask({ offer: ' ' })).json.code).toBe('offer_missing');
    expect((await ask({ structureIds: [] })).json.code).toBe('structure_missing');
    const [national] = await service.database.superuser<{ id: string }>('select id::text as id from national_partner_body where departement_code = $1 limit 1', ['48']);
    const asNational = await (await programOf(service, 'partner', national!.id)).post(`/agreements/${agreement.id}/adhesions`, { structureIds: [structures[0]!.id], offer });
    expect([asNational.status, asNational.json.code]).toEqual([409, 'not_local_partner']);
    expect((await service.database.superuser('select from adhesion')).length).toBe(0);
  });

  test('elle est demandée : les gestionnaires concernés et la préfecture le savent, avec la date limite', async () => {
    const before = service.mailbox.mails.length;
    const asked = await ask();
    expect([asked.status, asked.json.state, asked.json.voteUntil]).toEqual([201, 'examined', '2027-02-11']);
    first = String(asked.json.id);
    expect((asked.json.concerned as { id: string }[]).map(({ id }) => id).sort()).toEqual(structures.map((one) => one.gestionnaire).sort());
    await service.mailbox.receive(({ subject }) => subject.includes('une demande d’adhésion'), before);
    await service.mailbox.receive(({ subject }) => subject.includes('une adhésion à examiner'), before);
    expect((await ask()).json.code).toBe('request_open_already');
  });

  test('un tiers ne la lit pas, et ne vote pas', async () => {
    const [stranger] = await service.database.superuser<{ id: string }>('select id::text as id from gestionnaire where departement_code = $1 and id::text <> all($2::text[]) limit 1', ['48', structures.map((one) => one.gestionnaire)]);
    const program = await programOf(service, 'gestionnaire', stranger!.id);
    expect((await program.get(`/adhesions/${first}`)).status).toBe(404);
    expect((await program.post(`/adhesions/${first}/votes`, { choice: 'for' })).status).toBe(404);
    expect((await (await partnerProgram()).post(`/adhesions/${first}/votes`, { choice: 'for' })).status).toBe(403);
  });

  test('un gestionnaire est contre, et doit dire pourquoi : refusée, le motif est connu du partenaire', async () => {
    const bare = await (await gestionnaire(0)).post(`/adhesions/${first}/votes`, { choice: 'against', reason: 'non' });
    expect([bare.status, bare.json.code]).toEqual([422, 'reason_missing']);
    const refused = await (await gestionnaire(0)).post(`/adhesions/${first}/votes`, { choice: 'against', reason: 'Aucun bureau libre le mardi matin' });
    expect([refused.status, refused.json.state]).toEqual([200, 'refused']);
    const seen = await (await partnerProgram()).get(`/adhesions/${first}`);
    expect((seen.json.votes as { reason: string }[])[0]!.reason).toBe('Aucun bureau libre le mardi matin');
    expect(String(seen.json.sentence)).toContain('nouvelle demande');
    const late = await (await gestionnaire(1)).post(`/adhesions/${first}/votes`, { choice: 'for' });
    expect([late.status, late.json.code]).toEqual([409, 'refused_already']);
  });

  test('le silence n’est pas un accord : passé la date limite, la demande reste sans suite', async () => {
    const second = await ask({ offer: 'Permanence numérique, le jeudi après-midi' });
    const id = String(second.json.id);
    await (await gestionnaire(0)).post(`/adhesions/${id}/votes`, { choice: 'for' });
    at('2027-02-11T20:00:00Z');
    await service.tick();
    expect((await (await partnerProgram()).get(`/adhesions/${id}`)).json.state).toBe('pressing');
    at('2027-02-11T23:30:00Z');
    await service.tick();
    const lapsed = await (await partnerProgram()).get(`/adhesions/${id}`);
    expect(lapsed.json.state).toBe('lapsed');
    expect(String(lapsed.json.sentence)).toMatch(/n’a pas répondu/);
    expect((await (await gestionnaire(1)).post(`/adhesions/${id}/votes`, { choice: 'for' })).json.code).toBe('lapsed_already');
  });

  test('acceptée, signée par le lien du partenaire, elle le lie du jour de sa signature', async () => {
    at('2027-02-15T09:00:00Z');
    const third = await ask({ offer: 'Permanence numérique, le jeudi après-midi' });
    const id = String(third.json.id);
    const early = await (await prefecture()).post(`/adhesions/${id}/signature`, { collectUntil: '2027-03-15' });
    expect([early.status, early.json.code]).toEqual([409, 'not_accepted_yet']);
    await (await gestionnaire(0)).post(`/adhesions/${id}/votes`, { choice: 'for' });
    expect((await (await gestionnaire(1)).post(`/adhesions/${id}/votes`, { choice: 'for' })).json).toMatchObject({ state: 'accepted', acceptedOn: '2027-02-15' });
    expect((await (await gestionnaire(0)).post(`/adhesions/${id}/signature`, { collectUntil: '2027-03-15' })).status).toBe(403);
    const past = await (await prefecture()).post(`/adhesions/${id}/signature`, { collectUntil: '2027-02-15' });
    expect([past.status, past.json.code]).toEqual([422, 'deadline_past']);
    const opened = await (await prefecture()).post(`/adhesions/${id}/signature`, { collectUntil: '2027-03-15' });
    expect([opened.status, opened.json.state]).toEqual([200, 'signing']);
    const roundId = String(opened.json.roundId);
    await until(service, roundId, 'collecting');
    const [signer] = await signersOf(service, roundId);
    expect(signer).toMatchObject({ college: 'partenaire_local', bodyName: partner.name });
    expect(await bound()).toBeUndefined();
    await invitationOf(service, signer!);
    at('2027-02-18T10:00:00Z');
    const page = await sign(service, signer!);
    expect(page.status).toBe(200);
    await until(service, roundId, 'sealed');
    const joined = await (await prefecture()).get(`/adhesions/${id}`);
    expect(joined.json).toMatchObject({ state: 'in_force', signedOn: '2027-02-18', boundFrom: '2027-02-18' });
    await service.mailbox.receive(({ subject }) => subject.includes('un partenaire a adhéré'));
    await settled();
    expect(await bound()).toMatchObject({ kind: 'local_partner', since: '2027-02-18', until: null });
    const [asked] = await service.database.superuser<{ effect: object }>(`select effect from outbox where subject = 'consolidation' and subject_id = $1`, [agreement.id]);
    expect(asked!.effect).toMatchObject({ type: 'consolidate', causeKind: 'adhesion', causeId: id, effectiveOn: '2027-02-18' });
    const [presence] = await service.database.superuser<{ offers: number }>('select count(*)::int as offers from offer where local_partner_id::text = $1 and structure_id::text = any($2::text[])', [partner.id, structures.map((one) => one.id)]);
    expect(presence!.offers).toBeGreaterThanOrEqual(structures.length);
    const again = await ask();
    expect([again.status, again.json.code]).toEqual([409, 'party_already']);
  });
});

test('une convention qui a pris fin n’a plus d’adhésion, et le dit', async () => {
  at('2029-01-02T09:00:00Z');
  await service.database.superuser(`update agreement set state = 'ended' where id = $1`, [agreement.id]);
  const [other] = await service.database.superuser<{ id: string }>('select id::text as id from local_partner where departement_code = $1 and id::text <> $2 order by name limit 1', ['48', partner.id]);
  const refused = await (await programOf(service, 'partner', other!.id)).post(`/agreements/${agreement.id}/adhesions`, { structureIds: [structures[0]!.id], offer });
  expect([refused.status, refused.json.code]).toEqual([409, 'agreement_ended']);
  expect(String(refused.json.detail)).toContain('article');
});

/** The party is admitted by an effect of its own: it leaves with the seal, and comes a moment after. */
async function settled(): Promise<void> {
  const isAsked = async () => (await service.database.superuser(`select from outbox where subject = 'consolidation' and subject_id = $1`, [agreement.id])).length > 0;
  await awaited(async () => (await bound()) !== undefined && (await isAsked()), 'the partner is admitted');
}
