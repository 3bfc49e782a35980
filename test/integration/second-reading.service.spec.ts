import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { Memberships, RetentionPurge } from '#libs/features/accounts';
import type { Giver } from '#libs/features/accounts';
import { Sessions, giveMembership, recordPerson } from '#libs/features/identity';
import { systemActor } from '#libs/platform';
import { clerkIn } from '../support/actors.js';
import { programOf } from '../support/api-client.js';
import { agentOf } from '../support/mandates.js';
import { eventually, until } from '../support/patience.js';
import { attachByMail, helene, signInWith, startConnectedService } from '../support/proconnect-actors.js';
import type { ConnectedService } from '../support/proconnect-actors.js';
import { startService } from '../support/service.js';
import { Visitor } from '../support/visitor.js';

const system = systemActor('test');
const heleneId = '4c0f0d5e-7a55-5d0a-9a3e-480000000001';

let service: ConnectedService;
let clerk: Visitor;
beforeAll(async () => {
  service = await startConnectedService([helene]);
  clerk = await clerkIn(service);
});
afterAll(() => service?.stop());

const rows = <T extends object>(sql: string, values: unknown[] = []) => service.database.superuser<T>(sql, values);
const cookieOf = (visitor: Visitor): string => visitor['cookies'].get('paraphe_session') ?? '';

/** Somebody recorded, with one membership. */
async function seated(fullName: string, role: 'prefecture' | 'auditor' | 'gestionnaire', departementCode = '48', organisationId: string | null = null): Promise<{ accountId: string; membershipId: string; email: string }> {
  const membershipId = randomUUID();
  const email = `${fullName.toLowerCase().replace(/[^a-z]+/g, '.')}@prefecture.example`;
  const now = service.clock.now();
  const accountId = await service.db.withIdentity(system, async (tx) => {
    const id = await recordPerson(tx, { id: randomUUID(), email, fullName }, now);
    await giveMembership(tx, { id: membershipId, accountId: id, role, departementCode, organisationId, createdBy: 'test' }, now);
    return id;
  });
  return { accountId, membershipId, email };
}

describe('un jeton ne survit pas à qui l’a créé', () => {
  test('clore l’habilitation révoque les jetons créés à ce titre, et ceux-là seulement', async () => {
    const leaver = await seated('Anne Partante', 'prefecture');
    const theirs = await programOf(service, 'prefecture', null, '48', leaver.accountId);
    const kept = await programOf(service, 'prefecture', null, '48', heleneId);
    expect((await theirs.get('/me')).status).toBe(200);
    const page = await clerk.get(`/habilitations/${leaver.membershipId}/fin`);
    expect(page.text).toMatch(/1 jeton/);
    await clerk.post(`/habilitations/${leaver.membershipId}/fin`);
    expect((await theirs.get('/me')).status).toBe(401);
    expect((await kept.get('/me')).status).toBe(200);
    expect(await rows(`select payload->'tokens' as tokens from journal where subject_id = $1 and event = 'membership.ended'`, [leaver.accountId])).toEqual([{ tokens: [theirs.tokenId] }]);
    expect((await clerk.get('/jetons')).html).not.toContain(theirs.tokenId);
  });

  test('un gestionnaire qui met fin à l’habilitation d’un agent arrête aussi les programmes que cet agent a ouverts', async () => {
    const [place] = await rows<{ structure: string; gestionnaire: string }>(`select id as structure, gestionnaire_id as gestionnaire from structure where departement_code = '48' order by name limit 1`);
    const leaver = await agentOf(service, place!.structure);
    expect((await leaver.api.get('/me')).status).toBe(200);
    const [membership] = await rows<{ id: string }>('select id from membership where account_id = $1', [leaver.accountId]);
    const manager = await programOf(service, 'gestionnaire', place!.gestionnaire);
    expect(Math.floor((await manager.post(`/memberships/${membership!.id}/end`)).status / 100)).toBe(2);
    expect((await leaver.api.get('/me')).status).toBe(401);
  });

  test('rouvrir l’accès d’une personne désactivée ne rouvre pas ses jetons', async () => {
    const leaver = await seated('Marc Revenant', 'prefecture');
    const theirs = await programOf(service, 'prefecture', null, '48', leaver.accountId);
    await clerk.post(`/habilitations/${leaver.membershipId}/desactivation`);
    expect((await theirs.get('/me')).status).toBe(401);
    const back = await clerk.post('/habilitations/nouvelle', { fullName: 'Marc Revenant', email: leaver.email, role: 'auditor', organisation: '' });
    expect(back.status).toBe(200);
    expect((await theirs.get('/me')).status).toBe(401);
  });
});

test.each<['agent' | 'partner' | 'gestionnaire', string]>([['agent', 'gestionnaire'], ['agent', 'partner'], ['partner', 'gestionnaire'], ['gestionnaire', 'partner']])('PostgreSQL ne laisse pas un rôle %s écrire un jeton de rôle %s', async (role, wanted) => {
  const organisation = randomUUID();
  const write = (made: string) => service.db.withIdentity({ kind: 'account', id: heleneId, departement: '48', role, organisation }, (tx) =>
    tx.query(`insert into api_token (id, departement_code, role, organisation_id, label, token_hash, shown_prefix, created_by, created_at, expires_at) values ($1, '48', $2, $3, 'x', $4, 'pfh_x', $5, now(), now() + interval '1 day')`, [randomUUID(), made, organisation, randomUUID(), heleneId]));
  await expect(write(wanted)).rejects.toThrow(/row-level security/);
  await write(role);
});

test('un programme ne fait entrer personne dans son propre rôle : un jeton volé ne devient pas un compte', async () => {
  const program = await programOf(service, 'prefecture', null, '48', heleneId);
  const answer = await program.post('/memberships', { fullName: 'Jean Voleur', email: 'jean.voleur@ailleurs.example', role: 'prefecture' });
  expect(answer).toMatchObject({ status: 422, json: { errors: [{ field: 'role' }] } });
  expect(await rows('select 1 from account where email = $1', ['jean.voleur@ailleurs.example'])).toEqual([]);
});

describe('deux gestes à la fois', () => {
  test('deux changements de rôle sous le même jeton de session n’en ouvrent qu’une', async () => {
    const person = await seated('Luce Double', 'auditor');
    const second = randomUUID();
    await service.db.withIdentity(system, (tx) => giveMembership(tx, { id: second, accountId: person.accountId, role: 'prefecture', departementCode: '48', organisationId: null, createdBy: 'test' }, service.clock.now()));
    const sessions = service.web.get(Sessions, { strict: false });
    const token = cookieOf(await clerkIn(service, person.email));
    const changed = await Promise.all(Array.from({ length: 6 }, () => sessions.change(token, second, 'test')));
    expect(changed.filter((made) => made !== null)).toHaveLength(1);
    expect(await rows('select id from session where account_id = $1 and ended_at is null', [person.accountId])).toHaveLength(1);
    await rows(`update membership set ended_at = now(), ended_by = 'test' where account_id = $1`, [person.accountId]);
  });

  test('deux collègues qui se closent l’un l’autre laissent quelqu’un dans la préfecture', async () => {
    const memberships = service.web.get(Memberships, { strict: false });
    const [one, other] = [await seated('Alix Une', 'prefecture', '12'), await seated('Sacha Autre', 'prefecture', '12')];
    const by = (id: string): Giver => ({ id, role: 'prefecture', departementCode: '12', organisationId: null });
    await rows(`insert into departement select (jsonb_populate_record(d, '{"code":"12"}')).* from departement d where code = '48' on conflict do nothing`);
    const row = async (id: string, giver: string) => (await memberships.find(by(giver), id))!.membership;
    const [first, second] = [await row(one.membershipId, other.accountId), await row(other.membershipId, one.accountId)];
    const done = await Promise.all([memberships.end(by(other.accountId), first), memberships.end(by(one.accountId), second)]);
    expect(done.filter((outcome) => outcome.done)).toHaveLength(1);
    expect(await rows(`select 1 from membership where departement_code = '12' and role = 'prefecture' and ended_at is null`)).toHaveLength(1);
  });
});

test('une fiche retirée pendant qu’on l’enregistre ne renaît pas', async () => {
  const program = await programOf(service, 'prefecture', null, '48', heleneId);
  const page = await clerk.get('/annuaire');
  expect(page.status).toBe(200);
  const [gestionnaire] = await rows<{ id: string }>(`select id from gestionnaire where departement_code = '48' order by id limit 1`);
  for (let round = 0; round < 4; round++) {
    const made = await program.post('/structures', { name: `Structure de passage ${round}`, gestionnaireId: gestionnaire!.id, format: 'fixe', address: '1 rue du Pont', postcode: '48000', city: 'Mende', inseeCommune: '48095', hours: null, equipment: [], nationalPartnerIds: [] });
    expect(made.status).toBe(201);
    const id = String(made.json.id);
    const shown = await clerk.get(`/annuaire/structures/${id}`);
    const csrf = /name="_csrf" value="([^"]+)"/.exec(shown.html)![1]!;
    const cookie = [...clerk['cookies']].map(([name, value]) => `${name}=${value}`).join('; ');
    const fields = { _csrf: csrf, name: 'Structure de passage', gestionnaireId: gestionnaire!.id, format: 'fixe', address: '2 rue du Pont', postcode: '48000', city: 'Mende' };
    const save = () => fetch(`${service.url}/annuaire/structures/${id}`, { method: 'POST', redirect: 'manual', headers: { cookie }, body: new URLSearchParams(fields) }).then(({ status }) => status);
    const saved = await Promise.all([save(), save(), program.delete(`/structures/${id}`).then(({ status }) => status), save(), save()]);
    expect(saved.filter((status) => ![204, 303, 404].includes(status))).toEqual([]);
    expect(await rows('select 1 from structure where id = $1', [id])).toEqual([]);
  }
});

test('ce qui ne sert qu’en passant s’efface aussi quand personne ne passe plus', async () => {
  const program = await programOf(service, 'prefecture', null, '48', heleneId);
  await program.send('POST', '/memberships', { fullName: 'Ève Passante', email: 'eve.passante@ailleurs.example', role: 'auditor' }, { 'idempotency-key': 'une-fois' });
  expect(await rows(`select 1 from api_repeat where answer::text like '%Passante%'`)).toHaveLength(1);
  const now = service.clock.now();
  service.clock.moveTo(new Date(now.getTime() + 25 * 3_600_000));
  await service.worker.get(RetentionPurge).run();
  service.clock.moveTo(now);
  expect(await rows(`select 1 from api_repeat`)).toEqual([]);
  expect(await rows(`select 1 from proconnect_attempt union all select 1 from proconnect_pending union all select 1 from proconnect_visit`)).toEqual([]);
});

test.each(['Gagnez https://piege.example vite', 'Cliquez www.piege.example', 'Jean <b>Gras</b>', 'Paul Durand piege.example/x'])('un courriel de la préfecture ne porte pas le lien d’autrui : le nom « %s » est refusé', async (fullName) => {
  const page = await clerk.post('/habilitations/nouvelle', { fullName, email: 'cible@ailleurs.example', role: 'auditor', organisation: '' });
  expect(page.status).toBe(422);
  expect(page.text).toContain('Écrivez le prénom et le nom en toutes lettres');
});

test.each(['Jean-Noël d’Arc', "Marie O'Brien", 'J. P. Martin', 'Éloïse de La Tour (née Roux)'])('un vrai nom passe : « %s »', async (fullName) => {
  expect((await clerk.post('/habilitations/nouvelle', { fullName, email: `${randomUUID()}@ailleurs.example`, role: 'auditor', organisation: '' })).status).toBe(200);
});

test('qui est entré par ProConnect pour un organisme n’agit pas pour un autre que ProConnect ne nomme pas', async () => {
  const [gestionnaire] = await rows<{ id: string }>(`select id from gestionnaire where departement_code = '48' order by id limit 1`);
  const other = randomUUID();
  const colleague = randomUUID();
  await service.db.withIdentity(system, async (tx) => {
    await giveMembership(tx, { id: other, accountId: heleneId, role: 'gestionnaire', departementCode: '48', organisationId: gestionnaire!.id, createdBy: 'test' }, service.clock.now());
    await giveMembership(tx, { id: colleague, accountId: heleneId, role: 'auditor', departementCode: '48', organisationId: null, createdBy: 'test' }, service.clock.now());
  });
  const visitor = new Visitor(service.url);
  await signInWith(service, visitor, helene);
  await attachByMail(service, visitor, 'helene.bastide@prefecture-48.example');
  const refused = await visitor.post('/mon-role', { membershipId: other });
  expect(refused.text).toContain('Connectez-vous par le lien');
  expect((await visitor.get('/mon-compte')).text).toContain('Préfecture');
  // Another role of the same organisation is another matter.
  expect((await visitor.post('/mon-role', { membershipId: colleague })).path).toBe('/espace');
  expect((await visitor.get('/jetons')).status).toBe(403);
  // By the mailed link, every role is theirs.
  const byLink = await clerkIn(service);
  expect((await byLink.post('/mon-role', { membershipId: other })).path).toBe('/espace');
  await rows(`update membership set ended_at = now(), ended_by = 'test' where id = any($1)`, [[other, colleague]]);
});

test.each(['/connexion', '/mes-liens', '/donnees-personnelles/demande'])('un caractère nul n’est pas une panne : %s', async (path) => {
  expect((await new Visitor(service.url).post(path, { email: 'a\u0000b@ailleurs.example' })).status).toBe(400);
  expect((await clerk.get('/habilitations?recherche=a%00b')).status).toBe(400);
});

test.each(['/API/v1/structures', '/Api/V1/me', '/api//v1/structures', '/api/v1/structures/'])('la session d’une personne n’ouvre pas l’API, de quelque façon qu’on écrive %s', async (path) => {
  const answer = await clerk.get(path);
  expect([401, 404]).toContain(answer.status);
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
});

test('un serveur de courriel qui refuse une adresse ne la fait écrire nulle part', async () => {
  const server = new SMTPServer({ disabledCommands: ['AUTH', 'STARTTLS'], logger: false, onRcptTo: ({ address }, _session, answer) => answer(Object.assign(new Error(`<${address}> is unknown here`), { responseCode: 550 })) });
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const refusing = await startService({ settings: { SMTP_URL: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}` } });
  try {
    await new Visitor(refusing.url).post('/connexion', { email: 'karim.ferrand@prefecture-48.example' });
    const errors = await eventually(() => refusing.database.superuser<{ error: string }>(`select last_error as error from outbox where last_error is not null`), ({ length }) => length > 0, 'the refusal is written');
    expect(errors[0]?.error).toContain('550');
    const dump = await refusing.database.superuser<{ text: string }>(`select query_to_xml('select * from outbox', true, false, '')::text || query_to_xml('select * from mail', true, false, '')::text || coalesce((select string_agg(x::text, '') from bullmq.job x), '') as text`).catch(() =>
      refusing.database.superuser<{ text: string }>(`select query_to_xml('select * from outbox', true, false, '')::text as text`));
    expect(dump[0]!.text).not.toContain('karim.ferrand@');
  } finally {
    await refusing.stop();
    await new Promise<void>((resolve) => server.close(resolve));
  }
});

test('le lien vers ses données part à l’adresse connue, jamais à celle qu’on a tapée et qui lui ressemble', async () => {
  const known = 'karim.ferrand@prefecture-48.example';
  for (const typed of ['kar\u0130m.ferrand@prefecture-48.example', '\u212aarim.ferrand@prefecture-48.example', 'Karim.FERRAND@prefecture-48.example']) await new Visitor(service.url).post('/donnees-personnelles/demande', { email: typed });
  const links = await rows<{ email: string }>('select distinct email from data_link');
  expect(links).toEqual([{ email: known }]);
});

test('ni le journal, ni la boîte d’envoi, ni les files, ni les livraisons ne disent un nom, une adresse ou un secret', async () => {
  const program = await programOf(service, 'prefecture', null, '48', heleneId);
  await clerk.post('/webhooks', { url: 'http://127.0.0.1:9/', events: 'directory.changed' });
  await clerk.post('/mon-compte/donnees/demande', { kind: 'correction', said: 'Je m’appelle désormais Zénobie Quidam, zenobie.quidam@prefecture.example.' }, '/mon-compte/donnees');
  const person = { civility: 'Mme', firstName: 'Zénobie', lastName: 'Quidam', quality: 'secrétaire générale', email: 'zenobie.quidam@prefecture.example' };
  expect((await program.post('/signatory-candidates', { ...person, bodyKind: 'prefet', bodyId: null })).status).toBe(201);
  const listed = await program.send('POST', '/imports?name=zenobie-quidam.csv', 'Partenaire;Nom du référent;Téléphone;Adresse électronique\nFrance Travail;Zénobie Quidam;04 66 00 00 00;zenobie.quidam@prefecture.example\n', { 'content-type': 'text/csv' });
  const plan = await program.get(`/imports/${String(listed.json.id)}/plan`);
  expect((await program.post(`/imports/${String(listed.json.id)}/apply`, { fingerprint: plan.json.fingerprint })).status).toBe(202);
  await until(async () => (await program.get(`/imports/${String(listed.json.id)}`)).json.state === 'applied', 'the import is applied');
  const told = (await Promise.all(['journal', 'outbox', 'mail', 'webhook_delivery', 'bullmq.job'].map((table) => rows<{ line: string }>(`select '${table} ' || one::text as line from ${table} one`)))).flat().map(({ line }) => line);
  expect(told.length).toBeGreaterThan(50);
  expect(told.filter((line) => /zénobie|quidam|bastide|ferrand|partante|revenant|voleur|pfh_|whsec_|[\w.]@(?!paraphe\.example)[\w-]+\.example/i.test(line))).toEqual([]);
});
