import { legalDay, startOfDay } from '#libs/domain';
import { endParty } from '#libs/features/agreement';
import type { AgreementRow } from '#libs/features/agreement';
import { ObligationPlans } from '#libs/features/obligations';
import { Papers } from '#libs/features/papers';
import { systemActor } from '#libs/platform';
import { programOf } from '../support/api-client.js';
import type { ApiClient } from '../support/api-client.js';
import { livingAgreement } from '../support/living-agreement.js';
import { nothingLeft } from '../support/patience.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';

type Shown = { id: string; kind: string; state: string; sentence: string; structureId: string | null; dueOn: string; dueAt: string | null; lateSince: string | null; done: { on: string; late: boolean; proof: { kind: string; paperId?: string } | null } | null; steps?: { code: string; text: string }[] };

const zone = 'Europe/Paris';
const test_ = systemActor('test');
const anct = 'france-services@anct.example';
let service: Service;
let agreement: AgreementRow;
let structures: { id: string; gestionnaire: string }[];

/** That hour of that day, in the département; then everything that follows of it. */
async function goTo(on: string, hour = 9): Promise<void> {
  service.clock.moveTo(new Date(Date.parse(startOfDay(legalDay(on), zone)) + hour * 3_600_000));
  await service.tick();
  await settled();
}

/** What an effect did may be due itself. */
const settled = () => nothingLeft(service.database, ['obligation', 'obligation_plan', 'term', 'agreement']);

const prefecture = (): Promise<ApiClient> => programOf(service, 'prefecture', null);
const program = (gestionnaireId: string): Promise<ApiClient> => programOf(service, 'gestionnaire', gestionnaireId);
const one = async (id: string): Promise<Shown> => (await (await prefecture()).get(`/obligations/${id}`)).json as unknown as Shown;
async function due(year: number, client?: ApiClient): Promise<Shown[]> {
  const answer = await (client ?? (await prefecture())).get(`/agreements/${agreement.id}/obligations?year=${year}`);
  expect(answer.status).toBe(200);
  return (answer.json as { items: Shown[] }).items;
}
const reportsDue = async (dueOn: string, client?: ApiClient): Promise<Shown[]> => (await due(Number(dueOn.slice(0, 4)), client)).filter((row) => row.kind === 'quarterly_report' && row.dueOn === dueOn);
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');
const mails = (after: number, pattern: RegExp) => service.mailbox.mails.slice(after).filter(({ subject }) => pattern.test(plain(subject)));

beforeAll(async () => {
  service = await startService({ now: new Date('2027-01-04T09:00:00Z') });
  agreement = await livingAgreement(service, { termEndsOn: legalDay('2028-12-31') });
  structures = await service.database.superuser(`select id, gestionnaire_id as gestionnaire from structure where departement_code = '48' and principal_id is null and gestionnaire_id is not null order by name`);
  await goTo('2027-01-04', 11);
});
afterAll(() => service?.stop());

describe('Une année d’obligations', () => {
  test('naît avec la convention, trimestre par trimestre, pour chaque structure', async () => {
    const opened = await due(2027);
    const count = (kind: string) => opened.filter((row) => row.kind === kind).length;
    expect([count('steering_committee'), count('yearly_survey'), count('published_indicators'), count('quarterly_report')]).toEqual([1, structures.length, structures.length, structures.length]);
    expect(new Set(opened.filter(({ kind }) => kind === 'quarterly_report').map(({ dueOn }) => dueOn))).toEqual(new Set(['2027-04-30']));
    const detail = await one(opened.find(({ kind }) => kind === 'quarterly_report')!.id);
    expect(detail.steps!.map(({ code }) => code)).toEqual(['article', 'period', 'entered', 'due', 'other_reading']);
  });

  test('chaque gestionnaire lit ce que doivent ses structures, et le comité ; pas ce que doivent les autres', async () => {
    const { gestionnaire } = structures[0]!;
    const own = await due(2027, await program(gestionnaire));
    expect(own.some(({ kind }) => kind === 'steering_committee')).toBe(true);
    const mine = structures.filter((structure) => structure.gestionnaire === gestionnaire).map(({ id }) => id);
    expect(new Set(own.flatMap(({ structureId }) => structureId ?? []))).toEqual(new Set(mine));
    const foreign = (await due(2027)).find(({ structureId }) => structureId !== null && !mine.includes(structureId))!;
    expect((await (await program(gestionnaire)).get(`/obligations/${foreign.id}`)).status).toBe(404);
  });

  test('un rappel par gestionnaire avant le jour, un résumé à la préfecture, et pas un de plus', async () => {
    const before = service.mailbox.mails.length;
    await goTo('2027-04-14');
    expect(mails(before, /à faire/)).toEqual([]);
    await goTo('2027-04-15');
    await goTo('2027-04-16');
    const told = mails(before, /à faire au plus tard le 30 avril 2027/);
    const gestionnaires = new Set(structures.map(({ gestionnaire }) => gestionnaire)).size;
    expect(told.length).toBe(new Set(told.map(({ to }) => to)).size);
    expect(told.length).toBeGreaterThanOrEqual(gestionnaires);
    expect(mails(before, /obligations à faire, dues le 30 avril 2027/)).toHaveLength(1);
  });

  test('faite à temps par une page publiée ; en retard pour les autres, le lendemain ; faite ensuite, elle reste marquée', async () => {
    const [first, second] = (await reportsDue('2027-04-30')) as [Shown, Shown];
    const owner = (row: Shown) => structures.find(({ id }) => id === row.structureId)!.gestionnaire;
    const early = await (await program(owner(first))).post(`/obligations/${first.id}/proof`, { doneOn: '2027-03-15', pageUrl: 'https://florac.example/bilan-t1' });
    expect([early.status, early.json.code]).toEqual([409, 'period_running']);
    const done = await (await program(owner(first))).post(`/obligations/${first.id}/proof`, { doneOn: '2027-04-12', pageUrl: 'https://florac.example/bilan-t1' });
    expect(done.status).toBe(200);
    expect((await one(first.id)).done).toMatchObject({ on: '2027-04-12', late: false });

    const before = service.mailbox.mails.length;
    await goTo('2027-04-30');
    expect((await one(second.id)).state).toBe('reminded');
    await goTo('2027-05-01');
    expect(await one(second.id)).toMatchObject({ state: 'late', lateSince: '2027-05-01' });
    expect((await one(first.id)).state).toBe('done');
    expect(mails(before, /obligations en retard, dues le 30 avril 2027/)).toHaveLength(1);
    await goTo('2027-05-10');
    expect(mails(before, /obligations en retard, dues le 30 avril 2027/)).toHaveLength(1);
    const late = await (await program(owner(second))).post(`/obligations/${second.id}/proof`, { doneOn: '2027-05-10', pageUrl: 'https://mende.example/bilan' });
    expect(late.json).toMatchObject({ state: 'done', lateSince: '2027-05-01', done: { on: '2027-05-10', late: true } });
    expect(String(late.json.sentence)).toMatch(/^Faite en retard/);
  });

  test('la chronologie dit un compte rendu par jour dû, avec le nombre de structures', async () => {
    const detail = await (await prefecture()).get(`/agreements/${agreement.id}`);
    const told = (detail.json as { chronicle: { lane: string; title: string; on: string; tone: string }[] }).chronicle.filter(({ lane, on }) => lane === 'obligation' && on === '2027-04-30');
    expect(told.map(({ title, tone }) => `${plain(title)} (${tone})`)).toEqual([`Compte rendu trimestriel : 2 structures à jour sur ${structures.length} (late)`]);
  });
});

describe('La demande d’un usager', () => {
  test.each([['2027-0142', '2027-07-16T09:00', false], ['2027-0143', '2027-07-16T11:00', true]])('reçue le lundi 12 juillet à 10 h, répondue le %s à la 71e ou à la 73e heure ouvrée', async (reference, answeredAt, late) => {
    await goTo('2027-07-12', 11);
    const { id: structure, gestionnaire } = structures[0]!;
    const recorded = await (await program(gestionnaire)).post(`/structures/${structure}/user-requests`, { receivedAt: '2027-07-12T10:00', channel: 'mail', reference });
    expect(recorded.status).toBe(201);
    // Le 14 juillet est férié : trois jours ouvrés de vingt-quatre heures mènent au vendredi 16, à 10 h.
    expect(recorded.json).toMatchObject({ state: 'awaited', dueAt: '2027-07-16T10:00:00', dueOn: '2027-07-16' });
    await goTo('2027-07-16', 12);
    const answered = await (await program(gestionnaire)).post(`/obligations/${String(recorded.json.id)}/answer`, { answeredAt });
    expect(answered.json).toMatchObject({ state: 'done', done: { late } });
  });

  test('une référence qui nomme quelqu’un est refusée', async () => {
    const { id: structure, gestionnaire } = structures[0]!;
    const named = await (await program(gestionnaire)).post(`/structures/${structure}/user-requests`, { receivedAt: '2027-07-16T10:00', channel: 'phone', reference: 'Mme Dupont' });
    expect([named.status, named.json.code]).toEqual([409, 'reference_names']);
  });
});

describe('Le comité de pilotage', () => {
  let committee: Shown;
  test('est convoqué : Word et PDF gardés, envoyés à toutes les parties', async () => {
    await goTo('2027-10-01');
    committee = (await due(2027)).find(({ kind }) => kind === 'steering_committee')!;
    const before = service.mailbox.mails.length;
    const called = await (await prefecture()).post(`/obligations/${committee.id}/convocation`, { on: '2027-11-16', at: '14:30', place: 'Préfecture de la Lozère, salle Chastel', agenda: ['Bilan du label', 'Axes de progrès'], others: [{ name: 'ANCT', address: anct }] });
    expect([called.status, called.json.state]).toEqual([202, 'convoked']);
    await settled();
    const kept = await service.db.withIdentity(test_, (tx) => service.web.get(Papers).of(tx, { subject: 'obligation', subjectId: committee.id }));
    expect(kept.map(({ kind, mediaType }) => `${kind} ${mediaType.split('.').at(-1)!.split('/').at(-1)!}`).sort()).toEqual(['committee_convocation document', 'committee_convocation pdf']);
    const told = mails(before, /comité de pilotage le 16 novembre 2027/);
    expect(told.map(({ to }) => to)).toEqual(expect.arrayContaining([anct]));
    expect(told.length).toBeGreaterThan(10);
  });

  test('son compte rendu, envoyé à l’ANCT et aux partenaires, en est la preuve', async () => {
    await goTo('2027-11-20');
    expect((await one(committee.id)).state).toBe('convoked');
    const before = service.mailbox.mails.length;
    const minutes = { on: '2027-11-16', place: 'Préfecture de la Lozère', chairedBy: 'la secrétaire générale', present: ['CPAM de la Lozère', 'Commune de Florac'], items: [{ title: 'Bilan du label', paragraphs: ['Tous les comptes rendus du printemps ont été remis, deux en retard.'] }], decisions: [{ what: 'Ouvrir le samedi à Florac', who: 'la commune', until: 'mars 2028' }], anct };
    const recorded = await (await prefecture()).post(`/obligations/${committee.id}/minutes`, minutes);
    expect([recorded.status, recorded.json.state]).toEqual([202, 'done']);
    expect(recorded.json.done).toMatchObject({ on: '2027-11-16', late: false, proof: { kind: 'paper' } });
    await settled();
    const told = mails(before, /compte rendu du comité de pilotage/).map(({ to }) => to);
    expect(told).toContain(anct);
    const partners = await service.database.superuser<{ email: string }>('select email from national_partner_body where departement_code = $1', ['48']);
    const written = partners.filter(({ email }) => told.includes(email)).length;
    expect(written).toBeGreaterThan(0);
    const proof = await (await prefecture()).get(`/papers/${(recorded.json as unknown as Shown).done!.proof!.paperId!}`);
    expect(proof.json).toMatchObject({ kind: 'committee_minutes', mediaType: 'application/pdf' });
  });
});

describe('Une panne d’un an', () => {
  test('est rejouée : chaque retard à son jour, sans rappel périmé', async () => {
    const before = service.mailbox.mails.length;
    await goTo('2028-12-01');
    const reports = (await due(2028)).filter(({ kind }) => kind === 'quarterly_report');
    expect(new Set(reports.map(({ dueOn, lateSince }) => `${dueOn} ${lateSince}`))).toEqual(new Set(['2028-01-31 2028-02-01', '2028-04-30 2028-05-01', '2028-07-31 2028-08-01', '2028-10-31 2028-11-01']));
    expect(reports).toHaveLength(4 * structures.length);
    const sent = [...new Set(mails(before, /à faire|en retard/).map(({ subject }) => plain(subject).replace(/^[^:]*: /, '')))].sort();
    // Ce qui sert encore le 1er décembre : l’année qui finit, et un retard d’un mois au plus.
    expect(sent).toEqual(['obligations à faire, dues le 31 décembre 2028', 'à faire au plus tard le 31 décembre 2028']);
  });

  test('sans objet, par décision motivée, puis rouverte : l’obligation reste en retard depuis son jour', async () => {
    const [report] = (await reportsDue('2028-01-31')) as [Shown];
    const clerk = await prefecture();
    expect((await clerk.post(`/obligations/${report.id}/waiver`, { reason: 'non' })).json.code).toBe('reason_missing');
    expect((await clerk.post(`/obligations/${report.id}/waiver`, { reason: 'Structure fermée tout le trimestre pour travaux.' })).json.state).toBe('waived');
    expect((await clerk.post(`/obligations/${report.id}/reopening`, { reason: 'Elle a rouvert en novembre 2027.' })).json).toMatchObject({ state: 'late', lateSince: '2028-02-01' });
  });
});

describe('Qui s’en va, qui arrive', () => {
  test('une structure qui entre doit à partir de son entrée ; deux fois ne change rien', async () => {
    const [{ id, gestionnaire }] = structures as [{ id: string; gestionnaire: string }];
    const since = legalDay('2028-11-20');
    const [known] = await service.database.superuser<{ id: string }>(`select id from structure where departement_code = '48' and principal_id is not null limit 1`);
    const structureId = known?.id ?? id;
    const enters = () => service.web.get(ObligationPlans, { strict: false }).structureEnters(agreement.id, { structureId, gestionnaireId: gestionnaire, since });
    expect((await enters()).accepted).toBe(structureId !== id);
    expect(await enters()).toEqual({ accepted: false, refusal: 'structure_known' });
    await settled();
    const own = [...(await due(2028)), ...(await due(2029))].filter((row) => row.structureId === structureId && row.kind === 'quarterly_report' && row.dueOn === '2029-01-31');
    expect(own).toHaveLength(1);
  });

  test('un gestionnaire parti rend compte des jours exécutés, et ne doit plus le reste', async () => {
    const leaver = structures.at(-1)!;
    await service.db.withIdentity(test_, (tx) => endParty(tx, agreement.id, leaver.gestionnaire, legalDay('2028-12-15')));
    await goTo('2029-01-02');
    await service.tick();
    await settled();
    const own = (rows: Shown[]) => rows.filter(({ structureId }) => structureId === leaver.id);
    expect(own(await due(2028)).filter(({ kind, dueOn }) => kind === 'yearly_survey' && dueOn === '2028-12-31').map(({ state }) => state)).toEqual(['released']);
    expect(own(await due(2029)).map(({ kind, dueOn, state }) => `${kind} ${dueOn} ${state}`)).toEqual(['quarterly_report 2029-01-31 awaited']);
  });

  test('une demande d’usager ne se lit que chez sa structure ; un partenaire lit ce qui lui est dû', async () => {
    const own = structures[0]!;
    const gestionnaire = await programOf(service, 'gestionnaire', own.gestionnaire);
    const recorded = await gestionnaire.post(`/structures/${own.id}/user-requests`, { receivedAt: '2029-01-02T09:00', channel: 'counter', reference: '2029-1' });
    expect(recorded.status).toBe(201);
    const foreign = structures.find((structure) => structure.gestionnaire !== own.gestionnaire)!;
    expect((await gestionnaire.post(`/structures/${foreign.id}/user-requests`, { receivedAt: '2029-01-02T09:00', channel: 'counter', reference: '2029-2' })).status).toBe(404);
    const [partner] = (await service.database.superuser<{ id: string }>(`select id from national_partner_body where departement_code = '48' limit 1`)) as [{ id: string }];
    const reader = await programOf(service, 'partner', partner.id);
    expect((await reader.get(`/obligations/${String(recorded.json.id)}`)).status).toBe(404);
    const seen = await due(2028, reader);
    expect(new Set(seen.map(({ kind }) => kind))).toEqual(new Set(['steering_committee', 'quarterly_report', 'yearly_survey', 'published_indicators']));
  });
});
