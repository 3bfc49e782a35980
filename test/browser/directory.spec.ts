import type { Browser, Page } from 'playwright-core';
import { demonstrationDossier } from '#libs/features/directory';
import { clerkAddress } from '../support/actors.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import { desk, findChromium, openChromium, openScreen } from './chromium.js';
import { Keyboard } from './keyboard.js';
import { PageInspection } from './page-inspection.js';
import { signIn } from './people.js';

const chromiumPath = findChromium();
if (!chromiumPath) console.warn('PAS DE CHROMIUM : l’annuaire n’est PAS essayé dans un vrai navigateur. Installez chromium, ou donnez CHROMIUM_PATH.');

const browsing = chromiumPath ? describe : describe.skip;
const screenshotsFolder = process.env.PARAPHE_SCREENSHOTS ?? null;
const dossier = demonstrationDossier();
const bus = dossier.structures.find(({ format }) => format === 'bus')!;

browsing('l’annuaire, dans un vrai navigateur', () => {
  const inspection = new PageInspection(screenshotsFolder);
  let service: Service;
  let browser: Browser;
  let page: Page;
  let keys: Keyboard;

  beforeAll(async () => {
    service = await startService();
    browser = await openChromium(chromiumPath!);
    page = await signedIn(clerkAddress);
    keys = new Keyboard(page);
  });
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
  });

  async function signedIn(address: string): Promise<Page> {
    const context = await openScreen(browser, desk);
    inspection.listenTo(context);
    return signIn(context, service, address);
  }

  const link = (name: string | RegExp) => page.getByRole('main').getByRole('link', { name, exact: typeof name === 'string' });
  const button = (name: string | RegExp) => page.getByRole('main').getByRole('button', { name, exact: typeof name === 'string' });
  const saved = (name: string) => page.getByText(`La fiche «\u00a0${name}\u00a0» est enregistrée.`).waitFor();
  const heading = (name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor();
  const go = (path: string) => page.goto(service.url + path);

  /** An empty form sent with the Enter key: the summary takes the focus, and its first line leads to the field. */
  async function sendEmpty(field: string): Promise<void> {
    await keys.press(button('Enregistrer'));
    await page.locator('#error-summary:focus').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator(`#${field}:focus`).waitFor();
  }

  test('une structure s’ajoute, se corrige et se retire au clavier seul', async () => {
    await go('/annuaire');
    await inspection.look(page, 'annuaire');
    await keys.press(link('Ajouter une structure'));
    await heading('Nouvelle structure');
    await inspection.look(page, 'structure-nouvelle');
    await sendEmpty('name');
    await inspection.look(page, 'structure-refusee');
    await keys.type('name', 'France Services Aumont');
    await keys.choose('gestionnaireId', 'Commune de Lan');
    await keys.choose('format', 'Plus');
    await keys.day('labelledOn', '01012026');
    await keys.type('address', 'place du Portail');
    await keys.type('postcode', '48130');
    await keys.type('city', 'Peyre en Aubrac');
    await keys.tick('Ordinateur');
    await keys.press(button('Ajouter une étape'));
    await page.locator('#stops_1').waitFor();
    await page.keyboard.press('Tab');
    await page.locator('#stops_1_commune:focus').waitFor();
    await page.keyboard.type('Chirac');
    await inspection.look(page, 'structure-etape');
    await keys.choose('stops_1_weekday', 'mardi');
    await keys.choose('stops_1_rhythm', 'Le 1er du');
    await keys.hour('stops_1_from', '0900', 'A');
    await keys.hour('stops_1_to', '1200', 'P');
    await keys.press(button('Enregistrer'));
    await saved('France Services Aumont');

    await keys.press(link('France Services Aumont'));
    await heading('France Services Aumont');
    await inspection.look(page, 'structure');
    expect(await page.locator('#stops_1_from').inputValue()).toBe('09:00');
    expect(await page.locator('#labelledOn').inputValue()).toBe('2026-01-01');
    await keys.type('phone', '04 66 00 00 12');
    await page.keyboard.press('Enter');
    await saved('France Services Aumont');

    await keys.press(link('France Services Aumont'));
    await keys.press(link(/^Retirer cette fiche/));
    await heading(/^Retirer/);
    await inspection.look(page, 'structure-retirer');
    await keys.press(button('Retirer'));
    await page.getByText('est retirée de l’annuaire').waitFor();
  });

  test('un gestionnaire et une personne qui peut signer : au clavier seul, de l’ajout au retrait', async () => {
    await go('/annuaire');
    await keys.press(link('Ajouter un gestionnaire'));
    await heading('Nouveau gestionnaire');
    await sendEmpty('name');
    await keys.type('name', 'Commune de Chirac');
    await keys.choose('kind', 'Commune');
    await keys.type('siret', '20003452800041');
    await keys.type('address', 'place de la Mairie');
    await keys.type('postcode', '48100');
    await keys.type('city', 'Bourgs sur Colagne');
    await keys.type('email', 'mairie@chirac.example');
    await page.keyboard.press('Enter');
    await page.locator('#error-summary:focus').waitFor();
    await inspection.look(page, 'gestionnaire-siret-refuse');
    await keys.type('siret', '356 000 000 09075');
    await keys.chooseRadio('Madame', 'Monsieur');
    await keys.type('signatoryFirstName', 'Paul');
    await keys.type('signatoryLastName', 'Vidal');
    await keys.type('signatoryQuality', 'maire');
    await keys.type('signatoryEmail', 'mairie@chirac.example');
    await page.keyboard.press('Enter');
    await saved('Commune de Chirac');

    await keys.press(link('Commune de Chirac'));
    await keys.press(link('Ajouter une personne'));
    await heading('Nouvelle personne qui peut signer');
    await sendEmpty('signatoryCivility');
    await inspection.look(page, 'personne-refusee');
    await keys.chooseRadio('Madame', 'Madame');
    await keys.type('signatoryFirstName', 'Alix');
    await keys.type('signatoryLastName', 'Roux');
    await keys.type('signatoryQuality', 'première adjointe');
    await keys.type('signatoryEmail', 'mairie@chirac.example');
    await page.keyboard.press('Enter');
    await page.getByText(/Cette adresse est aussi celle de Paul Vidal/).first().waitFor();
    await inspection.look(page, 'gestionnaire');
    await keys.press(link('Alix Roux'));
    await heading('Alix Roux');
    await inspection.look(page, 'personne');
    await keys.type('signatoryQuality', 'deuxième adjointe');
    await page.keyboard.press('Enter');
    await saved('Alix Roux');
    await keys.press(button(/Demander d’abord.*Alix Roux/));
    await page.getByText(/Alix Roux sera désormais la première personne sollicitée/).waitFor();
    await keys.press(link(/^Retirer Paul Vidal/));
    await heading(/^Retirer/);
    await keys.press(button('Retirer'));
    await page.getByText(/n’est plus parmi les personnes qui peuvent signer/).waitFor();
    await keys.press(link(/^Retirer cette fiche/));
    await keys.press(button('Retirer'));
    await page.getByText('est retirée de l’annuaire').waitFor();
  });

  test('une offre et ses permanences, au clavier seul', async () => {
    await go('/annuaire');
    await keys.press(link('Ajouter une offre'));
    await heading('Nouvelle offre complémentaire');
    await sendEmpty('label');
    await keys.type('label', 'Permanence retraite');
    await keys.choose('partnerId', 'La Poste');
    await keys.choose('structureId', 'France Services Mende');
    await keys.choose('mode', 'Sur');
    await keys.press(button('Ajouter une permanence'));
    await page.locator('#permanences_1').waitFor();
    await keys.choose('permanences_1_weekday', 'jeudi');
    await keys.hour('permanences_1_from', '0900', 'A');
    await keys.hour('permanences_1_to', '0830', 'A');
    await keys.press(button('Enregistrer'));
    await page.locator('#error-summary:focus').waitFor();
    await inspection.look(page, 'offre-refusee');
    await keys.hour('permanences_1_to', '1230', 'P');
    await keys.press(button('Enregistrer'));
    await saved('Permanence retraite');
    await go('/annuaire?groupe=offres');
    await keys.press(link('Permanence retraite'));
    await heading('Permanence retraite');
    await inspection.look(page, 'offre');
    await page.getByText('le jeudi, de 9\u00a0h à 12\u00a0h\u00a030').first().waitFor();
    await keys.type('label', 'Entretien retraite');
    await page.keyboard.press('Enter');
    await saved('Entretien retraite');
    await go('/annuaire?groupe=offres');
    await keys.press(link('Entretien retraite'));
    await keys.press(link(/^Retirer cette fiche/));
    await keys.press(button('Retirer'));
    await page.getByText('est retirée de l’annuaire').waitFor();
  });

  test('chaque page de l’annuaire, telle qu’on la lit', async () => {
    const { gestionnaires, nationalPartners, localPartners, referents } = dossier;
    const busy = gestionnaires.find(({ id }) => dossier.structures.some(({ gestionnaireId }) => gestionnaireId === id))!;
    const pages: [name: string, path: string][] = [
      ['bus', `/annuaire/structures/${bus.id}`], ['partenaire-national', `/annuaire/partenaires/${nationalPartners[0]!.id}`], ['partenaire-local', `/annuaire/partenaires-locaux/${localPartners[0]!.id}`],
      ['partenaire-local-nouveau', '/annuaire/partenaires-locaux/nouveau'], ['referent', `/annuaire/referents/${referents[0]!.id}`], ['referent-nouveau', '/annuaire/referents/nouveau'],
      ['prefet', '/annuaire/prefet'], ['prefecture', '/annuaire/prefecture'], ['partenaires-nationaux', '/annuaire/partenaires-nationaux'], ['partenaires-nationaux-2020', '/annuaire/partenaires-nationaux?jour=2020-01-01'],
      ['recherche', '/annuaire?q=langogne'], ['recherche-vaine', '/annuaire?q=introuvable'], ['groupe', '/annuaire?groupe=structures'], ['retrait-refuse', `/annuaire/gestionnaires/${busy.id}/retirer`],
    ];
    for (const [name, path] of pages) {
      await go(path);
      await inspection.look(page, name);
    }
    const auditor = await signedIn('odile.maurin@controle-48.example');
    await auditor.goto(`${service.url}/annuaire/structures/${bus.id}`);
    await inspection.look(auditor, 'structure-lecture-seule');
    await auditor.goto(`${service.url}/annuaire/gestionnaires/${busy.id}`);
    await inspection.look(auditor, 'gestionnaire-lecture-seule');
  });

  test('à la largeur d’un bureau comme d’un téléphone, aucune page n’a de défaut', () => expect(inspection.faults).toEqual([]));
  test('le focus s’est vu partout', () => expect([...keys.unseen]).toEqual([]));
});
