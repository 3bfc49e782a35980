import { jest } from '@jest/globals';
import type { Departement, Gestionnaire } from '#libs/domain';
import { demonstrationDossier, saveDepartement, saveGestionnaire } from '#libs/features/directory';
import { journalOf, systemActor } from '#libs/platform';
import { clerkIn, openDraft } from '../support/actors.js';
import { fieldsOf, resend as resendAs, sendFields } from '../support/forms.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import { Visitor } from '../support/visitor.js';
import type { Page } from '../support/visitor.js';

/** Starting the whole service takes seconds on a busy machine. */
const patience = 60_000;
jest.setTimeout(patience);

const dossier = demonstrationDossier();
const [mende, florac] = dossier.structures.filter(({ format }) => format === 'fixe');
const gestionnaire = dossier.gestionnaires[0]!;
const system = systemActor('test');
const weekdayNames = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const shut = Object.fromEntries(weekdayNames.flatMap((day) => [1, 2].flatMap((rank) => [[`${day}_${rank}_from`, ''], [`${day}_${rank}_to`, '']])));
const open = { ...shut, ...Object.fromEntries(weekdayNames.slice(0, 5).flatMap((day) => [[`${day}_1_from`, '09:00'], [`${day}_1_to`, '12:00'], [`${day}_2_from`, '13:00'], [`${day}_2_to`, '17:00']])) };

let service: Service;
let clerk: Visitor;
beforeAll(async () => {
  service = await startService();
  clerk = await clerkIn(service);
});
afterAll(() => service?.stop());

const send = (path: string, fields: [string, string][]): Promise<Page> => sendFields(clerk, path, fields);
const resend = (path: string, changes: Record<string, string>, from = path): Promise<Page> => resendAs(clerk, path, changes, from);
const linkTo = ({ html }: Page, path: string): string | undefined => [...html.matchAll(/href="([^"]*)"/g)].map(([, href = '']) => href.replaceAll('&amp;', '&')).find((href) => href.startsWith(path));

describe('l’annuaire', () => {
  test('se demande à qui n’est pas connecté', async () => expect((await new Visitor(service.url).get('/annuaire')).path).not.toBe('/annuaire'));

  test('montre tout le département, complet', async () => {
    const page = await clerk.get('/annuaire');
    expect(page.status).toBe(200);
    expect(page.text).toContain('Toutes les fiches sont complètes');
    expect(page.text).toContain('Voir les 20 fiches');
    const all = page.html + (await clerk.get('/annuaire?groupe=structures')).html;
    for (const { name } of [...dossier.structures, ...dossier.nationalPartners]) expect(all).toContain(name.replaceAll('&', '&amp;').replaceAll('"', '&quot;'));
  });

  test('lire chaque fiche ne change rien, et chaque lecture est au journal', async () => {
    const lines = (event: string) => service.database.superuser<{ lines: number }>(`select count(*)::int as lines from journal where (event = 'read') = ($1 = 'read') and subject <> 'reading'`, [event]);
    const [before, readBefore] = [await lines('other'), (await lines('read'))[0]!.lines];
    const shown = await Promise.all(['', '?groupe=structures', '?groupe=referents', '?groupe=offres'].map(async (part) => (await clerk.get(`/annuaire${part}`)).html));
    const cards = [...shown.join('').matchAll(/href="(\/annuaire\/[^"?]+)"/g)].map(([, path]) => path!).filter((path) => !path.startsWith('/annuaire/export') && path !== '/annuaire/import');
    expect(new Set(cards.map((path) => path.split('/')[2]))).toEqual(new Set(['prefet', 'prefecture', 'gestionnaires', 'structures', 'partenaires', 'partenaires-nationaux', 'partenaires-locaux', 'referents', 'offres']));
    for (const path of cards) expect([path, (await clerk.get(path)).status]).toEqual([path, 200]);
    expect(await lines('other')).toEqual(before);
    // The page of the reference names no person, nor does a blank card.
    expect((await lines('read'))[0]!.lines - readBefore).toBe(cards.filter((path) => !/\/(partenaires-nationaux|nouve\w+)$/.test(path)).length);
  });
});

describe('une page qui montre beaucoup de personnes', () => {
  test('est notée une fois par heure et par personne, sans rien de ce qui a été vu', async () => {
    const lines = () => service.database.superuser<{ payload: object; actor: { id: string } }>(`select payload, actor from journal where subject = 'reading' order by seq`);
    await clerk.get('/annuaire');
    const first = await lines();
    expect(first.map(({ payload }) => payload)).toContainEqual({ kind: 'directory', id: '48' });
    await clerk.get('/annuaire');
    expect(await lines()).toEqual(first);
    service.clock.moveTo(new Date(service.clock.now().getTime() + 3_600_000));
    await clerk.get('/annuaire');
    expect((await lines()).length).toBe(first.length + 1);
  });
});

describe('une structure perd ses horaires', () => {
  const card = `/annuaire/structures/${mende!.id}`;
  let checks: string;
  beforeAll(async () => {
    checks = `/tournees/${await openDraft(service, clerk)}/controles`;
  });

  test('les contrôles le disent, et le lien mène à la fiche, d’où l’on revient', async () => {
    expect((await clerk.get(checks)).text).toContain('Rien ne s’oppose au lancement');

    const emptied = await resend(card, shut);
    expect(emptied.path).toBe('/annuaire');
    expect(emptied.text).toContain(`La fiche « ${mende!.name} » est enregistrée.`);
    expect(emptied.text).toContain('Manque : horaires');

    const blocked = await clerk.get(checks);
    expect(blocked.text).toContain('Un point empêche le lancement');
    const link = linkTo(blocked, card);
    expect(link).toBeDefined();

    const mended = await resend(card, open, link);
    expect(mended.path).toBe(checks);
    expect(mended.text).toContain('Rien ne s’oppose au lancement');
    expect((await clerk.get(card)).html).toMatch(/id="friday_2_to"[^>]* value="17:00"/);
  });

  test('le journal garde la fiche et l’auteur, rien de plus', async () => {
    const lines = () => service.db.withIdentity(system, (tx) => journalOf(tx, 'directory', '48')).then((all) => all.filter(({ event }) => event !== 'read'));
    const before = await lines();
    await resend(card, { phone: '04 66 00 00 50' });
    const added = (await lines()).slice(before.length);
    expect(added.map(({ event, payload }) => ({ event, payload }))).toEqual([{ event: 'edit', payload: { kind: 'structure', id: mende!.id } }]);
    expect(added[0]!.actor).toEqual({ kind: 'account', id: expect.any(String), departement: '48', role: 'prefecture', organisation: null });
  });

  test('une saisie fausse est gardée, dite au champ, et rien n’est enregistré', async () => {
    const journal = () => service.database.superuser<{ lines: number }>(`select count(*)::int as lines from journal where event <> 'read'`);
    const before = await journal();
    const refused = await resend(card, { ...open, email: 'mairie', monday_2_from: '11:00', back: checks });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('2 points sont à corriger');
    expect(refused.html).toContain('href="#monday_2_from"');
    expect(refused.html).toMatch(/id="email"[^>]* value="mairie"/);
    expect(refused.html).toContain(`href="${checks}"`);
    expect((await clerk.get(card)).html).not.toMatch(/value="mairie"/);
    expect(await journal()).toEqual(before);
  });

  test('un retour vers ailleurs est ignoré', async () => expect((await resend(card, { back: 'https://ailleurs.example/' })).path).toBe('/annuaire'));
});

describe('les autres fiches', () => {
  test('le signataire pour le préfet', async () => {
    expect((await resend('/annuaire/prefet', { signatoryLastName: 'Delrieu' })).path).toBe('/annuaire');
    expect((await clerk.get('/annuaire/prefet')).html).toMatch(/id="signatoryLastName"[^>]* value="Delrieu"/);
  });

  test('un gestionnaire sans signataire manque à l’annuaire', async () => {
    const card = `/annuaire/gestionnaires/${gestionnaire.id}`;
    const empty = { signatoryFirstName: '', signatoryLastName: '', signatoryQuality: '', signatoryEmail: '' };
    expect((await resend(card, empty)).text).toContain('Manque : signataire');
    const { signatory } = gestionnaire;
    const back = await resend(card, { signatoryCivility: signatory!.civility, signatoryFirstName: signatory!.firstName, signatoryLastName: signatory!.lastName, signatoryQuality: signatory!.quality, signatoryEmail: signatory!.email });
    expect(back.text).toContain('Toutes les fiches sont complètes');
  });

  test('un partenaire national et un partenaire local', async () => {
    const national = `/annuaire/partenaires/${dossier.nationalPartners[0]!.id}`;
    expect((await resend(national, { localBody: 'Agence de Mende' })).text).toContain('Agence de Mende');
    const local = `/annuaire/partenaires-locaux/${dossier.localPartners[0]!.id}`;
    const before = fieldsOf(await clerk.get(local)).filter(([name]) => name === 'structureIds');
    expect(before.length).toBeGreaterThan(0);
    expect((await resend(local, { address: '3 place Neuve, 48000 Mende' })).path).toBe('/annuaire');
    expect(fieldsOf(await clerk.get(local)).filter(([name]) => name === 'structureIds')).toEqual(before);
    expect((await resend(local, { structureIds: '' })).status).toBe(422);
  });

  test('un référent nouveau, que son partenaire appelait', async () => {
    const partner = dossier.nationalPartners[0]!;
    const proposed = fieldsOf(await clerk.get(`/annuaire/referents/nouveau?partenaire=${partner.id}&structure=${florac!.id}`));
    expect(proposed).toEqual(expect.arrayContaining([['partnerId', partner.id], ['structureId', florac!.id]]));
    const typed = { fullName: 'Aline Teissier', partnerId: partner.id, structureId: florac!.id, phone: '3949', email: 'aline.teissier@partenaire.example' };
    expect((await clerk.post('/annuaire/referents/nouveau', typed)).status).toBe(422);
    const added = await clerk.post('/annuaire/referents/nouveau', { ...typed, phone: '04 66 00 00 48' });
    expect(added.path).toBe('/annuaire');
    expect(added.text).toContain('Aline Teissier');
  });

  test('un référent injoignable et un partenaire sans référent mènent à la bonne fiche', async () => {
    const partner = dossier.nationalPartners[1]!;
    await service.database.superuser('delete from referent where national_partner_code = $1', [partner.code]);
    const checks = `/tournees/${await openDraft(service, clerk)}/controles`;
    const link = linkTo(await clerk.get(checks), '/annuaire/referents/nouveau');
    expect(link).toContain(partner.id);
    const typed = { fullName: 'Marc Vidal', structureId: '', phone: '04 66 00 00 49', email: 'marc.vidal@partenaire.example' };
    const mended = await resend('/annuaire/referents/nouveau', typed, link);
    expect(mended.path).toBe(checks);
    expect(mended.text).toContain('Rien ne s’oppose au lancement');
  });
});

describe('ce qui n’est pas permis', () => {
  const elsewhere: Departement = { ...dossier.departement, code: '12', name: 'Aveyron', ofName: 'de l’Aveyron' };
  const stranger: Gestionnaire = { ...gestionnaire, id: '0b7e4a21-48c0-4f27-9b1a-3c5d0b7e4a21', name: 'Commune d’ailleurs' };
  beforeAll(() =>
    service.db.withIdentity(system, async (tx) => {
      await saveDepartement(tx, elsewhere, null);
      await saveGestionnaire(tx, elsewhere.code, stranger);
    }),
  );

  test('une fiche envoyée sans jeton est refusée', async () => {
    const before = await clerk.get('/annuaire/prefet');
    const forged = await clerk.postForged('/annuaire/prefet', { signatoryCivility: 'M.', signatoryFirstName: 'Jean', signatoryLastName: 'Pirate', signatoryQuality: 'préfet', signatoryEmail: 'pirate@ailleurs.example' });
    expect(forged.status).toBe(403);
    expect(fieldsOf(await clerk.get('/annuaire/prefet')).filter(([name]) => name !== '_csrf')).toEqual(fieldsOf(before).filter(([name]) => name !== '_csrf'));
  });

  test('la fiche d’un autre département n’existe pas, ni à lire ni à écrire', async () => {
    const card = `/annuaire/gestionnaires/${stranger.id}`;
    expect((await clerk.get(card)).status).toBe(404);
    const fields = fieldsOf(await clerk.get(`/annuaire/gestionnaires/${gestionnaire.id}`));
    expect((await send(card, fields)).status).toBe(404);
    expect(await service.database.superuser('select name, departement_code, city from gestionnaire where id = $1', [stranger.id])).toEqual([{ name: stranger.name, departement_code: '12', city: stranger.city }]);
    expect((await clerk.get('/annuaire')).html).not.toContain('d’ailleurs');
  });

  test.each(['structures', 'gestionnaires', 'partenaires', 'partenaires-locaux', 'referents'])('une fiche inconnue de %s n’est pas trouvée', async (folder) => {
    expect((await clerk.get(`/annuaire/${folder}/inconnue`)).status).toBe(404);
  });
});
