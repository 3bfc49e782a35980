import { clerkAddress, clerkIn, codeFor, invitationOf, launch, mailsSoFar, openDraft, sign, signersOf, until } from '../support/actors.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import { Visitor } from '../support/visitor.js';

let service: Service;
let clerk: Visitor;
beforeAll(async () => {
  service = await startService();
  clerk = await clerkIn(service);
});
afterAll(() => service?.stop());

const journal = (id: string) => service.database.superuser<{ event: string; payload: Record<string, unknown>; state_from: string; state_to: string }>('select event, payload, state_from, state_to from journal where subject_id = $1 order by rank', [id]);

describe('un annuaire incomplet', () => {
  let before: { id: string; hours: object }[];
  beforeEach(async () => {
    before = await service.database.superuser('select id, hours from structure');
  });
  afterEach(async () => {
    for (const { id, hours } of before) await service.database.superuser('update structure set hours = $2 where id = $1', [id, hours]);
  });

  test('chaque manque est dit avec son article et le lien qui le répare, et la tournée ne part pas', async () => {
    const id = await openDraft(service, clerk);
    const [structure] = await service.database.superuser<{ id: string; name: string; hours: object }>('select id, name, hours from structure order by name limit 1');
    await service.database.superuser('update structure set hours = null where id = $1', [structure!.id]);
    const checks = await clerk.get(`/tournees/${id}/controles`);
    expect(checks.text).toContain(structure!.name);
    expect(checks.text).toContain('article 4.2');
    expect(checks.html).toContain(`/annuaire/structures/${structure!.id}`);
    const refused = await clerk.post(`/tournees/${id}/lancer`, { collectUntil: '2026-12-24', termEndsOn: '2027-12-31' }, `/tournees/${id}/controles`);
    expect(refused.status).toBe(422);
    const [round] = await service.database.superuser<{ state: string; dossier: unknown }>('select state, dossier from round where id = $1', [id]);
    expect(round).toEqual({ state: 'draft', dossier: null });
    expect((await journal(id)).at(-1)).toMatchObject({ event: 'refused.launch', payload: { refusal: 'gaps_remain' } });
  });

  test('les 24 heures se dérogent avec un motif, jamais en silence', async () => {
    const id = await openDraft(service, clerk);
    const [structure] = await service.database.superuser<{ id: string; hours: Record<string, unknown[]> }>(`select id, hours from structure where format = 'fixe' order by name limit 1`);
    await service.database.superuser('update structure set hours = $2 where id = $1', [structure!.id, { ...structure!.hours, monday: [], tuesday: [] }]);
    const waive = (reason: string) => clerk.post(`/tournees/${id}/derogations`, { code: 'structure_opening_insufficient', subjectId: structure!.id, [`reason-${structure!.id}`]: reason }, `/tournees/${id}/controles`);
    expect((await waive('non')).status).toBe(422);
    const page = await waive('Structure de montagne, fermée deux jours l’hiver');
    expect(page.status).toBe(200);
    expect(page.text).toContain('Structure de montagne');
    expect((await journal(id)).at(-1)).toMatchObject({ event: 'waive', payload: { subject: structure!.id } });
  });
});

describe('une tournée qui rencontre des obstacles', () => {
  let id: string;
  beforeAll(async () => {
    id = await openDraft(service, clerk, 1);
    await launch(service, clerk, id);
  });

  test('un refus veut un motif, suspend la tournée, prévient la préfecture ; la reprise ne réinvite que lui', async () => {
    const signers = await signersOf(service, id);
    const [, first, second] = signers;
    await sign(service, first!);
    const visitor = new Visitor(service.url);
    const link = await invitationOf(service, second!);
    expect((await visitor.post(`${link}/refus`, { reason: 'non' }, link)).status).toBe(422);
    await visitor.post(`${link}/refus`, { reason: 'Le bouquet de services ne nous convient pas.' }, link);
    await service.mailbox.receive(({ to, subject }) => to === clerkAddress && subject.includes('refus'));
    expect((await clerk.get(`/tournees/${id}`)).text).toContain('Le bouquet de services ne nous convient pas.');
    expect((await new Visitor(service.url).get(await invitationOf(service, signers[3]!))).text).toContain('suspendue');
    const sent = await mailsSoFar(service);
    await clerk.post(`/tournees/${id}/reprise`, {}, `/tournees/${id}`);
    await invitationOf(service, second!, sent);
    await mailsSoFar(service);
    // The others, whose page said that all was suspended, are reminded: they were invited already.
    const again = service.mailbox.mails.slice(sent).filter(({ text, subject }) => text.includes('/signer/') && !/rappel/i.test(subject));
    expect(again.map(({ to }) => to)).toEqual([second!.email]);
    expect((await visitor.get(await invitationOf(service, first!))).text).toContain('C’est signé');
  });

  test('un double clic, deux onglets : une seule signature, et personne ne voit d’erreur', async () => {
    const signer = (await signersOf(service, id))[3]!;
    const link = await invitationOf(service, signer);
    const visitor = new Visitor(service.url);
    const code = await codeFor(service, visitor, link, signer);
    const pages = await Promise.all([1, 2, 3].map(() => visitor.post(`${link}/signature`, { fullName: signer.name, code }, `${link}/code`)));
    for (const page of pages) expect(page.text).toContain('C’est signé');
    expect(await service.database.superuser('select 1 from approval where round_id = $1 and slot_id = $2', [id, signer.slotId])).toHaveLength(1);
  });

  test('un lien inventé mène à une page claire, ne change rien et laisse une trace', async () => {
    const page = await new Visitor(service.url).get(`/signer/${'A'.repeat(43)}`);
    expect(page.status).toBe(404);
    expect(page.text).toContain('Ce lien n’est pas reconnu');
    expect(await service.database.superuser(`select 1 from journal where event = 'refused.link'`)).not.toHaveLength(0);
  });

  test('au-delà du dernier jour le calendrier ferme la tournée ; le lien le dit ; la préfecture prolonge et un lien neuf part', async () => {
    const signer = (await signersOf(service, id))[2]!;
    const link = await invitationOf(service, signer);
    service.clock.moveTo(new Date('2026-12-24T22:59:00Z'));
    expect((await new Visitor(service.url).get(link)).status).toBe(200);
    service.clock.moveTo(new Date('2026-12-24T23:01:00Z'));
    const dead = await new Visitor(service.url).get(link);
    expect(dead.status).toBe(410);
    clerk = await clerkIn(service);
    // Someone asks: the calendar speaks first, though nobody has looked since.
    await clerk.post(`/tournees/${id}/reprise`, {}, `/tournees/${id}`);
    expect((await journal(id)).find(({ event }) => event === 'reachDeadline')).toMatchObject({ state_from: 'collecting', state_to: 'expired' });
    await service.mailbox.receive(({ to, subject }) => to === clerkAddress && subject.includes('délai'));
    const sent = await mailsSoFar(service);
    expect((await clerk.post(`/tournees/${id}/prolongation`, { extendUntil: '2026-12-25' }, `/tournees/${id}`)).status).toBe(422);
    await clerk.post(`/tournees/${id}/prolongation`, { extendUntil: '2027-01-31' }, `/tournees/${id}`);
    const fresh = await invitationOf(service, signer, sent);
    expect(fresh).not.toBe(link);
    expect((await new Visitor(service.url).get(fresh)).text).toContain(signer.bodyName);
  });

  test('qui a perdu son lien le retrouve par son adresse, sans que la page dise si elle est connue', async () => {
    const signer = (await signersOf(service, id))[2]!;
    const visitor = new Visitor(service.url);
    service.clock.moveTo(new Date('2026-12-26T09:00:00Z'));
    const sent = await mailsSoFar(service);
    const known = await visitor.post('/mes-liens', { email: signer.email });
    const unknown = await visitor.post('/mes-liens', { email: 'personne@nulle-part.example' });
    expect(known.text.replaceAll(signer.email, '·')).toBe(unknown.text.replaceAll('personne@nulle-part.example', '·'));
    await invitationOf(service, signer, sent);
  });

  test('suspendue jusqu’au-delà du dernier jour, la tournée n’est reprise qu’après une nouvelle date : aucune invitation ne part déjà morte', async () => {
    service.clock.moveTo(new Date('2027-01-30T09:00:00Z'));
    const refusing = (await signersOf(service, id))[2]!;
    const link = await invitationOf(service, refusing);
    await new Visitor(service.url).post(`${link}/refus`, { reason: 'Le conseil n’a pas délibéré.' }, link);
    await until(service, id, 'blocked');
    service.clock.moveTo(new Date('2027-02-03T09:00:00Z'));
    clerk = await clerkIn(service);
    const sent = await mailsSoFar(service);
    const refused = await clerk.post(`/tournees/${id}/reprise`, {}, `/tournees/${id}`);
    expect(refused.status).toBe(422);
    expect(refused.text.replaceAll(/[\u00A0\u202F]/g, ' ')).toContain('Le délai pour signer est passé depuis le 31 janvier 2027 : fixez d’abord une nouvelle date.');
    expect(refused.html).toContain(`/tournees/${id}/prolongation`);
    expect((await journal(id)).at(-1)).toMatchObject({ event: 'refused.resume', payload: { refusal: 'last_day_past' } });
    expect((await clerk.post(`/tournees/${id}/prolongation`, { extendUntil: '2027-01-31' }, `/tournees/${id}`)).status).toBe(422);
    const extended = await clerk.post(`/tournees/${id}/prolongation`, { extendUntil: '2027-02-28' }, `/tournees/${id}`);
    expect(extended.text).toContain('reprenez-la');
    expect((await journal(id)).at(-1)).toMatchObject({ event: 'extend', state_from: 'blocked', state_to: 'blocked' });
    expect(await mailsSoFar(service)).toBe(sent);
    await clerk.post(`/tournees/${id}/reprise`, {}, `/tournees/${id}`);
    const fresh = await invitationOf(service, refusing, sent);
    expect((await new Visitor(service.url).get(fresh)).text).toContain('Vous signez pour');
  });

  test('la préfecture abandonne avec un motif ; les personnes invitées l’apprennent ; les liens le disent', async () => {
    const signers = await signersOf(service, id);
    const link = await invitationOf(service, signers[2]!);
    clerk = await clerkIn(service);
    expect((await clerk.post(`/tournees/${id}/abandon`, { abandonReason: '' }, `/tournees/${id}`)).status).toBe(422);
    await clerk.post(`/tournees/${id}/abandon`, { abandonReason: 'Une nouvelle version du modèle est parue.' }, `/tournees/${id}`);
    await until(service, id, 'abandoned');
    await service.mailbox.receive(({ to, text }) => to === signers[1]!.email && text.includes('nouvelle version du modèle'));
    const dead = await new Visitor(service.url).get(link);
    expect(dead.status).toBe(410);
    expect(dead.text).toContain('pris fin');
    const prefet = signers[0]!;
    expect(service.mailbox.mails.filter(({ to }) => to === prefet.email)).toEqual([]);
  });
});

test('la tournée d’un autre département n’existe pas pour un agent', async () => {
  const id = await openDraft(service, clerk);
  await service.database.superuser(`update round set departement_code = '07' where id = $1`, [id]);
  for (const path of ['', '/controles', '/parties', '/lancer', '/document.pdf', '/evenements', '/assemblage']) expect((await clerk.get(`/tournees/${id}${path}`)).status).toBe(404);
  expect((await clerk.post(`/tournees/${id}/abandon`, { abandonReason: 'Je n’ai rien à faire ici.' }, '/tournees')).status).toBe(404);
});

test('sans compte, les pages de la préfecture mènent à la connexion', async () => {
  for (const path of ['/tournees', '/tournees/nouvelle', '/annuaire']) expect((await new Visitor(service.url).get(path)).path).toBe('/connexion');
});
