import { verifyEvidence } from '#libs/features/evidence';
import { loadRound } from '#libs/features/round';
import { systemActor } from '#libs/platform';
import { clerkAddress, clerkIn, codeFor, invitationOf, mailsSoFar, openDraft, sign, signersOf, until } from '../support/actors.js';
import { resend } from '../support/forms.js';
import { eventually } from '../support/patience.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import { Visitor } from '../support/visitor.js';

/** Two communautés de communes and the département, in the order of the demonstration's directory. */
const structures = 3;
const hash = /[0-9a-f]{64}/;

let service: Service;
let clerk: Visitor;
let id: string;
beforeAll(async () => {
  service = await startService();
  clerk = await clerkIn(service);
  id = await openDraft(service, clerk, structures);
});
afterAll(() => service?.stop());

const round = () => service.db.withIdentity(systemActor('test'), (tx) => loadRound(tx, id));
const project = () => `/tournees/${id}/projet`;
const confirmations = async () => (await round()).facts.confirmations;
const stateOf = async (bodyId: string) => (await confirmations()).find((one) => one.bodyId === bodyId)!.state;
const gestionnaires = async () => (await round()).dossier!.gestionnaires;
/** The address the directory asks first for a body. */
async function addressOf(bodyId: string): Promise<string> {
  const { gestionnaires: managing, nationalPartners, localPartners } = (await round()).dossier!;
  const body = [...managing, ...nationalPartners, ...localPartners].find((one) => one.id === bodyId)!;
  return body.signatory?.email ?? body.email;
}
/** The link of the latest mail to a body past the first `after` mails. */
async function linkOf(bodyId: string, after = 0): Promise<string> {
  const { bodyName } = (await confirmations()).find((one) => one.bodyId === bodyId)!;
  const to = await addressOf(bodyId);
  const mail = await service.mailbox.receive((one) => one.to === to && one.text.includes(bodyName) && one.text.includes('/projet/'), after);
  return new URL(/https?:\/\/\S+\/projet\/[\w-]+(?=[\s)>]|$)/m.exec(mail.text)![0]).pathname;
}
const partHashIn = (html: string) => /name="partHash" value="([^"]+)"/.exec(html)![1]!;

/** Reads the page behind a link, then answers it. */
async function answer(link: string, what: 'confirmation' | 'erreur', fields: Record<string, string>) {
  const visitor = new Visitor(service.url);
  const { html } = await visitor.get(link);
  return visitor.post(`${link}/${what}`, { partHash: partHashIn(html), ...fields }, link);
}

test('le projet s’ouvre depuis la dernière étape : chacun reçoit ses annexes, et ce qui manquera est montré dès ce jour', async () => {
  expect((await clerk.get(`/tournees/${id}/lancer`)).text).toContain('Faire confirmer les annexes');
  const opened = await clerk.post(project(), {}, `/tournees/${id}/lancer`);
  expect(opened.path).toBe(project());
  const asked = await confirmations();
  expect(asked.length).toBeGreaterThan(3);
  expect(asked.every(({ state }) => state === 'asked')).toBe(true);
  for (const { bodyName } of asked) expect(opened.text).toContain(bodyName);
  expect(opened.text).toContain('Il manque, de cet organisme : référence de la délibération');
  for (const { bodyId } of asked) expect(await linkOf(bodyId)).toMatch(/^\/projet\//);
  expect((await clerk.post(`/tournees/${id}/lancer`, { collectUntil: '2026-12-24', termEndsOn: '2027-12-31' }, `/tournees/${id}/controles`)).path).toBe(project());
});

test('un lien se lit autant de fois que l’on veut sans rien consommer, et ne confirme rien sans un nom tapé', async () => {
  const [first] = await gestionnaires();
  const link = await linkOf(first!.id);
  for (let read = 0; read < 20; read++) {
    const method = read % 2 ? 'HEAD' : 'GET';
    expect((await fetch(`${service.url}${link}`, { method })).status).toBe(200);
  }
  const visitor = new Visitor(service.url);
  const page = await visitor.get(link);
  const own = (await round()).dossier!.structures.filter(({ gestionnaireId }) => gestionnaireId === first!.id);
  expect(own.length).toBeGreaterThan(0);
  for (const { name, address } of own) for (const words of [name, address]) expect(page.text).toContain(words.replace(/[\s\u00a0\u202f]+/g, ' ').replace(/'/g, '’'));
  expect((await visitor.postForged(`${link}/confirmation`, { partHash: partHashIn(page.html), fullName: 'Un robot' })).status).toBe(403);
  expect((await answer(link, 'confirmation', { fullName: ' ' })).status).toBe(422);
  expect((await answer(link, 'confirmation', { fullName: 'Anne Vidal', partHash: '0'.repeat(64) })).text).toContain('Vos annexes ont changé');
  expect(await stateOf(first!.id)).toBe('asked');
});

test('l’un confirme, l’autre signale une erreur : la préfecture voit qui, depuis quand, et ce qui est faux', async () => {
  const [first, second] = await gestionnaires();
  const confirmed = await answer(await linkOf(first!.id), 'confirmation', { fullName: 'Anne Vidal' });
  expect(confirmed.text).toContain('C’est confirmé');
  const link = await linkOf(second!.id);
  expect((await answer(link, 'erreur', { saidBy: 'Paul Roux', words: 'faux' })).status).toBe(422);
  const before = service.mailbox.mails.length;
  expect((await answer(link, 'erreur', { saidBy: 'Paul Roux', words: 'Le téléphone de la structure a <changé> cet été.' })).text).toContain('Votre remarque est transmise');
  expect((await service.mailbox.receive(({ to, subject }) => to === clerkAddress && subject.includes('erreur'), before)).text).toContain('a <changé> cet été');
  const page = await clerk.get(project());
  expect(page.text).toContain('Par Anne Vidal');
  expect(page.text).toContain('Paul Roux');
  expect(page.html).toContain('Le téléphone de la structure a &lt;changé> cet été.');
  const lines = await service.database.superuser<{ payload: object }>(`select payload from journal where subject_id = $1 and event in ('confirmAnnexes', 'contestAnnexes')`, [id]);
  expect(JSON.stringify(lines)).not.toMatch(/Vidal|Roux|téléphone/);
});

test('l’annuaire corrigé, seul l’organisme concerné est interrogé de nouveau ; son ancienne page ne confirme plus', async () => {
  const [first, second] = await gestionnaires();
  const old = await linkOf(second!.id);
  const stale = partHashIn((await new Visitor(service.url).get(old)).html);
  const structure = (await round()).dossier!.structures.find(({ gestionnaireId }) => gestionnaireId === second!.id)!;
  const card = await resend(clerk, `/annuaire/structures/${structure.id}`, { phone: '04 66 00 11 22' });
  expect(card.status).toBe(200);
  expect((await clerk.get(project())).text).toContain('L’annuaire a changé');
  const before = await mailsSoFar(service);
  await clerk.post(`${project()}/relecture`, {}, project());
  const asked = await service.mailbox.receive(({ subject }) => subject.includes('à relire'), before);
  expect(asked.to).toBe(await addressOf(second!.id));
  expect(service.mailbox.mails.slice(before).filter(({ text }) => text.includes('/projet/'))).toHaveLength(1);
  expect([await stateOf(first!.id), await stateOf(second!.id)]).toEqual(['confirmed', 'asked']);
  // Both links are the same body's: the page of the older one shows the annexes of today.
  expect((await answer(old, 'confirmation', { fullName: 'Paul Roux', partHash: stale })).text).toContain('Vos annexes ont changé');
  expect((await answer(await linkOf(second!.id, before), 'confirmation', { fullName: 'Paul Roux' })).text).toContain('C’est confirmé');
});

test('la préfecture relance, passe outre en disant pourquoi, et n’arrête pas le texte avant', async () => {
  const [waited, ...others] = (await confirmations()).filter(({ state }) => state === 'asked');
  const before = service.mailbox.mails.length;
  await clerk.post(`${project()}/relances`, { bodyId: waited!.bodyId }, project());
  expect(await linkOf(waited!.bodyId, before)).toMatch(/^\/projet\//);
  expect((await clerk.post(`${project()}/arret`, { termEndsOn: '2027-12-31' }, project())).text).toContain('des organismes n’ont pas confirmé');
  expect((await clerk.post(`${project()}/dispenses`, { bodyId: waited!.bodyId, waiverReason: 'non' }, project())).status).toBe(422);
  for (const { bodyId } of [waited!, ...others]) await clerk.post(`${project()}/dispenses`, { bodyId, waiverReason: 'Confirmé par téléphone ce matin.' }, project());
  expect((await confirmations()).map(({ state }) => state)).not.toContain('asked');
  expect((await clerk.get(project())).text).toContain('Toutes les réponses sont là');
});

test('le texte arrêté, son empreinte et le projet de délibération partent à celles qui délibèrent, et personne ne signe', async () => {
  const before = await mailsSoFar(service);
  expect((await clerk.post(`${project()}/arret`, { termEndsOn: '2026-11-24' }, project())).status).toBe(422);
  await clerk.post(`${project()}/arret`, { termEndsOn: '2027-12-31' }, project());
  await until(service, id, 'project', 90_000);
  const { facts } = await round();
  expect(facts.contentHash).toMatch(hash);
  const deliberating = (await gestionnaires()).filter(({ kind }) => kind === 'commune' || kind === 'epci' || kind === 'departement');
  expect(deliberating.length).toBeGreaterThan(0);
  for (const body of deliberating) {
    const to = await addressOf(body.id);
    const mail = await service.mailbox.receive((one) => one.to === to && one.text.includes(body.name) && one.text.includes('projet-de-deliberation.docx'), before);
    expect(mail.text.replace(/\s/g, '')).toContain(facts.contentHash);
    const visitor = new Visitor(service.url);
    const word = await visitor.get(new URL(/https?:\/\/\S+projet-de-deliberation\.docx/.exec(mail.text)![0]).pathname);
    expect([word.status, word.bytes.subarray(0, 2).toString()]).toEqual([200, 'PK']);
    const link = /\/projet\/[\w-]+/.exec(mail.text)![0];
    const page = await visitor.get(link);
    expect(page.text).toContain('Le texte est arrêté');
    expect(page.text).toContain('Date de sa transmission au contrôle de légalité manque');
    expect((await visitor.get(`${link}/document.pdf`)).bytes.subarray(0, 4).toString()).toBe('%PDF');
  }
  expect(service.mailbox.mails.slice(before).filter(({ text }) => text.includes('/signer/'))).toEqual([]);
  expect(service.mailbox.mails.slice(before).filter(({ text }) => text.includes('projet-de-deliberation'))).toHaveLength(deliberating.length);
});

test('ce qui est reçu quitte la liste de ce qui manque, sur la page de la préfecture et sur celle de l’organisme', async () => {
  const signer = (await signersOf(service, id)).find(({ bodyName, college }) => college === 'gestionnaire' && bodyName.startsWith('Commun'))!;
  const place = `/tournees/${id}/habilitations/${signer.slotId}`;
  expect((await clerk.get(project())).html).toContain(place);
  const missing = ['référence de la délibération', 'date de sa publication'];
  for (const what of missing) expect((await clerk.get(project())).text).toContain(what);
  await clerk.post(place, { power: 'own_right', decision: 'deliberation', decisionReference: 'n° 2026-41', adoptedOn: '2026-11-20', decisionPublishedOn: '2026-11-21', decisionTransmittedOn: '2026-11-23' }, place);
  await clerk.upload(`${place}/pieces`, 'piece', { name: 'deliberation.pdf', type: 'application/pdf', content: Buffer.from('%PDF-1.4 délibération') }, place);
  const page = await clerk.get(project());
  expect(page.text).toContain('Tout est là.');
  expect(page.text).toContain('n° 2026-41');
  const body = (await gestionnaires()).find(({ name }) => name === signer.bodyName)!;
  expect((await new Visitor(service.url).get(await linkOf(body.id))).text).toContain('21 novembre 2026');
});

test('la signature s’ouvre sur ce texte-là : chacun reçoit son lien, et signe', async () => {
  const { contentHash } = (await round()).facts;
  const [first] = await gestionnaires();
  const former = await linkOf(first!.id);
  const before = service.mailbox.mails.length;
  expect((await clerk.post(`${project()}/signature`, { collectUntil: '2026-11-24' }, project())).status).toBe(422);
  const opened = await clerk.post(`${project()}/signature`, { collectUntil: '2026-12-24' }, project());
  expect(opened.path).toBe(`/tournees/${id}`);
  expect((await round()).facts).toMatchObject({ contentHash, collectUntil: '2026-12-24' });
  const signer = (await signersOf(service, id)).find(({ college, bodyName }) => college === 'gestionnaire' && bodyName.startsWith('Commun'))!;
  const [link, visitor] = [await invitationOf(service, signer, before), new Visitor(service.url)];
  const code = await codeFor(service, visitor, link, signer);
  expect((await visitor.post(`${link}/signature`, { fullName: signer.name, code }, `${link}/code`)).text).toContain('C’est signé');
  const over = await new Visitor(service.url).get(former);
  expect([over.status, over.text]).toEqual([410, expect.stringContaining('La signature est ouverte')]);
  // Its assembly may deliberate afterwards: the draft stays at hand.
  const draft = await new Visitor(service.url).get(`${former}/projet-de-deliberation.docx`);
  expect([draft.status, draft.bytes.subarray(0, 2).toString()]).toEqual([200, 'PK']);
  expect((await new Visitor(service.url).get('/projet/inconnu')).status).toBe(404);
});

test('signée jusqu’au bout, la convention passée par un projet a un dossier de preuve qui concorde', async () => {
  const { slots } = (await round()).facts;
  const left = (await signersOf(service, id)).filter(({ slotId }) => slots.find((one) => one.id === slotId)!.state !== 'approved');
  for (const signer of [...left.filter(({ college }) => college !== 'prefet'), ...left.filter(({ college }) => college === 'prefet')]) await sign(service, signer);
  await until(service, id, 'sealed');
  await eventually(() => service.database.superuser('select 1 from evidence where round_id = $1', [id]), (rows) => rows.length === 1, 'the evidence is made');
  const { checks } = await verifyEvidence({ evidence: (await clerk.get(`/tournees/${id}/preuve.pdf`)).bytes, document: (await clerk.get(`/tournees/${id}/document.pdf`)).bytes }, service.clock.now());
  expect(checks.filter(({ ok }) => !ok)).toEqual([]);
});
