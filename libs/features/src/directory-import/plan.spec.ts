import fc from 'fast-check';
import type { OpeningHours } from '#libs/domain';
import type { Table } from '#libs/features/tabular';
import { effortOf } from '../../../../test/support/effort.js';
import { officialDepartements } from './departements.js';
import { emptyDirectory } from './directory-rows.js';
import type { DirectoryRows, Row, TableName } from './directory-rows.js';
import { rowKey } from './directory-rows.js';
import { checkedMapping, importFields, importKinds, guessKind, guessMapping, missingFields } from './import-fields.js';
import type { ImportKind } from './import-fields.js';
import { reasonSentence, warningSentence } from './import-reasons.js';
import { plan } from './plan.js';
import type { Plan } from './plan-types.js';

const nationalHeader = [
  'id_fs', 'insee_dep', 'lib_fs', 'adresse', 'complement_adresse', 'insee_com', 'code_postal', 'lib_com', 'latitude', 'longitude', 'mail', 'telephone', 'h_lundi', 'h_mardi', 'h_mercredi', 'h_jeudi',
  'h_vendredi', 'h_samedi', 'prise_rdv', 'commentaire', 'type_fs', 'format_fs', 'groupe_fs', 'labellisation_fs',
];
const florac: Record<string, string> = {
  id_fs: '299', insee_dep: '48', lib_fs: "France services de Florac", adresse: "12 rue de l'Église", insee_com: '48061', code_postal: '48400', lib_com: 'Florac Trois Rivières', latitude: '44.325', longitude: '3.593',
  h_lundi: '09:00 - 12:00 / 13:31 - 17:00', type_fs: 'Principal', format_fs: 'Fixe', labellisation_fs: 'Espace labellisé 01/02/2020',
};

const tableOf = (header: readonly string[], rows: readonly Record<string, string>[]): Table => ({ header: [...header], rows: rows.map((row) => header.map((name) => row[name] ?? '')) });
const national = (...rows: Record<string, string>[]): Table => tableOf(nationalHeader, rows.map((row) => ({ ...florac, ...row })));
const free = (row: Record<string, string>, ...others: Record<string, string>[]): Table => tableOf(Object.keys(row), [row, ...others]);

const departement = (code: string): Row => officialDepartements().get(code)!;
const lozere: DirectoryRows = { ...emptyDirectory, departement: [departement('48')], nationalPartners: [{ code: 'france_travail', names: ['France Travail', 'Pôle emploi'] }] };

function planned(table: Table, rows: DirectoryRows = lozere, departementCode: string | null = '48', kind: ImportKind = 'structures'): Plan {
  return plan(kind, table, guessMapping(table.header, kind), rows, { departementCode, territory: officialDepartements() });
}

/** The directory once the changes are written. */
function after(rows: DirectoryRows, { changes }: Plan): DirectoryRows {
  const next: Record<string, readonly Row[]> = { ...rows } as never;
  for (const { table, after: row } of changes) next[table] = [...(next[table] ?? []).filter((known) => rowKey(table as TableName, known) !== rowKey(table, row)), row];
  return { ...(next as never as DirectoryRows), nationalPartners: rows.nationalPartners };
}

const verdicts = ({ lines }: Plan): string[] => lines.map(({ verdict }) => verdict);
const codes = ({ lines }: Plan): string[] => lines.flatMap(({ reasons }) => reasons.map(({ code }) => code));
const warned = ({ lines }: Plan): string[] => lines.flatMap(({ warnings }) => warnings.map(({ code }) => code));
const written = ({ changes }: Plan): Row => changes.find(({ table }) => table !== 'departement')!.after;

describe('Les colonnes', () => {
  it('de la liste nationale sont toutes reconnues, sauf celles qui ne disent rien de la fiche', () => {
    const mapping = guessMapping(nationalHeader, 'structures');
    expect(nationalHeader.filter((name) => !Object.values(mapping).includes(name))).toEqual(['prise_rdv', 'commentaire']);
    expect(mapping).toMatchObject({ sourceId: 'id_fs', departement: 'insee_dep', name: 'lib_fs', city: 'lib_com', saturday: 'h_samedi', group: 'groupe_fs' });
    expect(guessKind({ header: nationalHeader })).toBe('structures');
  });

  it.each<[ImportKind, string[]]>([
    ['structures', ['Nom de la structure', 'Commune', 'Code postal', 'Lundi', 'Mardi']],
    ['gestionnaires', ['Raison sociale', 'N° SIRET', 'Nature juridique', 'Adresse', 'Ville', 'Courriel']],
    ['referents', ['Partenaire', 'Nom du référent', 'Téléphone direct', 'Mél']],
    ['offers', ['Partenaire', 'Structure', 'Offre', 'Permanences']],
  ])('devinent une liste de %s', (kind, header) => {
    expect(guessKind({ header })).toBe(kind);
    expect(Object.values(guessMapping(header, kind))).toHaveLength(header.length);
  });

  it('inconnues ne font rien deviner, et ce qui manque se nomme', () => {
    expect(guessKind({ header: ['a', 'b'] })).toBeNull();
    expect(missingFields({}, 'offers').map(({ label }) => label)).toEqual(['Partenaire', 'Structure', 'Offre']);
  });

  it('choisies à la main sont celles du fichier', () => {
    expect(checkedMapping({ name: 'lib_fs', city: 'ailleurs', __proto__: 'x', inconnu: 'lib_fs' }, nationalHeader, 'structures')).toEqual({ name: 'lib_fs' });
  });
});

describe('Une structure nouvelle', () => {
  const found = planned(national({}));
  it('est créée, avec ce que dit la liste', () => {
    expect(verdicts(found)).toEqual(['created']);
    expect(written(found)).toMatchObject({
      departement_code: '48', gestionnaire_id: null, source_key: 'anct:299', name: 'France services de Florac', address: '12 rue de l’Église', insee_commune: '48061', format: 'fixe', latitude: 44.325,
      labelled_on: '2020-02-01', equipment: [], hours: { monday: [{ from: 540, to: 720 }, { from: 811, to: 1020 }], tuesday: [], sunday: [] },
    });
    expect(found.lines[0]!.rank).toBe(2);
  });
  it('la seconde fois, ne change rien', () => {
    const again = planned(national({}), after(lozere, found));
    expect(verdicts(again)).toEqual(['unchanged']);
    expect(again.changes).toEqual([]);
  });
  it('renommée depuis, garde son numéro et revient à son nom', () => {
    const rows = after(lozere, found);
    const again = planned(national({}), { ...rows, structure: rows.structure.map((row) => ({ ...row, name: 'Autre nom' })) });
    expect(again.lines[0]).toMatchObject({ verdict: 'changed', fields: [{ label: 'Nom', before: 'Autre nom', after: 'France services de Florac' }] });
  });
});

describe('Une cellule vide ne dit rien', () => {
  it('et n’efface rien', () => {
    const rows = after(lozere, planned(national({ mail: 'florac@structure.example', telephone: '04 66 00 00 01' })));
    expect(planned(national({ h_lundi: '', labellisation_fs: '' }), rows).changes).toEqual([]);
  });
  it('dans une semaine donnée, un jour vide est fermé ; sans colonne, il reste', () => {
    const hours = { monday: [{ from: 540, to: 720 }], tuesday: [{ from: 540, to: 720 }], wednesday: [], thursday: [], friday: [], saturday: [], sunday: [{ from: 600, to: 660 }] };
    const rows = after(lozere, planned(national({})));
    const changed = planned(national({}), { ...rows, structure: rows.structure.map((row) => ({ ...row, hours })) });
    expect((written(changed).hours as OpeningHours).tuesday).toEqual([]);
    expect((written(changed).hours as OpeningHours).sunday).toEqual(hours.sunday);
    expect(changed.lines[0]!.fields).toContainEqual({ label: 'Horaires du mardi', before: '09:00 - 12:00', after: 'fermé' });
  });
});

test('une espace insécable perdue dans un tableur ne change rien', () => {
  const rows = after(lozere, planned(national({ lib_fs: 'France\u00a0services n°\u00a01' })));
  expect(planned(national({ lib_fs: 'France services n° 1' }), rows).changes).toEqual([]);
});

describe('Une structure saisie à la main', () => {
  const typed: Row = { ...written(planned(national({}))), id: 'b2e9cf38-8f2c-4a52-9f3c-0242ac120002', source_key: null, name: 'FRANCE SERVICES DE FLORAC', staff: [{ role: 'Conseiller', fullTimeEquivalent: 1 }] };
  const rows: DirectoryRows = { ...lozere, structure: [typed] };
  it('est reconnue par son nom et sa commune, et fusionnée', () => {
    const merged = planned(national({}), rows);
    expect(verdicts(merged)).toEqual(['merged']);
    expect(written(merged)).toMatchObject({ id: typed.id, source_key: 'anct:299', staff: typed.staff });
    expect(planned(national({}), after(rows, merged)).changes).toEqual([]);
  });
  it('n’est fusionnée qu’une fois : un second numéro est une autre structure', () => {
    expect(verdicts(planned(national({}, { id_fs: '300' }), rows))).toEqual(['merged', 'created']);
  });
  it('en double dans l’annuaire, est refusée plutôt que choisie au hasard', () => {
    expect(codes(planned(national({}), { ...lozere, structure: [typed, { ...typed, id: 'c2e9cf38-8f2c-4a52-9f3c-0242ac120002' }] }))).toEqual(['match_ambiguous']);
  });
});

describe('Le département', () => {
  it.each([['1', '01'], ['01', '01'], ['2a', '2A'], ['2B', '2B'], ['971', '971'], ['974', '974'], ['976', '976'], ['978', '978'], ['Lozère', '48']])('« %s » est %s, et se crée avec sa préfecture à compléter', (insee_dep, code) => {
    const found = planned(national({ insee_dep, insee_com: '', code_postal: '' }), emptyDirectory, null);
    expect(found.newDepartements).toEqual([code]);
    expect(found.changes[0]).toMatchObject({ table: 'departement', before: null, after: { code, prefet_signatory: null } });
  });
  it('se déduit de la commune quand aucune colonne ne le dit', () => {
    expect(planned(free({ nom: 'France Services', commune: 'Ajaccio', 'code insee': '2A004' }), emptyDirectory, null).newDepartements).toEqual(['2A']);
    expect(planned(free({ nom: 'France Services', commune: 'Bourg', 'code insee': '1053' }), emptyDirectory, null).newDepartements).toEqual(['01']);
  });
  it('absent, est celui de qui importe ; sinon la ligne est refusée', () => {
    expect(verdicts(planned(free({ nom: 'France Services', commune: 'Mende' })))).toEqual(['created']);
    expect(codes(planned(free({ nom: 'France Services', commune: 'Mende' }), emptyDirectory, null))).toEqual(['departement_missing']);
  });
  it('inconnu ou d’ailleurs, la ligne est refusée et le dit', () => {
    const found = planned(national({ insee_dep: '20' }, { insee_dep: '99' }, { insee_dep: '12', insee_com: '12145', code_postal: '12100' }));
    expect(codes(found)).toEqual(['departement_unknown', 'departement_unknown', 'departement_elsewhere']);
    expect(found.changes).toEqual([]);
  });
  it('s’écrit comme il se dit', () => {
    expect(['01', '48', '30', '2A', '974', '08'].map((code) => departement(code).of_name)).toEqual(['de l’Ain', 'de la Lozère', 'du Gard', 'de la Corse-du-Sud', 'de La Réunion', 'des Ardennes']);
    expect(departement('974').time_zone).toBe('Indian/Reunion');
  });
});

describe('Ce qui est douteux est gardé et dit', () => {
  it.each([
    [{ h_mardi: 'Horaires non communiqués' }, 'hours_unreadable'],
    [{ h_mardi: 'Sur RDV' }, 'hours_by_appointment'],
    [{ h_mardi: '1er samedi du mois' }, 'hours_not_weekly'],
    [{ h_mardi: '09:00 - 12:00 / 17:00 - 14:00' }, 'hours_partial'],
    [{ h_mardi: '00:00 - 00:00 / 09:00 - 12:00' }, 'hours_mended'],
    [{ h_mardi: '08:30 - 12:00 / 08:30 - 16:00' }, 'hours_mended'],
    [{ code_postal: '30000' }, 'postcode_elsewhere'],
    [{ insee_com: '12145' }, 'commune_elsewhere'],
    [{ insee_com: 'abc' }, 'commune_invalid'],
    [{ mail: 'florac@' }, 'email_invalid'],
    [{ telephone: '3960' }, 'phone_invalid'],
    [{ labellisation_fs: '31/02/2020' }, 'date_unreadable'],
    [{ format_fs: 'Péniche' }, 'format_unknown'],
    [{ latitude: 'nord' }, 'coordinates_invalid'],
    [{ complement_adresse: 'x'.repeat(190) }, 'complement_left_out'],
    [{ type_fs: 'Antenne', groupe_fs: 'Cévennes' }, 'principal_unknown'],
  ])('%j', (row, code) => {
    const found = planned(national(row));
    expect([verdicts(found), warned(found)]).toEqual([['created'], [code]]);
    expect(found.lines.flatMap(({ warnings }) => warnings.map(warningSentence)).join()).toMatch(/\.$/);
  });
});

describe('Ce qui est faux est refusé, avec sa raison', () => {
  it.each([
    [{ lib_fs: '' }, 'name_missing'],
    [{ lib_com: '' }, 'city_missing'],
    [{ code_postal: '484OO' }, 'postcode_invalid'],
    [{ lib_fs: 'x'.repeat(201) }, 'text_too_long'],
  ])('%j', (row, code) => {
    const found = planned(national(row));
    expect([verdicts(found), codes(found), found.changes]).toEqual([['refused'], [code], []]);
    expect(found.lines.flatMap(({ reasons }) => reasons.map(reasonSentence)).join()).toMatch(/\.$/);
  });
  it('deux fois dans le fichier', () => {
    const found = planned(national({}, { lib_fs: 'Un autre nom' }));
    expect(found.lines.map(({ verdict, reasons }) => [verdict, ...reasons.map(reasonSentence)])).toEqual([['created'], ['refused', 'La ligne 2 du fichier décrit déjà la même fiche. Gardez-en une seule.']]);
    expect(codes(planned(free({ nom: 'A', commune: 'Mende' }, { nom: 'a', commune: 'MENDE' })))).toEqual(['duplicate_in_file']);
  });
});

test('une antenne se rattache à la structure principale de son groupe', () => {
  const found = planned(national({ id_fs: '2', lib_fs: 'Antenne', type_fs: 'Antenne', format_fs: 'Fixe_antenne(s)', groupe_fs: 'Cévennes' }, { groupe_fs: 'Cévennes', format_fs: 'Multisites' }));
  const [antenne, principal] = found.changes.map(({ after: row }) => row);
  expect(antenne).toMatchObject({ format: 'antenne', principal_id: principal!.id });
  expect(principal).toMatchObject({ format: 'multisite', principal_id: null });
});

describe('Les gestionnaires', () => {
  const row = { nom: 'Communauté de communes Gorges Causses Cévennes', siret: '356 000 000 09075', adresse: 'rue Haute', 'code postal': '48400', commune: 'Florac' };
  const of = (changes: Record<string, string>, rows = lozere): Plan => planned(free({ ...row, ...changes }), rows, '48', 'gestionnaires');
  it('ont un SIRET sans espaces et une nature, lue dans leur nom', () => expect(written(of({}))).toMatchObject({ siret: '35600000009075', kind: 'epci', city: 'Florac' }));
  it.each([
    ['20003452800041', 'siret_key', 'La clé du SIRET'],
    ['12345678901234', 'siret_siren_key', 'SIREN'],
    ['3560000000907', 'siret_length', '13 chiffres'],
    ['3,56E+13', 'siret_as_number', 'format Texte'],
    ['ABC', 'siret_not_digits', 'autre chose que des chiffres'],
  ])('%s est refusé : %s', (siret, code, words) => {
    const found = of({ siret });
    expect([verdicts(found), codes(found)]).toEqual([['refused'], [code]]);
    expect(reasonSentence(found.lines[0]!.reasons[0]!)).toContain(words);
  });
  it('se reconnaissent à leur SIRET, même renommés', () => {
    const rows = after(lozere, of({}));
    expect(of({ nom: 'CC Florac' }, rows).lines[0]).toMatchObject({ verdict: 'changed', fields: [{ label: 'Nom' }] });
    expect(of({}, rows).changes).toEqual([]);
  });
  it('ne portent pas deux fois le même SIRET dans un fichier', () => {
    expect(codes(planned(free(row, { ...row, nom: 'Autre' }), lozere, '48', 'gestionnaires'))).toEqual(['duplicate_in_file']);
  });
  it('prennent un signataire entier ou pas du tout', () => {
    const person = { 'Civilité du signataire': 'Madame', 'Prénom du signataire': 'Anne', 'Nom du signataire': 'Roux', 'Qualité du signataire': 'présidente', 'Courriel du signataire': 'a.roux@cc.example' };
    expect(written(of(person))).toMatchObject({ signatory: { civility: 'Mme', lastName: 'Roux', quality: 'présidente' } });
    const partial = of({ ...person, 'Qualité du signataire': '' });
    expect([written(partial).signatory, warned(partial)]).toEqual([null, ['signatory_incomplete']]);
  });
  it('ne perdent pas ce que le fichier ne dit pas d’un signataire connu', () => {
    const person = { 'Civilité du signataire': 'Mme', 'Prénom du signataire': 'Anne', 'Nom du signataire': 'Roux', 'Qualité du signataire': 'présidente', 'Courriel du signataire': 'a.roux@cc.example' };
    const rows = after(lozere, of(person));
    const known = { ...rows, gestionnaire: rows.gestionnaire.map((one) => ({ ...one, signatory: { ...(one.signatory as object), mobile: '+33612345678', authority: 'délibération nᵒ 12' } })) };
    expect(of(person, known).changes).toEqual([]);
    expect(written(of({ ...person, 'Qualité du signataire': 'maire' }, known))).toMatchObject({ signatory: { quality: 'maire', mobile: '+33612345678', authority: 'délibération nᵒ 12' } });
    const other = written(of({ ...person, 'Nom du signataire': 'Vidal', 'Courriel du signataire': 'vidal@cc.example' }, known));
    expect(other.signatory).not.toHaveProperty('mobile');
  });
  it('donnent leur id aux structures qui les nomment', () => {
    const rows = after(lozere, of({}));
    const gestionnaire = rows.gestionnaire[0]!.id;
    expect(written(planned(free({ nom: 'FS', commune: 'Florac', 'SIRET gestionnaire': '35600000009075' }), rows))).toMatchObject({ gestionnaire_id: gestionnaire });
    expect(warned(planned(free({ nom: 'FS', commune: 'Florac', gestionnaire: 'Inconnu' }), rows))).toEqual(['gestionnaire_unknown']);
  });
});

describe('Partenaires locaux, référents et offres', () => {
  const structures = after(lozere, planned(national({})));
  const structure = structures.structure[0]!.id;
  it('un partenaire local est ajouté aux structures nommées, une seule fois', () => {
    const table = free({ 'Partenaire local': 'Secours', nature: 'Association', structures: 'France services de Florac | Ailleurs' });
    const found = planned(table, structures, '48', 'localPartners');
    expect(found.changes.map(({ table: name }) => name)).toEqual(['local_partner', 'local_partner_structure']);
    expect(warned(found)).toEqual(['structure_left_out']);
    expect(planned(table, after(structures, found), '48', 'localPartners').changes).toEqual([]);
  });
  it('un référent est d’un partenaire national sous n’importe lequel de ses noms', () => {
    const table = free({ partenaire: 'POLE EMPLOI', referent: 'Aline Teissier', structure: '', tel: '04 66 00 00 48' }, { partenaire: 'Inconnu', referent: 'Marc Vidal' });
    const found = planned(table, structures, '48', 'referents');
    expect([verdicts(found), codes(found)]).toEqual([['created', 'refused'], ['partner_unknown']]);
    expect(written(found)).toMatchObject({ national_partner_code: 'france_travail', local_partner_id: null, structure_id: null, full_name: 'Aline Teissier' });
    expect(planned(table, after(structures, found), '48', 'referents').changes).toEqual([]);
  });
  it('une offre est d’un partenaire dans une structure', () => {
    const table = free({ partenaire: 'France Travail', structure: 'france services de florac', offre: 'Ateliers', permanences: '1er mardi du mois', mode: 'Visio' });
    const found = planned(table, structures, '48', 'offers');
    expect(written(found)).toMatchObject({ structure_id: structure, label: 'Ateliers', mode: 'visio', schedule: '1er mardi du mois' });
    expect(codes(planned(free({ partenaire: 'France Travail', structure: 'Ailleurs', offre: 'Ateliers' }), structures, '48', 'offers'))).toEqual(['structure_unknown']);
  });
});

test('une cellule hostile reste du texte d’une ligne', () => {
  const found = planned(national({ lib_fs: "'=HYPERLINK(\"http://x\")\u0000\n<b>", adresse: 'a\u202eb' }));
  expect(written(found)).toMatchObject({ name: '=HYPERLINK("http://x") <b>', address: 'a b' });
});

describe('Lois, quels que soient le fichier et l’annuaire', () => {
  const cell = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom('', '48', '1', '2A', 'Mende', 'Florac', 'FLORAC', '48000', '48095', '9h-12h', 'Sur RDV', 'Antenne', 'Fixe', 'Cévennes', '01/02/2020', '35600000009075', 'France Travail', 'a@b.example', 'Mme', 'constructor', '__proto__') },
    { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 12 }) },
  );
  const file = fc.constantFrom(...importKinds).chain((kind) => {
    const header = importFields[kind].map(({ label }) => label);
    return fc.record({ kind: fc.constant(kind), header: fc.constant(header), rows: fc.array(fc.array(cell, { minLength: header.length, maxLength: header.length }), { maxLength: 8 }) });
  });
  const seeded = after(after(lozere, planned(national({}, { id_fs: '7', lib_fs: 'Mende', lib_com: 'Mende' }))), planned(free({ nom: 'Florac', siret: '35600000009075' }), lozere, '48', 'gestionnaires'));

  it('deux fois ne change rien, et chaque ligne a un sort et un seul', () => {
    fc.assert(
      fc.property(file, fc.constantFrom('48', null), ({ kind, header, rows }, departementCode) => {
        const first = planned({ header, rows }, seeded, departementCode, kind);
        const known = after(seeded, first);
        expect(planned({ header, rows }, known, departementCode, kind).changes).toEqual([]);
        expect(first.lines.every(({ verdict, reasons }) => (verdict === 'refused') === reasons.length > 0)).toBe(true);
        expect(new Set(first.changes.map(({ table, after: row }) => `${table} ${rowKey(table, row)}`)).size).toBe(first.changes.length);
        if (departementCode) expect(first.changes.every(({ after: row }) => row.departement_code === '48')).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

test('un numéro qui désignait une autre structure se signale', () => {
  const rows = after(lozere, planned(national({})));
  expect(warned(planned(national({ lib_fs: 'Autre', lib_com: 'Mende' }), rows))).toEqual(['number_reused']);
  expect(warned(planned(national({ lib_fs: 'Renommée' }), rows))).toEqual([]);
});

test('une liste aussi longue que l’annuaire qu’elle nomme se lit sans le parcourir à chaque ligne', () => {
  const many = 5_000;
  const structure: readonly Row[] = Array.from({ length: many }, (_, rank) => ({ id: `s${rank}`, departement_code: '48', name: `France services de Saint-Étienne-du-Valdonnez ${rank}`, city: 'Mende' }));
  const referents = free({ partenaire: 'France Travail', structure: 'x', referent: 'x' }, ...structure.map(({ name }, rank) => ({ partenaire: 'France Travail', structure: String(name).toUpperCase(), referent: `Personne ${rank}` })));
  let lines!: ReturnType<typeof planned>['lines'];
  const effort = effortOf(() => ({ lines } = planned(referents, { ...lozere, structure }, '48', 'referents')));
  expect(lines.filter(({ verdict }) => verdict === 'created')).toHaveLength(many);
  // Looked for one by one, these are twenty-five million comparisons: half a minute during which nobody is answered.
  expect(effort).toBeLessThan(5_000);
});
