import { jest } from '@jest/globals';
import { legalDay, prefetBodyId } from '#libs/domain';
import type { LegalDay, LocalPartner, OpeningHours } from '#libs/domain';
import { addParty, agreements, partiesOf, versionsOf } from '#libs/features/agreement';
import type { AgreementRow, AgreementVersion } from '#libs/features/agreement';
import { demonstrationDossier, limitStructures } from '#libs/features/directory';
import { Papers } from '#libs/features/papers';
import type { Paper } from '#libs/features/papers';
import { loadRound } from '#libs/features/round';
import { WorkflowRunner, systemActor } from '#libs/platform';
import { verifyInWorker } from '#libs/signing';
import { sign, signersOf, until as untilRound } from '../support/actors.js';
import { programOf } from '../support/api-client.js';
import type { Answer, ApiClient } from '../support/api-client.js';
import { livingAgreement } from '../support/living-agreement.js';
import { until } from '../support/patience.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';

/** Acts and consolidated versions are composed by LibreOffice, one after the other. */
jest.setTimeout(600_000);
const paperMaxMs = 240_000;
const verificationMaxMs = 60_000;
/** Two gestionnaires with a structure each, so that one can leave: fifty pages fewer to compose each time. */
const structuresKept = 4;

const dossier = demonstrationDossier();
const tester = systemActor('test');
const structure = dossier.structures[0]!;
const hostId = structure.gestionnaireId!;
const partner: LocalPartner = dossier.localPartners.find(({ signatory }) => signatory) ?? dossier.localPartners[0]!;
const national = dossier.nationalPartners[0]!;
type Shown = Record<string, unknown> & { id: string; state: string; number: number | null; roundId: string; signatories: { partyId: string; name: string; reasons: string[] }[]; sentence: string; papers: { kind: string }[]; steps: { sentence: string }[] };

describe('les avenants', () => {
  let service: Service;
  let clerk: ApiClient;
  let agreement: AgreementRow;

  beforeAll(async () => {
    service = await startService({ now: new Date('2026-11-24T09:00:00Z') });
    await on('2027-02-01');
    const oneEach = [...new Map(dossier.structures.map((one) => [one.gestionnaireId, one])).values()].filter(({ gestionnaireId }) => gestionnaireId !== hostId);
    const small = limitStructures({ ...dossier, structures: [structure, ...oneEach] }, structuresKept);
    agreement = await livingAgreement(service, { signedOn: legalDay('2026-07-01'), termEndsOn: legalDay('2029-12-31'), dossier: small });
    await service.db.withIdentity(tester, (tx) => addParty(tx, agreement.id, { partyId: partner.id, kind: 'local_partner', name: partner.name, since: legalDay('2026-07-01') }));
    await service.tick();
  });
  afterAll(() => service?.stop());

  /** The clock moves; a token lives a month, and each day has its own. */
  const on = async (day: string): Promise<void> => {
    service.clock.moveTo(new Date(`${day}T09:00:00Z`));
    clerk = await programOf(service, 'prefecture', null);
  };
  const done = ({ status, text, json }: Answer, expected: number): Shown => {
    if (status !== expected) throw new Error(`${status}: ${text}`);
    return json as Shown;
  };
  const draft = async (...changes: object[]): Promise<Shown> => done(await clerk.post(`/agreements/${agreement.id}/amendments`, { changes }), 201);
  const launched = async (id: string, asked: object): Promise<Shown> => done(await clerk.post(`/amendments/${id}/launch`, asked), 202);
  const read = async (id: string): Promise<Shown> => done(await clerk.get(`/amendments/${id}`), 200);
  const papers = (where: { subject: string; subjectId: string }): Promise<Paper[]> => service.db.withIdentity(tester, (tx) => service.worker.get(Papers).of(tx, where));
  const versions = (of = agreement): Promise<AgreementVersion[]> => service.db.withIdentity(tester, (tx) => versionsOf(tx, of.id));
  async function consolidated(causeKind: string, causeId: string, of = agreement): Promise<{ version: AgreementVersion; kept: Paper[] }> {
    await until(async () => (await versions(of)).some((version) => version.kind === 'consolidated' && version.causeKind === causeKind && version.causeId === causeId), `the consolidated version for ${causeKind}`, paperMaxMs);
    const version = (await versions(of)).find((one) => one.kind === 'consolidated' && one.causeId === causeId)!;
    return { version, kept: await papers({ subject: causeKind, subjectId: causeId }) };
  }
  const clause = { wording: 'Permanence le premier mardi du mois, de 9 h à 12 h.', derogatesFrom: [] };
  const annexe5 = { kind: 'annexe_5', partnerId: partner.id, structureIds: [structure.id], ...clause };

  test('avant l’entrée en vigueur, rien ne se modifie', async () => {
    const coming = await livingAgreement(service, { signedOn: legalDay('2027-02-01'), termEndsOn: legalDay('2029-12-31') });
    await service.database.superuser(`update agreement set state = 'signed', facts = facts || '{"inForceSince":"2027-03-01","alertsFrom":"2027-03-01"}'::jsonb where id = $1`, [coming.id]);
    const prepare = (): Promise<Answer> => clerk.post(`/agreements/${coming.id}/amendments`, { changes: [{ kind: 'annexe_4', structureId: structure.id, wording: 'Gestion en régie directe.', derogatesFrom: [] }] });
    const { status, json } = await prepare();
    expect({ status, code: json.code }).toEqual({ status: 409, code: 'not_in_force_yet' });
    expect(json.detail).toContain('article\u00a09');
    await on('2027-03-01');
    expect(done(await prepare(), 201).signatories.map(({ partyId }) => partyId)).toEqual([hostId]);
    await on('2027-02-01');
  });

  test('l’annexe 5 : le partenaire et le gestionnaire signent par leurs liens, l’avenant prend effet, la version consolidée est scellée avec ses différences', async () => {
    const prepared = await draft(annexe5);
    expect(prepared.signatories.map(({ partyId }) => partyId).sort()).toEqual([hostId, partner.id].sort());
    expect(prepared.signatories.map(({ reasons }) => reasons.join())).toEqual([expect.stringContaining('5.3'), expect.stringContaining('5.3')]);
    const signing = await launched(prepared.id, { effectOn: '2027-03-01', collectUntil: '2027-02-26' });
    expect(signing).toMatchObject({ state: 'signing', number: 1 });
    await untilRound(service, signing.roundId, 'collecting', paperMaxMs);
    for (const signer of await signersOf(service, signing.roundId)) expect((await sign(service, signer)).status).toBe(200);
    await untilRound(service, signing.roundId, 'sealed', paperMaxMs);
    expect(await read(prepared.id)).toMatchObject({ state: 'adopted', signedOn: '2027-02-01', inForceOn: '2027-03-01' });

    await on('2027-03-01');
    await service.tick();
    expect((await read(prepared.id)).state).toBe('in_force');
    const { version, kept } = await consolidated('amendment', prepared.id);
    expect(version).toMatchObject({ effectiveOn: '2027-03-01', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string });
    expect(kept.map(({ kind }) => kind).sort()).toEqual(['amendment', 'consolidated', 'consolidated_data', 'consolidated_word', 'redline']);
    const { signatures } = await verifyInWorker(await service.worker.get(Papers).content(kept.find(({ kind }) => kind === 'consolidated')!), { anchors: [], at: service.clock.now(), timeMs: verificationMaxMs });
    expect(signatures.map(({ reason }) => reason)).toEqual(expect.arrayContaining([`Version consolidée de la convention ${agreement.number}, à titre d’information`]));
    expect((await versions()).map(({ kind }) => kind)).toEqual(['signed', 'amendment', 'consolidated']);
    const listed = await clerk.get(`/agreements/${agreement.id}/versions`);
    expect((listed.json.items as { kind: string; paper: string | null }[]).at(-1)).toMatchObject({ kind: 'consolidated', paper: expect.stringMatching(/^\/pieces\//) as string });
  });

  test('l’annexe 6 : personne ne signe, les parties sont informées', async () => {
    await on('2027-04-01');
    const before = service.mailbox.mails.length;
    const prepared = await draft({ kind: 'annexe_6', partnerId: national.id, wording: 'Nouvelle référente pour toutes les structures.' });
    expect(prepared.signatories).toEqual([]);
    expect(await launched(prepared.id, { effectOn: '2027-04-01' })).toMatchObject({ state: 'in_force', number: 2, roundId: null });
    const mail = await service.mailbox.receive(({ subject }) => subject.includes('mise à jour d’une annexe'), before);
    expect(mail.text).toContain('rien à signer');
  });

  test('un article : toutes les parties signent ; le numéro est le suivant, l’article existe, l’annexe ne déroge pas en silence', async () => {
    await on('2027-04-02');
    const prepared = await draft({ kind: 'article', article: '4.2', before: 'Les structures ouvrent au moins vingt-quatre heures par semaine.', after: 'Les structures ouvrent au moins vingt-huit heures par semaine.' });
    const parties = await service.db.withIdentity(tester, (tx) => partiesOf(tx, agreement.id, legalDay('2027-04-02')));
    expect(prepared.signatories.map(({ partyId }) => partyId).sort()).toEqual(parties.map(({ partyId }) => partyId).sort());
    expect(parties.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['prefet', 'gestionnaire', 'national_partner', 'local_partner']));
    const refused = async (changes: object[]): Promise<unknown> => (await clerk.post(`/agreements/${agreement.id}/amendments`, { changes })).json.code;
    expect(await refused([])).toBe('empty');
    expect(await refused([{ kind: 'article', article: '99', before: 'Un.', after: 'Deux.' }])).toBe('unknown_article');
    expect(await refused([{ ...annexe5, derogatesFrom: ['4.2'] }])).toBe('silent_derogation');
    expect((await clerk.post(`/amendments/${prepared.id}/launch`, { effectOn: '2027-05-01', number: 1 })).json.code).toBe('number_out_of_order');
    expect((await clerk.post(`/amendments/${prepared.id}/launch`, { effectOn: '2027-04-01' })).json.code).toBe('effect_in_the_past');
    const signing = await launched(prepared.id, { effectOn: '2027-05-01' });
    const { facts, act } = await service.db.withIdentity(tester, (tx) => loadRound(tx, signing.roundId));
    expect(facts.slots).toHaveLength(parties.length);
    expect(act).toMatchObject({ kind: 'amendment', template: 'avenant' });
    // Others sign first: the préfet comes last, as at the signing of the agreement.
    expect(facts.slots.find(({ bodyId }) => bodyId === prefetBodyId)!.group).toBe(Math.max(...facts.slots.map(({ group }) => group)));
  });

  test('une structure labellisée entre : son gestionnaire, les partenaires nationaux et le préfet signent', async () => {
    await on('2027-04-03');
    const { facts, dossier: signed } = await service.db.withIdentity(tester, (tx) => loadRound(tx, agreement.roundId));
    const entering = dossier.structures.find(({ id, gestionnaireId, labelledOn }) => labelledOn !== null && !signed!.structures.some((one) => one.id === id) && facts.slots.some(({ bodyId }) => bodyId === gestionnaireId))!;
    const prepared = await draft({ kind: 'structure_entry', structureId: entering.id });
    expect(prepared.signatories.map(({ partyId }) => partyId).sort()).toEqual([entering.gestionnaireId, prefetBodyId, ...dossier.nationalPartners.map(({ id }) => id)].sort());
    expect(done(await clerk.post(`/amendments/${prepared.id}/withdrawal`, {}), 200).state).toBe('withdrawn');
  });

  test('une structure sort : les mêmes signent', async () => {
    await on('2027-04-03');
    const prepared = await draft({ kind: 'structure_exit', structureId: structure.id, cause: 'closed' });
    expect(prepared.signatories.map(({ partyId }) => partyId)).toEqual(expect.arrayContaining([hostId, prefetBodyId, ...dossier.nationalPartners.map(({ id }) => id)]));
    expect((await clerk.post(`/agreements/${agreement.id}/amendments`, { changes: [{ kind: 'structure_entry', structureId: structure.id }] })).json.code).toBe('structure_already');
  });

  test('une partie propose pour ses annexes ; la préfecture reprend ou écarte', async () => {
    await on('2027-04-04');
    const own = await programOf(service, 'partner', partner.id);
    const proposed = done(await own.post(`/agreements/${agreement.id}/amendments`, { changes: [annexe5] }), 201);
    expect(proposed.state).toBe('proposed');
    const foreign = await own.post(`/agreements/${agreement.id}/amendments`, { changes: [{ ...annexe5, partnerId: national.id }] });
    expect(foreign.json.code).toBe('not_their_own');
    const stranger = await programOf(service, 'gestionnaire', hostId);
    expect((await stranger.get(`/amendments/${proposed.id}`)).status).toBe(404);
    expect((await clerk.post(`/amendments/${proposed.id}/refusal`, { reason: 'Non.' })).json.code).toBe('reason_missing');
    expect(done(await clerk.post(`/amendments/${proposed.id}/acceptance`), 200).state).toBe('drafted');
  });

  test('des horaires annoncés le jour même sont refusés ; la veille, ils s’appliquent le lendemain', async () => {
    await on('2027-04-05');
    const host = await programOf(service, 'gestionnaire', hostId);
    const hours: OpeningHours = { ...structure.hours!, friday: [], saturday: [{ from: 540, to: 720 }] };
    const tell = (effectOn: string, given: object = {}): Promise<Answer> => host.post(`/agreements/${agreement.id}/hours-changes`, { structureId: structure.id, hours, publicTold: ['entrance'], effectOn, ...given });
    const refused = await tell('2027-04-05');
    expect({ status: refused.status, code: refused.json.code }).toEqual({ status: 422, code: 'informed_too_late' });
    expect((await tell('2027-04-06', { publicTold: [] })).json.code).toBe('public_not_told');
    const before = service.mailbox.mails.length;
    const told = done(await tell('2027-04-06'), 201);
    expect(told).toMatchObject({ state: 'informed', number: null, kind: 'hours_change', inForceOn: '2027-04-06' });
    expect(told.steps.map(({ sentence }) => sentence).join(' ')).toContain('moins de 15\u00a0jours');
    await service.mailbox.receive(({ subject }) => subject.includes('horaires'), before);
    await on('2027-04-06');
    await service.tick();
    const hoursOf = (): Promise<{ hours: OpeningHours }[]> => service.database.superuser<{ hours: OpeningHours }>('select hours from structure where id = $1', [structure.id]);
    await until(async () => (await hoursOf())[0]!.hours.saturday.length === 1, 'the new hours in the directory');
    expect((await hoursOf())[0]!.hours.saturday).toEqual([{ from: 540, to: 720 }]);
  });

  test('un gestionnaire s’en va : les annexes sont régénérées sans ses structures, et les différences le disent', async () => {
    const day = legalDay('2027-06-30');
    await on('2027-07-01');
    const left = await service.worker.get(WorkflowRunner).submit(agreements, agreement.id, { type: 'recordLeaver', leaver: { partyId: hostId, kind: 'gestionnaire', leavesOn: day, withdrawalId: 'w-1' } }, tester);
    expect(left.accepted).toBe(true);
    const { kept } = await consolidated('departure', `${agreement.id}/2027-07-01`);
    const data = JSON.parse((await service.worker.get(Papers).content(kept.find(({ kind }) => kind === 'consolidated_data')!)).toString('utf8')) as { input: { structures: { name: string }[]; gestionnaires: { name: string }[] } };
    expect(data.input.structures.map(({ name }) => name)).not.toContain(structure.name);
    const gone = (await service.db.withIdentity(tester, (tx) => partiesOf(tx, agreement.id))).find(({ partyId }) => partyId === hostId)!;
    expect(gone.until).toBe(day satisfies LegalDay);
    expect(kept.some(({ kind }) => kind === 'redline')).toBe(true);
  });
});
