import fc from 'fast-check';
import type { OpeningHours } from '#libs/domain';
import { after, codes, departement, free, lozere, national, nationalHeader, planned, verdicts, warned, written } from '../../test/planned-import.js';
import { emptyDirectory, rowKey } from './directory-rows.js';
import type { DirectoryRows, Row } from './directory-rows.js';
import { checkedMapping, guessKind, guessMapping, importFields, importKinds, missingFields } from './import-fields.js';
import type { ImportKind } from './import-fields.js';
import { reasonSentence, warningSentence } from './import-reasons.js';

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
