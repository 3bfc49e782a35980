import { randomUUID } from 'node:crypto';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { demonstrationDossier } from '#libs/features/directory';
import { clerkAddress } from '../support/actors.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import { desk, findChromium, openChromium, openScreen } from './chromium.js';
import { PageInspection } from './page-inspection.js';
import { followMail, pressByKeyboard, signIn } from './people.js';

const chromiumPath = findChromium();
if (!chromiumPath) console.warn('PAS DE CHROMIUM : les pages des habilitations et des données personnelles ne sont PAS essayées dans un vrai navigateur. Installez chromium, ou donnez CHROMIUM_PATH.');

const browsing = chromiumPath ? describe : describe.skip;

browsing('les comptes et les données personnelles, dans un vrai navigateur', () => {
  const inspection = new PageInspection(process.env.PARAPHE_SCREENSHOTS ?? null);
  let service: Service;
  let browser: Browser;
  let clerk: Page;

  beforeAll(async () => {
    service = await startService();
    browser = await openChromium(chromiumPath!);
    clerk = await signedIn(clerkAddress);
  });
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
  });

  async function screen(): Promise<BrowserContext> {
    const context = await openScreen(browser, desk);
    inspection.listenTo(context);
    return context;
  }

  const signedIn = async (address: string): Promise<Page> => signIn(await screen(), service, address);

  /** A round that waits for the gestionnaire, and a structure of hers without hours: what a home is for. */
  async function somethingAsked(): Promise<void> {
    const [own] = await service.database.superuser<{ organisation: string }>(`select m.organisation_id as organisation from membership m join account a on a.id = m.account_id where a.email = 'lise.pradel@gestionnaire-48.example' and m.role = 'gestionnaire'`);
    const signatoryId = randomUUID();
    const slot = { id: `slot_${randomUUID()}`, college: 'gestionnaire', group: 1, bodyId: own!.organisation, bodyName: 'Association', capacity: 'présidente', signatoryId, state: 'invited', since: null, reason: null };
    const round = randomUUID();
    await service.database.superuser(
      `insert into round (id, number, departement_code, time_zone, state, facts, model_id, model_version, created_at, created_by) values ($1, '48-2026-099', '48', 'Europe/Paris', 'collecting', $2, 'modele-paraphe', '1', '2026-11-24', 'test')`,
      [round, { slots: [slot], collectUntil: '2026-12-05', termEndsOn: '2027-12-31' }],
    );
    await service.database.superuser(`insert into signatory (id, round_id, body_id, civility, first_name, last_name, quality, email) values ($1, $2, $3, 'Mme', 'Lise', 'Pradel', 'présidente', 'lise.pradel@gestionnaire-48.example')`, [signatoryId, round, own!.organisation]);
    await service.database.superuser(`update structure set hours = jsonb_set(hours, '{monday}', '[]') where gestionnaire_id = $1`, [own!.organisation]);
  }

  const open = (page: Page, path: string) => page.goto(`${service.url}${path}`);

  test('l’espace de chaque rôle', async () => {
    await somethingAsked();
    await open(clerk, '/espace');
    await inspection.look(clerk, 'espace-prefecture');
    for (const [name, address] of [['auditeur', 'odile.maurin@controle-48.example'], ['gestionnaire', 'lise.pradel@gestionnaire-48.example'], ['agent', 'yann.astruc@france-services-48.example'], ['partenaire', 'ines.salles@partenaire-48.example']] as const) {
      const page = await signedIn(address);
      await open(page, '/espace');
      await inspection.look(page, `espace-${name}`);
      if (name === 'gestionnaire') await page.getByText('demandez une dérogation motivée à la préfecture').first().waitFor();
      if (name === 'gestionnaire') {
        await open(page, '/habilitations');
        await inspection.look(page, 'habilitations-gestionnaire');
        await open(page, '/habilitations/nouvelle');
        await inspection.look(page, 'inviter-un-agent');
      }
      await page.context().close();
    }
  });

  test('inviter au clavier seul, erreurs comprises', async () => {
    await open(clerk, '/habilitations');
    await inspection.look(clerk, 'habilitations');
    await pressByKeyboard(clerk, clerk.getByRole('link', { name: 'Inviter une personne' }));
    await clerk.getByRole('heading', { level: 1, name: 'Inviter une personne' }).waitFor();
    await inspection.look(clerk, 'inviter');
    await pressByKeyboard(clerk, clerk.getByRole('button', { name: 'Envoyer l’invitation' }));
    await clerk.locator('#error-summary:focus').waitFor();
    await inspection.look(clerk, 'inviter-erreurs');
    await clerk.keyboard.press('Tab');
    await clerk.keyboard.press('Enter');
    await clerk.locator('#fullName:focus').waitFor();
    await clerk.keyboard.type('Lucie Blanc');
    await clerk.keyboard.press('Tab');
    await clerk.keyboard.type('yann.astruc@france-services-48.example');
    await clerk.keyboard.press('Tab');
    await clerk.keyboard.press('Space');
    for (let down = 0; down < 4 && !(await clerk.locator('input[name="role"][value="agent"]').isChecked()); down++) await clerk.keyboard.press('ArrowDown');
    await clerk.keyboard.press('Tab');
    await clerk.locator('#organisation:focus').waitFor();
    await clerk.keyboard.type('Structure');
    await pressByKeyboard(clerk, clerk.getByRole('button', { name: 'Envoyer l’invitation' }));
    await clerk.locator('#error-summary:focus').waitFor();
    await inspection.look(clerk, 'inviter-boite-partagee');
    await clerk.keyboard.press('Tab');
    await clerk.keyboard.press('Enter');
    await clerk.locator('#sharedMailbox:focus').waitFor();
    await clerk.keyboard.press('Space');
    await pressByKeyboard(clerk, clerk.getByRole('button', { name: 'Envoyer l’invitation' }));
    await clerk.getByRole('heading', { level: 1, name: 'Lucie Blanc' }).waitFor();
    await clerk.getByText('Cette adresse est aussi celle de Yann Astruc').waitFor();
    await inspection.look(clerk, 'habilitation-invitee');
  });

  test('mettre fin, désactiver', async () => {
    await clerk.getByRole('link', { name: 'Mettre fin à cette habilitation' }).click();
    await inspection.look(clerk, 'habilitation-fin');
    await clerk.getByRole('link', { name: 'Revenir' }).click();
    await clerk.getByRole('link', { name: 'Désactiver la personne' }).click();
    await inspection.look(clerk, 'habilitation-desactivation');
    await pressByKeyboard(clerk, clerk.getByRole('button', { name: 'Désactiver' }));
    await clerk.getByText('Lucie Blanc ne peut plus se connecter.').waitFor();
    await open(clerk, '/habilitations?etat=closes');
    await inspection.look(clerk, 'habilitations-closes');
    await clerk.getByRole('link', { name: 'Lucie Blanc' }).click();
    await inspection.look(clerk, 'habilitation-close');
    await open(clerk, '/habilitations?recherche=personne');
    await inspection.look(clerk, 'habilitations-recherche-vide');
  });

  test('mon compte, mes données, ma demande et sa réponse', async () => {
    await signedIn(clerkAddress);
    await open(clerk, '/mon-compte');
    await inspection.look(clerk, 'mon-compte');
    const person = await signedIn('lise.pradel@gestionnaire-48.example');
    await open(person, '/mon-compte');
    await inspection.look(person, 'mon-compte-deux-roles');
    await person.getByRole('link', { name: 'Voir mes données personnelles' }).click();
    await inspection.look(person, 'mes-donnees');
    for (const title of await person.locator('.fr-accordion__btn').all()) await title.click();
    await inspection.look(person, 'mes-donnees-depliees');
    await person.getByRole('button', { name: 'Envoyer la demande' }).click();
    await person.locator('#error-summary:focus').waitFor();
    await inspection.look(person, 'mes-donnees-erreurs');
    await person.getByText('Corriger une donnée').click();
    await person.getByLabel(/De quelles données/).fill('Mon prénom s’écrit Lyse, avec un y.');
    await person.getByRole('button', { name: 'Envoyer la demande' }).click();
    await person.getByText('Votre demande est reçue').waitFor();
    await inspection.look(person, 'mes-donnees-demande-recue');
    await open(clerk, '/demandes');
    await inspection.look(clerk, 'demandes');
    await clerk.getByRole('link', { name: 'Corriger une donnée' }).click();
    await inspection.look(clerk, 'demande');
    await clerk.getByRole('button', { name: 'Envoyer la réponse' }).click();
    await clerk.locator('#error-summary:focus').waitFor();
    await inspection.look(clerk, 'demande-erreurs');
    await clerk.getByText('C’est fait, ou le sera.').click();
    await clerk.getByLabel(/Motif/).fill('Article 16 : votre prénom est corrigé partout où il figure.');
    await clerk.getByRole('button', { name: 'Envoyer la réponse' }).click();
    await clerk.getByText('La réponse est enregistrée').waitFor();
    await inspection.look(clerk, 'demande-repondue');
  });

  test('sans compte : la page publique, le lien, les données', async () => {
    const context = await screen();
    const page = await context.newPage();
    await open(page, '/donnees-personnelles');
    await inspection.look(page, 'donnees-personnelles');
    await page.getByRole('link', { name: /voir tout ce qui est gardé/ }).click();
    await inspection.look(page, 'demander-un-lien');
    const address = demonstrationDossier().gestionnaires[0]!.signatory!.email;
    await page.getByLabel(/adresse/i).fill(address);
    await page.getByRole('button', { name: 'Recevoir un lien' }).click();
    await page.getByRole('heading', { level: 1, name: 'Consultez votre messagerie' }).waitFor();
    await inspection.look(page, 'lien-demande');
    const data = await followMail(context, await service.mailbox.receive(({ to }) => to === address));
    await inspection.look(data, 'donnees-par-lien');
    // A page that is gone is said so by the browser's console too: it is looked at outside the inspection's ear.
    const gone = await (await openScreen(browser, desk)).newPage();
    await open(gone, '/donnees-personnelles/demande/perime');
    await inspection.look(gone, 'lien-perime');
  });

  test('à la largeur d’un bureau comme d’un téléphone, aucune page n’a de défaut', () => expect(inspection.faults).toEqual([]));
});
