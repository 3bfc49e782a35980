import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addDays, dayAt, legalDay, seatsOf } from '#libs/domain';
import type { Dossier, Event, LegalDay, Seat, Workflow } from '#libs/domain';
import { attachedFiles } from '#libs/documents';
import { loadDossier } from '#libs/features/directory';
import { commitmentsOf } from '#libs/features/directory-pages';
import { evidenceSchema, verifyEvidence } from '#libs/features/evidence';
import { adhesionPrint, amendmentPrint } from '#libs/features/papers';
import { RoundActs } from '#libs/features/round';
import type { ActOfRound, OpenAct } from '#libs/features/round';
import { WorkflowRunner, instantOf, systemActor } from '#libs/platform';
import type { Actor, Kept } from '#libs/platform';
import { verifyInWorker } from '#libs/signing';
import { programOf } from '../support/api-client.js';
import { clerkIn, codeFor, invitationOf, openDraft, sign, signersOf, until } from '../support/actors.js';
import { until as soon } from '../support/patience.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import { Visitor } from '../support/visitor.js';

const evidenceMaxMs = 90_000;

const system = systemActor('test');
const clerkId = '4c0f0d5e-7a55-5d0a-9a3e-480000000001';
const clerkActor: Actor = { kind: 'account', id: clerkId, departement: '48', role: 'prefecture', organisation: null };
/** The agreement the acts belong to: the round knows its id only. */
const agreementId = '6f1f5d5e-7a55-4d0a-9a3e-480000000099';

type ActOfTest = { state: 'signing' | 'over'; command: { type: 'recordSignatures'; roundId: string; signedOn: string } | { type: 'recordAbandonment' }; tick: never; facts: object; effect: never; refusal: never };
const workflow: Workflow<ActOfTest> = {
  name: 'act', initial: 'signing', deadlines: { signing: null, over: null },
  rows: [['signing', 'recordSignatures', 'over', null, [], null], ['signing', 'recordAbandonment', 'over', null, [], null]],
};
/** Stands for the feature that wants the act signed: the errands of these rounds arrive here, and nowhere else in this service. */
const keptAs = (kind: ActOfRound['kind']): Kept<ActOfTest> => ({
  kind, workflow,
  store: { loadForUpdate: () => Promise.resolve({ state: 'signing', facts: {}, timeZone: 'Europe/Paris' }), save: () => Promise.resolve(), dueIds: () => Promise.resolve([]) },
  journalled: ({ type: _type, effectiveOn: _day, at: _at, ...rest }: Event<ActOfTest>) => rest,
});
/** What the act was told, as the journal keeps it. */
const toldTo = (id: string) => service.database.superuser<{ event: string; payload: object }>('select event, payload from journal where subject_id = $1 order by rank', [id]);

let service: Service;
let clerk: Visitor;
let dossier: Dossier;
let seats: Seat[];

beforeAll(async () => {
  service = await startService();
  for (const app of [service.web, service.worker]) for (const kind of ['amendment', 'adhesion'] as const) app.get(WorkflowRunner).keep(keptAs(kind));
  clerk = await clerkIn(service);
  dossier = await service.db.withIdentity(system, (tx) => loadDossier(tx, '48', today()));
  const all = seatsOf(dossier);
  const one = (college: Seat['college']) => all.find((seat) => seat.college === college)!;
  seats = [one('prefet'), one('gestionnaire'), one('partenaire_national')];
});
afterAll(() => service?.stop());

const today = (): LegalDay => dayAt(instantOf(service.clock), 'Europe/Paris');
const hash = 'ab12cd34'.repeat(8);
const head = { number: 'CDFS-48-2026-001', title: 'Convention départementale France Services', departement: { name: 'Lozère', code: '48' } };
const verification = { url: 'https://paraphe.example/verifier/CDFS-48-2026-001-A1' };
const amendment = (id: string): ActOfRound => ({
  kind: 'amendment', id, agreementId, agreementNumber: 'CDFS-48-2026-001', label: 'avenant nᵒ 1', title: 'Avenant nᵒ 1 à la convention CDFS-48-2026-001', template: 'avenant',
  data: amendmentPrint.parse({
    demonstration: true, agreement: head, rank: '1', signedOn: 'le 1er octobre 2026', amends: { title: 'Convention, telle qu’elle a été signée', sha256: hash }, object: 'Le présent avenant corrige l’article 4.2.',
    grounds: ['Considérant que les horaires ont changé.'], parties: [{ name: 'L’État', quality: 'préfet' }],
    articles: [{ title: 'Article 4.2 – Horaires', change: 'modifie', before: ['Vingt-quatre heures par semaine.'], after: ['Vingt-six heures par semaine.'] }],
    annexes: [], movements: [], effectiveOn: 'à la date de la dernière signature requise', signatories: [{ label: 'Préfet', text: 'signe toute modification' }], informed: [], steps: [], verification,
  }),
});
const adhesion = (id: string): ActOfRound => ({
  kind: 'adhesion', id, agreementId, agreementNumber: head.number, label: 'adhésion', title: 'Adhésion de l’association Relais à la convention CDFS-48-2026-001', template: 'adhesion',
  data: adhesionPrint.parse({
    demonstration: true, agreement: head, signedOn: 'le 1er octobre 2026', contentHash: hash, partner: { name: 'Association Relais', siret: '', address: ['1 place du Foirail', '48000 Mende'], email: '', representative: '', capacity: '' },
    authority: '', structures: [{ name: 'France Services Mende', gestionnaire: 'Commune de Mende', offer: 'Accompagnement numérique' }], examinations: [], prefectureInformedOn: '', effectiveOn: 'le jour de sa signature',
    termEndsOn: 'le 31 décembre 2027', lastUsefulDay: 'le 30 juin 2027', steps: [], verification,
  }),
});
const open = (act: ActOfRound, number: string, change: Partial<OpenAct> = {}) =>
  service.db.withIdentity(clerkActor, (tx) => service.web.get(RoundActs, { strict: false }).open(tx, { act, number, departementCode: '48', seats, collectUntil: addDays(today(), 30), ...change }, clerkActor));
async function opened(act: ActOfRound, number: string, change: Partial<OpenAct> = {}): Promise<string> {
  const answer = await open(act, number, change);
  if (!answer.ok) throw new Error(answer.refusal);
  return answer.roundId;
}

describe('un avenant ouvert à la signature', () => {
  const number = 'CDFS-48-2026-001-A1';
  let id: string;
  beforeAll(async () => {
    id = await opened(amendment('avenant-1'), number);
    await until(service, id, 'collecting');
  });

  test('part aussitôt vers ceux qu’il concerne, et le dossier figé ne nomme qu’eux', async () => {
    const signers = await signersOf(service, id);
    expect(signers.map(({ college }) => college)).toEqual(['prefet', 'gestionnaire', 'partenaire_national']);
    const [row] = await service.database.superuser<{ dossier: Dossier; facts: { act: object } }>('select dossier, facts from round where id = $1', [id]);
    expect(row!.facts.act).toEqual({ kind: 'amendment', id: 'avenant-1', roundId: id });
    expect(row!.dossier).toMatchObject({ structures: [], referents: [], offers: [], localPartners: [] });
    expect(row!.dossier.gestionnaires.map(({ id: body }) => body)).toEqual([seats[1]!.bodyId]);
  });

  test('ne compte pas parmi les conventions : la suivante garde son numéro', async () => {
    const draft = await openDraft(service, clerk);
    const [row] = await service.database.superuser<{ number: string }>('select number from round where id = $1', [draft]);
    expect(row!.number).toBe('CDFS-48-2026-001');
  });

  test('se dit par son titre dans les courriels, sur la page à signer, dans la liste et sur sa page', async () => {
    const signer = (await signersOf(service, id))[1]!;
    const link = await invitationOf(service, signer);
    const mail = service.mailbox.mails.findLast(({ to }) => to === signer.email)!;
    expect(mail.text).toMatch(/vous demande de signer l’avenant nᵒ.1 à la convention CDFS-48-2026-001/);
    const page = await new Visitor(service.url).get(link);
    expect(page.text).toContain('Avenant nᵒ 1 à la convention CDFS-48-2026-001');
    expect(page.text).toContain('Vous approuvez cet acte tel qu’il figure dans ce document');
    expect(page.text).not.toMatch(/sept annexes|qui organise les espaces/);
    expect((await clerk.get('/tournees')).text).toContain('Avenant nᵒ 1 à la convention CDFS-48-2026-001');
    const round = await clerk.get(`/tournees/${id}`);
    expect(round.text).toContain(`Tournée ${number}`);
    expect(round.text).not.toMatch(/Dernier jour de la convention|ce qui change depuis/);
    expect(round.html).toContain('href="/avenants/avenant-1"');
  });

  test('ne se prépare ni ne se relance par les pages des conventions', async () => {
    for (const page of ['parties', 'controles', 'lancer']) expect((await clerk.get(`/tournees/${id}/${page}`)).path).toBe(`/tournees/${id}`);
    expect((await clerk.post(`/tournees/${id}/relance`, {}, `/tournees/${id}`)).text).toContain('Cette action n’est pas possible à cette étape');
  });
  test('se signe par lien et code, et l’avenant apprend le jour de la dernière signature', async () => {
    const signers = await signersOf(service, id);
    const [prefet, gestionnaire, partner] = signers as [typeof signers[0], typeof signers[0], typeof signers[0]];
    const thanks = await sign(service, gestionnaire);
    expect(thanks.text).toMatch(/C’est signé.*Où en est l’avenant nᵒ 1.*Document Avenant nᵒ 1 à la convention CDFS-48-2026-001/);
    await sign(service, partner);
    service.clock.moveTo(new Date('2026-11-26T22:30:00Z'));
    clerk = await clerkIn(service);
    const visitor = new Visitor(service.url);
    const link = await invitationOf(service, prefet);
    const code = await codeFor(service, visitor, link, prefet);
    expect((await visitor.get(`${link}/code`)).text).toContain('vous signez l’avenant nᵒ 1 à la convention CDFS-48-2026-001');
    await visitor.post(`${link}/signature`, { fullName: prefet.name, code }, `${link}/code`);
    await until(service, id, 'sealed');
    expect(await toldTo('avenant-1')).toEqual([{ event: 'recordSignatures', payload: { roundId: id, signedOn: '2026-11-26' } }]);
    const consents = await service.database.superuser<{ version: string }>('select distinct consent_version as version from approval where round_id = $1', [id]);
    expect(consents).toEqual([{ version: '2026-11-acte' }]);
    expect(await service.database.superuser(`select 1 from outbox where subject_id = $1 and effect->>'type' = 'openTerm'`, [id])).toEqual([]);
  });

  test('donne un PDF scellé qui dit ce qu’il est, et chacun en reçoit un exemplaire', async () => {
    const { bytes, headers } = await clerk.get(`/tournees/${id}/document.pdf`);
    expect(headers.get('content-disposition')).toContain(`filename="avenant-${number}.pdf"`);
    const path = join(mkdtempSync(join(tmpdir(), 'paraphe-act-')), 'avenant.pdf');
    writeFileSync(path, bytes);
    expect(execFileSync('qpdf', ['--check', path], { encoding: 'utf8' })).toContain('No syntax or stream encoding errors');
    expect(execFileSync('pdfsig', ['-nocert', path], { encoding: 'utf8' }).match(/Signature is Valid/g)?.length).toBeGreaterThanOrEqual(5);
    const text = execFileSync('pdftotext', [path, '-'], { encoding: 'utf8' }).replace(/\s+/g, ' ');
    expect(text).toMatch(/Vingt-six heures par semaine/);
    for (const { bodyName } of await signersOf(service, id)) expect(text).toContain(bodyName.replace(/\s+/g, ' '));
    const { signatures } = await verifyInWorker(bytes, { anchors: [], at: service.clock.now() });
    const reasons = signatures.map(({ reason }) => reason);
    expect(reasons[0]).toBe('Certification du texte de l’avenant nᵒ 1 à la convention CDFS-48-2026-001, avant signature');
    expect(reasons[1]).toMatch(/^Approbation de l’avenant nᵒ 1 à la convention CDFS-48-2026-001 pour /);
    expect(reasons.at(-1)).toBe('Scellement de l’avenant nᵒ 1 à la convention CDFS-48-2026-001, signé par tous les signataires');
    for (const { email } of await signersOf(service, id)) {
      const copy = await service.mailbox.receive(({ to, subject }) => to === email && subject.includes('exemplaire signé'));
      expect(copy.text).toMatch(/L’avenant nᵒ.1 à la convention CDFS-48-2026-001 est signé par tous les signataires et scellé/);
      const page = await new Visitor(service.url).get(new URL(/https?:\/\/\S+\/signer\/\S+/.exec(copy.text)![0]).pathname);
      expect(page.text).toMatch(/porte ses 3 signatures et a été scellé.*Télécharger l’avenant nᵒ 1 signé/);
      expect(page.text).not.toContain('Dernier jour de la convention');
    }
    const told = await service.mailbox.receive(({ to, subject }) => to === 'helene.bastide@prefecture-48.example' && subject.includes('scellé'));
    expect(told.subject).toContain('l’avenant nᵒ 1 est scellé');
  });

  test('a son dossier de preuve, qui concorde et cite les mots mêmes du consentement', async () => {
    await soon(async () => (await service.database.superuser('select 1 from evidence where round_id = $1', [id])).length === 1, 'the evidence is made', evidenceMaxMs);
    const pdf = (await clerk.get(`/tournees/${id}/preuve.pdf`)).bytes;
    const document = (await clerk.get(`/tournees/${id}/document.pdf`)).bytes;
    const evidence = evidenceSchema.parse(JSON.parse((await attachedFiles(pdf))[0]!.bytes.toString('utf8')));
    expect(evidence.agreement).toMatchObject({ number, title: 'Avenant nᵒ 1 à la convention CDFS-48-2026-001', termEndsOn: null });
    for (const { approval } of evidence.signatories) expect(approval?.consent.lines[0]).toMatch(/^Vous approuvez cet acte/);
    const checked = await verifyEvidence({ evidence: pdf, document, trustPem: evidence.trust.rootPem }, service.clock.now());
    expect(checked.checks.filter(({ ok }) => !ok)).toEqual([]);
    const path = join(mkdtempSync(join(tmpdir(), 'paraphe-act-')), 'preuve.pdf');
    writeFileSync(path, pdf);
    const text = execFileSync('pdftotext', [path, '-'], { encoding: 'utf8' }).replace(/\s+/g, ' ');
    expect(text).toContain('L’avenant nᵒ 1 à la convention CDFS-48-2026-001 a été signé par les 3 organismes appelés à le faire');
    expect(text).toMatch(/Acte n°.CDFS-48-2026-001-A1.*Ouvrir le présent PDF et le document signé/);
    expect(text).not.toMatch(/signatures de la convention|Vérifier la convention/);
  });

  test('se vérifie par son numéro, et mène à sa convention', async () => {
    const page = await new Visitor(service.url).get(`/verifier/${number}`);
    expect(page.status).toBe(200);
    expect(page.text).toMatch(/Avenant nᵒ 1 à la convention CDFS-48-2026-001.*Signé.*L’avenant nᵒ 1 est signé par ses 3 signataires et scellé depuis/);
    expect(page.html).toContain('href="/verifier/CDFS-48-2026-001"');
    expect(page.text).not.toContain('en vigueur');
  });

  test('un programme le reconnaît pour un acte, un organisme le lit dans son espace, et aucune fiche n’en est retenue', async () => {
    const program = await programOf(service, 'prefecture', null, '48', clerkId);
    const { json } = await program.get(`/rounds/${id}`);
    expect(json).toMatchObject({ number, state: 'sealed', termEndsOn: null, act: { kind: 'amendment', id: 'avenant-1', title: 'Avenant nᵒ 1 à la convention CDFS-48-2026-001' } });
    const party = await programOf(service, 'gestionnaire', seats[1]!.bodyId);
    expect((await party.get(`/rounds/${id}/document`)).status).toBe(200);
    const stranger = await programOf(service, 'gestionnaire', dossier.gestionnaires.find(({ id: body }) => body !== seats[1]!.bodyId)!.id);
    expect((await stranger.get(`/rounds/${id}/document`)).status).toBe(404);
    expect(await service.db.withIdentity(system, (tx) => commitmentsOf(tx, '48', today()))).toEqual([]);
  });
});

describe('l’adhésion d’un partenaire local', () => {
  test('se signe à deux, et son abandon est dit à qui l’attendait comme à l’adhésion', async () => {
    const local: Seat = {
      college: 'partenaire_local', group: 1, bodyId: dossier.localPartners[0]!.id, bodyName: 'Association Relais', capacity: 'partenaire local, par son représentant habilité',
      signatory: { civility: 'Mme', firstName: 'Nadia', lastName: 'Roux', quality: 'présidente', email: 'nadia.roux@relais.example' },
    };
    const id = await opened(adhesion('adhesion-1'), 'CDFS-48-2026-001-P1', { seats: [local, seats[0]!] });
    await until(service, id, 'collecting');
    const signer = (await signersOf(service, id))[0]!;
    await invitationOf(service, signer);
    expect(service.mailbox.mails.findLast(({ to }) => to === signer.email)!.text).toMatch(/signer l’adhésion de l’association Relais à la convention CDFS-48-2026-001/);
    expect((await clerk.get(`/tournees/${id}`)).text).toMatch(/Association Relais\s+Partenaire local/);
    await clerk.post(`/tournees/${id}/abandon`, { abandonReason: 'Le partenaire a renoncé.' }, `/tournees/${id}`);
    await until(service, id, 'abandoned');
    expect(await toldTo('adhesion-1')).toEqual([{ event: 'recordAbandonment', payload: {} }]);
    const mail = await service.mailbox.receive(({ to, subject }) => to === signer.email && subject.includes('abandonnée'));
    expect(mail.text).toContain('mis fin à la signature de l’adhésion de l’association Relais');
    expect((await new Visitor(service.url).get('/verifier/CDFS-48-2026-001-P1')).text).toContain('il n’en sortira pas d’acte signé');
  });
});

describe('un acte qui ne peut pas partir', () => {
  const rows = async () => (await service.database.superuser<{ count: number }>('select count(*)::int as count from round'))[0]!.count;

  test.each<[string, Partial<OpenAct>, string]>([
    ['sans signataire', { seats: [] }, 'seat_missing'],
    ['dont le délai est déjà passé', { collectUntil: legalDay('2026-11-01') }, 'deadline_past'],
  ])('%s, n’écrit rien', async (_, change, refusal) => {
    const before = await rows();
    expect(await open(amendment('avenant-2'), 'CDFS-48-2026-001-A2', change)).toEqual({ ok: false, refusal });
    expect(await rows()).toBe(before);
  });

  test('faute d’avoir pu être assemblé, s’assemble de nouveau ou s’abandonne, sans passer par les pages des conventions', async () => {
    const id = await opened({ ...amendment('avenant-3'), data: {} }, 'CDFS-48-2026-001-A3');
    const failed = () => service.database.superuser<{ state: string }>(`select state from round where id = $1 and state = 'draft'`, [id]);
    await soon(async () => (await failed()).length === 1, 'the assembly fails');
    const page = await clerk.get(`/tournees/${id}`);
    expect(page.text).toMatch(/Avenant nᵒ 1 à la convention CDFS-48-2026-001.*L’assemblage n’a pas abouti.*Assembler de nouveau/);
    await service.database.superuser(`update round set act = jsonb_set(act, '{data}', $2) where id = $1`, [id, JSON.stringify(amendment('avenant-3').data)]);
    await clerk.post(`/tournees/${id}/relance`, {}, `/tournees/${id}`);
    await until(service, id, 'collecting');
    expect(await signersOf(service, id)).toHaveLength(3);
    expect((await clerk.post(`/tournees/${id}/abandon`, { abandonReason: 'court' }, `/tournees/${id}`)).status).toBe(422);
  });
});
