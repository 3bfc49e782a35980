import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { gapSentence } from '#libs/domain';
import { attachedFiles, docxOfText, readDocx } from '#libs/documents';
import { conditionsTemplate, ModelVersions, modelRefusals, OfficialFiles, RoundModels } from '#libs/features/model';
import type { ModelReview, ModelVersionRow } from '#libs/features/model';
import { RoundLaunch, RoundReader, loadRound, UnknownModel } from '#libs/features/round';
import { systemActor, WorkflowRunner } from '#libs/platform';
import { PDFDocument } from 'pdf-lib';
import { officialWord } from '../support/official-word.js';
import { clerkIn, invitationOf, launch, sign, signersOf, until } from '../support/actors.js';
import { Visitor } from '../support/visitor.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';

const officialPath = new URL('../../../shared/model/modele-convention-departementale.txt', import.meta.url).pathname;
const hasText = existsSync(officialPath);
if (!hasText) console.warn('Le texte officiel est absent de ce poste : la tournée sur un texte officiel n’est PAS vérifiée.');
const verified = hasText ? describe : describe.skip;

const lozere = { kind: 'account', id: 'clerk', departement: '48', role: 'prefecture', organisation: null } as const;
const aveyron = { kind: 'account', id: 'clerk', departement: '12', role: 'prefecture', organisation: null } as const;
const system = systemActor('test');
const reason = 'Le texte officiel est ainsi rédigé.';

/** A short agreement: what is tested here is the life of a version, not the reading of a text. */
const shortText = (term: string): Buffer => Buffer.from([
  'Convention d’essai', 'ENTRE LES SOUSSIGNÉS :', 'l’État, représenté par le préfet ;', 'Préambule', 'Les parties rappellent la charte.', 'Art. 1- Objet', 'Le texte organise le service (annexe 1).',
  'Art. 2- Durée', `La convention est conclue pour une durée de ${term}.`, 'Fait à ………. le ……….', 'Les signataires :', 'Le Préfet', 'Liste des annexes', 'Annexe 1 : Charte',
].join('\n'));

let service: Service;
let models: ModelVersions;
beforeAll(async () => {
  service = await startService();
  models = service.web.get(ModelVersions);
});
afterAll(() => service.stop());

async function imported(bytes: Buffer, name = 'convention.txt', title?: string): Promise<ModelVersionRow> {
  const done = await models.import({ name, bytes, departementCode: '48', ...(title && { title }) }, lozere);
  if (!done.ok) throw new Error(`${done.refusal} ${done.detail}`);
  return (await models.find(done.id, '48', lozere))!;
}

const refusal = (submission: { accepted: boolean; refusal?: string }): string | null => (submission.accepted ? null : (submission.refusal ?? ''));
const reviewed = async (id: string): Promise<ModelReview> => models.review((await models.find(id, '48', lozere))!);

/** What a person does between the import and the publication. */
async function decideAll(id: string): Promise<void> {
  const { text } = await reviewed(id);
  await models.fillBlanks(id, Object.fromEntries(text.blanks.map((blank) => [blank.id, blank.id === 'fait_a' ? 'Mende' : 'jour porté dans chaque signature'])), lozere);
  await models.answerReadings(id, { 'duree.reconduction_mois': 24 }, lozere);
  const { deviations, findings } = await reviewed(id);
  await models.approveDeviations(id, deviations.map(({ key }) => key), lozere);
  for (const { key } of findings.filter(({ blocking }) => blocking)) await models.waiveFinding(id, { key, reason }, lozere);
}

async function openOn(model: string): Promise<string> {
  return service.worker.get(RoundLaunch).open('48', lozere, 3, model);
}

async function sealed(roundId: string): Promise<Buffer> {
  const clerk = await clerkIn(service);
  const mails = service.mailbox.mails.length;
  await launch(service, clerk, roundId);
  const signers = await signersOf(service, roundId);
  await expectOfficialAnnexesReadable(await invitationOf(service, signers.find(({ college }) => college !== 'prefet')!, mails));
  for (const signer of signers.filter(({ college }) => college !== 'prefet')) await sign(service, signer, mails);
  await sign(service, signers.find(({ college }) => college === 'prefet')!, mails);
  await until(service, roundId, 'sealed');
  const round = await service.db.withIdentity(system, (tx) => loadRound(tx, roundId));
  const document = await service.worker.get(RoundReader).document(round, system);
  return readFileSync(document!.path).subarray(0, document!.length);
}

/** Whoever signs can open, from their own page, the very official PDF that is attached; and no other. */
async function expectOfficialAnnexesReadable(link: string): Promise<void> {
  const visitor = new Visitor(service.url);
  const { charte } = await service.web.get(OfficialFiles).current('48', lozere);
  expect((await visitor.get(link)).text).toContain(`Annexe 1 : ${charte!.title}, 2 pages`);
  expect(createHash('sha256').update((await visitor.get(`${link}/annexe-1.pdf`)).bytes).digest('hex')).toBe(charte!.sha256);
  expect((await visitor.get(`${link}/annexe-3.pdf`)).status).toBe(404);
}

describe('une version de modèle', () => {
  test('est relue, décidée, publiée, puis ne change plus', async () => {
    const row = await imported(shortText('trois (3) ans'));
    expect(row).toMatchObject({ modelId: '48-convention-d-essai', version: 1, state: 'draft', origin: 'imported', title: 'Convention d’essai' });
    expect((await reviewed(row.id)).refusals).toEqual(['readings_unanswered', 'findings_remain']);
    expect(refusal(await models.publish(row.id, lozere))).toBe('readings_unanswered');
    await decideAll(row.id);
    expect((await reviewed(row.id)).refusals).toEqual([]);
    expect(refusal(await models.publish(row.id, lozere))).toBeNull();

    const published = (await models.find(row.id, '48', lozere))!;
    const template = await models.template(published);
    expect(published.facts.publication!.template).toBe(createHash('sha256').update(template).digest('hex'));
    expect(published.facts.publication!.parts.map(({ name }) => name)).toHaveLength(10);
    expect(JSON.stringify((await readDocx(template)).paragraphs)).toContain('trois (3) ans');

    for (const again of [models.fillBlanks(row.id, {}, lozere), models.waiveFinding(row.id, { key: 'x', reason }, lozere), models.publish(row.id, lozere), models.correctRecognition(row.id, {}, lozere)]) {
      expect(refusal(await again)).toBe('version_published');
    }
    await expect(service.database.superuser(`update model_version set title = 'autre' where id = $1`, [row.id])).rejects.toThrow('never changes');
  });

  test('importée de nouveau, fait la version suivante ; la comparaison montre ce qui change', async () => {
    const before = (await models.list('48', lozere)).find(({ modelId }) => modelId === '48-convention-d-essai')!;
    const after = await imported(shortText('cinq (5) ans'));
    expect(after).toMatchObject({ modelId: before.modelId, version: before.version + 1 });
    const changed = (await models.compare(before, after)).filter(({ kind }) => kind !== 'same');
    expect(changed.map(({ article, words }) => [article, words.filter(({ kind }) => kind !== 'same').map(({ text }) => text)])).toEqual([['article 2', ['trois (3)', 'cinq (5)']]]);
    expect(refusal(await models.retire(after.id, 'court', lozere))).toBe('retire_reason_missing');
    expect(refusal(await models.retire(after.id, 'Importée par erreur.', lozere))).toBeNull();
    expect(refusal(await models.answerReadings(after.id, {}, lozere))).toBe('version_retired');
  });

  test('d’un département n’est pas vue d’un autre', async () => {
    const own = (await models.list('48', lozere)).find(({ departementCode }) => departementCode === '48')!;
    expect(await models.find(own.id, '12', aveyron)).toBeNull();
    expect((await models.list('12', aveyron)).map(({ modelId }) => modelId)).toEqual(['modele-paraphe']);
  });

  test('dont le fichier Word contient un champ attend qu’il soit réglé dans Word', async () => {
    const docx = await docxOfText([{ text: 'Convention {{x}}', heading: 1 }, { text: 'Art. 1- Objet', heading: 2 }, { text: 'Un alinéa.' }], { title: 'x', stylesOf: await conditionsTemplate() });
    const row = await imported(docx, 'champ.docx', 'Convention à régler');
    const { obstacles, refusals } = await reviewed(row.id);
    expect(obstacles.map(({ kind }) => kind)).toEqual(['command']);
    expect(refusals).toContain('obstacles_remain');
    expect(refusal(await models.publish(row.id, lozere))).toBe('obstacles_remain');
  });

  test.each<[string, string, Buffer, string]>([
    ['vide', 'x.txt', Buffer.alloc(0), 'file_empty'], ['d’un autre format', 'x.pdf', Buffer.from('%PDF-1.7'), 'file_kind_unknown'], ['qui se dit Word', 'x.docx', Buffer.from('bonjour'), 'docx_refused'],
    ['d’un codage inconnu', 'x.txt', Buffer.from([0xe9, 0xe8]), 'text_not_utf8'], ['sans article', 'x.txt', Buffer.from('Une lettre.'), 'nothing_recognised'], ['d’archive cassée', 'x.docx', Buffer.from('PK\u0003\u0004'), 'docx_refused'],
  ])('n’est pas faite d’un fichier %s', async (_, name, bytes, expected) => {
    expect(await models.import({ name, bytes, departementCode: '48' }, lozere)).toMatchObject({ ok: false, refusal: expected });
  });

  test('se fait aussi d’un modèle modifié dans Word, contrôlé à l’arrivée', async () => {
    const [builtIn] = await models.list('12', aveyron);
    const template = await models.template(builtIn!);
    const done = await models.upload(builtIn!.id, { name: 'modifié.docx', bytes: template, departementCode: '48', title: 'Modèle modifié' }, lozere);
    if (!done.ok) throw new Error(done.detail);
    const { refusals, templateFindings, findings } = await reviewed(done.id);
    expect({ templateFindings, errors: findings.filter(({ severity }) => severity === 'error'), refusals }).toEqual({ templateFindings: [], errors: [], refusals: [] });
    expect(refusal(await models.publish(done.id, lozere))).toBeNull();
    const row = (await models.find(done.id, '48', lozere))!;
    expect(row).toMatchObject({ modelId: '48-modele-paraphe', version: 1, origin: 'uploaded' });
    expect((await models.compare(builtIn!, row)).filter(({ kind }) => kind !== 'same')).toEqual([]);
  });

  test('n’est choisie par une tournée que publiée', async () => {
    const draft = await imported(shortText('dix (10) ans'), 'x.txt', 'Brouillon');
    await expect(openOn(draft.id)).rejects.toThrow(UnknownModel);
    await expect(openOn('inconnu')).rejects.toThrow(UnknownModel);
    const clerk = await clerkIn(service);
    const page = await clerk.get('/tournees/nouvelle');
    expect(page.text).toContain('Convention d’essai, version 1');
    expect(page.text).not.toContain('Brouillon');
    expect((await clerk.post('/tournees/nouvelle', { model: 'inconnu' })).status).toBe(422);
  });

  test('a ses refus dits en français', () => {
    for (const { sentence } of Object.values(modelRefusals)) expect(sentence).toMatch(/^\p{Lu}.*\.$/u);
  });
});

describe('les pièces officielles', () => {
  test('sont gardées avec leur empreinte et leur nombre de pages, la dernière en vigueur', async () => {
    const files = service.web.get(OfficialFiles);
    expect(await files.store({ annex: 'charte', title: 'Charte', bytes: Buffer.from('rien'), departementCode: '48' }, lozere)).toEqual({ ok: false, refusal: 'not_a_pdf' });
    expect(await files.store({ annex: 'charte', title: ' ', bytes: await pdfOf(1), departementCode: '48' }, lozere)).toEqual({ ok: false, refusal: 'title_missing' });
    for (const pages of [1, 2]) expect((await files.store({ annex: 'charte', title: 'Charte nationale', bytes: await pdfOf(pages), departementCode: '48' }, lozere)).ok).toBe(true);
    const { charte, accordCadre } = await files.current('48', lozere);
    expect(charte).toMatchObject({ title: 'Charte nationale', pages: 2 });
    expect(accordCadre).toBeNull();
    expect(await files.current('12', aveyron)).toEqual({ charte: null, accordCadre: null });
  });
});

test('hors démonstration, une tournée attend les PDF officiels des annexes 1 et 3 (décision 17)', async () => {
  const { worker } = service;
  const inProduction = new RoundLaunch({ ...service.config, mode: 'production' }, service.db, worker.get(WorkflowRunner), worker.get(RoundModels), service.clock);
  const { gaps } = await inProduction.checks(await openOn('modele-paraphe'), lozere);
  // The Charte is deposited above; the Accord cadre is not.
  expect(gaps.map(gapSentence)).toEqual([expect.stringContaining('annexe\u00a03, l’Accord cadre national')]);
});

verified('une tournée sur le texte officiel', () => {
  test('importé, relu, publié, est scellée avec ses pièces jointes', async () => {
    const row = await imported(readFileSync(officialPath), 'modele.txt', 'Convention officielle');
    const { text, findings } = await reviewed(row.id);
    expect(text.articles).toHaveLength(11);
    expect(findings.filter(({ severity }) => severity === 'error').length).toBeGreaterThan(0);
    await decideAll(row.id);
    expect(refusal(await models.publish(row.id, lozere))).toBeNull();

    const pdf = await sealed(await openOn('48-convention-officielle'));
    const [round] = await service.db.withIdentity(system, async (tx) => {
      const rows: { state: string; modelVersion: string; provenance: object }[] = await tx.query(
        'select round.state, round.model_version as "modelVersion", document.provenance from round join document on document.round_id = round.id where round.model_id = $1', ['48-convention-officielle']);
      return rows;
    });
    const { template } = (await models.find(row.id, '48', lozere))!.facts.publication!;
    expect(round).toMatchObject({ modelVersion: '1', state: 'sealed', provenance: { templateHash: template } });
    const files = await attachedFiles(pdf);
    expect(files.map(({ name }) => name)).toEqual(['annexe-1.pdf']);
    const { charte } = await service.web.get(OfficialFiles).current('48', lozere);
    expect(createHash('sha256').update(files[0]!.bytes).digest('hex')).toBe(charte!.sha256);
  });
});

verified('le texte officiel en Word', () => {
  test('avec numéros automatiques, tableau, notes, en-tête, surlignage et contrôle de contenu, est publié', async () => {
    const { docx } = await officialWord(readFileSync(officialPath, 'utf8'));
    const row = await imported(docx, 'modele.docx', 'Convention officielle en Word');
    const { text, obstacles, running } = await reviewed(row.id);
    expect(obstacles).toEqual([]);
    expect(text.articles).toHaveLength(11);
    expect(running.notes).toHaveLength(2);
    await decideAll(row.id);
    expect(refusal(await models.publish(row.id, lozere))).toBeNull();
  });

  test('publié, se modifie dans Word et fait une version qui garde ses lectures et ses conditions', async () => {
    const base = (await models.published('48', lozere)).find(({ modelId }) => modelId === '48-convention-officielle-en-word')!;
    const done = await models.upload(base.id, { name: 'modifié.docx', bytes: await models.template(base), departementCode: '48' }, lozere);
    if (!done.ok) throw new Error(done.detail);
    const { templateFindings, deviations } = await reviewed(done.id);
    expect({ templateFindings, deviations }).toEqual({ templateFindings: [], deviations: [] });
    const { findings } = await reviewed(done.id);
    for (const { key } of findings.filter(({ blocking }) => blocking)) await models.waiveFinding(done.id, { key, reason }, lozere);
    expect(refusal(await models.publish(done.id, lozere))).toBeNull();
    const row = (await models.find(done.id, '48', lozere))!;
    expect(row).toMatchObject({ modelId: base.modelId, version: 2, baseId: base.id });
    expect(row.facts.publication!.printed).toEqual(base.facts.publication!.printed);
    expect(row.facts.readings).toMatchObject({ 'duree.reconduction_mois': 24 });
  });
});

test('une tournée sur le modèle du projet est scellée comme avant', async () => {
  expect((await sealed(await openOn('modele-paraphe'))).subarray(0, 5).toString()).toBe('%PDF-');
});

async function pdfOf(pages: number): Promise<Buffer> {
  const document = await PDFDocument.create();
  for (let page = 0; page < pages; page += 1) document.addPage([595, 842]);
  return Buffer.from(await document.save());
}

verified('deux conventions assemblées', () => {
  test('se comparent mot à mot, à l’écran et en PDF, dans leur département seulement', async () => {
    const rows = await service.database.superuser<{ id: string; modelId: string }>(`select id, model_id as "modelId" from round where state = 'sealed' order by created_at`);
    const [official, house] = [rows.find(({ modelId }) => modelId !== 'modele-paraphe')!, rows.find(({ modelId }) => modelId === 'modele-paraphe')!];
    const clerk = await clerkIn(service);
    const page = await clerk.get(`/tournees/${official.id}/differences/${house.id}`);
    expect(page.status).toBe(200);
    expect(page.html).toMatch(/<ins|<del/);
    const same = await clerk.get(`/tournees/${house.id}/differences/${house.id}`);
    expect(same.text).toContain('Les deux textes ont les mêmes mots');
    const pdf = await clerk.get(`/tournees/${official.id}/differences/${house.id}/differences.pdf`);
    expect(pdf.bytes.subarray(0, 5).toString()).toBe('%PDF-');
    expect((await clerk.get(`/tournees/${official.id}`)).status).toBe(200);
    expect((await clerk.get(`/tournees/${randomUUID()}/differences/${house.id}`)).status).toBe(404);
  });
});
