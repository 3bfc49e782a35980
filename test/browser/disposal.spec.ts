import type { Browser, BrowserContext, Page } from 'playwright-core';
import { legalDay } from '#libs/domain';
import { mandateById } from '#libs/features/mandate';
import { livingAgreement } from '../support/living-agreement.js';
import { untilMandate } from '../support/mandate-states.js';
import { agentOf, issue, ok } from '../support/mandates.js';
import type { MandateAgent, Shown } from '../support/mandates.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import { desk, findChromium, openChromium, openScreen } from './chromium.js';
import { PageInspection } from './page-inspection.js';
import { downloadBy, pressByKeyboard, signIn } from './people.js';

const chromiumPath = findChromium();
if (!chromiumPath) console.warn('PAS DE CHROMIUM : les pages des éliminations ne sont PAS essayées dans un vrai navigateur. Installez chromium, ou donnez CHROMIUM_PATH.');

const browsing = chromiumPath ? describe : describe.skip;
const lise = 'lise.pradel@gestionnaire-48.example';

browsing('les éliminations et les preuves, dans un vrai navigateur', () => {
  const inspection = new PageInspection(process.env.PARAPHE_SCREENSHOTS ?? null);
  let service: Service;
  let browser: Browser;
  let own: Page;
  let agent: MandateAgent;
  let mandate: Shown;

  const context = async (): Promise<BrowserContext> => {
    const opened = await openScreen(browser, desk);
    inspection.listenTo(opened);
    return opened;
  };

  beforeAll(async () => {
    service = await startService({ now: new Date('2026-11-24T09:00:00Z') });
    await livingAgreement(service, { termEndsOn: legalDay('2029-12-31') });
    const [{ structure }] = (await service.database.superuser<{ structure: string }>(`select m.organisation_id as structure from membership m join account a on a.id = m.account_id where a.email = $1 and m.role = 'agent'`, [lise])) as [{ structure: string }];
    agent = await agentOf(service, structure);
    mandate = await issue(agent, { demarches: ['family'] });
    ok(await agent.api.post(`/mandates/${mandate.id}/revocation`));
    await untilMandate(service, mandate.id, async (tx) => (await tx.query<unknown[]>('select from disposal_line where mandate_id = $1', [mandate.id])).length > 0);
    browser = await openChromium(chromiumPath!);
    own = await signIn(await context(), service, lise);
    const choice = own.getByRole('button', { name: /gestionnaire/i });
    if (await choice.count()) await choice.first().click();
  });
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
  });

  test('un mandat terminé attend ; le bordereau s’arrête, puis se vise au clavier', async () => {
    await own.goto(`${service.url}/elimination`);
    await own.getByText('1 mandat terminé attend', { exact: false }).waitFor();
    await inspection.look(own, 'eliminations');
    await own.getByRole('link', { name: /^Voir le bordereau/ }).click();
    await inspection.look(own, 'bordereau-ouvert');
    await own.getByRole('button', { name: 'Arrêter le bordereau' }).click();
    await own.getByRole('heading', { name: 'Enregistrer la réponse des Archives' }).waitFor();
    await inspection.look(own, 'bordereau-arrete');
    await own.getByLabel('Jour du visa', { exact: true }).fill('2026-11-20');
    await own.getByLabel('Référence du visa').fill('Visa n° 2026-041');
    await own.getByRole('button', { name: 'Enregistrer le visa et détruire' }).click();
    await own.locator('#error-summary:focus').waitFor();
    expect(await own.getByLabel('Référence du visa').inputValue()).toBe('Visa n° 2026-041');
    await inspection.look(own, 'visa-refuse');
    await own.getByLabel('Jour du visa', { exact: true }).fill('2026-11-24');
    await pressByKeyboard(own, own.getByRole('button', { name: 'Enregistrer le visa et détruire' }));
    await own.getByText('Le visa est enregistré', { exact: false }).first().waitFor();
    await untilMandate(service, mandate.id, async (tx) => (await mandateById(tx, mandate.id))?.state === 'destroyed');
    await own.reload();
    await inspection.look(own, 'bordereau-execute');
    const { fileName } = await downloadBy(own, own.getByRole('link', { name: 'Imprimer le bordereau' }));
    expect(fileName).toMatch(/^bordereau-BE-48-\d{6}\.pdf$/);
  });

  test('un visa permanent s’enregistre une fois', async () => {
    await own.goto(`${service.url}/elimination`);
    const form = own.getByText('Enregistrer un visa permanent');
    if (!(await own.getByLabel('Référence du visa').isVisible())) await form.click();
    await inspection.look(own, 'eliminations-sans-visa-permanent');
    await own.getByLabel('Référence du visa').fill('TG 48-2026');
    await own.getByLabel(/^Tableau de gestion/).fill('Tableau de gestion France Services, 2026');
    await own.getByLabel('Jour du visa', { exact: true }).fill('2026-01-15');
    await own.getByRole('button', { name: 'Enregistrer le visa permanent' }).click();
    await own.getByText('couvre vos éliminations', { exact: false }).waitFor();
    await inspection.look(own, 'visa-permanent');
  });

  test('la preuve d’un mandat s’ouvre avec un motif, et se télécharge', async () => {
    await own.goto(`${service.url}/mandats/litige`);
    await own.getByLabel(/^Numéro du mandat/).fill(mandate.number);
    await own.getByRole('button', { name: 'Ouvrir la preuve' }).click();
    await own.locator('#error-summary:focus').waitFor();
    await inspection.look(own, 'preuve-refusee');
    await own.getByText('L’usager conteste le mandat ou ce qui a été fait en son nom').click();
    await own.getByLabel(/^Motif/).fill('La fille de l’usagère conteste la démarche de novembre.');
    await own.getByRole('button', { name: 'Ouvrir la preuve' }).click();
    await own.getByRole('heading', { level: 1, name: `Preuve du mandat ${mandate.number}` }).waitFor();
    await inspection.look(own, 'preuve-ouverte');
    expect((await downloadBy(own, own.getByRole('link', { name: /Mandat signé/ }))).fileName).toBe(`${mandate.number}-original.pdf`);
    service.clock.moveTo(new Date('2026-11-24T10:00:01Z'));
    await own.reload();
    await own.getByText('Cette preuve est refermée', { exact: false }).waitFor();
    await inspection.look(own, 'preuves-ouvertes');
  });

  test('aucune page ne gêne personne', () => expect(inspection.faults).toEqual([]));
});
