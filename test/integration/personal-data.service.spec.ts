import { execFile, execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Role } from '#libs/domain';
import { RetentionPurge } from '#libs/features/accounts';
import { demonstrationDossier } from '#libs/features/directory';
import { giveMembership, recordPerson } from '#libs/features/identity';
import { journalOf, systemActor } from '#libs/platform';
import { AccountDesk, ines, linkIn, lise, odile, yann } from '../support/account-desk.js';
import type { Service } from '../support/service.js';
import { Visitor } from '../support/visitor.js';

const commandLine = join('dist', 'apps', 'cli', 'src', 'main.js');
const start = new Date('2026-11-24T09:00:00Z');
const minute = 60_000;
const day = 24 * 60 * minute;
const system = systemActor('test');
const dossier = demonstrationDossier();

let desk: AccountDesk;
let service: Service;
let clerk: Visitor;
beforeAll(async () => {
  desk = await AccountDesk.open(start);
  ({ service, clerk } = desk);
});
beforeEach(() => desk.anotherDay());
afterAll(() => service?.stop());

describe('une tournée en cours', () => {
  const round = randomUUID();
  const signatory = randomUUID();
  beforeAll(async () => {
    const [own] = await desk.rows<{ organisation: string }>('select organisation_id as organisation from membership where id = $1', [await desk.membershipId(lise, 'gestionnaire')]);
    const slot = (bodyId: string, signatoryId: string, state: string) => ({ id: `slot_${randomUUID()}`, college: 'gestionnaire', group: 1, bodyId, bodyName: 'Un organisme', capacity: 'présidente', signatoryId, state, since: null, reason: null });
    const facts = { slots: [slot(own!.organisation, signatory, 'invited'), slot(randomUUID(), randomUUID(), 'invited')], collectUntil: '2026-12-05', termEndsOn: '2027-12-31' };
    await desk.rows(
      `insert into round (id, number, departement_code, time_zone, state, facts, model_id, model_version, created_at, created_by) values ($1, '48-2026-099', '48', 'Europe/Paris', 'collecting', $2, 'modele-paraphe', '1', $3, 'test')`,
      [round, facts, start],
    );
    const signer = (id: string, body: string, first: string, last: string) =>
      desk.rows(`insert into signatory (id, round_id, body_id, civility, first_name, last_name, quality, email) values ($1, $2, $3, 'Mme', $4, $5, 'présidente', $6)`, [id, round, body, first, last, lise]);
    await signer(signatory, own!.organisation, 'Lise', 'Pradel');
    await signer(randomUUID(), own!.organisation, 'Claire', 'Autre');
  });

  async function manager(): Promise<Visitor> {
    const visitor = await desk.signIn(lise);
    await visitor.post('/mon-role', { membershipId: await desk.membershipId(lise, 'gestionnaire') }, '/mon-compte');
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
    expect((await (await desk.signIn(ines)).get('/espace')).text).toContain('Aucune convention ne vous a encore été présentée');
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
    ['de l’auditeur', () => desk.signIn(odile), ['lecture seule', 'Tournées en cours']],
    ['du partenaire', () => desk.signIn(ines), ['Mes référents', 'Mes offres complémentaires', 'Structures où je suis présent']],
    ['de l’agent', () => desk.signIn(yann), ['Les référents qui couvrent ma structure', 'Équipement', '24 h']],
  ] as const)('%s dit ce qui est à lui', async (_, who, words) => {
    const page = await (await who()).get('/espace');
    expect(page.status).toBe(200);
    for (const word of words) expect(page.text).toContain(word);
  });
});

describe('les données personnelles', () => {
  const request = { kind: 'correction', said: 'Mon nom d’usage a changé : je m’appelle Astruc-Martin.' };

  test('chacun voit ce qui est gardé sur lui, et l’emporte', async () => {
    const person = await desk.signIn(yann);
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
    const person = await desk.signIn(yann);
    expect((await person.post('/mon-compte/donnees/demande', { kind: '', said: 'non' }, '/mon-compte/donnees')).status).toBe(422);
    const before = service.mailbox.mails.length;
    const asked = await person.post('/mon-compte/donnees/demande', request, '/mon-compte/donnees');
    expect(asked.text).toContain('vous répond au plus tard le 24 décembre 2026');
    const mail = await desk.mailTo(dossier.departement.prefecture.email, /demande sur des données/, before);
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
    expect((await desk.mailTo(yann, /réponse à votre demande/, before)).text).toContain('accepte');
    expect((await person.get('/mon-compte/donnees')).text).toContain(reason);
    const lines = await service.db.withIdentity(system, (tx) => journalOf(tx, 'data_request', path.split('/')[2]!));
    expect(lines.map(({ event, stateTo }) => [event, stateTo])).toEqual([['ask', 'waiting'], ['refused.refuse', 'waiting'], ['accept', 'accepted']]);
    expect(JSON.stringify(lines)).not.toMatch(/Astruc|corrigé/);
  });

  test('une semaine avant le terme, la préfecture est rappelée', async () => {
    const person = await desk.signIn(ines);
    await person.post('/mon-compte/donnees/demande', { kind: 'limitation', said: 'Le temps de vérifier mes coordonnées.' }, '/mon-compte/donnees');
    const before = service.mailbox.mails.length;
    service.clock.moveTo(new Date('2026-12-17T08:00:00Z'));
    await service.tick();
    expect((await desk.mailTo(dossier.departement.prefecture.email, /sous une semaine/, before)).text.replace(/\s+/g, ' ')).toContain('24 décembre 2026');
  });

  test('sans compte, un lien d’un jour ouvre la même page ; la réponse est la même pour une adresse inconnue', async () => {
    const address = dossier.gestionnaires[0]!.signatory!.email;
    const anyone = new Visitor(service.url);
    const before = service.mailbox.mails.length;
    const known = await anyone.post('/donnees-personnelles/demande', { email: address });
    const unknown = await anyone.post('/donnees-personnelles/demande', { email: 'personne@inconnu.example' });
    expect(known.text.replace(address, 'X')).toBe(unknown.text.replace('personne@inconnu.example', 'X'));
    const link = linkIn((await desk.mailTo(address, /garde à votre adresse/, before)).text);
    const page = await anyone.get(link);
    expect(page.text).toContain('Fiches de l’annuaire');
    expect(page.text).toContain(dossier.gestionnaires[0]!.name);
    expect((await anyone.post(link, { kind: 'erasure', said: 'Je ne suis plus présidente depuis hier.' })).text).toContain('Votre demande est reçue');
    expect((await clerk.get('/demandes')).text).toContain(address);
    expect(JSON.parse((await anyone.get(`${link}/donnees.json`)).bytes.toString('utf8')).cards.length).toBeGreaterThan(0);
    for (let again = 0; again < 4; again++) await anyone.post('/donnees-personnelles/demande', { email: address });
    expect(await desk.rows('select 1 from data_link where email = $1', [address])).toHaveLength(3);
    expect(service.mailbox.mails.some(({ to }) => to === 'personne@inconnu.example')).toBe(false);
    expect(await desk.rows('select 1 from data_link where token_hash = $1', [link.split('/').at(-1)])).toEqual([]);
    service.clock.moveTo(new Date(start.getTime() + day + minute));
    expect((await anyone.get(link)).status).toBe(410);
  });

  test('PostgreSQL ne montre les demandes qu’à leur préfecture et à qui les fait', async () => {
    const seenBy = (role: Role, departement: string, id: string = randomUUID(), organisation: string | null = null) =>
      service.db.withIdentity({ kind: 'account', id, departement, role, organisation }, async (tx) => {
        const [seen]: { requests: number; links: number }[] = await tx.query('select (select count(*)::int from data_request) as requests, (select count(*)::int from data_link) as links');
        return seen;
      });
    const [own] = await desk.rows<{ id: string }>('select account_id as id from data_request where account_id is not null limit 1');
    const [all] = await desk.rows<{ count: number }>('select count(*)::int as count from data_request');
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
    await desk.rows(`update membership set ended_at = $2, ended_by = 'test' where account_id = $1`, [gone, start]);
    const evidence = () => desk.rows('select (select count(*) from signatory)::int as s, (select count(*) from approval)::int as a, (select count(*) from mail)::int as m, (select count(*) from evidence)::int as e');
    const proof = await evidence();

    service.clock.moveTo(new Date(start.getTime() + 31 * day));
    expect(await purge()).toMatchObject({ signInLinks: expect.any(Number), sessions: 0, accounts: 0, dataRequests: 0 });
    service.clock.moveTo(new Date(start.getTime() + 92 * day));
    const seasonal = await purge();
    expect(seasonal.sessions).toBeGreaterThan(0);
    expect(seasonal.accounts).toBe(0);
    expect(await desk.rows('select 1 from sign_in_link')).toEqual([]);
    expect(await desk.rows('select 1 from session')).toEqual([]);

    service.clock.moveTo(new Date('2027-11-24T09:00:00Z'));
    expect((await purge()).accounts).toBe(0);
    service.clock.moveTo(new Date('2027-11-26T09:00:00Z'));
    expect((await purge()).accounts).toBeGreaterThanOrEqual(1);
    expect(await desk.rows('select full_name, email from account where id = $1', [gone])).toEqual([{ full_name: 'Compte clos', email: `${gone}@compte-clos.invalid` }]);
    expect(await desk.rows('select full_name from account where id = $1', [kept])).toEqual([{ full_name: 'Anne Reste' }]);
    expect((await purge()).accounts).toBe(0);

    const answered = () => desk.rows(`select 1 from data_request where state in ('accepted', 'refused')`);
    expect(await answered()).not.toEqual([]);
    service.clock.moveTo(new Date('2031-11-26T09:00:00Z'));
    expect((await purge()).dataRequests).toBeGreaterThan(0);
    expect(await answered()).toEqual([]);
    expect(await desk.rows('select 1 from data_request')).not.toEqual([]);
    expect(await evidence()).toEqual(proof);

    const lines = await service.db.withIdentity(system, (tx) => journalOf(tx, 'retention', '2027-11-26'));
    expect(lines.map(({ event, payload }) => [event, Object.keys(payload).sort()])).toEqual([['purge', ['accounts', 'dataLinks', 'dataRequests', 'sessions', 'signInLinks']]]);
  });

  test('la ligne de commande, qui laisse passer le temps, oublie aussi', async () => {
    const { databaseUrl, dataDir, publicUrl } = service.config;
    await desk.rows(`insert into data_link (id, email, token_hash, created_at, expires_at) values (gen_random_uuid(), 'x@y.example', 'x', '2031-11-20', '2031-11-21')`);
    if (!existsSync(commandLine)) execFileSync('node_modules/.bin/swc', ['apps', 'libs', '--out-dir', 'dist', '--extensions', '.ts,.tsx']);
    const env = { PATH: process.env.PATH, PARAPHE_MODE: 'demonstration', DATABASE_URL: databaseUrl, DATA_DIR: dataDir, PUBLIC_URL: publicUrl, SMTP_URL: service.mailbox.url };
    const { stdout } = await promisify(execFile)(process.execPath, [commandLine, 'tick', '--as-of', '2031-11-27', '--json'], { env, timeout: 60_000 });
    expect(JSON.parse(stdout)).toMatchObject({ asOf: '2031-11-27', purged: { dataLinks: 1, accounts: 0 } });
  });
});
