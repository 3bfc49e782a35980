import { clerkIn, codeFor, invitationOf, launch, mailsSoFar, openDraft, signersOf } from '../support/actors.js';
import type { Signer } from '../support/actors.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import { Visitor } from '../support/visitor.js';

let service: Service;
let clerk: Visitor;
let id: string;
let signer: Signer;
beforeAll(async () => {
  service = await startService();
  clerk = await clerkIn(service);
  id = await openDraft(service, clerk, 1);
  await launch(service, clerk, id);
  signer = (await signersOf(service, id)).find(({ college }) => college === 'gestionnaire')!;
});
afterAll(() => service?.stop());

const page = () => `/tournees/${id}/habilitations/${signer.slotId}`;
const delegation = { power: 'delegation', reference: 'arrêté n° 2026-77', signedOn: '2026-11-02', named: 'yes', publishedOn: '2026-11-02', transmittedOn: '2026-11-02', objects: 'all', territory: 'whole', immediate: 'yes' };
const deliberation = { decision: 'deliberation', decisionReference: 'n° 2026-41', adoptedOn: '2026-11-20', decisionPublishedOn: '2026-11-21' };

/** Another person takes the place, and is asked. */
async function replacedBy(firstName: string, email: string): Promise<{ link: string; visitor: Visitor }> {
  const [row] = await service.database.superuser<{ person: string }>(`select slot->>'signatoryId' as person from round, jsonb_array_elements(facts->'slots') slot where round.id = $1 and slot->>'id' = $2`, [id, signer.slotId]);
  const place = `/tournees/${id}/emplacements/${signer.slotId}/signataires/${row!.person}`;
  const before = await mailsSoFar(service);
  await clerk.post(`${place}/remplacement`, { civility: 'Mme', firstName, lastName: 'Nouvelle', quality: 'adjointe', email }, place);
  signer = (await signersOf(service, id)).find(({ slotId }) => slotId === signer.slotId)!;
  expect(signer.email).toBe(email);
  return { link: await invitationOf(service, signer, before), visitor: new Visitor(service.url) };
}

test('la délibération non transmise est celle de l’organisme : qui remplace la personne décrite ne signe pas davantage, et la page dit que son titre reste à décrire', async () => {
  await clerk.post(page(), { ...delegation, ...deliberation }, page());
  expect((await clerk.get(page())).text).toMatch(/irrégulière/i);
  const { link, visitor } = await replacedBy('Ève', 'eve.nouvelle@mairie.example');
  const shown = await clerk.get(`${page()}?titre=own_right`);
  expect(shown.text).toContain('la transmission de la délibération au contrôle de légalité n’est pas établie');
  expect(shown.text).toContain('Le titre de Mme Nouvelle n’est pas décrit');
  for (const value of ['n° 2026-41', '2026-11-20', '2026-11-21']) expect(shown.html).toContain(`value="${value}"`);
  expect((await clerk.get(`/tournees/${id}/habilitations`)).text).toContain('1 irrégulière');
  const refused = await visitor.post(`${link}/code`, { fullName: signer.name }, link);
  expect(refused.status).toBe(409);
  expect(refused.text).toContain('la transmission de la délibération au contrôle de légalité n’est pas établie');
});

test('ce qui était saisi pour la personne remplacée ne devient pas le titre d’une autre', async () => {
  const field = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`);
  const { html } = await clerk.get(`${page()}?titre=own_right`);
  const late = await clerk.post(page(), { ...delegation, ...deliberation, known: field('known').exec(html)![1]!, person: '00000000-0000-4000-8000-000000000000' }, page());
  expect(late.status).toBe(422);
  expect(late.text).toContain('La personne de cette place a changé entre-temps');
  expect(late.html).toContain('value="arrêté n° 2026-77"');
  expect(field('person').exec(late.html)![1]).toBe(field('person').exec(html)![1]);
});

test('décrite en règle puis la personne remplacée, la signature cite la délibération, ne prend rien du pouvoir de l’autre, et la preuve dit que le sien est déclaré', async () => {
  const [, known] = /name="known" value="([^"]*)"/.exec((await clerk.get(`${page()}?titre=own_right`)).html)!;
  const done = await clerk.post(page(), { ...delegation, ...deliberation, decisionTransmittedOn: '2026-11-23', known: known! }, page());
  expect(done.text).toContain('Rien ne manque.');
  const { link, visitor } = await replacedBy('Inès', 'ines.nouvelle@mairie.example');
  expect((await clerk.get(`/tournees/${id}/habilitations`)).text).not.toMatch(/\d en règle/);
  const code = await codeFor(service, visitor, link, signer);
  expect((await visitor.post(`${link}/signature`, { fullName: signer.name, code }, `${link}/code`)).text).toContain('C’est signé');
  const [row] = await service.database.superuser<{ authority: unknown }>('select authority from approval where round_id = $1 and slot_id = $2', [id, signer.slotId]);
  expect(row!.authority).toMatchObject({ verdict: 'regular', faults: [], power: 'declared', mention: { capacity: [], references: [expect.stringContaining('2026-41')] } });
});
