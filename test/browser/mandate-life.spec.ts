import { shownMandateCode } from '#libs/features/mandate';
import { clerkAddress } from '../support/actors.js';
import { patienceMs } from '../support/patience.js';
import { findChromium, openScreen, phone, tablet } from './chromium.js';
import { MandateTablet, agentAddress, heading, scan, told } from './mandate-tablet.js';
import { signIn } from './people.js';

const chromiumPath = findChromium();
if (!chromiumPath) console.warn('PAS DE CHROMIUM : les mandats ne sont PAS essayés dans un vrai navigateur. Installez chromium, ou donnez CHROMIUM_PATH.');

const browsing = chromiumPath ? describe : describe.skip;

browsing('un mandat vit et finit, sur une tablette et sur un téléphone', () => {
  let desk: MandateTablet;

  beforeAll(async () => {
    desk = await MandateTablet.open(chromiumPath!);
  });
  afterAll(() => desk?.close());

  test('un acte se note en deux touches ; une note qui porterait un mot de passe est refusée, et gardée à l’écran', async () => {
    const { page, id } = await desk.signed('Acte');
    await page.goto(`${desk.service.url}/mandats/${id}`);
    await page.getByRole('button', { name: /j’ai agi/ }).tap();
    await page.getByText('L’acte est noté.').waitFor();
    expect(await told(page)).toContain('Action\u00a0: Famille et enfance');
    await page.getByText('Ajouter une note').tap();
    await page.locator('#note').fill('Son mot de passe est 1234');
    await page.getByRole('button', { name: 'Garder la note' }).tap();
    await page.locator('#error-summary:focus').waitFor();
    expect(await page.locator('#note').inputValue()).toBe('Son mot de passe est 1234');
    await desk.inspection.look(page, 'note-refusee');
    await page.locator('#note').fill('Rappeler lundi');
    await page.getByRole('button', { name: 'Garder la note' }).tap();
    await page.getByText('Rappeler lundi').waitFor();
    await page.getByText('Ajouter une pièce').tap();
    await page.locator('#fichier').setInputFiles({ ...scan, name: 'avis.pdf' });
    await page.getByLabel('Ce que c’est').fill('Avis d’imposition');
    await page.getByRole('button', { name: 'Garder la pièce' }).tap();
    await page.getByRole('link', { name: 'Avis d’imposition' }).waitFor();
    await page.getByText('La personne accepte qu’un autre organisme', { exact: false }).tap();
    await page.locator('#destinataire').selectOption({ index: 1 });
    await page.getByRole('button', { name: 'Elle vient d’accepter' }).tap();
    await page.getByText('L’accord de la personne est noté.').waitFor();
    await desk.inspection.look(page, 'mandat-avec-actes');
    expect(desk.faults).toEqual([]);
  });

  test('la personne révoque par le QR, de son téléphone et sans compte ; une seconde fois, la première date reste', async () => {
    const { id, code } = await desk.signed('Retrait');
    const own = await desk.opened(phone);
    const page = await own.newPage();
    await page.goto(`${desk.service.url}/mandat/${code}`);
    await heading(page, 'Votre mandat est en cours');
    expect(await told(page)).not.toContain('Retrait');
    await desk.inspection.look(page, 'qr-en-cours');
    await page.getByRole('link', { name: 'Arrêter ce mandat' }).tap();
    await heading(page, /Arrêter ce mandat/);
    await desk.inspection.look(page, 'qr-arreter');
    // Looking changes nothing: scanners follow links.
    expect(await desk.service.database.superuser('select state from mandate where id = $1', [id])).toEqual([{ state: 'active' }]);
    const again = await own.newPage();
    await again.goto(`${desk.service.url}/mandat/${code}/revocation`);
    desk.service.clock.moveTo(new Date('2026-08-31T08:20:07Z'));
    await page.getByRole('button', { name: 'Oui, arrêter ce mandat' }).tap();
    await heading(page, /le mandat est arrêté/);
    expect(await told(page)).toContain('10\u00a0h\u00a020\u00a0min\u00a007\u00a0s');
    await desk.inspection.look(page, 'qr-arrete');
    desk.service.clock.moveTo(new Date('2026-08-31T08:40:00Z'));
    const [answer] = await Promise.all([again.waitForResponse((one) => one.request().method() === 'POST'), again.getByRole('button', { name: 'Oui, arrêter ce mandat' }).tap()]);
    expect(answer.status()).toBe(409);
    await heading(again, /déjà arrêté/);
    expect(await told(again)).toContain('10\u00a0h\u00a020\u00a0min\u00a007\u00a0s');
    await desk.inspection.look(again, 'qr-deja-arrete');
    for (let end = performance.now() + patienceMs; performance.now() < end; await page.goto(`${desk.service.url}/mandat/${code}`)) if (await page.getByRole('link', { name: /reçu de la fin/ }).count()) break;
    const receipt = await own.request.get(`${desk.service.url}/mandat/${code}/recu.pdf`);
    expect([receipt.status(), (await receipt.body()).subarray(0, 5).toString()]).toEqual([200, '%PDF-']);
    const counter = await desk.agent.newPage();
    await counter.goto(`${desk.service.url}/mandats/${id}`);
    await counter.getByText('avec le code de son original', { exact: false }).first().waitFor();
    await desk.inspection.look(counter, 'mandat-revoque');
    expect(desk.faults).toEqual([]);
  });

  test('un code se tape ; inconnu, puis essayé trop souvent, il dit quoi faire', async () => {
    const { code } = await desk.signed('Code');
    const page = await (await desk.opened(phone)).newPage();
    await page.goto(`${desk.service.url}/mandat`);
    await desk.inspection.look(page, 'code-a-taper');
    await page.getByLabel('Votre code').fill('ABCD-EFGH');
    await page.getByRole('button', { name: 'Continuer' }).tap();
    await heading(page, 'Ce code n’est pas connu');
    await desk.inspection.look(page, 'code-inconnu');
    await page.getByLabel('Votre code').fill(shownMandateCode(code).toLowerCase());
    await page.getByRole('button', { name: 'Essayer de nouveau' }).tap();
    await heading(page, 'Votre mandat est en cours');
    let status = 0;
    for (let tries = 0; tries < 40 && status !== 429; tries++) status = (await page.goto(`${desk.service.url}/mandat/AAAABBBBCCCCDDDD`))!.status();
    await heading(page, 'Trop d’essais');
    await desk.inspection.look(page, 'code-trop-d-essais');
    expect(desk.faults).toEqual([]);
  });

  test('au guichet, la fin se confirme en deux touches, et ne se fait pas deux fois', async () => {
    const { page, id } = await desk.signed('Fin');
    await page.goto(`${desk.service.url}/mandats/${id}`);
    const stale = await desk.agent.newPage();
    await stale.goto(`${desk.service.url}/mandats/${id}/fin/resolution`);
    await page.getByRole('link', { name: 'La personne l’arrête' }).first().tap();
    await heading(page, 'La personne arrête son mandat');
    await desk.inspection.look(page, 'fin-revocation');
    await page.getByRole('button', { name: 'Révoquer maintenant' }).tap();
    await page.getByText('C’est fait. Retiré par la personne', { exact: false }).waitFor();
    await stale.getByRole('button', { name: 'Terminer le mandat' }).tap();
    await heading(stale, 'Ce mandat avait déjà pris fin');
    await desk.inspection.look(stale, 'deja-fini');
    await page.goto(`${desk.service.url}/mandats/${id}/fin/deces-ou-protection`);
    await heading(page, 'Ce mandat avait déjà pris fin');
    expect(desk.faults).toEqual([]);
  });

  test('la journée, une personne retrouvée, puis les chiffres, sans personne', async () => {
    const page = await desk.agent.newPage();
    await page.goto(`${desk.service.url}/mandats`);
    await heading(page, 'Mandats');
    await desk.inspection.look(page, 'journee');
    await page.getByLabel('Nom de naissance').fill('ACTE');
    await page.getByLabel('Premier prénom').fill('Odette');
    await page.getByLabel('Date de naissance').fill('17/03/1948');
    await page.getByRole('button', { name: 'Retrouver' }).tap();
    await heading(page, 'Odette ACTE');
    expect(page.url()).not.toMatch(/acte/i);
    await desk.inspection.look(page, 'personne-retrouvee');
    await page.getByLabel('Nom de naissance').fill('Akte');
    await page.getByRole('button', { name: 'Retrouver' }).tap();
    await heading(page, 'Aucun mandat à ce nom');
    await desk.inspection.look(page, 'personne-introuvable');
    const clerk = await desk.opened(tablet);
    const figures = await signIn(clerk, desk.service, clerkAddress);
    await figures.getByRole('link', { name: 'Mandats', exact: true }).click();
    await heading(figures, 'Mandats en 2026');
    expect(await told(figures)).not.toMatch(/Odette|MD-48/);
    await desk.inspection.look(figures, 'statistiques');
    const csv = await (await clerk.request.get(`${desk.service.url}/mandats/statistiques.csv?annee=2026`)).text();
    expect(csv).toMatch(/^\ufeffTrimestre;Mois;Structure;Démarche;/);
    expect(csv).toContain('2026-T3;2026-08;');
    expect(csv).not.toMatch(/Odette|MD-48|Astruc/);
    expect(desk.faults).toEqual([]);
  });

  test('passé minuit du dernier jour, le mandat est fini pour tous', async () => {
    const { id, code } = await desk.signed('Terme');
    desk.service.clock.moveTo(new Date('2027-02-28T23:00:00Z'));
    const page = await (await desk.opened(phone)).newPage();
    await page.goto(`${desk.service.url}/mandat/${code}`);
    await heading(page, 'Votre mandat est terminé');
    expect(await told(page)).toContain('le 28\u00a0février\u00a02027 à minuit');
    await desk.inspection.look(page, 'qr-expire');
    await desk.service.tick();
    const own = await openScreen(desk.browser, tablet);
    const counter = await signIn(own, desk.service, agentAddress);
    await counter.goto(`${desk.service.url}/mandats/${id}`);
    await counter.getByText('Fini avec sa durée', { exact: false }).first().waitFor();
    await desk.inspection.look(counter, 'mandat-expire');
    expect(desk.faults).toEqual([]);
  });
});
