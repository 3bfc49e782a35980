import { randomUUID } from 'node:crypto';
import { demonstrationDossier, saveDepartement } from '#libs/features/directory';
import { giveMembership, recordPerson, tokenHash } from '#libs/features/identity';
import { systemActor } from '#libs/platform';
import { AccountDesk, ines, karim, linkIn, lise, odile, yann } from '../support/account-desk.js';
import type { Service } from '../support/service.js';
import { Visitor } from '../support/visitor.js';
import type { Page } from '../support/visitor.js';

const start = new Date('2026-11-24T09:00:00Z');
const minute = 60_000;
const day = 24 * 60 * minute;
const system = systemActor('test');
const dossier = demonstrationDossier();
const [structure, otherStructure] = [...dossier.structures].sort((a, b) => a.name.localeCompare(b.name, 'fr'));

let desk: AccountDesk;
let service: Service;
let clerk: Visitor;
beforeAll(async () => {
  desk = await AccountDesk.open(start);
  ({ service, clerk } = desk);
});
beforeEach(() => desk.anotherDay());
afterAll(() => service?.stop());

const cookieOf = (visitor: Visitor): string => visitor['cookies'].get('paraphe_session') ?? '';
const idsOf = ({ html }: Page, path: string): string[] => [...html.matchAll(new RegExp(`href="${path}/([0-9a-f-]{36})"`, 'g'))].map(([, id]) => id!);

describe('inviter', () => {
  const agent = { fullName: 'Nadia Coste', email: 'nadia.coste@gestionnaire-48.example', role: 'gestionnaire', organisation: structure!.gestionnaireId! };

  test('le courriel part, le lien fait entrer une fois, et le journal n’en garde que des numéros', async () => {
    const { visitor, path, link } = await desk.invited(clerk, agent);
    expect((await visitor.get('/espace')).text).toContain('Bonjour, Nadia Coste');
    expect((await new Visitor(service.url).get(link)).status).toBe(410);
    const shown = await clerk.get(path);
    expect(shown.text).toContain('Active');
    const [account] = await desk.rows<{ id: string }>('select id from account where email = $1', [agent.email]);
    const given = (await desk.linesOf(account!.id)).find(({ event }) => event === 'membership.given')!;
    expect(given.payload).toEqual({ membershipId: path.split('/')[2], role: 'gestionnaire', organisationId: agent.organisation });
    expect(JSON.stringify(given)).not.toMatch(/Coste|nadia/i);
  });

  test.each<[string, Record<string, string>, string]>([
    ['sans nom', { fullName: '' }, 'Indiquez le prénom et le nom'],
    ['une adresse coupée', { email: 'nadia.coste@' }, 'adresse électronique complète'],
    ['un rôle inconnu', { role: 'roi' }, 'Choisissez un rôle'],
    ['sans organisme', { organisation: '' }, 'Choisissez l’organisme'],
    ['un organisme d’ailleurs', { organisation: randomUUID() }, 'n’est pas de ceux que vous pouvez habiliter'],
    ['un organisme d’un autre rôle', { organisation: structure!.id }, 'n’est pas de ceux que vous pouvez habiliter'],
    ['une habilitation déjà donnée', {}, 'a déjà cette habilitation'],
  ])('est refusé %s, avec ce qui était saisi', async (_, change, sentence) => {
    const before = await desk.rows('select id from membership');
    const typed = { ...agent, ...change };
    const page = await clerk.post('/habilitations/nouvelle', typed);
    expect(page.status).toBe(422);
    expect(page.text).toContain(sentence);
    expect(page.html).toContain(`value="${typed.email}"`);
    expect(await desk.rows('select id from membership')).toHaveLength(before.length);
  });

  test('une boîte partagée réunit deux personnes, après confirmation', async () => {
    const shared = { ...agent, fullName: 'Paul Vidal' };
    const asked = await clerk.post('/habilitations/nouvelle', shared);
    expect(asked.status).toBe(422);
    expect(asked.text).toContain('elle est aussi celle de Nadia Coste');
    const { visitor } = await desk.invited(clerk, { ...shared, sharedMailbox: 'oui' });
    expect((await visitor.get('/mon-compte')).text).toContain('Vous êtes Paul Vidal');
    expect((await (await desk.signIn(agent.email, 'Nadia Coste')).get('/mon-compte')).text).toContain('Vous êtes Nadia Coste');
  });

  test('trois invitations par jour, pas une de plus ; le lendemain, de nouveau', async () => {
    const { path } = { path: (await clerk.post('/habilitations/nouvelle', { ...agent, fullName: 'Rose Amat', email: 'rose.amat@gestionnaire-48.example' })).path };
    for (let again = 0; again < 2; again++) expect((await clerk.post(`${path}/invitation`, {}, path)).text).toContain('L’invitation repart à');
    expect((await clerk.post(`${path}/invitation`, {}, path)).text).toContain('déjà partie trois fois');
    service.clock.moveTo(new Date(start.getTime() + day + minute));
    const later = await desk.signIn(karim);
    expect((await later.post(`${path}/invitation`, {}, path)).text).toContain('L’invitation repart à');
  });

  test('un robot qui lit les liens n’entre pas et n’use rien', async () => {
    const before = service.mailbox.mails.length;
    await clerk.post('/habilitations/nouvelle', { ...agent, fullName: 'Luc Sert', email: 'luc.sert@gestionnaire-48.example' });
    const link = linkIn((await desk.mailTo('luc.sert@gestionnaire-48.example', /accès/, before)).text);
    const scanner = new Visitor(service.url);
    for (let look = 0; look < 3; look++) expect((await scanner.get(link)).status).toBe(200);
    // Some send every form they find, too: what they cannot do is type the address.
    expect((await scanner.post(link)).status).toBe(422);
    const elsewhere = await scanner.post(link, { email: 'quelqu-un@ailleurs.example' });
    expect([elsewhere.status, elsewhere.text.includes('Indiquez l’adresse à laquelle ce courriel vous est parvenu'), elsewhere.html.includes('quelqu-un@ailleurs.example')]).toEqual([422, true, true]);
    expect(cookieOf(scanner)).toBe('');
    expect((await (await desk.enter(link, ' Luc.Sert@gestionnaire-48.example')).get('/espace')).status).toBe(200);
  });

  test('dans le navigateur qui a demandé le lien, un bouton suffit', async () => {
    const before = service.mailbox.mails.length;
    const visitor = new Visitor(service.url);
    await visitor.post('/connexion', { email: karim });
    const link = linkIn((await desk.mailTo(karim, /lien de connexion/, before)).text);
    expect((await visitor.get(link)).html).not.toContain('name="email"');
    expect((await new Visitor(service.url).get(link)).html).toContain('name="email"');
    expect((await visitor.post(link)).path).toBe('/espace');
  });
});

describe('la liste', () => {
  test('montre le département, se filtre, et sa lecture est au journal, en nombre', async () => {
    const before = (await desk.linesOf('48')).length;
    const page = await clerk.get('/habilitations');
    for (const name of ['Hélène Bastide', 'Lise Pradel', 'Yann Astruc', 'Odile Maurin']) expect(page.text).toContain(name);
    const filtered = await clerk.get('/habilitations?role=agent&recherche=astruc');
    expect(filtered.text).toContain('Yann Astruc');
    expect(filtered.text).not.toContain('Odile Maurin');
    expect((await clerk.get('/habilitations?recherche=%25')).text).toContain('Aucune habilitation trouvée');
    const added = (await desk.linesOf('48')).slice(before);
    expect(added.map(({ event, payload }) => ({ event, payload }))).toEqual([{ event: 'read', payload: { count: expect.any(Number) } }, { event: 'read', payload: { count: 1 } }, { event: 'read', payload: { count: 0 } }]);
  });

  test('l’auditeur lit et ne change rien', async () => {
    const auditor = await desk.signIn(odile);
    const page = await auditor.get('/habilitations');
    expect(page.text).toContain('Lise Pradel');
    expect(page.text).not.toContain('Inviter une personne');
    expect((await auditor.get('/habilitations/nouvelle')).status).toBe(403);
    const one = `/habilitations/${await desk.membershipId(yann, 'agent')}`;
    expect((await auditor.get(one)).status).toBe(200);
    expect((await auditor.get(`${one}/fin`)).status).toBe(403);
  });

  test.each([['un partenaire', ines], ['un agent', yann]])('%s n’y entre pas', async (_, address) => expect((await (await desk.signIn(address)).get('/habilitations')).status).toBe(403));

  test('un autre département n’y paraît pas, ni en liste ni par son numéro', async () => {
    const foreign = randomUUID();
    await service.db.withIdentity(system, async (tx) => {
      await saveDepartement(tx, { ...dossier.departement, code: '12', name: 'Aveyron', ofName: 'de l’Aveyron' }, null);
      const accountId = await recordPerson(tx, { id: randomUUID(), email: 'rene.loin@prefecture-12.example', fullName: 'René Loin' }, start);
      await giveMembership(tx, { id: foreign, accountId, role: 'prefecture', departementCode: '12', organisationId: null, createdBy: 'test' }, start);
    });
    expect((await clerk.get('/habilitations')).text).not.toContain('René Loin');
    for (const path of ['', '/fin', '/desactivation']) expect((await clerk.get(`/habilitations/${foreign}${path}`)).status).toBe(404);
    expect((await clerk.post(`/habilitations/${foreign}/fin`, {}, '/habilitations/nouvelle')).status).toBe(404);
  });
});

describe('un gestionnaire', () => {
  let manager: Visitor;
  beforeAll(async () => {
    service.clock.moveTo(start);
    manager = await desk.signIn(lise);
    if (!(await manager.get('/espace')).text.includes('Mes structures')) await manager.post('/mon-role', { membershipId: await desk.membershipId(lise, 'gestionnaire') });
  });

  test('voit ses agents et eux seuls', async () => {
    const page = await manager.get('/habilitations');
    expect(page.text).toContain('Yann Astruc');
    for (const name of ['Hélène Bastide', 'Inès Salles', 'Nadia Coste']) expect(page.text).not.toContain(name);
    const agents = await desk.rows<{ id: string }>(`select m.id from membership m join structure s on s.id = m.organisation_id where m.role = 'agent' and m.ended_at is null and s.gestionnaire_id = (select organisation_id from membership where id = $1)`, [await desk.membershipId(lise, 'gestionnaire')]);
    expect(idsOf(page, '/habilitations').sort()).toEqual(agents.map(({ id }) => id).sort());
  });

  test('n’ouvre pas les autres, et ne désactive personne', async () => {
    expect((await manager.get(`/habilitations/${await desk.membershipId(ines, 'partner')}`)).status).toBe(404);
    expect((await manager.get(`/habilitations/${await desk.membershipId(yann, 'agent')}/desactivation`)).status).toBe(403);
  });

  test('n’invite que des agents, pour ses structures', async () => {
    const [own] = await desk.rows<{ id: string; mine: boolean }>(`select id, true as mine from structure where gestionnaire_id = (select organisation_id from membership where id = $1) limit 1`, [await desk.membershipId(lise, 'gestionnaire')]);
    const [foreign] = await desk.rows<{ id: string }>(`select id from structure where gestionnaire_id <> (select organisation_id from membership where id = $1) limit 1`, [await desk.membershipId(lise, 'gestionnaire')]);
    const agent = { fullName: 'Marc Valette', email: 'marc.valette@france-services-48.example', role: 'agent', organisation: own!.id };
    expect((await manager.post('/habilitations/nouvelle', { ...agent, organisation: foreign!.id })).status).toBe(422);
    expect((await manager.post('/habilitations/nouvelle', { ...agent, role: 'prefecture' })).text).toContain('Choisissez un rôle');
    const { visitor } = await desk.invited(manager, agent);
    expect((await visitor.get('/espace')).text).toContain('Les référents qui couvrent ma structure');
    expect((await visitor.get('/annuaire/gestionnaires')).status).not.toBe(200);
  });
});

describe('changer de rôle, fermer, clore', () => {
  test('le jeton change à l’entrée et à chaque changement de rôle', async () => {
    const person = await desk.signIn(lise);
    const first = cookieOf(person);
    const other = (await desk.rows<{ id: string }>(`select m.id from membership m join account a on a.id = m.account_id where a.email = $1 order by m.last_used_at asc nulls first limit 1`, [lise]))[0]!.id;
    await person.post('/mon-role', { membershipId: other }, '/mon-compte');
    expect(cookieOf(person)).not.toBe(first);
    const old = new Visitor(service.url);
    old['cookies'].set('paraphe_session', first);
    expect((await old.get('/espace')).path).toBe('/connexion');
  });

  test('on ferme ses autres visites, une ou toutes, jamais celles d’autrui', async () => {
    const [one, two, three] = [await desk.signIn(ines), await desk.signIn(ines), await desk.signIn(ines)];
    const [session] = await desk.rows<{ id: string }>('select id from session where token_hash = $1', [tokenHash(cookieOf(two))]);
    const close = `/mon-compte/sessions/${session!.id}/fermer`;
    expect((await one.get('/mon-compte')).html).toContain(`action="${close}"`);
    expect((await clerk.post(close, {}, '/mon-compte')).status).toBe(404);
    expect((await one.post(close, {}, '/mon-compte')).text).toContain('La session est fermée');
    expect([(await two.get('/espace')).path, (await three.get('/espace')).path]).toEqual(['/connexion', '/espace']);
    await one.post('/mon-compte/sessions/fermer-les-autres', {}, '/mon-compte');
    expect([(await two.get('/espace')).path, (await three.get('/espace')).path]).toEqual(['/connexion', '/connexion']);
    expect((await one.get('/espace')).path).toBe('/espace');
  });

  test('une habilitation close ferme sa visite aussitôt, après une page de confirmation', async () => {
    const { visitor, path } = await desk.invited(clerk, { fullName: 'Éva Roux', email: 'eva.roux@gestionnaire-48.example', role: 'agent', organisation: otherStructure!.id });
    expect((await clerk.get(`${path}/fin`)).text).toContain('Ses sessions ouvertes à ce titre se ferment aussitôt');
    expect((await visitor.get('/espace')).path).toBe('/espace');
    expect((await clerk.post(`${path}/fin`)).text).toContain('L’habilitation de Éva Roux a pris fin');
    expect((await visitor.get('/espace')).path).toBe('/connexion');
    expect((await clerk.get(path)).text).toContain('Close');
    expect((await clerk.post(`${path}/fin`)).status).toBe(422);
    expect((await clerk.get('/habilitations?etat=closes')).text).toContain('Éva Roux');
  });

  test('on ne clôt pas sa dernière habilitation de préfecture', async () => {
    const own = await desk.membershipId('helene.bastide@prefecture-48.example', 'prefecture');
    const refused = await clerk.post(`/habilitations/${own}/fin`);
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('votre dernière habilitation de préfecture');
    expect((await clerk.get('/espace')).path).toBe('/espace');
  });

  test('la dernière habilitation de préfecture d’un département ne se clôt pas, même par qui en a une ailleurs', async () => {
    const own = await desk.membershipId('helene.bastide@prefecture-48.example', 'prefecture');
    const colleague = await desk.membershipId('karim.ferrand@prefecture-48.example', 'prefecture');
    const [account] = await desk.rows<{ id: string }>('select id from account where email = $1', ['helene.bastide@prefecture-48.example']);
    const elsewhere = randomUUID();
    await service.db.withIdentity(system, (tx) => giveMembership(tx, { id: elsewhere, accountId: account!.id, role: 'prefecture', departementCode: '12', organisationId: null, createdBy: 'test' }, start));
    await desk.rows(`update membership set ended_at = now(), ended_by = 'test' where departement_code = '48' and role = 'prefecture' and id <> $1`, [own]);
    const refused = await clerk.post(`/habilitations/${own}/fin`);
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('la dernière habilitation de la préfecture dans ce département');
    await desk.rows('update membership set ended_at = null, ended_by = null where id = $1', [colleague]);
    await desk.rows(`update membership set ended_at = now(), ended_by = 'test' where id = $1`, [elsewhere]);
  });

  test('désactiver ferme tout ; qui a aussi une habilitation ailleurs ne se désactive pas d’ici', async () => {
    const { visitor, path } = await desk.invited(clerk, { fullName: 'Ali Bert', email: 'ali.bert@prefecture-48.example', role: 'auditor', organisation: '' });
    const [account] = await desk.rows<{ id: string }>('select id from account where email = $1', ['ali.bert@prefecture-48.example']);
    const elsewhere = randomUUID();
    await service.db.withIdentity(system, (tx) => giveMembership(tx, { id: elsewhere, accountId: account!.id, role: 'auditor', departementCode: '12', organisationId: null, createdBy: 'test' }, start));
    const refused = await clerk.post(`${path}/desactivation`);
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('vous ne pouvez pas la désactiver');
    expect(await desk.rows('select 1 from account where id = $1 and disabled_at is not null', [account!.id])).toEqual([]);
    await desk.rows('update membership set ended_at = now(), ended_by = $2 where id = $1', [elsewhere, 'test']);
    expect((await clerk.post(`${path}/desactivation`)).text).toContain('ne peut plus se connecter');
    expect((await visitor.get('/espace')).path).toBe('/connexion');
    const before = service.mailbox.mails.length;
    await new Visitor(service.url).post('/connexion', { email: 'ali.bert@prefecture-48.example' });
    await desk.signIn(odile);
    expect(service.mailbox.mails.slice(before).filter(({ to }) => to === 'ali.bert@prefecture-48.example')).toEqual([]);
    const { visitor: back } = await desk.invited(clerk, { fullName: 'Ali Bert', email: 'ali.bert@prefecture-48.example', role: 'auditor', organisation: '' });
    expect((await back.get('/espace')).text).toContain('Ali Bert');
  });

  test('un gestionnaire ne rouvre pas l’accès que la préfecture a fermé', async () => {
    const agent = { fullName: 'Marc Valette', email: 'marc.valette@france-services-48.example', role: 'agent' };
    const [{ organisation }] = (await desk.rows<{ organisation: string }>(`select m.organisation_id as organisation from membership m join account a on a.id = m.account_id where a.email = $1`, [agent.email])) as [{ organisation: string }];
    await clerk.post(`/habilitations/${await desk.membershipId(agent.email, 'agent')}/desactivation`);
    const manager = await desk.signIn(lise);
    await manager.post('/mon-role', { membershipId: await desk.membershipId(lise, 'gestionnaire') }, '/mon-compte');
    const refused = await manager.post('/habilitations/nouvelle', { ...agent, organisation });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('fermé par la préfecture');
    expect((await (await desk.invited(clerk, { ...agent, organisation })).visitor.get('/espace')).text).toContain('Marc Valette');
  });

  test('deux heures sans rien faire, ou douze en tout, et la visite est finie', async () => {
    const idle = await desk.signIn(yann);
    service.clock.moveTo(new Date(start.getTime() + 119 * minute));
    expect((await idle.get('/espace')).path).toBe('/espace');
    service.clock.moveTo(new Date(start.getTime() + (119 + 121) * minute));
    expect((await idle.get('/espace')).path).toBe('/connexion');
    service.clock.moveTo(start);
    const busy = await desk.signIn(yann);
    for (let at = 100; at < 720; at += 100) {
      service.clock.moveTo(new Date(start.getTime() + at * minute));
      expect((await busy.get('/espace')).path).toBe('/espace');
    }
    service.clock.moveTo(new Date(start.getTime() + 721 * minute));
    expect((await busy.get('/espace')).path).toBe('/connexion');
  });
});
