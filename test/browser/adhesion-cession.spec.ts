import { randomUUID } from 'node:crypto';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { legalDay } from '#libs/domain';
import { giveMembership, recordPerson } from '#libs/features/identity';
import type { AgreementRow } from '#libs/features/agreement';
import { systemActor } from '#libs/platform';
import { clerkAddress } from '../support/actors.js';
import { programOf } from '../support/api-client.js';
import { livingAgreement } from '../support/living-agreement.js';
import { nothingLeft } from '../support/patience.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import { desk, findChromium, openChromium, openScreen, phoneSize } from './chromium.js';
import { PageInspection } from './page-inspection.js';
import { pressByKeyboard, signIn } from './people.js';

const chromiumPath = findChromium();
if (!chromiumPath) console.warn('PAS DE CHROMIUM : les adhésions et les cessions ne sont PAS essayées dans un vrai navigateur. Installez chromium, ou donnez CHROMIUM_PATH.');

const browsing = chromiumPath ? describe : describe.skip;
const system = systemActor('test');
/** A choice is made on its words: the box itself is drawn by the design system. */
const choose = (page: Page, words: string): Promise<void> => page.locator('label', { hasText: new RegExp(`^${words}`) }).click();

browsing('adhérer et céder, dans un vrai navigateur', () => {
  const inspection = new PageInspection(process.env.PARAPHE_SCREENSHOTS ?? null);
  let service: Service;
  let browser: Browser;
  let agreement: AgreementRow;
  let partnerId: string;
  let clerk: Page;
  let manager: Page;
  let partner: Page;
  let structure: { id: string; name: string; gestionnaire: string };

  /** Somebody who acts for an organisation, signed in on a screen of their own. */
  async function personOf(role: 'gestionnaire' | 'partner', organisationId: string, email: string): Promise<Page> {
    await service.db.withIdentity(system, async (tx) => {
      const accountId = await recordPerson(tx, { id: randomUUID(), email, fullName: 'Camille Essai' }, service.clock.now());
      await giveMembership(tx, { id: randomUUID(), accountId, role, organisationId, departementCode: '48', createdBy: 'test' }, service.clock.now());
    });
    return opened(email);
  }

  async function opened(email: string): Promise<Page> {
    const context: BrowserContext = await openScreen(browser, desk);
    inspection.listenTo(context);
    return signIn(context, service, email);
  }

  beforeAll(async () => {
    service = await startService({ now: new Date('2027-01-11T09:00:00Z') });
    agreement = await livingAgreement(service, { signedOn: legalDay('2026-12-01') });
    const [found] = await service.database.superuser<{ id: string }>('select id::text as id from local_partner where departement_code = $1 and signatory is not null order by name limit 1', ['48']);
    partnerId = found!.id;
    [structure] = (await service.database.superuser<typeof structure>('select id::text as id, name, gestionnaire_id::text as gestionnaire from structure where departement_code = $1 order by name limit 1', ['48'])) as [typeof structure];
    browser = await openChromium(chromiumPath!);
    clerk = await opened(clerkAddress);
    manager = await personOf('gestionnaire', structure.gestionnaire, 'camille@gestionnaire-48.example');
    partner = await personOf('partner', partnerId, 'camille@partenaire-48.example');
    // The phone of whoever has signed in at the office.
    await partner.setViewportSize(phoneSize);
    // The agreement enters into force once everybody has come in: its mails would cross those that open a session.
    await service.tick();
  });
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
  });

  test('un partenaire demande à adhérer depuis un téléphone ; rien de ce qu’il a saisi n’est perdu', async () => {
    await partner.goto(`${service.url}/adhesions`);
    await inspection.look(partner, 'adhesions-vide');
    await partner.getByRole('link', { name: 'Demander à adhérer' }).click();
    await inspection.look(partner, 'adhesion-demande');
    await partner.getByLabel(structure.name, { exact: false }).first().check({ force: true });
    await partner.getByLabel('Ce que vous proposez').fill('Non');
    await pressByKeyboard(partner, partner.getByRole('button', { name: 'Envoyer la demande' }));
    await partner.getByRole('alert').waitFor();
    await inspection.look(partner, 'adhesion-demande-erreur');
    expect(await partner.getByLabel('Ce que vous proposez').inputValue()).toBe('Non');
    expect(await partner.getByLabel(structure.name, { exact: false }).first().isChecked()).toBe(true);
    await partner.getByLabel('Ce que vous proposez').fill('Permanence d’accès aux droits des femmes, le premier mardi du mois, de 9 h à 12 h');
    await partner.getByRole('button', { name: 'Envoyer la demande' }).click();
    await partner.getByText('La demande est partie').waitFor();
    await inspection.look(partner, 'adhesion-partenaire');
  });

  test('le gestionnaire lit jusqu’à quand et pourquoi, et répond', async () => {
    await manager.goto(`${service.url}/adhesions`);
    await manager.locator('main .pf-list a').first().click();
    await manager.getByRole('heading', { level: 2, name: 'Votre réponse' }).waitFor();
    await inspection.look(manager, 'adhesion-examen');
    await choose(manager, 'Contre');
    await manager.getByRole('button', { name: 'Enregistrer la réponse' }).click();
    await manager.getByRole('alert').waitFor();
    await inspection.look(manager, 'adhesion-examen-erreur');
    await choose(manager, 'Pour');
    await manager.getByRole('button', { name: 'Enregistrer la réponse' }).click();
    await manager.getByText('Chaque gestionnaire concerné a donné son accord').waitFor();
    await inspection.look(manager, 'adhesion-acceptee');
  });

  test('la préfecture voit la demande, et fait signer l’acte', async () => {
    await clerk.goto(`${service.url}/adhesions`);
    await inspection.look(clerk, 'adhesions');
    await clerk.locator('main .pf-list a').first().click();
    await inspection.look(clerk, 'adhesion-prefecture');
    await clerk.getByRole('link', { name: 'Faire signer l’acte d’adhésion' }).click();
    await inspection.look(clerk, 'adhesion-signature');
    await clerk.goto(`${service.url}/conventions/${agreement.id}/adhesions/nouvelle`);
    await inspection.look(clerk, 'adhesion-prefecture-demande');
    await clerk.goto(`${service.url}/conventions/${agreement.id}`);
    await inspection.look(clerk, 'convention-avec-adhesion');
  });

  test('un gestionnaire demande une cession, un autre répond, la préfecture enregistre une lettre', async () => {
    await manager.goto(`${service.url}/conventions/${agreement.id}/cessions/nouvelle`);
    await inspection.look(manager, 'cession-demande');
    await choose(manager, 'Une cession');
    await manager.getByLabel('Nom de la personne morale').fill('Communauté de communes des Hautes Terres');
    await manager.getByLabel('Son SIRET').fill('200 066 009 00017');
    await manager.getByLabel('Jour d’effet').fill('2027-03-01');
    await manager.getByLabel('Motif').fill('Transfert de la compétence');
    await manager.getByRole('button', { name: 'Envoyer aux parties' }).click();
    await manager.getByRole('alert').waitFor();
    await inspection.look(manager, 'cession-demande-erreur');
    await manager.getByLabel('Son SIRET').fill('200 066 009 00016');
    await manager.getByRole('button', { name: 'Envoyer aux parties' }).click();
    await manager.getByText('La demande est partie à toutes les autres parties').waitFor();
    await inspection.look(manager, 'cession-cedant');
    const address = new URL(manager.url()).pathname;
    await clerk.goto(`${service.url}${address}`);
    await inspection.look(clerk, 'cession-prefecture');
    await choose(clerk, 'J’accepte la cession');
    await clerk.getByRole('button', { name: 'Enregistrer la réponse' }).first().click();
    await clerk.getByText('La réponse est enregistrée').waitFor();
    await clerk.getByLabel('Joindre d’abord la lettre numérisée').setInputFiles({ name: 'lettre.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7 lettre') });
    await clerk.getByRole('button', { name: 'Joindre la lettre', exact: true }).click();
    await clerk.getByText('La lettre est jointe').waitFor();
    await clerk.getByLabel('De qui est la lettre').selectOption({ index: 1 });
    await choose(clerk, 'Elle accepte');
    await clerk.getByLabel('Jour que porte la lettre').fill('2027-01-08');
    await clerk.getByLabel('Lettre numérisée', { exact: false }).last().selectOption({ index: 1 });
    await clerk.getByRole('button', { name: 'Enregistrer la réponse' }).last().click();
    await clerk.getByText('La réponse est enregistrée').waitFor();
    await inspection.look(clerk, 'cession-reponses');
    await clerk.goto(`${service.url}/conventions/${agreement.id}/cessions`);
    await inspection.look(clerk, 'cessions');
  });

  test('une fusion par la loi, et une cession refusée, disent leurs raisons', async () => {
    const program = await programOf(service, 'gestionnaire', structure.gestionnaire);
    const body = { assignee: { name: 'Commune nouvelle de Monts-de-Randon', siret: '20006600900016' }, effectOn: '2027-01-20', reason: 'Création d’une commune nouvelle' };
    const merged = await program.post(`/agreements/${agreement.id}/assignments`, { ...body, byLaw: { reference: 'arrêté préfectoral n° 2026-310, article L2113-5 du CGCT', actOn: '2026-12-15' } });
    await manager.goto(`${service.url}/cessions/${String(merged.json.id)}`);
    await manager.getByRole('button', { name: 'Pourquoi cette date et cette règle ?' }).click();
    await inspection.look(manager, 'cession-par-la-loi');
    const silent = await program.post(`/agreements/${agreement.id}/assignments`, { ...body, effectOn: '2027-01-12' });
    service.clock.moveTo(new Date('2027-01-12T09:00:00Z'));
    await service.tick();
    await nothingLeft(service.database, ['assignment', 'term']);
    // A day has passed: the session is closed.
    manager = await opened('camille@gestionnaire-48.example');
    await manager.goto(`${service.url}/cessions/${String(silent.json.id)}`);
    await manager.getByText('Refusée faute de consentement de').waitFor();
    await inspection.look(manager, 'cession-refusee');
  });

  test('rien n’est à reprendre', () => expect(inspection.faults).toEqual([]));
});
