import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { PDFDocument } from 'pdf-lib';
import pg from 'pg';
import { legalDay } from '#libs/domain';
import { MandatePersons, MandateSecrets, mandateById } from '#libs/features/mandate';
import type { MandateRow } from '#libs/features/mandate';
import { Database, KeyStore, KeyVault, Storage, journalOf, loadConfig, systemActor } from '#libs/platform';
import { programOf } from '../support/api-client.js';
import { backUp, copyTables, filesBelow, restore } from '../support/backup.js';
import type { Backup, CopiedTable } from '../support/backup.js';
import { freshDatabase } from '../support/database.js';
import type { TestDatabase } from '../support/database.js';
import { livingAgreement } from '../support/living-agreement.js';
import { untilMandate } from '../support/mandate-states.js';
import { agentOf, issue, ok, partnerIn } from '../support/mandates.js';
import type { MandateAgent } from '../support/mandates.js';
import { NeedleSearch, textOfPdf } from '../support/needles.js';
import type { Needle } from '../support/needles.js';
import { startService } from '../support/service.js';
import type { Service } from '../support/service.js';

const test_ = systemActor('test');
const person = { familyName: 'Zéphyrin-Malaquette', givenNames: 'Odalie Prudence', birthDate: '1951-07-23', birthPlace: 'Sainte-Énimie', address: '17 traverse du Vieux-Moutonnet, 48210 Gorges-du-Tarn', phone: '06 39 98 17 52', email: 'odalie.zm@courriel-invente.example' };
const words = 'Contester le trop-perçu de l’allocation Gévaudanaise';
const note = 'Attend la lettre verte de la caisse avant la cataracte du mardi';
const documentTitle = 'Avis d’échéance Malaquette';
const documentWords = 'Quittance numero Q-88417-BLEUET pour le logement';

const needles: readonly Needle[] = [
  { label: 'nom', text: person.familyName }, { label: 'prénoms', text: person.givenNames }, { label: 'lieu de naissance', text: person.birthPlace }, { label: 'adresse', text: '17 traverse du Vieux-Moutonnet' }, { label: 'téléphone', text: person.phone }, { label: 'courriel', text: person.email },
  ...['1951-07-23', '23/07/1951', '23 juillet 1951', '23-07-1951', '23.07.1951'].map((text) => ({ label: 'date de naissance', text })),
  { label: 'démarche confiée', text: 'trop-perçu de l’allocation Gévaudanaise' }, { label: 'note', text: 'lettre verte de la caisse' }, { label: 'titre de pièce', text: documentTitle }, { label: 'pièce', text: 'Q-88417-BLEUET' },
];
const search = new NeedleSearch(needles);

let service: Service;
let agent: MandateAgent;
let neighbour: MandateAgent;
let mandateId: string;
let secretId: string;
let before: Backup;
/** Read before the end, with the keys of then: what was there to be destroyed. */
let readBefore: { familyName: string | undefined; notes: (string | null)[]; document: Buffer | null };

const keysFolder = () => join(service.config.dataDir, 'keys');
const rowOf = (id: string, db = service.db): Promise<MandateRow> => db.withIdentity(test_, async (tx) => (await mandateById(tx, id))!);
/** Most tables and files are the same before and after: what was searched once says the same again. */
const searched = new Map<string, string[]>();
const foundIn = (places: readonly { name: string; bytes: Buffer }[]) => places.flatMap(({ name, bytes }) => {
  const digest = createHash('sha256').update(bytes).digest('hex');
  const found = searched.get(digest) ?? search.in(bytes);
  searched.set(digest, found);
  return found.map((label) => `${label} dans ${name}`);
});
const tablesAsPlaces = (tables: readonly CopiedTable[]) => tables.map(({ name, rows }) => ({ name, bytes: rows }));

beforeAll(async () => {
  service = await startService({ now: new Date('2026-11-24T09:00:00Z') });
  await livingAgreement(service, { termEndsOn: legalDay('2039-12-31') });
  const structures = await service.database.superuser<{ id: string; gestionnaire: string }>(`select id, gestionnaire_id as gestionnaire from structure where departement_code = '48' and principal_id is null order by name`);
  agent = await agentOf(service, structures[0]!.id);
  neighbour = await agentOf(service, structures[1]!.id);
  const gestionnaire = await programOf(service, 'gestionnaire', structures[0]!.gestionnaire);
  ok(await gestionnaire.put('/disposal/standing-visa', { reference: 'Visa 2026-041', managementTable: 'TG 48-FS', grantedOn: '2026-01-15' }));
  ({ id: mandateId } = await issue(agent, { person, demarches: ['family', 'housing'], words }));
  await useMandate();
  await untilMandate(service, mandateId, async (tx) => (await service.web.get(MandateSecrets).proofs(tx, mandateId)).some(({ kind }) => kind === 'original'));
  await readWorkingData();
  before = await backUp(service.database, service.config.dataDir);
  ok(await agent.api.post(`/mandates/${mandateId}/resolution`));
  await untilMandate(service, mandateId, async (tx) => (await mandateById(tx, mandateId))?.state === 'destroyed');
});
afterAll(async () => {
  before?.remove();
  await service?.stop();
});

/** An act, a note, a document: everything an agent leaves behind. */
async function useMandate(): Promise<void> {
  const by = { agentId: agent.accountId };
  ok(await agent.api.post(`/mandates/${mandateId}/acts`, { demarche: 'family', kind: 'action', partner: await partnerIn(agent), note, ...by }), 201);
  ok(await agent.api.send('POST', `/mandates/${mandateId}/notes`, { text: `${note}, deuxième fois` }, { 'idempotency-key': 'note-1' }), 201);
  const pdf = await PDFDocument.create();
  pdf.setTitle(documentTitle);
  pdf.addPage().drawText(documentWords);
  ok(await agent.api.send('POST', `/mandates/${mandateId}/documents`, await pdf.save(), { 'content-type': 'application/pdf', 'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(documentTitle)}` }), 201);
  // A look-up, and a reading: what an agent sees must leave no trace of whom it was about.
  ok(await agent.api.send('POST', '/mandates/look-up', { familyName: person.familyName, givenNames: person.givenNames, birthDate: person.birthDate }, { 'idempotency-key': 'recherche-1' }));
  expect(search.in(Buffer.from((await agent.api.get(`/mandates/${mandateId}`)).text))).toContain('nom');
}

async function readWorkingData(): Promise<void> {
  const secrets = service.web.get(MandateSecrets);
  const row = await rowOf(mandateId);
  readBefore = await service.db.withIdentity(test_, async (tx) => {
    const list = await secrets.list(tx, row);
    secretId = list.find(({ kind }) => kind === 'document')!.id;
    return { familyName: (await secrets.identity(tx, row))?.familyName, notes: list.filter(({ kind }) => kind === 'note').map(({ text }) => text).sort(), document: await secrets.read(tx, row, secretId) };
  });
}

describe('Une fois la démarche résolue', () => {
  test('ce qui est détruit avait bien été là', () => {
    expect([readBefore.familyName, ...readBefore.notes]).toEqual([person.familyName, note, `${note}, deuxième fois`]);
    expect(search.in(readBefore.document!)).toEqual(['pièce', 'titre de pièce']);
  });

  test('aucune table d’aucun schéma ne dit qui c’était, celles de la file comprises', async () => {
    const tables = await copyTables(service.database);
    expect(tables.map(({ name }) => name)).toEqual(expect.arrayContaining(['"public"."journal"', '"public"."mandate"', '"public"."outbox"', '"public"."mail"', '"public"."api_repeat"']));
    expect(tables.some(({ name }) => name.startsWith('"bullmq".'))).toBe(true);
    expect(foundIn(tablesAsPlaces(tables))).toEqual([]);
  });

  test('aucun fichier gardé ne le dit, ni aucun courriel parti', () => {
    const files = filesBelow(service.config.dataDir, [keysFolder()]);
    expect(files.length).toBeGreaterThan(1);
    expect(foundIn(files)).toEqual([]);
    expect(foundIn(service.mailbox.mails.map((mail, n) => ({ name: `courriel ${n}`, bytes: Buffer.from(JSON.stringify(mail)) })))).toEqual([]);
  });

  test('une sauvegarde d’avant ne le dit pas, et restaurée non plus, avec les clés qui restent', async () => {
    expect(before.tables.some(({ name, rows }) => name === '"public"."mandate_secret"' && rows.length > 0)).toBe(true);
    expect(foundIn(tablesAsPlaces(before.tables))).toEqual([]);
    expect(foundIn(filesBelow(before.dataDir))).toEqual([]);
    await restored(async ({ database, db, secrets, persons, row }) => {
      expect(foundIn(tablesAsPlaces(await copyTables(database)))).toEqual([]);
      expect(row.state).toBe('active');
      await db.withIdentity(test_, async (tx) => {
        expect(await secrets.identity(tx, row)).toBeNull();
        expect(await secrets.object(tx, row, 'wording')).toBeNull();
        expect(await secrets.list(tx, row)).toEqual([]);
        expect(await secrets.read(tx, row, secretId)).toBeNull();
        expect(await secrets.code(tx, row)).toBeNull();
        expect(await persons.find(tx, agent.structureId, person)).toBeNull();
      });
    });
  });

  test('avec la clé de preuve, le mandat signé et sa fin se lisent, et eux seuls', async () => {
    const row = await rowOf(mandateId);
    const secrets = service.web.get(MandateSecrets);
    expect(filesBelow(join(service.config.dataDir, 'files', 'mandates')).map(({ name }) => name.split('/').at(-1))).toEqual(['proof-original', 'proof-receipt']);
    const [original, receipt] = [(await secrets.proof(row, 'original'))!, (await secrets.proof(row, 'receipt'))!];
    expect(search.in(Buffer.from(textOfPdf(original)))).toEqual(expect.arrayContaining(['adresse', 'date de naissance', 'nom', 'prénoms']));
    expect(textOfPdf(receipt)).toContain(row.number);
    for (const file of [original, receipt]) expect(search.in(file).filter((label) => ['note', 'pièce', 'titre de pièce'].includes(label))).toEqual([]);
    expect((await service.database.superuser('select kind from mandate_secret where mandate_id = $1', [mandateId])).length).toBe(0);
  });

  test('la personne n’est plus retrouvée par son nom', async () => {
    expect(await service.database.superuser('select 1 from mandate_person')).toEqual([]);
    await service.db.withIdentity(test_, async (tx) => expect(await service.web.get(MandatePersons).find(tx, agent.structureId, person)).toBeNull());
  });

  /** The backup in another database and another folder, read with the key store as it is now. */
  async function restored(check: (at: { database: TestDatabase; db: Database; secrets: MandateSecrets; persons: MandatePersons; row: MandateRow }) => Promise<void>): Promise<void> {
    const database = await freshDatabase();
    await restore(before, database);
    const keys = service.web.get(KeyStore);
    const config = loadConfig({ PARAPHE_MODE: 'demonstration', DATABASE_URL: database.appUrl, SMTP_URL: 'smtp://127.0.0.1:9', DATA_DIR: before.dataDir, PARAPHE_SECRET: Buffer.alloc(32, 1).toString('base64url') });
    const db = new Database(config, [], keys);
    const vault = service.web.get(KeyVault);
    const secrets = new MandateSecrets(vault, keys, new Storage(config), service.clock);
    try {
      await check({ database, db, secrets, persons: new MandatePersons(keys, vault, service.clock), row: await rowOf(mandateId, db) });
    } finally {
      await db.onApplicationShutdown();
      await database.drop();
    }
  }
});

describe('Le journal des mandats', () => {
  test('dit ce qui s’est passé, sans nommer la personne', async () => {
    const lines = await service.db.withIdentity(test_, (tx) => journalOf(tx, 'mandate', mandateId));
    expect(lines.map(({ event }) => event)).toEqual(['inform', 'verifyIdentity', 'define', 'sign', 'act', 'keepNote', 'keepDocument', 'resolve', 'recordDestruction']);
    expect(search.in(Buffer.from(JSON.stringify(lines)))).toEqual([]);
  });

  test.each([['l’application', () => service.database.appUrl], ['le propriétaire', () => service.database.ownerUrl]] as const)('ne se change, ne se coupe ni ne se vide, pour %s', async (_, url) => {
    const client = new pg.Client({ connectionString: url() });
    await client.connect();
    try {
      await client.query(`select set_config('paraphe.actor_kind', 'system', false)`);
      expect((await client.query<{ n: number }>(`select count(*)::int as n from journal where subject = 'mandate'`)).rows[0]!.n).toBeGreaterThan(0);
      for (const sql of [`update journal set event = 'x' where subject = 'mandate'`, `delete from journal where subject = 'mandate'`, 'truncate journal', 'truncate journal cascade']) await expect(client.query(sql)).rejects.toMatchObject({ code: '42501' });
    } finally {
      await client.end();
    }
  });
});

describe('PostgreSQL lui-même', () => {
  const tables = ['mandate', 'mandate_secret', 'mandate_act', 'mandate_proof', 'mandate_person', 'mandate_active'];
  let live: string;

  beforeAll(async () => {
    ({ id: live } = await issue(agent, { person: { ...person, familyName: 'Autre' } }));
    await agent.api.post(`/mandates/${live}/acts`, { demarche: 'family', kind: 'action', partner: await partnerIn(agent), agentId: agent.accountId });
  });

  /** Rows that a session of the application sees under that identity. */
  async function seenBy(role: string, organisation: string | null, departement = '48'): Promise<Record<string, number>> {
    const client = new pg.Client({ connectionString: service.config.databaseUrl });
    await client.connect();
    try {
      await client.query('begin');
      await client.query(`select set_config('paraphe.actor', 'x', true), set_config('paraphe.actor_kind', 'account', true), set_config('paraphe.departement', $1, true), set_config('paraphe.role', $2, true), set_config('paraphe.organisation', $3, true)`, [departement, role, organisation ?? '']);
      const seen: Record<string, number> = {};
      for (const table of tables) seen[table] = (await client.query<{ n: number }>(`select count(*)::int as n from ${table}`)).rows[0]!.n;
      seen.journal = (await client.query<{ n: number }>(`select count(*)::int as n from journal where subject = 'mandate'`)).rows[0]!.n;
      return seen;
    } finally {
      await client.end();
    }
  }
  const nothing = Object.fromEntries([...tables, 'journal'].map((table) => [table, 0]));

  test('ne montre aucun mandat, acte, pièce ni preuve à qui n’est pas agent de la structure', async () => {
    const [{ gestionnaire }] = (await service.database.superuser<{ gestionnaire: string }>('select gestionnaire_id as gestionnaire from structure where id = $1', [agent.structureId])) as [{ gestionnaire: string }];
    expect(await seenBy('agent', neighbour.structureId)).toEqual(nothing);
    for (const [role, organisation] of [['gestionnaire', gestionnaire], ['prefecture', null], ['auditor', null], ['partner', agent.structureId], ['gestionnaire', agent.structureId]] as const) expect(await seenBy(role, organisation)).toEqual(nothing);
  });

  test('les montre à ses agents, et verrouille les données dès la fin', async () => {
    const seen = await seenBy('agent', agent.structureId);
    for (const table of [...tables, 'journal']) expect([table, seen[table]! > 0]).toEqual([table, true]);
    await service.database.superuser(`update mandate set state = 'revoked' where id = $1`, [live]);
    expect((await seenBy('agent', agent.structureId)).mandate_secret).toBe(0);
    await service.database.superuser(`update mandate set state = 'active' where id = $1`, [live]);
  });

  test('ne laisse personne changer ni supprimer un acte', async () => {
    const client = new pg.Client({ connectionString: service.config.databaseUrl });
    await client.connect();
    try {
      await client.query(`select set_config('paraphe.actor_kind', 'system', false)`);
      for (const sql of [`update mandate_act set partner = 'x'`, 'delete from mandate_act', 'truncate mandate_act', 'delete from mandate']) await expect(client.query(sql)).rejects.toMatchObject({ code: '42501' });
    } finally {
      await client.end();
    }
  });
});

