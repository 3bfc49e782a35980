import { depositExaminationsPerHourMax, depositFileBytesMax, depositsMax } from '#libs/features/authority';
import { loadRound } from '#libs/features/round';
import { systemActor } from '#libs/platform';
import { clerkIn, mailsSoFar, until } from '../support/actors.js';
import type { Signer } from '../support/actors.js';
import { frozenProject } from '../support/frozen-project.js';
import { eventually } from '../support/patience.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import { smallPdf } from '../support/small-pdf.js';
import { Visitor } from '../support/visitor.js';
import type { SentFile } from '../support/visitor.js';

/** Two communautés de communes and the département, in the order of the demonstration's directory. */
const structures = 3;

let service: Service;
let clerk: Visitor;
let id: string;
let first: Signer;
let second: Signer;
let third: Signer;
let links: Readonly<Record<string, string>>;
let pdf: Buffer;

const round = () => service.db.withIdentity(systemActor('test'), (tx) => loadRound(tx, id));
const project = () => `/tournees/${id}/projet`;
const place = ({ slotId }: Signer) => `/tournees/${id}/habilitations/${slotId}`;
const linkOf = ({ bodyName }: Signer) => links[bodyName]!;
const file = (content: Buffer, name = 'deliberation.pdf', type = 'application/pdf'): SentFile => ({ name, type, content });
const said = { decisionReference: 'n° 2026-41', adoptedOn: '2026-11-20', decisionPublishedOn: '2026-11-21', fullName: 'Paul Roux' };
const deposit = (signer: Signer, fields: Record<string, string>, files: Record<string, SentFile>, visitor = new Visitor(service.url)) => visitor.send(`${linkOf(signer)}/depot`, fields, files, linkOf(signer));
const code = (html: string) => /data-refusal="([a-z_]+)"/.exec(html)?.[1];
const deposits = () => service.database.superuser<{ id: string; slot_id: string; settlement: string | null }>('select id, slot_id, settlement from title_deposit where round_id = $1 order by seq', [id]);
const kept = async () => (await service.database.superuser('select 1 from signing_authority where round_id = $1', [id])).length;

beforeAll(async () => {
  service = await startService();
  clerk = await clerkIn(service);
  const frozen = await frozenProject(service, clerk, structures);
  ({ id, links } = frozen);
  [first, second, third] = frozen.signers as [Signer, Signer, Signer];
  pdf = await smallPdf('délibération');
}, 240_000);
afterAll(() => service?.stop());

test('lire le lien, vingt fois, ne dépose rien ; un envoi forgé non plus', async () => {
  for (let read = 0; read < 20; read++) expect((await fetch(`${service.url}${linkOf(first)}`, { method: read % 2 ? 'HEAD' : 'GET' })).status).toBe(200);
  expect((await fetch(`${service.url}${linkOf(first)}/depot`)).status).toBe(404);
  expect((await new Visitor(service.url).postForged(`${linkOf(first)}/depot`, said)).status).toBe(403);
  expect(await deposits()).toEqual([]);
});

test('ce qui est faux est dit à côté de son champ, et rien de ce qui est tapé n’est perdu', async () => {
  const refused = await deposit(first, { ...said, decisionReference: 'n° <b>41</b>', adoptedOn: '', decisionPublishedOn: '2027-01-15', fullName: ' ' }, { delibFile: file(pdf) });
  expect([refused.status, code(refused.html)]).toEqual([422, 'facts_incomplete']);
  expect(refused.html).toContain('value="n° &lt;b>41&lt;/b>"');
  expect(refused.html).toContain('value="2027-01-15"');
  for (const words of ['Indiquez le jour de la séance', 'Tapez votre prénom et votre nom']) expect(refused.text).toContain(words);
  expect((await deposit(first, { ...said, decisionPublishedOn: '2026-12-15' }, { delibFile: file(pdf) })).text).toContain('n’est pas encore venu');
  expect(code((await deposit(first, said, {})).html)).toBe('file_missing');
  expect(await deposits()).toEqual([]);
});

test.each<[string, () => Promise<SentFile>, string, number]>([
  ['une image qui se dit PDF', async () => file(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])), 'file_not_pdf', 422],
  ['une page HTML', async () => file(Buffer.from('<script>alert(1)</script>'), 'page.html', 'text/html'), 'file_not_pdf', 422],
  ['un PDF tronqué', async () => file(Buffer.from('%PDF-1.7 délibération')), 'file_not_pdf', 422],
  ['un PDF trop lourd', async () => file(Buffer.concat([pdf, Buffer.alloc(depositFileBytesMax, 0x20)])), 'file_too_large', 413],
])('%s est refusé, le reste de la saisie revient', async (_, sent, refusal, status) => {
  const refused = await deposit(first, said, { delibFile: await sent() });
  expect([refused.status, code(refused.html)]).toEqual([status, refusal]);
  expect(refused.html).toContain('value="n° 2026-41"');
  expect(await deposits()).toEqual([]);
});

/** What stands behind is read in another piece than the end of the first file. */
const heavyProof = 2_000_000;

test('la délibération trop lourde, sa preuve choisie aussi : rien de ce qui est tapé n’est perdu ni redemandé', async () => {
  const refused = await deposit(first, said, { delibFile: file(Buffer.concat([pdf, Buffer.alloc(depositFileBytesMax, 0x20)])), proofFile: file(Buffer.concat([pdf, Buffer.alloc(heavyProof, 0x20)]), 'accuse.pdf') });
  expect([refused.status, code(refused.html)]).toEqual([413, 'file_too_large']);
  for (const kept of ['n° 2026-41', '2026-11-21', 'Paul Roux']) expect(refused.html).toContain(`value="${kept}"`);
  expect(refused.text).not.toContain('Tapez votre prénom et votre nom');
});

test('un envoi démesuré est écarté avant que ses fichiers ne soient lus ; ce qui est tapé revient', async () => {
  const refused = await deposit(first, said, { delibFile: file(Buffer.alloc(5 * depositFileBytesMax)) });
  expect([refused.status, code(refused.html)]).toEqual([413, 'file_too_large']);
  for (const kept of ['n° 2026-41', 'Paul Roux']) expect(refused.html).toContain(`value="${kept}"`);
});

test('l’organisme dépose : sa page dit aussitôt ce qui rendrait la signature irrégulière et sur quel texte ; rien n’est jugé, et cela manque encore', async () => {
  const sent = await deposit(first, { ...said, decisionReference: 'n° <b>41</b>' }, { delibFile: file(pdf, '../../etc/passwd<img src=x>.pdf') });
  expect(sent.status).toBe(200);
  expect(sent.text).toContain('La préfecture va l’examiner');
  expect(sent.text).toContain('la transmission de la délibération au contrôle de légalité n’est pas établie');
  expect(sent.text).toMatch(/CGCT, art/);
  expect(sent.text).toContain('(à retenir par la préfecture)');
  expect(sent.html).not.toMatch(/<b>41|<img src/);
  expect(await kept()).toBe(0);
  const list = await clerk.get(project());
  expect(list.text).toMatch(/Déposé par l’organisme .* au nom de Paul Roux/);
  expect(list.text).toContain('Il manque, de cet organisme : référence de la délibération');
  const page = await clerk.get(place(first));
  expect(page.text).toContain('Déposé par l’organisme');
  expect(page.html).toContain('n° &lt;b>41&lt;/b>');
  expect(page.html).not.toMatch(/<b>41|<img src/);
  const [lines] = await service.database.superuser<{ text: string }>(`select string_agg(payload::text, ' ') as text from journal where subject_id = $1 and event = 'depositTitle'`, [id]);
  expect(lines!.text).toContain('depositId');
  expect(lines!.text).not.toMatch(/Roux|2026-41|<b>|passwd/);
});

test('la préfecture ouvre le fichier : toujours à enregistrer, sous un nom que rien n’exécute', async () => {
  const [row] = await service.database.superuser<{ id: string }>('select f.id from title_deposit_file f join title_deposit d on d.id = f.deposit_id where d.round_id = $1', [id]);
  const answer = await clerk.get(`${place(first)}/depots/pieces/${row!.id}`);
  expect([answer.status, answer.headers.get('content-type'), answer.headers.get('x-content-type-options')]).toEqual([200, 'application/pdf', 'nosniff']);
  expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="?passwd[^/\\<>]*\.pdf"?$/);
  expect(answer.bytes.equals(pdf)).toBe(true);
  // From another place, or by nobody, it does not exist.
  expect((await clerk.get(`${place(second)}/depots/pieces/${row!.id}`)).status).toBe(404);
  expect((await new Visitor(service.url).get(`${place(first)}/depots/pieces/${row!.id}`)).path).toBe('/connexion');
});

test('la préfecture renvoie en disant pourquoi : l’organisme le lit dans un courriel et sur sa page', async () => {
  const [waiting] = await deposits();
  const at = `${place(first)}/depots/${waiting!.id}`;
  const short = await clerk.post(`${at}/renvoi`, { returnReason: 'non' }, place(first));
  expect([short.status, short.html.includes('>non</textarea>')]).toEqual([422, true]);
  const before = await mailsSoFar(service);
  expect((await clerk.post(`${at}/renvoi`, { returnReason: 'La date de transmission manque.' }, place(first))).text).toContain('Le dépôt est renvoyé');
  const mail = await service.mailbox.receive(({ text, subject }) => subject.includes('à compléter') && text.includes(first.bodyName), before);
  expect(mail.text).toContain('La date de transmission manque.');
  const page = await new Visitor(service.url).get(linkOf(first));
  expect(page.text).toContain('Motif : « La date de transmission manque. »');
  expect(page.html).toContain('value="n° &lt;b>41&lt;/b>"');
  expect((await clerk.post(`${at}/retenue`, {}, place(first))).text).toContain('Ce dépôt n’attend plus rien');
});

test('transmise le jour même sans preuve, la page le dit ; l’heure prouvée la répare ; retenue, elle est le titre que l’on juge', async () => {
  service.clock.moveTo(new Date('2026-11-26T09:00:00Z'));
  // The session of two days ago is over.
  clerk = await clerkIn(service);
  const today = { ...said, decisionTransmittedOn: '2026-11-26', decisionTransmittedAt: '08:30' };
  const unproven = await deposit(first, today, {});
  expect(unproven.text).toContain('sans que l’heure soit prouvée');
  expect(unproven.text).toContain('heure non prouvée');
  const proven = await deposit(first, today, { proofFile: file(await smallPdf('accusé'), 'accuse.pdf') });
  expect(proven.text).toContain('rien ne manquerait à cette délibération');
  const [returned, replaced, waiting] = await deposits();
  expect([returned!.settlement, replaced!.settlement, waiting!.settlement]).toEqual(['returned', 'replaced', null]);
  expect((await clerk.post(`${place(first)}/depots/${waiting!.id}/retenue`, {}, place(first))).text).toContain('Le dépôt est retenu');
  const page = await clerk.get(place(first));
  expect(page.text).toContain('Rien ne manque.');
  expect(page.text).toContain('accuse.pdf');
  expect(page.text).toMatch(/déposé .* au nom de Paul Roux/);
  expect((await clerk.get(project())).text).toContain('n° 2026-41');
  const own = await new Visitor(service.url).get(linkOf(first));
  expect(own.text).toContain('La préfecture l’a retenue');
  const lines = await service.database.superuser<{ event: string }>(`select event from journal where subject_id = $1 and event in ('depositTitle', 'returnDeposit', 'takeDeposit') order by rank`, [id]);
  expect(lines.map(({ event }) => event)).toEqual(['depositTitle', 'returnDeposit', 'depositTitle', 'depositTitle', 'takeDeposit']);
});

test('le lien d’un organisme ne dépose rien pour un autre, et un lien inconnu rien du tout', async () => {
  await deposit(second, { ...said, bodyId: 'autre', slotId: first.slotId, fullName: 'Anne Vidal' }, { delibFile: file(pdf) });
  const rows = await deposits();
  expect(rows.at(-1)!.slot_id).toBe(second.slotId);
  expect((await clerk.get(place(first))).text).not.toContain('Anne Vidal');
  // A deposit is settled at its own place only.
  expect((await clerk.post(`${place(first)}/depots/${rows.at(-1)!.id}/retenue`, {}, place(first))).text).toContain('Ce dépôt n’attend plus rien');
  expect((await deposits()).at(-1)!.settlement).toBeNull();
  const lost = await new Visitor(service.url).send('/projet/inconnu/depot', said, { delibFile: file(pdf) }, linkOf(first));
  expect([lost.status, code(lost.html)]).toEqual([404, 'unknown']);
});

test('une preuve vaut pour l’heure avec laquelle elle a été envoyée : une autre heure la perd, ce qui ne change pas la garde', async () => {
  const hour = (at: string) => ({ ...said, decisionTransmittedOn: '2026-11-26', decisionTransmittedAt: at });
  expect((await deposit(second, hour('08:30'), { proofFile: file(pdf, 'accuse.pdf') })).text).toContain('rien ne manquerait à cette délibération');
  expect((await deposit(second, { ...hour('08:30'), decisionReference: 'n° 2026-42' }, {})).text).toContain('rien ne manquerait à cette délibération');
  const [{ proven }] = (await service.database.superuser<{ proven: boolean }>(`select exists (select from title_deposit_file f where f.deposit_id = d.id and f.id::text = d.decision->'transmitted'->>'proofFileId') as proven from title_deposit d where round_id = $1 order by seq desc limit 1`, [id])) as [{ proven: boolean }];
  expect(proven).toBe(true);
  expect((await deposit(second, hour('08:45'), {})).text).toContain('sans que l’heure soit prouvée');
});

test('une délibération retenue reste celle de l’organisme quand sa personne est remplacée : rien n’en manque, et le titre du nouveau venu est à décrire', async () => {
  const [row] = await service.database.superuser<{ person: string }>(`select slot->>'signatoryId' as person from round, jsonb_array_elements(facts->'slots') slot where round.id = $1 and slot->>'id' = $2`, [id, first.slotId]);
  const at = `/tournees/${id}/emplacements/${first.slotId}/signataires/${row!.person}`;
  await clerk.post(`${at}/remplacement`, { civility: 'Mme', firstName: 'Ève', lastName: 'Nouvelle', quality: 'présidente', email: 'eve.nouvelle@mairie.example' }, at);
  const own = await new Visitor(service.url).get(linkOf(first));
  expect(own.html).not.toContain('<strong>manque</strong>');
  expect(own.html).toContain('value="n° 2026-41"');
  const page = await clerk.get(`${place(first)}?titre=own_right`);
  expect(page.html).toContain('value="n° 2026-41"');
  expect(page.text).toContain('Le titre de Mme Nouvelle n’est pas décrit');
  expect((await clerk.get(project())).text).toContain('n° 2026-41');
});

test('les dépôts d’un organisme sont comptés', async () => {
  const visitor = new Visitor(service.url);
  for (let count = (await deposits()).filter(({ slot_id }) => slot_id === second.slotId).length; count < depositsMax; count++) expect((await deposit(second, said, {}, visitor)).status).toBe(200);
  const refused = await deposit(second, said, {}, visitor);
  expect([refused.status, code(refused.html)]).toEqual([429, 'deposits_too_many']);
  expect(refused.html).toContain('value="n° 2026-41"');
  expect((await deposits()).filter(({ slot_id, settlement }) => slot_id === second.slotId && settlement === null)).toHaveLength(1);
});

test('un organisme n’envoie qu’un dépôt à la fois : le second est écarté aussitôt, le premier arrive, les autres organismes déposent', async () => {
  const slow = await new Visitor(service.url).sendSlowly(`${linkOf(third)}/depot`, said, { delibFile: file(pdf) }, linkOf(third));
  // Nothing would come of it anyway: its day is missing.
  const again = () => deposit(third, { ...said, adoptedOn: '' }, { delibFile: file(pdf) });
  const refused = await eventually(again, ({ html }) => code(html) === 'upload_running', 'the first one is being received', 20_000);
  expect(refused.status).toBe(409);
  expect(refused.text).toContain('Un autre envoi de votre organisme est en cours');
  for (const kept of ['n° 2026-41', 'Paul Roux']) expect(refused.html).toContain(`value="${kept}"`);
  expect(refused.text).not.toContain('Indiquez le jour de la séance');
  expect(code((await deposit(second, { ...said, adoptedOn: '' }, { delibFile: file(pdf) })).html)).toBe('facts_incomplete');
  expect((await slow.end()).text).toContain('La préfecture va l’examiner');
  expect(code((await again()).html)).toBe('facts_incomplete');
});

test('les fichiers examinés d’un organisme sont comptés, refusés compris : passé le compte, une heure plus tard, et rien de tapé n’est perdu', async () => {
  const broken = file(Buffer.from('%PDF-1.7 délibération'));
  const codes: unknown[] = [];
  const visitor = new Visitor(service.url);
  // One was examined above.
  for (let count = 1; count < depositExaminationsPerHourMax; count++) codes.push(code((await deposit(third, said, { delibFile: broken }, visitor)).html));
  expect(new Set(codes)).toEqual(new Set(['file_not_pdf']));
  const refused = await deposit(third, said, { delibFile: file(pdf) }, visitor);
  expect([refused.status, code(refused.html)]).toEqual([429, 'examinations_too_many']);
  expect(refused.text).toContain('Recommencez dans une heure');
  for (const kept of ['n° 2026-41', 'Paul Roux']) expect(refused.html).toContain(`value="${kept}"`);
  // Kept where every process of the site reads it.
  expect(await service.database.superuser('select files from deposit_examination where round_id = $1 and slot_id = $2', [id, third.slotId])).toEqual([{ files: depositExaminationsPerHourMax }]);
  // What is no PDF at all costs nothing, and the others are not hindered.
  expect(code((await deposit(third, said, { delibFile: file(Buffer.from('PNG')) }, visitor)).html)).toBe('file_not_pdf');
  expect(code((await deposit(first, said, { delibFile: broken })).html)).toBe('file_not_pdf');
  service.clock.moveTo(new Date(service.clock.now().getTime() + 3_600_000));
  expect(code((await deposit(third, said, { delibFile: broken }, visitor)).html)).toBe('file_not_pdf');
  expect((await deposits()).filter(({ slot_id }) => slot_id === third.slotId)).toHaveLength(1);
});

test('l’adresse de l’organisme changée, l’ancien lien ne dépose plus', async () => {
  const body = (await round()).dossier!.gestionnaires.find(({ name }) => name === second.bodyName)!;
  const [row] = await service.database.superuser<{ signatory: { email: string } }>('select signatory from gestionnaire where id = $1', [body.id]);
  await service.database.superuser(`update gestionnaire set signatory = jsonb_set(signatory, '{email}', '"ailleurs@example.test"') where id = $1`, [body.id]);
  const refused = await deposit(second, said, { delibFile: file(pdf) });
  expect([refused.status, code(refused.html)]).toEqual([410, 'handed_over']);
  await service.database.superuser('update gestionnaire set signatory = $2 where id = $1', [body.id, row!.signatory]);
});

test('la signature ouverte, plus rien ne se dépose ; ce qui attendait se retient encore', async () => {
  const before = await deposits();
  clerk = await clerkIn(service);
  await clerk.post(`${project()}/signature`, { collectUntil: '2026-12-24' }, project());
  await until(service, id, 'collecting');
  const visitor = new Visitor(service.url);
  const refused = await visitor.send(`${linkOf(second)}/depot`, said, { delibFile: file(pdf) }, '/');
  expect([refused.status, code(refused.html)]).toEqual([410, 'collecting']);
  expect(refused.text).toContain('La signature est ouverte');
  expect(await deposits()).toEqual(before);
  const offered = await clerk.get(place(second));
  expect(offered.text).toContain('ne peut plus déposer');
  expect(offered.text).not.toContain('dans un courriel, avec un lien pour déposer de nouveau');
  expect((await clerk.post(`${place(second)}/depots/${before.findLast(({ slot_id }) => slot_id === second.slotId)!.id}/retenue`, {}, place(second))).text).toContain('Le dépôt est retenu');
});
