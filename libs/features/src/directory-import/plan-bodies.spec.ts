import { effortOf } from '../../../../test/support/effort.js';
import { after, codes, free, lozere, national, planned, verdicts, warned, written } from '../../test/planned-import.js';
import type { Row } from './directory-rows.js';
import { reasonSentence } from './import-reasons.js';
import type { Plan } from './plan-types.js';

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
