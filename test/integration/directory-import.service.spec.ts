import { existsSync, readFileSync } from 'node:fs';
import { NestFactory } from '@nestjs/core';
import type { INestApplicationContext } from '@nestjs/common';
import writeExcelFile from 'write-excel-file/node';
import { seedDemonstration } from '#libs/features/directory';
import { DirectoryImports } from '#libs/features/directory-import';
import type { ImportKind, Preview } from '#libs/features/directory-import';
import { Database, journalOf, loadConfig, systemActor } from '#libs/platform';
import type { Actor } from '#libs/platform';
import { CliModule } from '../../apps/cli/src/cli.module.js';
import { freshDatabase } from '../support/database.js';
import type { TestDatabase } from '../support/database.js';
import { effortOfAsync } from '../support/effort.js';

const listPath = new URL('../../../shared/data/liste-structures-france-services-2024-08.csv', import.meta.url).pathname;
const hasList = existsSync(listPath);
if (!hasList) console.warn('La liste nationale des structures est absente de ce poste : son import n’est PAS essayé en vrai, seulement sur une liste inventée de même forme.');

/** Processor time of the site for the national list: looked for row by row, it would be minutes. */
const nationalListMaxMs = 30_000;

const header = '"id_fs","insee_dep","lib_fs","adresse","complement_adresse","insee_com","code_postal","lib_com","latitude","longitude","mail","telephone","h_lundi","h_mardi","h_mercredi","h_jeudi","h_vendredi","h_samedi","prise_rdv","commentaire","type_fs","format_fs","groupe_fs","labellisation_fs"';
const communes: Readonly<Record<string, string>> = { '01': '01033', '2A': '2A004', '2B': '2B033', '48': '48095', '971': '97110', '972': '97209', '973': '97302', '974': '97411', '976': '97611', '978': '97801' };

/** A list of the same shape, of every kind of département; `lostZero` writes « 1 » for « 01 », as older files do. */
function inventedList(perDepartement: number, { lostZero = false } = {}): Buffer {
  const lines = Object.entries(communes).flatMap(([code, insee], rank) =>
    Array.from({ length: perDepartement }, (_, index) => {
      const number = rank * perDepartement + index + 1;
      const departement = lostZero ? code.replace(/^0/, '') : code;
      return [number, departement, `France services n° ${number}`, `${number} place de l'Église`, '', insee, '', `Commune ${insee}`, '45.5', '3.5', '', '', ...Array(5).fill('09:00 - 12:00 / 13:30 - 17:00'), '', 'Non', '', 'Principal', 'Fixe', '', 'Espace labellisé 01/02/2020'].map((cell) => `"${cell}"`).join();
    }));
  return Buffer.from([header, ...lines].join('\n'));
}

const operator = systemActor('test');
const clerk: Actor = { kind: 'account', id: '7d444840-9dc0-4f2e-8a3b-0242ac120002', departement: '48', role: 'prefecture', organisation: null };
const silent = () => Promise.resolve();

let database: TestDatabase;
let app: INestApplicationContext;
let imports: DirectoryImports;
let db: Database;
beforeAll(async () => {
  database = await freshDatabase();
  const config = loadConfig({ PARAPHE_MODE: 'demonstration', DATABASE_URL: database.appUrl, DATABASE_OWNER_URL: database.ownerUrl, SMTP_URL: 'smtp://127.0.0.1:9', DATA_DIR: '/tmp/paraphe-import-test' });
  app = await NestFactory.createApplicationContext(CliModule.forRoot({ config }), { logger: ['error'], abortOnError: false });
  [imports, db] = [app.get(DirectoryImports), app.get(Database)];
  await db.withIdentity(operator, seedDemonstration);
});
afterAll(async () => {
  await app?.close();
  await database?.drop();
});

const tables = ['departement', 'gestionnaire', 'structure', 'structure_national_partner', 'national_partner_body', 'local_partner', 'local_partner_structure', 'referent', 'offer'];

/** Everything the directory holds, byte for byte. */
async function dump(): Promise<Record<string, string[]>> {
  const entries = tables.map(async (table) => [table, (await database.superuser<{ row: string }>(`select t::text as row from ${table} t order by 1`)).map(({ row }) => row)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

type Given = { departementCode?: string | null; actor?: Actor; kind?: ImportKind; name?: string; mapping?: Record<string, string> };

async function shown(bytes: Buffer, { departementCode = null, actor = operator, kind, name = 'liste.csv', mapping }: Given = {}): Promise<Preview & { id: string; actor: Actor }> {
  const row = await imports.receive({ bytes, name, departementCode, ...(kind && { kind }), ...(mapping && { mapping }) }, actor);
  return { ...(await imports.preview(row, actor))!, id: row.id, actor };
}

async function applied(bytes: Buffer, given: Given = {}): Promise<Preview & { id: string }> {
  const preview = await shown(bytes, given);
  expect(await imports.apply(preview.id, preview.fingerprint, preview.actor, silent)).toMatchObject({ ok: true, counts: preview.counts });
  return preview;
}

const rowsOf = async (table: string): Promise<number> => (await database.superuser<{ count: number }>(`select count(*)::int as count from ${table}`))[0]!.count;

describe('une liste du pays entier', () => {
  const bytes = hasList ? readFileSync(listPath) : inventedList(285);
  let before: Record<string, string[]>;
  let id: string;

  test('s’importe vite, en disant où elle en est', async () => {
    before = await dump();
    const told: number[] = [];
    const effort = await effortOfAsync(async () => {
      const preview = await shown(bytes);
      expect(preview.counts).toMatchObject({ refused: 0, elsewhere: 0 });
      expect(await imports.apply(preview.id, preview.fingerprint, operator, async ({ percent }) => void told.push(percent))).toMatchObject({ ok: true });
      id = preview.id;
    });
    expect(effort).toBeLessThan(nationalListMaxMs);
    expect(told.length).toBeGreaterThan(5);
    expect(told).toEqual([...told].sort((a, b) => a - b));
  });

  test('crée les départements qui manquent, chacun à son heure, et laisse le reste', async () => {
    const zones = await database.superuser<{ code: string; zone: string }>(`select code, time_zone as zone from departement where code in ('01', '2A', '2B', '48', '971', '972', '973', '974', '976', '978') order by code`);
    expect(Object.fromEntries(zones.map(({ code, zone }) => [code, zone]))).toEqual({
      '01': 'Europe/Paris', '2A': 'Europe/Paris', '2B': 'Europe/Paris', '48': 'Europe/Paris', '971': 'America/Guadeloupe', '972': 'America/Martinique', '973': 'America/Cayenne', '974': 'Indian/Reunion', '976': 'Indian/Mayotte', '978': 'America/Marigot',
    });
    for (const table of tables.filter((name) => !['departement', 'structure'].includes(name))) expect((await dump())[table]).toEqual(before[table]);
  });

  test('une seconde fois, ne change rien, même quand un tableur a mangé les zéros', async () => {
    const after = await dump();
    const again = await applied(bytes);
    expect(again.plan.changes).toEqual([]);
    const eaten = Buffer.from(bytes.toString('utf8').replace(/^("\d+",")0(\d")/gm, '$1$2').replace(/,"0(\d{4}")/g, ',"$1'));
    expect(eaten.length).toBeLessThan(bytes.length);
    expect((await applied(eaten)).plan.changes).toEqual([]);
    expect(await dump()).toEqual(after);
  });

  test('annulée, laisse l’annuaire exactement comme avant', async () => {
    expect(await imports.undo(id, operator)).toEqual({ ok: true });
    expect(await dump()).toEqual(before);
    expect(await imports.undo(id, operator)).toEqual({ ok: false, refusal: 'undo_not_applied' });
    expect(await imports.apply(id, null, operator, silent)).toEqual({ ok: false, refusal: 'import_decided' });
  });

  test('ne garde de tout cela ni le tableau, ni ce que disaient les fiches', async () => {
    expect(await database.superuser('select id from directory_import where contents is not null')).toEqual([]);
    expect(await rowsOf('directory_import_change')).toBe(0);
  });
});

describe('une préfecture importe', () => {
  test('son département, et rien d’un autre', async () => {
    const before = await dump();
    const preview = await applied(inventedList(2), { departementCode: '48', actor: clerk });
    expect(preview.counts).toMatchObject({ created: 2, elsewhere: 18, refused: 0 });
    expect((await database.superuser('select distinct departement_code from structure')).length).toBe(1);
    expect(await db.withIdentity(operator, (tx) => journalOf(tx, 'directory', '48'))).toEqual(expect.arrayContaining([expect.objectContaining({ event: 'import', payload: { importId: preview.id, kind: 'structures' } })]));
    expect(await imports.undo(preview.id, clerk)).toEqual({ ok: true });
    expect(await dump()).toEqual(before);
  });

  test('sans rien voir des imports des autres', async () => {
    const preview = await shown(inventedList(1), { departementCode: '48', actor: clerk });
    const elsewhere: Actor = { ...clerk, departement: '12' };
    expect(await imports.find(preview.id, elsewhere)).toBeNull();
    expect((await imports.list(clerk)).every(({ departementCode }) => departementCode === '48')).toBe(true);
    await expect(imports.receive({ bytes: inventedList(1), name: 'x.csv', departementCode: '12' }, clerk)).rejects.toThrow(/row-level security/);
    expect(await imports.list({ ...clerk, role: 'gestionnaire' })).toEqual([]);
  });

  test('seulement ce qu’elle a vu : si l’annuaire change entre-temps, rien n’est écrit', async () => {
    const preview = await shown(inventedList(1), { departementCode: '48', actor: clerk });
    const before = await dump();
    expect(await imports.apply(preview.id, 'une autre empreinte', clerk, silent)).toEqual({ ok: false, refusal: 'import_stale' });
    expect(await dump()).toEqual(before);
    expect(await imports.find(preview.id, clerk)).toMatchObject({ state: 'previewed', fault: 'stale' });
  });
});

describe('une fiche déjà tenue à la main', () => {
  test('est fusionnée par son nom et sa commune, modifiée champ par champ, puis rendue', async () => {
    const before = await dump();
    const [typed] = await database.superuser<{ name: string; city: string }>('select name, city from structure order by name limit 1');
    const csv = `id_fs;insee_dep;lib_fs;lib_com;telephone;h_lundi\n77;48;${typed!.name.toUpperCase()};${typed!.city};04 66 00 00 77;9h-12h\n`;
    const preview = await applied(Buffer.from(csv), { departementCode: '48', actor: clerk });
    expect(preview.plan.lines[0]).toMatchObject({ verdict: 'merged' });
    expect(preview.plan.lines[0]!.fields.map(({ label }) => label)).toEqual(expect.arrayContaining(['Téléphone', 'Horaires du lundi', 'Identifiant dans la liste']));
    expect((await applied(Buffer.from(csv), { departementCode: '48', actor: clerk })).plan.changes).toEqual([]);
    expect(await imports.undo(preview.id, clerk)).toEqual({ ok: true });
    expect(await dump()).toEqual(before);
  });

  test('changée depuis l’import, elle empêche l’annulation, et se nomme', async () => {
    const before = await dump();
    const preview = await applied(inventedList(2), { departementCode: '48', actor: clerk });
    const [card] = await database.superuser<{ id: string; name: string; phone: string | null }>('select id, name, phone from structure where source_key is not null order by name limit 1');
    await database.superuser(`update structure set phone = '04 66 00 00 99' where id = $1`, [card!.id]);
    const conflict = { ok: false, refusal: 'undo_conflicts', conflicts: [{ table: 'structure', name: card!.name, departementCode: '48' }] };
    const changed = await dump();
    expect(await imports.undo(preview.id, clerk)).toEqual(conflict);
    expect(await dump()).toEqual(changed);
    await database.superuser('update structure set phone = $2 where id = $1', [card!.id, card!.phone]);

    // A référent typed since stands on the card: undoing would take it away too.
    await database.superuser(`insert into referent (id, departement_code, national_partner_code, structure_id, full_name) select gen_random_uuid(), '48', code, $1, 'Aline Teissier' from national_partner limit 1`, [card!.id]);
    expect(await imports.undo(preview.id, clerk)).toEqual(conflict);
    await database.superuser(`delete from referent where structure_id = $1`, [card!.id]);
    expect(await imports.undo(preview.id, clerk)).toEqual({ ok: true });
    expect(await dump()).toEqual(before);
  });

  test('un département où quelqu’un a reçu un rôle ne disparaît pas avec l’import', async () => {
    const preview = await applied(inventedList(1));
    await database.superuser(`insert into gestionnaire (id, departement_code, name, kind, siret, address, postcode, city, email) values (gen_random_uuid(), '978', 'Commune', 'commune', '', '', '', '', '')`);
    expect(await imports.undo(preview.id, operator)).toEqual({ ok: false, refusal: 'undo_conflicts', conflicts: [{ table: 'departement', name: 'Saint-Martin', departementCode: '978' }] });
    await database.superuser(`delete from gestionnaire where departement_code = '978'`);
    expect(await imports.undo(preview.id, operator)).toEqual({ ok: true });
  });
});

describe('un classeur Excel de la préfecture', () => {
  type Sheet = Parameters<typeof writeExcelFile>[0];
  const workbook = (rows: (string | number)[][]): Promise<Buffer> => writeExcelFile(rows.map((row) => row.map((value) => ({ value }))) as unknown as Sheet).toBuffer();

  test('de gestionnaires : les SIRET faux sont refusés avec leur raison, les autres entrent', async () => {
    const before = await dump();
    const bytes = await workbook([
      ['Porteur', 'Immatriculation', 'Type', 'Ville'],
      // In the directory already, under that SIRET: it is the same body, renamed.
      ['La Poste de Mende', 35600000009075, 'La Poste', 'Mende'],
      ['Communauté de communes', '20003452800041', 'EPCI', 'Florac'],
      ['Inventé', '12345678901234', '', 'Mende'],
      ['Tronqué', '2148009550001', '', 'Mende'],
    ]);
    const preview = await applied(bytes, { departementCode: '48', actor: clerk, kind: 'gestionnaires', name: 'porteurs.xlsx', mapping: { name: 'Porteur', siret: 'Immatriculation', kind: 'Type', city: 'Ville' } });
    expect(preview.plan.lines.map(({ verdict, reasons }) => [verdict, ...reasons.map(({ code }) => code)])).toEqual([['changed'], ['refused', 'siret_key'], ['refused', 'siret_siren_key'], ['refused', 'siret_length']]);
    expect(await database.superuser(`select kind, siret from gestionnaire where name = 'La Poste de Mende'`)).toEqual([{ kind: 'la_poste', siret: '35600000009075' }]);
    expect(await imports.undo(preview.id, clerk)).toEqual({ ok: true });
    expect(await dump()).toEqual(before);
  });

  test('de partenaires locaux, de référents, d’offres : deux fois ne change rien, annuler rend tout', async () => {
    const before = await dump();
    const [structure] = await database.superuser<{ name: string }>('select name from structure order by name limit 1');
    const own = { departementCode: '48', actor: clerk };
    const files: [ImportKind, Buffer][] = [
      ['localPartners', await workbook([['Nom du partenaire local', 'Nature', 'Adresse', 'Courriel', 'Structures'], ['Secours cévenol', 'Association', 'Florac', 'contact@secours.example', structure!.name]])],
      ['referents', await workbook([['Partenaire', 'Structure', 'Nom du référent', 'Téléphone', 'Courriel'], ['Secours cévenol', structure!.name, 'Aline Teissier', '04 66 00 00 48', 'aline@secours.example'], ['France Travail', '', 'Marc Vidal', '04 66 00 00 49', 'marc@travail.example']])],
      ['offers', await workbook([['Partenaire', 'Structure', 'Offre', 'Permanences', 'Mode'], ['Secours cévenol', structure!.name, 'Aide au budget', '1er mardi du mois', 'sur place']])],
    ];
    const done: string[] = [];
    for (const [kind, bytes] of files) {
      const preview = await applied(bytes, { ...own, kind });
      expect([kind, preview.counts.refused, preview.counts.created]).toEqual([kind, 0, kind === 'referents' ? 2 : 1]);
      expect((await applied(bytes, { ...own, kind })).plan.changes).toEqual([]);
      done.unshift(preview.id);
    }
    // The partner cannot leave before what names it.
    expect(await imports.undo(done.at(-1)!, clerk)).toMatchObject({ ok: false, refusal: 'undo_conflicts' });
    for (const id of done) expect(await imports.undo(id, clerk)).toEqual({ ok: true });
    expect(await dump()).toEqual(before);
  });
});
