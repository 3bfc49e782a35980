import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { clerkAddress, clerkIn, invitationOf, launch, openDraft, sign, signersOf } from '../support/actors.js';
import type { Signer } from '../support/actors.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import { Visitor } from '../support/visitor.js';
import { desk, findChromium, openChromium, openScreen, phone } from './chromium.js';
import { ErrorInspection, phoneOnly } from './error-inspection.js';
import { downloadBy, signIn } from './people.js';

const chromiumPath = findChromium();
if (!chromiumPath) console.warn('PAS DE CHROMIUM : le circuit vu de la préfecture n’est PAS essayé dans un vrai navigateur. Installez chromium, ou donnez CHROMIUM_PATH.');

const journey = chromiumPath ? describe : describe.skip;
const pdf = Buffer.from('%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n');
const secretary = { civility: 'Mme', firstName: 'Aurore', lastName: 'Teyssèdre', quality: 'secrétaire générale de la préfecture', email: 'aurore.teyssedre@prefecture-48.example' };
const reason = 'L’annexe 4 ne donnait pas les bons horaires de la structure de Mende.';

journey('le circuit d’une tournée, vu de la préfecture', () => {
  const inspection = new ErrorInspection(process.env.PARAPHE_SCREENSHOTS ?? null);
  const lostInspection = new ErrorInspection(process.env.PARAPHE_SCREENSHOTS ?? null, phoneOnly);
  let service: Service;
  let browser: Browser;
  let page: Page;
  let id: string;
  let prefet: Signer;
  let gestionnaire: Signer;
  let partners: [Signer, Signer, Signer];

  beforeAll(async () => {
    service = await startService();
    await service.database.superuser(`update national_partner set member_to = '2026-01-01' where code not in ('france_travail', 'cnam', 'dgfip')`);
    const visitor = await clerkIn(service);
    id = await openDraft(service, visitor, 1);
    await launch(service, visitor, id);
    const [first, second, ...others] = await signersOf(service, id);
    [prefet, gestionnaire, partners] = [first!, second!, others as [Signer, Signer, Signer]];
    await sign(service, partners[0]);
    browser = await openChromium(chromiumPath!);
    page = await signIn(await screen(desk), service, clerkAddress);
  });
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
  });

  async function screen(options: BrowserContextOptions) {
    const context = await openScreen(browser, options);
    inspection.listenTo(context);
    return context;
  }
  const heading = (name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor();
  const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
  const follow = (name: string | RegExp) => page.getByRole('link', { name }).first().click();
  const tick = (field: string, label: string) => page.locator(`#${field}`).getByText(label, { exact: true }).click();
  const fill = async (fields: Record<string, string>) => {
    for (const [field, text] of Object.entries(fields)) await page.locator(`#${field}`).fill(text);
  };
  const refused = () => page.locator('#error-summary:focus').waitFor();
  const said = (text: string) => page.locator('.fr-alert--success').getByText(text).waitFor();
  const round = () => page.goto(`${service.url}/tournees/${id}`);
  /** From the round, the page of whoever is asked for that body. */
  async function place(signer: Signer): Promise<void> {
    await round();
    await page.locator(`a[href*="/emplacements/${signer.slotId}/signataires/"]`).first().click();
    await heading(signer.bodyName);
  }
  const now = async ({ slotId }: Signer): Promise<Signer> => (await signersOf(service, id)).find((one) => one.slotId === slotId)!;
  const line = ({ bodyName }: Signer): Locator => page.locator('#part-signatories').getByRole('listitem').filter({ hasText: bodyName });

  test('le préfet ne signera pas lui-même : une autre personne est désignée, et rien de ce qui est tapé n’est perdu', async () => {
    await place(prefet);
    await inspection.look(page, 'place-prefet');
    await press('Ce n’est plus cette personne qui signe');
    await fill({ firstName: 'Aurore', email: 'aurore.teyssedre' });
    await press('Désigner cette personne');
    await refused();
    expect(await page.locator('#firstName').inputValue()).toBe('Aurore');
    await inspection.look(page, 'place-remplacement-refuse');
    await tick('civility', 'Mme');
    const { civility: _, ...typed } = secretary;
    await fill(typed);
    await press('Désigner cette personne');
    await said('les autres signatures ne changent pas');
    expect(await now(prefet)).toMatchObject({ name: 'Aurore Teyssèdre', email: secretary.email });
    await line(partners[0]).getByText('A signé').waitFor();
  });

  test('sa délégation se décrit avec son arrêté ; incomplète, la page dit quoi et où', async () => {
    await follow(/^Habilitations.:/);
    await heading('Habilitations à signer');
    await inspection.look(page, 'habilitations');
    await follow(new RegExp(prefet.bodyName));
    await heading(prefet.bodyName);
    await inspection.look(page, 'habilitation-vide');
    await follow('Par délégation');
    await page.getByRole('heading', { name: 'La délégation' }).waitFor();
    await inspection.look(page, 'habilitation-delegation');
    await press('Enregistrer');
    await refused();
    await inspection.look(page, 'habilitation-refusee');
  });

  test('qui est préfet, et depuis quand, se note, et une faute de frappe se corrige', async () => {
    await follow('Qui est préfet, et depuis quand');
    await heading('Le préfet en fonction');
    await press('Enregistrer');
    await refused();
    await inspection.look(page, 'titulaires-refuse');
    await fill({ holder: 'M. Gauthier Sauvagnac', from: '2025-02-03' });
    await press('Enregistrer');
    await said('La prise de fonctions est notée.');
    await inspection.look(page, 'titulaires');
    await follow(/^Corriger/);
    await heading('Corriger une prise de fonctions');
    await inspection.look(page, 'titulaires-correction');
    await fill({ from: '2062-02-03' });
    await press('Enregistrer la correction');
    await refused();
    await inspection.look(page, 'titulaires-correction-refusee');
    await fill({ from: '2025-02-03' });
    await press('Enregistrer la correction');
    await said('La correction est notée');
    await follow('Revenir à l’habilitation');
    await heading(prefet.bodyName);
  });

  test('la pièce jointe, la délégation est en règle le jour même', async () => {
    await page.locator('input[type=file]').setInputFiles({ name: 'arrete.pdf', mimeType: 'application/pdf', buffer: Buffer.from('<html>') });
    await press('Joindre');
    await refused();
    await inspection.look(page, 'piece-refusee');
    await page.locator('input[type=file]').setInputFiles({ name: 'arrêté n° 2026-310.pdf', mimeType: 'application/pdf', buffer: pdf });
    await press('Joindre');
    await said('La pièce est jointe');
    await follow('Par délégation');
    await page.locator('#tenure').selectOption({ index: 1 });
    await fill({ reference: 'arrêté n° 2026-310', signedOn: '2026-03-02', publishedOn: '2026-03-03' });
    await page.locator('#publishedProof').selectOption({ label: 'arrêté n° 2026-310.pdf' });
    await press('Enregistrer');
    await said('L’habilitation est enregistrée.');
    await page.getByText('En règle').first().waitFor();
    await inspection.look(page, 'habilitation-en-regle');
    await follow('Habilitations à signer');
    await page.getByText('1 en règle').first().waitFor();
    await inspection.look(page, 'habilitations-une-en-regle');
  });

  test('une adresse fausse se corrige en cours de tournée : un lien part, et personne d’autre n’a à signer de nouveau', async () => {
    const wrong = await invitationOf(service, gestionnaire);
    const sent = service.mailbox.mails.length;
    await place(gestionnaire);
    await press('L’adresse électronique est fausse');
    await press('Corriger l’adresse');
    await refused();
    await inspection.look(page, 'place-adresse-refusee');
    await fill({ correctEmail: 'accueil.signature@lozere.example' });
    await press('Corriger l’adresse');
    await said('l’ancien lien ne permet plus de signer');
    await inspection.look(page, 'tournee-adresse-corrigee');
    const right = await invitationOf(service, await now(gestionnaire), sent);
    expect((await new Visitor(service.url).get(wrong)).status).toBe(410);
    expect((await new Visitor(service.url).get(right)).status).toBe(200);
    await line(partners[0]).getByText('A signé').waitFor();
  });

  test('la personne invitée en a désigné une autre : la préfecture la retrouve et décide', async () => {
    const link = await invitationOf(service, partners[1]);
    await new Visitor(service.url).post(`${link}/autre-personne`, { saidBy: 'Odile Faure', successorName: 'Nadia Perrin', successorEmail: 'nadia.perrin@cnam.example', why: 'Elle a reçu délégation en juin.' }, link);
    await place(partners[1]);
    await page.getByText('La personne invitée indique que ce n’est pas à elle de signer').waitFor();
    await inspection.look(page, 'place-proposition');
    for (const [field, suggested] of [['firstName', 'Nadia'], ['lastName', 'Perrin'], ['email', 'nadia.perrin@cnam.example']] as const) expect(await page.locator(`#${field}`).inputValue()).toBe(suggested);
    await tick('civility', 'Mme');
    await press('Désigner cette personne');
    await said('La personne désignée recevra son lien');
    expect(await now(partners[1])).toMatchObject({ name: 'Nadia Perrin' });
  });

  test('une signature donnée sur papier s’enregistre avec sa copie, qui se télécharge telle quelle', async () => {
    await place(partners[2]);
    await press('Enregistrer la signature manuscrite');
    await refused();
    await page.locator('#scan').setInputFiles({ name: 'signé.pdf', mimeType: 'application/pdf', buffer: pdf });
    await press('Enregistrer la signature manuscrite');
    await page.getByText('Joignez de nouveau la copie').first().waitFor();
    await refused();
    await inspection.look(page, 'place-papier-refuse');
    await fill({ signedOn: '2026-11-24' });
    await page.locator('#scan').setInputFiles({ name: 'signé.pdf', mimeType: 'application/pdf', buffer: pdf });
    await press('Enregistrer la signature manuscrite');
    await said('La signature manuscrite est enregistrée');
    await inspection.look(page, 'tournee-papier');
    const scan = await downloadBy(page, line(partners[2]).getByRole('link', { name: /^Copie numérisée/ }));
    expect(createHash('sha256').update(readFileSync(scan.path)).digest('hex')).toBe(createHash('sha256').update(pdf).digest('hex'));
  });

  test('un texte à changer est remplacé, avec son motif ; l’ancienne tournée mène à la nouvelle', async () => {
    await round();
    await press('Remplacer par un autre texte');
    await press('Remplacer la tournée');
    await refused();
    await inspection.look(page, 'remplacer-refuse');
    await page.locator('#supersedeReason').fill(reason);
    await press('Remplacer la tournée');
    await page.getByText('Étape 2 sur 4').waitFor();
    await inspection.look(page, 'parties-nouvelle-tournee');
    await round();
    await page.getByText(`Motif : ${reason}`).waitFor();
    await inspection.look(page, 'tournee-remplacee');
    const { slotId } = gestionnaire;
    const [{ person }] = (await service.database.superuser<{ person: string }>(`select slot->>'signatoryId' as person from round, jsonb_array_elements(facts->'slots') slot where id = $1 and slot->>'id' = $2`, [id, slotId])) as [{ person: string }];
    await page.goto(`${service.url}/tournees/${id}/emplacements/${slotId}/signataires/${person}`);
    await page.getByText('Rien ne peut plus changer ici').waitFor();
    await inspection.look(page, 'place-close');
    await page.goto(`${service.url}/tournees/${id}/habilitations/${slotId}/projet-de-deliberation.pdf`);
    await inspection.look(page, 'deliberation-retiree');
  });

  test('chaque page d’erreur de ces adresses dit quoi faire, et mène quelque part', async () => {
    const nobody = '00000000-0000-4000-8000-000000000000';
    const lost = [
      `/tournees/${nobody}/habilitations`, `/tournees/${id}/habilitations/slot_inconnu`, `/tournees/${id}/habilitations/${prefet.slotId}/pieces/${nobody}`, `/tournees/${id}/habilitations/${prefet.slotId}/pieces/autre-chose`,
      `/tournees/${id}/emplacements/slot_inconnu/signataires/${nobody}`, `/tournees/${id}/emplacements/${prefet.slotId}/signataires/${nobody}`, `/tournees/${id}/emplacements/${prefet.slotId}/papier`,
    ];
    const context = await openScreen(browser, { ...phone, storageState: await page.context().storageState() });
    lostInspection.listenTo(context);
    const strayed = await context.newPage();
    for (const [rank, path] of lost.entries()) {
      await strayed.goto(service.url + path);
      await lostInspection.look(strayed, `erreur-${rank}`);
    }
    expect(lostInspection.met).toHaveLength(lost.length);
  });

  test('aucune de ces pages n’a de défaut, au bureau comme au téléphone', () => {
    expect([...inspection.faults, ...lostInspection.faults]).toEqual([]);
  });
});
