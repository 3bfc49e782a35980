import { createHash, randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import pg from 'pg';
import { RoundLaunch } from '#libs/features/round';
import { legalDay } from '#libs/domain';
import { clerkAddress, clerkIn, codeFor, invitationOf, launch, openDraft, signersOf, until } from '../support/actors.js';
import type { Signer } from '../support/actors.js';
import { nothingLeft } from '../support/patience.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';
import { saveDossierIn } from '../support/two-worlds.js';
import { Visitor } from '../support/visitor.js';

jest.setTimeout(900_000);

const everySubject = ['round', 'recovery', 'document', 'account'];
const abroad = '12';

let service: Service;
/** Two rounds in Lozère, one in the Aveyron: the same people, the same addresses, other texts. */
let here: { id: string; signers: Signer[]; links: string[] };
let beside: typeof here;
let elsewhere: typeof here;
beforeAll(async () => {
  service = await startService();
  const clerk = await clerkIn(service);
  here = await launched(async () => {
    const id = await openDraft(service, clerk, 1);
    await launch(service, clerk, id);
    return id;
  });
  beside = await launched(async () => {
    const id = await openDraft(service, clerk, 1);
    await launch(service, clerk, id);
    return id;
  });
  await saveDossierIn(service, { code: abroad, name: 'Aveyron', ofName: 'de l’Aveyron' });
  elsewhere = await launched(async () => {
    const actor = { kind: 'account', id: randomUUID(), departement: abroad, role: 'prefecture', organisation: null } as const;
    const rounds = service.web.get(RoundLaunch);
    const id = await rounds.open(abroad, actor, 1);
    expect(await rounds.launch(id, { collectUntil: legalDay('2026-12-24'), termEndsOn: legalDay('2027-12-31') }, actor)).toMatchObject({ accepted: true });
    await until(service, id, 'collecting');
    return id;
  });
});
afterAll(() => service?.stop());

async function launched(launchOne: () => Promise<string>): Promise<typeof here> {
  const before = service.mailbox.mails.length;
  const id = await launchOne();
  const signers = (await signersOf(service, id)).filter(({ college }) => college !== 'prefet');
  const links: string[] = [];
  for (const signer of signers) links.push(await invitationOf(service, signer, before));
  return { id, signers, links };
}

const sql = <T extends object>(text: string, values: unknown[] = []) => service.database.superuser<T>(text, values);
const tokenOf = (link: string) => link.split('/').at(-1)!;
const otherDigit = (code: string) => `${code.slice(0, 5)}${(Number(code[5]) + 1) % 10}`;
const approvals = () => sql<{ round_id: string; slot_id: string }>('select round_id, slot_id from approval order by approved_at, slot_id');
const slotsOf = async (id: string) => (await sql<{ slots: object[] }>(`select facts->'slots' as slots from round where id = $1`, [id]))[0]!.slots;

describe('un jeton ne se devine pas', () => {
  test('ni coupé, ni allongé, ni changé d’une lettre : chaque essai mène à la même page, et rien ne bouge', async () => {
    const token = tokenOf(here.links[0]!);
    const before = await slotsOf(here.id);
    const guesses = [token.slice(0, 42), `${token}A`, token.toUpperCase(), token.toLowerCase(), `${token}%20`, '..%2F..%2Fetc', `${token}' or '1'='1`, 'null', ...Array.from({ length: 43 }, (_, at) => `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`)].filter((guess) => guess !== token);
    const visitor = new Visitor(service.url);
    for (const guess of guesses) {
      const page = await visitor.get(`/signer/${encodeURI(guess)}`);
      expect([guess, page.status]).toEqual([guess, 404]);
      expect(page.text).not.toContain(here.signers[0]!.bodyName);
    }
    expect(await slotsOf(here.id)).toEqual(before);
  });

  test('il n’est écrit nulle part : la base n’en garde que l’empreinte', async () => {
    const token = tokenOf(here.links[0]!);
    const tables = await sql<{ name: string }>(`select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`);
    for (const { name } of tables) expect([name, (await sql(`select 1 from ${name} t where t::text like '%' || $1 || '%' limit 1`, [token])).length]).toEqual([name, 0]);
    expect(await sql('select 1 from link where token_hash = $1', [createHash('sha256').update(token).digest('hex')])).toHaveLength(1);
  });
});

describe('un code ne se devine pas', () => {
  test('trente essais simultanés n’en comptent que cinq, et le bon code n’y passe plus', async () => {
    const [signer, link] = [here.signers[0]!, here.links[0]!];
    const visitor = new Visitor(service.url);
    const code = await codeFor(service, visitor, link, signer);
    const wrong = otherDigit(code);
    await Promise.all(Array.from({ length: 30 }, () => visitor.post(`${link}/signature`, { fullName: signer.name, code: wrong }, `${link}/code`)));
    const [row] = await sql<{ tries: number }>('select tries from code join link on link.id = link_id where link.token_hash = $1 order by code.created_at desc limit 1', [createHash('sha256').update(tokenOf(link)).digest('hex')]);
    expect(row).toEqual({ tries: 5 });
    await visitor.post(`${link}/signature`, { fullName: signer.name, code }, link);
    expect(await approvals()).toEqual([]);
  });

  test('le code demandé derrière un lien ne sert pas derrière un autre, même de la même adresse', async () => {
    const [signer, link] = [here.signers[1]!, here.links[1]!];
    const visitor = new Visitor(service.url);
    const code = await codeFor(service, visitor, link, signer);
    for (const other of [here.links[2]!, beside.links[1]!, elsewhere.links[1]!]) await visitor.post(`${other}/signature`, { fullName: signer.name, code }, other);
    expect(await approvals()).toEqual([]);
  });
});

describe('un lien ne vaut que pour sa place', () => {
  test('ce que le formulaire ajoute (place, personne, tournée, texte) n’est pas lu', async () => {
    const [signer, link] = [here.signers[1]!, here.links[1]!];
    const [before, abroadBefore] = [await slotsOf(beside.id), await slotsOf(elsewhere.id)];
    const forged = { slotId: here.signers[2]!.slotId, 'slot_id': here.signers[2]!.slotId, roundId: beside.id, signatoryId: randomUUID(), contentHash: '0'.repeat(64), state: 'approved', codeId: randomUUID() };
    const visitor = new Visitor(service.url);
    service.clock.moveTo(new Date('2026-11-24T09:05:00Z'));
    const code = await codeFor(service, visitor, link, signer);
    const page = await visitor.post(`${link}/signature`, { ...forged, fullName: signer.name, code }, `${link}/code`);
    expect(page.text).toContain('C’est signé');
    expect(await approvals()).toEqual([{ round_id: here.id, slot_id: signer.slotId }]);
    expect([await slotsOf(beside.id), await slotsOf(elsewhere.id)]).toEqual([before, abroadBefore]);
  });

  test('le même formulaire renvoyé, d’ici ou d’un autre navigateur, ne signe pas deux fois', async () => {
    const [signer, link] = [here.signers[1]!, here.links[1]!];
    const [{ code_id: used }] = await sql<{ code_id: string }>('select code_id from approval where slot_id = $1', [signer.slotId]) as [{ code_id: string }];
    const journal = async () => (await sql(`select 1 from journal where subject_id = $1 and event = 'approve'`, [here.id])).length;
    const before = await journal();
    for (const visitor of [new Visitor(service.url), new Visitor(service.url)]) {
      for (const path of ['signature', 'code', 'refus', 'autre-personne']) await visitor.post(`${link}/${path}`, { fullName: signer.name, code: '000000', reason: 'Je reviens sur ma signature.', saidBy: 'Quelqu’un', successorName: 'Un autre', successorEmail: 'autre@ailleurs.example' }, '/mes-liens');
    }
    expect(await journal()).toBe(before);
    expect(await sql('select code_id from approval where slot_id = $1', [signer.slotId])).toEqual([{ code_id: used }]);
    expect((await slotsOf(here.id)).find((slot) => (slot as { id: string }).id === signer.slotId)).toMatchObject({ state: 'approved', order: 1 });
  });

  test('sans le jeton du formulaire, ou avec celui d’un autre navigateur, rien n’est fait', async () => {
    const link = here.links[2]!;
    const [mine, theirs] = [new Visitor(service.url), new Visitor(service.url)];
    const [, csrf] = /name="_csrf" value="([^"]+)"/.exec((await theirs.get(link)).html)!;
    for (const path of ['code', 'signature', 'refus', 'autre-personne', 'nouveau-lien']) {
      expect((await mine.postForged(`${link}/${path}`, { fullName: 'Quelqu’un', reason: 'Je refuse pour un autre.' })).status).toBe(403);
      expect((await mine.postForged(`${link}/${path}`, { fullName: 'Quelqu’un', reason: 'Je refuse pour un autre.', _csrf: csrf! })).status).toBe(403);
    }
  });

  test('la base elle-même ne laisse à un lien que sa personne, sa tournée et ses codes', async () => {
    const rowOf = async (link: string) => (await sql<{ id: string; signatory_id: string; round_id: string; slot_id: string }>('select id, signatory_id, round_id, slot_id from link where token_hash = $1', [createHash('sha256').update(tokenOf(link)).digest('hex')]))[0]!;
    const own = await rowOf(here.links[2]!);
    const client = new pg.Client({ connectionString: service.database.appUrl });
    await client.connect();
    try {
      for (const other of [await rowOf(here.links[3]!), await rowOf(beside.links[2]!), await rowOf(elsewhere.links[2]!)]) {
        const tryAs = async (statement: string, values: unknown[]) => {
          await client.query('begin');
          try {
            await client.query(`select set_config('paraphe.actor_kind', 'signatory', true), set_config('paraphe.actor', $1, true), set_config('paraphe.link', $2, true)`, [own.signatory_id, own.id]);
            return (await client.query(statement, values)).rowCount ?? 0;
          } catch {
            return 0;
          } finally {
            await client.query('rollback');
          }
        };
        expect(await tryAs('select 1 from link where id = $1', [other.id])).toBe(0);
        expect(await tryAs('select 1 from signatory where id = $1', [other.signatory_id])).toBe(0);
        expect(await tryAs('update code set tries = 0 where link_id = $1', [other.id])).toBe(0);
        expect(await tryAs(`insert into code (id, link_id, typed_name, created_at, expires_at) values (gen_random_uuid(), $1, 'x', now(), now())`, [other.id])).toBe(0);
        expect(await tryAs(`insert into approval (round_id, slot_id, signatory_id, approved_at, content_hash, typed_name, consent_version, code_id, link_id, ip, user_agent) values ($1, $2, $3, now(), 'x', 'x', 'x', gen_random_uuid(), $4, 'x', 'x')`, [other.round_id, other.slot_id, other.signatory_id, own.id])).toBe(0);
        expect(await tryAs(`insert into signatory_proposal (id, round_id, slot_id, signatory_id, link_id, said_by, full_name, email, created_at) values (gen_random_uuid(), $1, $2, $3, $4, 'x', 'x', 'x', now())`, [other.round_id, other.slot_id, other.signatory_id, other.id])).toBe(0);
        expect(await tryAs('select 1 from signatory_proposal where signatory_id = $1', [other.signatory_id])).toBe(0);
        if (other.round_id !== own.round_id) expect(await tryAs('update round set number = number where id = $1', [other.round_id])).toBe(0);
      }
    } finally {
      await client.end();
    }
  });
});

describe('la page de tout ce qui attend une messagerie', () => {
  const desk = (link: string) => new Visitor(service.url).get(`${link}/en-attente`);

  test('n’ouvre que les places de cette adresse, et aucune derrière un jeton inconnu', async () => {
    const at = 4;
    const page = await desk(here.links[at]!);
    const mine = new Set([here, beside, elsewhere].flatMap(({ signers, links }) => links.filter((_, rank) => signers[rank]!.email === here.signers[at]!.email)).map(tokenOf));
    const shown = new Set([...page.html.matchAll(/\/signer\/([\w-]{43})/g)].map(([, token]) => token!));
    expect(shown).toEqual(mine);
    expect(mine.size).toBeGreaterThan(1);
    expect((await desk(`/signer/${'C'.repeat(43)}`)).status).toBe(404);
  });

  test('une place cochée qui n’est pas à cette personne, ou n’existe pas, n’envoie aucun code', async () => {
    const at = 4;
    const ids = await sql<{ id: string }>('select id from link where token_hash = any($1)', [[here.links[5]!, elsewhere.links[6]!].map((link) => createHash('sha256').update(tokenOf(link)).digest('hex'))]);
    const before = await sql<{ count: number }>('select count(*)::int as count from code');
    for (const places of [...ids.map(({ id }) => id), randomUUID(), 'slot_x', `' or true --`]) expect((await new Visitor(service.url).post(`${here.links[at]!}/code`, { fullName: here.signers[at]!.name, places }, here.links[at]!)).status).toBe(409);
    expect(await sql('select count(*)::int as count from code')).toEqual(before);
  });

  test('qui devine les codes d’une place n’y trouve pas le lien neuf, que seule la messagerie reçoit', async () => {
    const at = 5;
    const [signer, guessed, other] = [beside.signers[at]!, beside.links[at]!, here.links[at]!];
    expect(here.signers[at]!.email).toBe(signer.email);
    const visitor = new Visitor(service.url);
    for (let asked = 0; asked < 3; asked++) {
      service.clock.moveTo(new Date(service.clock.now().getTime() + 60_000));
      const wrong = otherDigit(await codeFor(service, visitor, guessed, signer));
      for (let guess = 0; guess < 5; guess++) await visitor.post(`${guessed}/signature`, { fullName: signer.name, code: wrong }, `${guessed}/code`);
    }
    service.clock.moveTo(new Date(service.clock.now().getTime() + 10 * 60_000));
    const before = service.mailbox.mails.length;
    await visitor.post(`${guessed}/nouveau-lien`, {}, guessed);
    const fresh = await invitationOf(service, signer, before);
    const page = await desk(other);
    expect(page.html).toContain(tokenOf(guessed));
    expect(page.html).not.toContain(tokenOf(fresh));
    expect((await visitor.get(guessed)).text).toContain('Trop de codes faux');
    expect((await visitor.get(fresh)).text).toContain('Recevoir un code');
    const [{ id: link }] = await sql<{ id: string }>('select id from link where token_hash = $1', [createHash('sha256').update(tokenOf(guessed)).digest('hex')]) as [{ id: string }];
    expect((await visitor.get(other)).html).not.toContain(link);
  });
});

describe('ce que l’on tape ne devient ni en-tête, ni balise', () => {
  const newLines = 'Anne\r\nBcc: tous@ailleurs.example\r\n\r\nCorps forgé';
  const markup = '<script>alert(1)</script><img src=x onerror=alert(2)> " onfocus=alert(3) x="';
  const expectHarmless = (html: string) => expect(html).not.toMatch(/<script>alert|<img src=x|<[a-z][^<>]*" onfocus=alert/);

  test('une adresse qui porte un retour à la ligne, ou deux adresses, n’est pas une adresse', async () => {
    const visitor = new Visitor(service.url);
    for (const email of ['anne@mairie.example\r\nBcc: tous@ailleurs.example', 'anne@mairie.example,tous@ailleurs.example', '<anne@mairie.example>']) {
      expect((await visitor.post('/mes-liens', { email })).status).toBe(422);
      expect((await visitor.post(`${here.links[2]!}/autre-personne`, { saidBy: 'Anne Vidal', successorName: 'Nadia Perrin', successorEmail: email }, here.links[2]!)).status).toBe(422);
    }
  });

  test('un nom de l’annuaire qui porte un retour à la ligne n’ajoute ni destinataire, ni corps au courriel', async () => {
    const signer = here.signers[3]!;
    await sql('update signatory set first_name = $2 where round_id = $1 and id = (select (slot->>$3)::uuid from round, jsonb_array_elements(facts->$4) slot where round.id = $1 and slot->>$5 = $6)', [here.id, newLines, 'signatoryId', 'slots', 'id', signer.slotId]);
    service.clock.moveTo(new Date('2026-11-24T10:00:00Z'));
    const before = service.mailbox.mails.length;
    await new Visitor(service.url).post(`${here.links[3]!}/nouveau-lien`, {}, '/mes-liens');
    const mail = await service.mailbox.receive(({ to }) => to === signer.email, before);
    await nothingLeft(service.database, everySubject);
    expect(service.mailbox.mails.filter(({ to }) => to.includes('ailleurs.example'))).toEqual([]);
    expect(mail.subject).toContain('rappel');
    expect(mail.text).not.toContain('Corps forgé');
    expect(mail.text).toMatch(/^DÉMONSTRATION/);
    expect(mail.raw).not.toMatch(/^Bcc:/im);
  });

  test('un nom tapé sur plusieurs lignes tient sur une', async () => {
    const [signer, link] = [here.signers[2]!, here.links[2]!];
    const before = service.mailbox.mails.length;
    await new Visitor(service.url).post(`${link}/code`, { fullName: newLines }, link);
    const mail = await service.mailbox.receive(({ to, subject }) => to === signer.email && subject.includes('code'), before);
    expect(mail.text).not.toContain('Corps forgé');
    const [row] = await sql<{ typed_name: string }>('select typed_name from code join link on link.id = link_id where link.slot_id = $1 order by code.created_at desc limit 1', [signer.slotId]);
    expect(row!.typed_name).toBe('Anne Bcc: tous@ailleurs.example Corps forgé');
  });

  test('une proposition, un refus, un abandon : leurs mots sont montrés, jamais exécutés, sur chaque page et dans chaque courriel', async () => {
    const clerk = await clerkIn(service);
    const visitor = new Visitor(service.url);
    const [proposing, refusing] = [here.links[2]!, here.links[3]!];
    const wrong = await visitor.post(`${proposing}/autre-personne`, { saidBy: markup, successorName: markup, successorEmail: markup, why: markup }, proposing);
    expect(wrong.status).toBe(422);
    expectHarmless(wrong.html);
    const proposed = await visitor.post(`${proposing}/autre-personne`, { saidBy: markup, successorName: markup, successorEmail: 'nadia@mairie.example', why: markup }, proposing);
    expect(proposed.text).toContain('alert(1)');
    expectHarmless(proposed.html);
    expectHarmless((await visitor.post(`${proposing}/code`, { fullName: markup }, proposing)).html);
    expectHarmless((await visitor.post('/mes-liens', { email: markup })).html);
    const refused = await visitor.post(`${refusing}/refus`, { reason: `Nous refusons. ${markup}` }, refusing);
    expect(refused.text).toContain('alert(1)');
    expectHarmless(refused.html);
    await service.mailbox.receive(({ to, subject }) => to === clerkAddress && subject.includes('refus'));
    await clerk.post(`/tournees/${here.id}/reprise`, {}, `/tournees/${here.id}`);
    const pages = [`/tournees/${here.id}`, '/tournees', '/', here.links[0]!, refusing];
    for (const path of pages) expectHarmless((await clerk.get(path)).html);
    await clerk.post(`/tournees/${beside.id}/abandon`, { abandonReason: `Nous abandonnons. ${markup}` }, `/tournees/${beside.id}`);
    await service.mailbox.receive(({ subject }) => subject.includes('abandonnée'));
    const abandoned = await clerk.get(`/tournees/${beside.id}`);
    expect(abandoned.text).toContain('alert(1)');
    for (const path of [`/tournees/${beside.id}`, beside.links[0]!]) expectHarmless((await clerk.get(path)).html);
    await nothingLeft(service.database, everySubject);
    for (const { html } of service.mailbox.mails) expectHarmless(html);
    expect(abandoned.headers.get('content-security-policy')).toContain("default-src 'self'");
  });
});

test('rien de tout cela n’a signé pour un autre', async () => {
  expect(await approvals()).toEqual([{ round_id: here.id, slot_id: here.signers[1]!.slotId }]);
  await until(service, here.id, 'collecting');
  expect(await slotsOf(elsewhere.id)).toEqual(expect.arrayContaining([expect.objectContaining({ order: null })]));
});
