import { execFile, execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Role } from '#libs/domain';
import { demonstrationDossier, saveDepartement } from '#libs/features/directory';
import { RetentionPurge } from '#libs/features/accounts';
import { giveMembership, recordPerson, tokenHash } from '#libs/features/identity';
import { journalOf, systemActor } from '#libs/platform';
import { clerkIn } from '../support/actors.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import { Visitor } from '../support/visitor.js';
import type { Page } from '../support/visitor.js';

const commandLine = join('dist', 'apps', 'cli', 'src', 'main.js');
const start = new Date('2026-11-24T09:00:00Z');
const minute = 60_000;
const day = 24 * 60 * minute;
const system = systemActor('test');
const dossier = demonstrationDossier();
const [structure, otherStructure] = [...dossier.structures].sort((a, b) => a.name.localeCompare(b.name, 'fr'));
const lise = 'lise.pradel@gestionnaire-48.example';
const yann = 'yann.astruc@france-services-48.example';
const ines = 'ines.salles@partenaire-48.example';
const odile = 'odile.maurin@controle-48.example';
const karim = 'karim.ferrand@prefecture-48.example';

let service: Service;
let clerk: Visitor;
beforeAll(async () => {
  service = await startService({ now: start });
  clerk = await clerkIn(service);
});
beforeEach(async () => {
  service.clock.moveTo(start);
  // The clock stands still while people sign in again and again: yesterday's links do not count against the limits.
  await service.database.superuser(`update sign_in_link set created_at = created_at - interval '1 day'`);
});
afterAll(() => service?.stop());

const mailTo = (address: string, subject: RegExp, after = 0) => service.mailbox.receive((mail) => mail.to === address && subject.test(mail.subject), after);
const linkIn = (text: string): string => new URL(/https?:\/\/\S+\/(?:connexion|donnees-personnelles\/demande)\/[\w-]+/.exec(text)![0]).pathname;

/** Follows the link of a mail, and comes in. */
async function enter(link: string, email: string): Promise<Visitor> {
  const visitor = new Visitor(service.url);
  await visitor.post(link, { email });
  return visitor;
}

/** Signs somebody in by the sign-in page. */
async function signIn(address: string, fullName?: string): Promise<Visitor> {
  const before = service.mailbox.mails.length;
  await new Visitor(service.url).post('/connexion', { email: address });
  const mail = await service.mailbox.receive((one) => one.to === address && /lien de connexion/.test(one.subject) && (!fullName || one.text.includes(fullName)), before);
  return enter(linkIn(mail.text), address);
}

/** Invites, and follows the mail. */
async function invited(by: Visitor, fields: Record<string, string>): Promise<{ visitor: Visitor; path: string; link: string }> {
  const before = service.mailbox.mails.length;
  const page = await by.post('/habilitations/nouvelle', fields);
  if (page.status !== 200) throw new Error(`Refused: ${page.text}`);
  const link = linkIn((await mailTo(fields.email!, /votre accès est ouvert/, before)).text);
  return { visitor: await enter(link, fields.email!), path: page.path, link };
}

const cookieOf = (visitor: Visitor): string => visitor['cookies'].get('paraphe_session') ?? '';
const accountLines = (id: string) => service.db.withIdentity(system, (tx) => journalOf(tx, 'account', id));
const rows = <T extends object>(sql: string, values: unknown[] = []) => service.database.superuser<T>(sql, values);
const idsOf = ({ html }: Page, path: string): string[] => [...html.matchAll(new RegExp(`href="${path}/([0-9a-f-]{36})"`, 'g'))].map(([, id]) => id!);
async function membershipId(address: string, role: string): Promise<string> {
  const [row] = await rows<{ id: string }>(`select m.id from membership m join account a on a.id = m.account_id where a.email = $1 and m.role = $2 order by m.ended_at nulls first limit 1`, [address, role]);
  return row!.id;
}

describe('inviter', () => {
  const agent = { fullName: 'Nadia Coste', email: 'nadia.coste@gestionnaire-48.example', role: 'gestionnaire', organisation: structure!.gestionnaireId! };

  test('le courriel part, le lien fait entrer une fois, et le journal n’en garde que des numéros', async () => {
    const { visitor, path, link } = await invited(clerk, agent);
    expect((await visitor.get('/espace')).text).toContain('Bonjour, Nadia Coste');
    expect((await new Visitor(service.url).get(link)).status).toBe(410);
    const shown = await clerk.get(path);
    expect(shown.text).toContain('Active');
    const [account] = await rows<{ id: string }>('select id from account where email = $1', [agent.email]);
    const given = (await accountLines(account!.id)).find(({ event }) => event === 'membership.given')!;
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
    const before = await rows('select id from membership');
    const typed = { ...agent, ...change };
    const page = await clerk.post('/habilitations/nouvelle', typed);
    expect(page.status).toBe(422);
    expect(page.text).toContain(sentence);
    expect(page.html).toContain(`value="${typed.email}"`);
    expect(await rows('select id from membership')).toHaveLength(before.length);
  });

  test('une boîte partagée réunit deux personnes, après confirmation', async () => {
    const shared = { ...agent, fullName: 'Paul Vidal' };
    const asked = await clerk.post('/habilitations/nouvelle', shared);
    expect(asked.status).toBe(422);
    expect(asked.text).toContain('elle est aussi celle de Nadia Coste');
    const { visitor } = await invited(clerk, { ...shared, sharedMailbox: 'oui' });
    expect((await visitor.get('/mon-compte')).text).toContain('Vous êtes Paul Vidal');
    expect((await (await signIn(agent.email, 'Nadia Coste')).get('/mon-compte')).text).toContain('Vous êtes Nadia Coste');
  });

  test('trois invitations par jour, pas une de plus ; le lendemain, de nouveau', async () => {
    const { path } = { path: (await clerk.post('/habilitations/nouvelle', { ...agent, fullName: 'Rose Amat', email: 'rose.amat@gestionnaire-48.example' })).path };
    for (let again = 0; again < 2; again++) expect((await clerk.post(`${path}/invitation`, {}, path)).text).toContain('L’invitation repart à');
    expect((await clerk.post(`${path}/invitation`, {}, path)).text).toContain('déjà partie trois fois');
    service.clock.moveTo(new Date(start.getTime() + day + minute));
    const later = await signIn(karim);
    expect((await later.post(`${path}/invitation`, {}, path)).text).toContain('L’invitation repart à');
  });

  test('un robot qui lit les liens n’entre pas et n’use rien', async () => {
    const before = service.mailbox.mails.length;
    await clerk.post('/habilitations/nouvelle', { ...agent, fullName: 'Luc Sert', email: 'luc.sert@gestionnaire-48.example' });
    const link = linkIn((await mailTo('luc.sert@gestionnaire-48.example', /accès/, before)).text);
    const scanner = new Visitor(service.url);
    for (let look = 0; look < 3; look++) expect((await scanner.get(link)).status).toBe(200);
    // Some send every form they find, too: what they cannot do is type the address.
    expect((await scanner.post(link)).status).toBe(422);
    const elsewhere = await scanner.post(link, { email: 'quelqu-un@ailleurs.example' });
    expect([elsewhere.status, elsewhere.text.includes('Indiquez l’adresse à laquelle ce courriel vous est parvenu'), elsewhere.html.includes('quelqu-un@ailleurs.example')]).toEqual([422, true, true]);
    expect(cookieOf(scanner)).toBe('');
    expect((await (await enter(link, ' Luc.Sert@gestionnaire-48.example')).get('/espace')).status).toBe(200);
  });

  test('dans le navigateur qui a demandé le lien, un bouton suffit', async () => {
    const before = service.mailbox.mails.length;
    const visitor = new Visitor(service.url);
    await visitor.post('/connexion', { email: karim });
    const link = linkIn((await mailTo(karim, /lien de connexion/, before)).text);
    expect((await visitor.get(link)).html).not.toContain('name="email"');
    expect((await new Visitor(service.url).get(link)).html).toContain('name="email"');
    expect((await visitor.post(link)).path).toBe('/espace');
  });
});

describe('la liste', () => {
  test('montre le département, se filtre, et sa lecture est au journal, en nombre', async () => {
    const before = (await accountLines('48')).length;
    const page = await clerk.get('/habilitations');
    for (const name of ['Hélène Bastide', 'Lise Pradel', 'Yann Astruc', 'Odile Maurin']) expect(page.text).toContain(name);
    const filtered = await clerk.get('/habilitations?role=agent&recherche=astruc');
    expect(filtered.text).toContain('Yann Astruc');
    expect(filtered.text).not.toContain('Odile Maurin');
    expect((await clerk.get('/habilitations?recherche=%25')).text).toContain('Aucune habilitation trouvée');
    const added = (await accountLines('48')).slice(before);
    expect(added.map(({ event, payload }) => ({ event, payload }))).toEqual([{ event: 'read', payload: { count: expect.any(Number) } }, { event: 'read', payload: { count: 1 } }, { event: 'read', payload: { count: 0 } }]);
  });

  test('l’auditeur lit et ne change rien', async () => {
    const auditor = await signIn(odile);
    const page = await auditor.get('/habilitations');
    expect(page.text).toContain('Lise Pradel');
    expect(page.text).not.toContain('Inviter une personne');
    expect((await auditor.get('/habilitations/nouvelle')).status).toBe(403);
    const one = `/habilitations/${await membershipId(yann, 'agent')}`;
    expect((await auditor.get(one)).status).toBe(200);
    expect((await auditor.get(`${one}/fin`)).status).toBe(403);
  });

  test.each([['un partenaire', ines], ['un agent', yann]])('%s n’y entre pas', async (_, address) => expect((await (await signIn(address)).get('/habilitations')).status).toBe(403));

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
    manager = await signIn(lise);
    if (!(await manager.get('/espace')).text.includes('Mes structures')) await manager.post('/mon-role', { membershipId: await membershipId(lise, 'gestionnaire') });
  });

  test('voit ses agents et eux seuls', async () => {
    const page = await manager.get('/habilitations');
    expect(page.text).toContain('Yann Astruc');
    for (const name of ['Hélène Bastide', 'Inès Salles', 'Nadia Coste']) expect(page.text).not.toContain(name);
    const agents = await rows<{ id: string }>(`select m.id from membership m join structure s on s.id = m.organisation_id where m.role = 'agent' and m.ended_at is null and s.gestionnaire_id = (select organisation_id from membership where id = $1)`, [await membershipId(lise, 'gestionnaire')]);
    expect(idsOf(page, '/habilitations').sort()).toEqual(agents.map(({ id }) => id).sort());
  });

  test('n’ouvre pas les autres, et ne désactive personne', async () => {
    expect((await manager.get(`/habilitations/${await membershipId(ines, 'partner')}`)).status).toBe(404);
    expect((await manager.get(`/habilitations/${await membershipId(yann, 'agent')}/desactivation`)).status).toBe(403);
  });

  test('n’invite que des agents, pour ses structures', async () => {
    const [own] = await rows<{ id: string; mine: boolean }>(`select id, true as mine from structure where gestionnaire_id = (select organisation_id from membership where id = $1) limit 1`, [await membershipId(lise, 'gestionnaire')]);
    const [foreign] = await rows<{ id: string }>(`select id from structure where gestionnaire_id <> (select organisation_id from membership where id = $1) limit 1`, [await membershipId(lise, 'gestionnaire')]);
    const agent = { fullName: 'Marc Valette', email: 'marc.valette@france-services-48.example', role: 'agent', organisation: own!.id };
    expect((await manager.post('/habilitations/nouvelle', { ...agent, organisation: foreign!.id })).status).toBe(422);
    expect((await manager.post('/habilitations/nouvelle', { ...agent, role: 'prefecture' })).text).toContain('Choisissez un rôle');
    const { visitor } = await invited(manager, agent);
    expect((await visitor.get('/espace')).text).toContain('Les référents qui couvrent ma structure');
    expect((await visitor.get('/annuaire/gestionnaires')).status).not.toBe(200);
  });
});

describe('changer de rôle, fermer, clore', () => {
  test('le jeton change à l’entrée et à chaque changement de rôle', async () => {
    const person = await signIn(lise);
    const first = cookieOf(person);
    const other = (await rows<{ id: string }>(`select m.id from membership m join account a on a.id = m.account_id where a.email = $1 order by m.last_used_at asc nulls first limit 1`, [lise]))[0]!.id;
    await person.post('/mon-role', { membershipId: other }, '/mon-compte');
    expect(cookieOf(person)).not.toBe(first);
    const old = new Visitor(service.url);
    old['cookies'].set('paraphe_session', first);
    expect((await old.get('/espace')).path).toBe('/connexion');
  });

  test('on ferme ses autres visites, une ou toutes, jamais celles d’autrui', async () => {
    const [one, two, three] = [await signIn(ines), await signIn(ines), await signIn(ines)];
    const [session] = await rows<{ id: string }>('select id from session where token_hash = $1', [tokenHash(cookieOf(two))]);
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
    const { visitor, path } = await invited(clerk, { fullName: 'Éva Roux', email: 'eva.roux@gestionnaire-48.example', role: 'agent', organisation: otherStructure!.id });
    expect((await clerk.get(`${path}/fin`)).text).toContain('Ses sessions ouvertes à ce titre se ferment aussitôt');
    expect((await visitor.get('/espace')).path).toBe('/espace');
    expect((await clerk.post(`${path}/fin`)).text).toContain('L’habilitation de Éva Roux a pris fin');
    expect((await visitor.get('/espace')).path).toBe('/connexion');
    expect((await clerk.get(path)).text).toContain('Close');
    expect((await clerk.post(`${path}/fin`)).status).toBe(422);
    expect((await clerk.get('/habilitations?etat=closes')).text).toContain('Éva Roux');
  });

  test('on ne clôt pas sa dernière habilitation de préfecture', async () => {
    const own = await membershipId('helene.bastide@prefecture-48.example', 'prefecture');
    const refused = await clerk.post(`/habilitations/${own}/fin`);
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('votre dernière habilitation de préfecture');
    expect((await clerk.get('/espace')).path).toBe('/espace');
  });

  test('la dernière habilitation de préfecture d’un département ne se clôt pas, même par qui en a une ailleurs', async () => {
    const own = await membershipId('helene.bastide@prefecture-48.example', 'prefecture');
    const colleague = await membershipId('karim.ferrand@prefecture-48.example', 'prefecture');
    const [account] = await rows<{ id: string }>('select id from account where email = $1', ['helene.bastide@prefecture-48.example']);
    const elsewhere = randomUUID();
    await service.db.withIdentity(system, (tx) => giveMembership(tx, { id: elsewhere, accountId: account!.id, role: 'prefecture', departementCode: '12', organisationId: null, createdBy: 'test' }, start));
    await rows(`update membership set ended_at = now(), ended_by = 'test' where departement_code = '48' and role = 'prefecture' and id <> $1`, [own]);
    const refused = await clerk.post(`/habilitations/${own}/fin`);
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('la dernière habilitation de la préfecture dans ce département');
    await rows('update membership set ended_at = null, ended_by = null where id = $1', [colleague]);
    await rows(`update membership set ended_at = now(), ended_by = 'test' where id = $1`, [elsewhere]);
  });

  test('désactiver ferme tout ; qui a aussi une habilitation ailleurs ne se désactive pas d’ici', async () => {
    const { visitor, path } = await invited(clerk, { fullName: 'Ali Bert', email: 'ali.bert@prefecture-48.example', role: 'auditor', organisation: '' });
    const [account] = await rows<{ id: string }>('select id from account where email = $1', ['ali.bert@prefecture-48.example']);
    const elsewhere = randomUUID();
    await service.db.withIdentity(system, (tx) => giveMembership(tx, { id: elsewhere, accountId: account!.id, role: 'auditor', departementCode: '12', organisationId: null, createdBy: 'test' }, start));
    const refused = await clerk.post(`${path}/desactivation`);
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('vous ne pouvez pas la désactiver');
    expect(await rows('select 1 from account where id = $1 and disabled_at is not null', [account!.id])).toEqual([]);
    await rows('update membership set ended_at = now(), ended_by = $2 where id = $1', [elsewhere, 'test']);
    expect((await clerk.post(`${path}/desactivation`)).text).toContain('ne peut plus se connecter');
    expect((await visitor.get('/espace')).path).toBe('/connexion');
    const before = service.mailbox.mails.length;
    await new Visitor(service.url).post('/connexion', { email: 'ali.bert@prefecture-48.example' });
    await signIn(odile);
    expect(service.mailbox.mails.slice(before).filter(({ to }) => to === 'ali.bert@prefecture-48.example')).toEqual([]);
    const { visitor: back } = await invited(clerk, { fullName: 'Ali Bert', email: 'ali.bert@prefecture-48.example', role: 'auditor', organisation: '' });
    expect((await back.get('/espace')).text).toContain('Ali Bert');
  });

  test('un gestionnaire ne rouvre pas l’accès que la préfecture a fermé', async () => {
    const agent = { fullName: 'Marc Valette', email: 'marc.valette@france-services-48.example', role: 'agent' };
    const [{ organisation }] = (await rows<{ organisation: string }>(`select m.organisation_id as organisation from membership m join account a on a.id = m.account_id where a.email = $1`, [agent.email])) as [{ organisation: string }];
    await clerk.post(`/habilitations/${await membershipId(agent.email, 'agent')}/desactivation`);
    const manager = await signIn(lise);
    await manager.post('/mon-role', { membershipId: await membershipId(lise, 'gestionnaire') }, '/mon-compte');
    const refused = await manager.post('/habilitations/nouvelle', { ...agent, organisation });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('fermé par la préfecture');
    expect((await (await invited(clerk, { ...agent, organisation })).visitor.get('/espace')).text).toContain('Marc Valette');
  });

  test('deux heures sans rien faire, ou douze en tout, et la visite est finie', async () => {
    const idle = await signIn(yann);
    service.clock.moveTo(new Date(start.getTime() + 119 * minute));
    expect((await idle.get('/espace')).path).toBe('/espace');
    service.clock.moveTo(new Date(start.getTime() + (119 + 121) * minute));
    expect((await idle.get('/espace')).path).toBe('/connexion');
    service.clock.moveTo(start);
    const busy = await signIn(yann);
    for (let at = 100; at < 720; at += 100) {
      service.clock.moveTo(new Date(start.getTime() + at * minute));
      expect((await busy.get('/espace')).path).toBe('/espace');
    }
    service.clock.moveTo(new Date(start.getTime() + 721 * minute));
    expect((await busy.get('/espace')).path).toBe('/connexion');
  });
});

describe('une tournée en cours', () => {
  const round = randomUUID();
  const signatory = randomUUID();
  beforeAll(async () => {
    const [own] = await rows<{ organisation: string }>('select organisation_id as organisation from membership where id = $1', [await membershipId(lise, 'gestionnaire')]);
    const slot = (bodyId: string, signatoryId: string, state: string) => ({ id: `slot_${randomUUID()}`, college: 'gestionnaire', group: 1, bodyId, bodyName: 'Un organisme', capacity: 'présidente', signatoryId, state, since: null, reason: null });
    const facts = { slots: [slot(own!.organisation, signatory, 'invited'), slot(randomUUID(), randomUUID(), 'invited')], collectUntil: '2026-12-05', termEndsOn: '2027-12-31' };
    await rows(
      `insert into round (id, number, departement_code, time_zone, state, facts, model_id, model_version, created_at, created_by) values ($1, '48-2026-099', '48', 'Europe/Paris', 'collecting', $2, 'modele-paraphe', '1', $3, 'test')`,
      [round, facts, start],
    );
    const signer = (id: string, body: string, first: string, last: string) =>
      rows(`insert into signatory (id, round_id, body_id, civility, first_name, last_name, quality, email) values ($1, $2, $3, 'Mme', $4, $5, 'présidente', $6)`, [id, round, body, first, last, lise]);
    await signer(signatory, own!.organisation, 'Lise', 'Pradel');
    await signer(randomUUID(), own!.organisation, 'Claire', 'Autre');
  });

  async function manager(): Promise<Visitor> {
    const visitor = await signIn(lise);
    await visitor.post('/mon-role', { membershipId: await membershipId(lise, 'gestionnaire') }, '/mon-compte');
    return visitor;
  }

  test('le gestionnaire y lit où en est sa convention, et ce qu’on attend de lui', async () => {
    const page = await (await manager()).get('/espace');
    expect(page.text).toContain('Votre signature est attendue. Échéance le 5 décembre 2026, dans 11 jours.');
    expect(page.html).toContain(`href="/tournees/${round}/document.pdf"`);
    expect(page.html).toContain('href="/mes-liens"');
  });

  test('la préfecture y lit ce qui manque ; qui n’est pas partie n’en sait rien', async () => {
    expect((await clerk.get('/espace')).text).toContain('Tournée 48-2026-099');
    expect((await (await signIn(ines)).get('/espace')).text).toContain('Aucune convention ne vous a encore été présentée');
  });

  test('mes données montrent mes signatures, pas celles d’un autre nom à la même adresse', async () => {
    const page = await (await manager()).get('/mon-compte/donnees');
    expect(page.text).toContain('Convention 48-2026-099');
    expect(page.text).toContain('Lise Pradel, présidente');
    expect(page.text).not.toContain('Claire Autre');
  });
});

describe('l’espace', () => {
  test.each([
    ['de la préfecture', () => clerk, ['Tournées en cours', 'Annuaire', 'Importer une liste']],
    ['de l’auditeur', () => signIn(odile), ['lecture seule', 'Tournées en cours']],
    ['du partenaire', () => signIn(ines), ['Mes référents', 'Mes offres complémentaires', 'Structures où je suis présent']],
    ['de l’agent', () => signIn(yann), ['Les référents qui couvrent ma structure', 'Équipement', '24 h']],
  ] as const)('%s dit ce qui est à lui', async (_, who, words) => {
    const page = await (await who()).get('/espace');
    expect(page.status).toBe(200);
    for (const word of words) expect(page.text).toContain(word);
  });
});

describe('les données personnelles', () => {
  const request = { kind: 'correction', said: 'Mon nom d’usage a changé : je m’appelle Astruc-Martin.' };

  test('chacun voit ce qui est gardé sur lui, et l’emporte', async () => {
    const person = await signIn(yann);
    const page = await person.get('/mon-compte/donnees');
    for (const word of ['Compte : Yann Astruc', 'Habilitations (1)', 'Sessions', 'Liens envoyés', 'Courriels reçus', 'trente jours', 'Page consultée, qui nomme des personnes']) expect(page.text).toContain(word);
    expect(page.text).not.toContain('Lise Pradel');
    const file = await person.get('/mon-compte/donnees.json');
    expect(file.headers.get('content-disposition')).toContain('mes-donnees-paraphe.json');
    const kept = JSON.parse(file.bytes.toString('utf8'));
    expect(kept.people).toHaveLength(1);
    expect(kept.people[0]).toMatchObject({ email: yann, fullName: 'Yann Astruc', memberships: [{ role: 'agent' }], mails: expect.arrayContaining([expect.objectContaining({ kind: 'identity.sign_in', state: 'sent' })]) });
    expect(file.bytes.toString('utf8')).not.toMatch(/token|hash/i);
  });

  test('une demande part à la préfecture, qui répond avec un article ; la personne l’apprend', async () => {
    const person = await signIn(yann);
    expect((await person.post('/mon-compte/donnees/demande', { kind: '', said: 'non' }, '/mon-compte/donnees')).status).toBe(422);
    const before = service.mailbox.mails.length;
    const asked = await person.post('/mon-compte/donnees/demande', request, '/mon-compte/donnees');
    expect(asked.text).toContain('vous répond au plus tard le 24 décembre 2026');
    const mail = await mailTo(dossier.departement.prefecture.email, /demande sur des données/, before);
    expect(mail.text).not.toMatch(/Astruc/);
    const path = new URL(/https?:\/\/\S+\/demandes\/[0-9a-f-]{36}/.exec(mail.text)![0]).pathname;
    expect((await person.get(path)).status).toBe(403);
    expect((await clerk.get('/demandes')).text).toContain('Yann Astruc');
    const page = await clerk.get(path);
    expect(page.text).toContain('Astruc-Martin');
    expect(page.text).toContain('Répondez au plus tard le 24 décembre 2026');
    expect((await clerk.post(path, { decision: '', reason: '' })).status).toBe(422);
    const uncited = await clerk.post(path, { decision: 'refuse', reason: 'La fiche dit déjà le nom qui figure à l’état civil.' });
    expect(uncited.status).toBe(422);
    expect(uncited.text).toContain('Citez l’article');
    const reason = 'Article 16 : votre nom est corrigé dans votre compte et dans l’annuaire.';
    expect((await clerk.post(path, { decision: 'accept', reason })).text).toContain('La réponse est enregistrée');
    expect((await mailTo(yann, /réponse à votre demande/, before)).text).toContain('accepte');
    expect((await person.get('/mon-compte/donnees')).text).toContain(reason);
    const lines = await service.db.withIdentity(system, (tx) => journalOf(tx, 'data_request', path.split('/')[2]!));
    expect(lines.map(({ event, stateTo }) => [event, stateTo])).toEqual([['ask', 'waiting'], ['refused.refuse', 'waiting'], ['accept', 'accepted']]);
    expect(JSON.stringify(lines)).not.toMatch(/Astruc|corrigé/);
  });

  test('une semaine avant le terme, la préfecture est rappelée', async () => {
    const person = await signIn(ines);
    await person.post('/mon-compte/donnees/demande', { kind: 'limitation', said: 'Le temps de vérifier mes coordonnées.' }, '/mon-compte/donnees');
    const before = service.mailbox.mails.length;
    service.clock.moveTo(new Date('2026-12-17T08:00:00Z'));
    await service.tick();
    expect((await mailTo(dossier.departement.prefecture.email, /sous une semaine/, before)).text.replace(/\s+/g, ' ')).toContain('24 décembre 2026');
  });

  test('sans compte, un lien d’un jour ouvre la même page ; la réponse est la même pour une adresse inconnue', async () => {
    const address = dossier.gestionnaires[0]!.signatory!.email;
    const anyone = new Visitor(service.url);
    const before = service.mailbox.mails.length;
    const known = await anyone.post('/donnees-personnelles/demande', { email: address });
    const unknown = await anyone.post('/donnees-personnelles/demande', { email: 'personne@inconnu.example' });
    expect(known.text.replace(address, 'X')).toBe(unknown.text.replace('personne@inconnu.example', 'X'));
    const link = linkIn((await mailTo(address, /garde à votre adresse/, before)).text);
    const page = await anyone.get(link);
    expect(page.text).toContain('Fiches de l’annuaire');
    expect(page.text).toContain(dossier.gestionnaires[0]!.name);
    expect((await anyone.post(link, { kind: 'erasure', said: 'Je ne suis plus présidente depuis hier.' })).text).toContain('Votre demande est reçue');
    expect((await clerk.get('/demandes')).text).toContain(address);
    expect(JSON.parse((await anyone.get(`${link}/donnees.json`)).bytes.toString('utf8')).cards.length).toBeGreaterThan(0);
    for (let again = 0; again < 4; again++) await anyone.post('/donnees-personnelles/demande', { email: address });
    expect(await rows('select 1 from data_link where email = $1', [address])).toHaveLength(3);
    expect(service.mailbox.mails.some(({ to }) => to === 'personne@inconnu.example')).toBe(false);
    expect(await rows('select 1 from data_link where token_hash = $1', [link.split('/').at(-1)])).toEqual([]);
    service.clock.moveTo(new Date(start.getTime() + day + minute));
    expect((await anyone.get(link)).status).toBe(410);
  });

  test('PostgreSQL ne montre les demandes qu’à leur préfecture et à qui les fait', async () => {
    const seenBy = (role: Role, departement: string, id: string = randomUUID(), organisation: string | null = null) =>
      service.db.withIdentity({ kind: 'account', id, departement, role, organisation }, async (tx) => {
        const [seen]: { requests: number; links: number }[] = await tx.query('select (select count(*)::int from data_request) as requests, (select count(*)::int from data_link) as links');
        return seen;
      });
    const [own] = await rows<{ id: string }>('select account_id as id from data_request where account_id is not null limit 1');
    const [all] = await rows<{ count: number }>('select count(*)::int as count from data_request');
    expect(await seenBy('prefecture', '48')).toEqual({ requests: all!.count, links: 0 });
    expect(await seenBy('prefecture', '12')).toEqual({ requests: 0, links: 0 });
    for (const role of ['auditor', 'gestionnaire', 'partner', 'agent'] as const) expect(await seenBy(role, '48', randomUUID(), role === 'auditor' ? null : randomUUID())).toEqual({ requests: 0, links: 0 });
    expect(await seenBy('agent', '48', own!.id, randomUUID())).toEqual({ requests: 1, links: 0 });
  });

  test('la page publique est celle de la table', async () => {
    const page = await new Visitor(service.url).get('/donnees-personnelles');
    for (const words of ['Cinq ans après la réponse', 'Quatre-vingt-dix jours', 'archives départementales']) expect(page.text.toLowerCase()).toContain(words.toLowerCase());
  });
});

describe('ce qui est passé son temps s’efface', () => {
  const purge = () => service.worker.get(RetentionPurge).run();

  test('chaque sorte à son heure, jamais la preuve, et le compte anonymisé garde son numéro', async () => {
    const [gone, kept] = await service.db.withIdentity(system, async (tx) => [
      await recordPerson(tx, { id: randomUUID(), email: 'parti@prefecture-48.example', fullName: 'Jean Parti' }, start),
      await recordPerson(tx, { id: randomUUID(), email: 'reste@prefecture-48.example', fullName: 'Anne Reste' }, start),
    ]);
    for (const accountId of [gone, kept]) await service.db.withIdentity(system, (tx) => giveMembership(tx, { id: randomUUID(), accountId: accountId!, role: 'auditor', departementCode: '48', organisationId: null, createdBy: 'test' }, start));
    await rows(`update membership set ended_at = $2, ended_by = 'test' where account_id = $1`, [gone, start]);
    const evidence = () => rows('select (select count(*) from signatory)::int as s, (select count(*) from approval)::int as a, (select count(*) from mail)::int as m, (select count(*) from evidence)::int as e');
    const proof = await evidence();

    service.clock.moveTo(new Date(start.getTime() + 31 * day));
    expect(await purge()).toMatchObject({ signInLinks: expect.any(Number), sessions: 0, accounts: 0, dataRequests: 0 });
    service.clock.moveTo(new Date(start.getTime() + 92 * day));
    const seasonal = await purge();
    expect(seasonal.sessions).toBeGreaterThan(0);
    expect(seasonal.accounts).toBe(0);
    expect(await rows('select 1 from sign_in_link')).toEqual([]);
    expect(await rows('select 1 from session')).toEqual([]);

    service.clock.moveTo(new Date('2027-11-24T09:00:00Z'));
    expect((await purge()).accounts).toBe(0);
    service.clock.moveTo(new Date('2027-11-26T09:00:00Z'));
    expect((await purge()).accounts).toBeGreaterThanOrEqual(1);
    expect(await rows('select full_name, email from account where id = $1', [gone])).toEqual([{ full_name: 'Compte clos', email: `${gone}@compte-clos.invalid` }]);
    expect(await rows('select full_name from account where id = $1', [kept])).toEqual([{ full_name: 'Anne Reste' }]);
    expect((await purge()).accounts).toBe(0);

    const answered = () => rows(`select 1 from data_request where state in ('accepted', 'refused')`);
    expect(await answered()).not.toEqual([]);
    service.clock.moveTo(new Date('2031-11-26T09:00:00Z'));
    expect((await purge()).dataRequests).toBeGreaterThan(0);
    expect(await answered()).toEqual([]);
    expect(await rows('select 1 from data_request')).not.toEqual([]);
    expect(await evidence()).toEqual(proof);

    const lines = await service.db.withIdentity(system, (tx) => journalOf(tx, 'retention', '2027-11-26'));
    expect(lines.map(({ event, payload }) => [event, Object.keys(payload).sort()])).toEqual([['purge', ['accounts', 'dataLinks', 'dataRequests', 'sessions', 'signInLinks']]]);
  });

  test('la ligne de commande, qui laisse passer le temps, oublie aussi', async () => {
    const { databaseUrl, dataDir, publicUrl } = service.config;
    await rows(`insert into data_link (id, email, token_hash, created_at, expires_at) values (gen_random_uuid(), 'x@y.example', 'x', '2031-11-20', '2031-11-21')`);
    if (!existsSync(commandLine)) execFileSync('node_modules/.bin/swc', ['apps', 'libs', '--out-dir', 'dist', '--extensions', '.ts,.tsx']);
    const env = { PATH: process.env.PATH, PARAPHE_MODE: 'demonstration', DATABASE_URL: databaseUrl, DATA_DIR: dataDir, PUBLIC_URL: publicUrl, SMTP_URL: service.mailbox.url };
    const { stdout } = await promisify(execFile)(process.execPath, [commandLine, 'tick', '--as-of', '2031-11-27', '--json'], { env, timeout: 60_000 });
    expect(JSON.parse(stdout)).toMatchObject({ asOf: '2031-11-27', purged: { dataLinks: 1, accounts: 0 } });
  });
});
