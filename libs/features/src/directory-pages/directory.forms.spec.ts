import type { LocalPartner, NationalPartner, Referent, Structure } from '#libs/domain';
import { demonstrationDossier } from '#libs/features/directory';
import { textLengthMax, typedAgain } from './answers.js';
import type { Posted, Reading, Typed } from './answers.js';
import { readGestionnaire, readLocalPartner, readNationalPartner, readPrefecture, readReferent, typedGestionnaire, typedLocalPartner, typedNationalPartner, typedPrefecture, typedReferent } from './directory.forms.js';
import { returnPath } from './return-path.js';
import { readPrefetSignatory, typedPrefetSignatory } from './signatory.form.js';
import { readStructure, typedStructure } from './structure.form.js';

const dossier = demonstrationDossier();
const gestionnaire = dossier.gestionnaires[0]!;
const structure: Structure = dossier.structures[0]!;
const nationalPartner: NationalPartner = dossier.nationalPartners[0]!;
const localPartner: LocalPartner = dossier.localPartners[0]!;
const referent: Referent = dossier.referents[0]!;
const signatory = { signatoryCivility: 'Mme', signatoryFirstName: 'Jeanne', signatoryLastName: 'Roux', signatoryQuality: 'maire', signatoryEmail: 'jeanne.roux@commune.example' };

/** What a browser posts when the form is sent as it was shown, but for `changes`. */
const posting = ({ values, lists }: Typed, changes: Posted = {}): Posted => ({ ...values, ...lists, ...changes });
const faultsOf = <T>({ errors }: Reading<T>): string[] => errors.map(({ field }) => field);
const subjectOf = <T>({ subject, errors }: Reading<T>): T => {
  expect(errors).toEqual([]);
  return subject!;
};

describe('une fiche renvoyée telle qu’elle était montrée ne change pas', () => {
  test('gestionnaire', () => expect(subjectOf(readGestionnaire(posting(typedGestionnaire(gestionnaire)), gestionnaire))).toEqual(gestionnaire));
  test('toutes les structures', () => {
    for (const each of dossier.structures) expect(subjectOf(readStructure(posting(typedStructure(each)), each, dossier))).toEqual({ ...each, equipment: expect.arrayContaining([...each.equipment]) });
  });
  test('partenaire national', () => expect(subjectOf(readNationalPartner(posting(typedNationalPartner(nationalPartner)), nationalPartner))).toEqual(nationalPartner));
  test('partenaire local', () => expect(subjectOf(readLocalPartner(posting(typedLocalPartner(localPartner)), localPartner, dossier))).toEqual(localPartner));
  test('référent', () => expect(subjectOf(readReferent(posting(typedReferent(referent)), referent, dossier))).toEqual(referent));
  test('préfecture', () => expect(subjectOf(readPrefecture(posting(typedPrefecture(dossier.departement)), dossier.departement))).toEqual(dossier.departement));
  test('signataire pour le préfet', () => expect(subjectOf(readPrefetSignatory(posting(typedPrefetSignatory(dossier.prefetSignatory))))).toEqual(dossier.prefetSignatory));
});

describe('l’identité d’un gestionnaire', () => {
  const read = (changes: Posted) => readGestionnaire(posting(typedGestionnaire(gestionnaire), changes), gestionnaire);

  test('un SIRET écrit par groupes est gardé sans espaces', () => {
    const grouped = gestionnaire.siret.replace(/(...)(...)(...)/, '$1 $2\u00a0$3\u202f');
    expect(subjectOf(read({ siret: grouped })).siret).toBe(gestionnaire.siret);
  });
  test.each(['', '123', '00000000000000', '1234567890123A'])('le SIRET « %s » est refusé', (siret) => expect(faultsOf(read({ siret }))).toEqual(['siret']));
  test('un SIRET à un chiffre près est refusé', () => {
    const last = Number(gestionnaire.siret.at(-1));
    expect(faultsOf(read({ siret: `${gestionnaire.siret.slice(0, -1)}${(last + 1) % 10}` }))).toEqual(['siret']);
  });
  test('les fautes se lisent dans l’ordre des champs', () => {
    expect(faultsOf(read({ siret: '', address: ' ', postcode: '4800', city: '', email: 'mairie', signatoryEmail: 'maire@' }))).toEqual(['siret', 'address', 'postcode', 'city', 'email', 'signatoryEmail']);
  });
  test('un texte sans fin est refusé, un texte juste assez court est gardé', () => {
    expect(faultsOf(read({ address: 'a'.repeat(textLengthMax + 1) }))).toEqual(['address']);
    expect(subjectOf(read({ address: 'a'.repeat(textLengthMax) })).address).toHaveLength(textLengthMax);
  });
  test('retours à la ligne et octets nuls deviennent une espace', () => expect(subjectOf(read({ address: ' 1 rue\r\n\u0000Haute  ' })).address).toBe('1 rue Haute'));
  test('l’identifiant ne peut être changé ; le nom et la forme le peuvent', () => expect(subjectOf(read({ id: 'autre', name: 'Autre', kind: 'association' }))).toEqual({ ...gestionnaire, name: 'Autre', kind: 'association' }));
  test('une forme juridique inventée est refusée', () => expect(faultsOf(read({ kind: 'royaume' }))).toEqual(['kind']));
  test.each([
    ['20003452800041', /clé du SIRET est fausse/],
    ['21480095600010', /SIREN/],
    ['2148009550001', /quatorze chiffres/],
    ['2148009550001A', /que des chiffres/],
    ['00000000000000', /que des zéros/],
    ['2,14801E+13', /tableur/],
    ['', /Indiquez le SIRET/],
  ])('le SIRET « %s » est refusé pour sa raison', (siret, reason) => expect(read({ siret }).errors[0]?.message).toMatch(reason));
  test('le SIRET d’un bureau de La Poste est accepté', () => expect(subjectOf(read({ siret: '356 000 000 09075' })).siret).toBe('35600000009075'));
});

describe('le signataire', () => {
  const read = (changes: Posted) => readGestionnaire(posting(typedGestionnaire(gestionnaire), changes), gestionnaire);
  const empty = { signatoryFirstName: '', signatoryLastName: '', signatoryQuality: ' ', signatoryEmail: '' };

  test('peut rester à désigner, pour un organisme', () => expect(subjectOf(read({ ...empty, signatoryCivility: 'Mme' })).signatory).toBeNull());
  test('pour le préfet, est demandé en entier', () => {
    expect(faultsOf(readPrefetSignatory(empty))).toEqual(['signatoryCivility', 'signatoryFirstName', 'signatoryLastName', 'signatoryQuality', 'signatoryEmail']);
  });
  test('commencé, est demandé en entier', () => {
    expect(faultsOf(read({ ...empty, signatoryCivility: 'Docteur', signatoryLastName: 'Roux' }))).toEqual(['signatoryCivility', 'signatoryFirstName', 'signatoryQuality', 'signatoryEmail']);
  });
  test('est lu', () => {
    expect(subjectOf(readPrefetSignatory(signatory))).toEqual({ civility: 'Mme', firstName: 'Jeanne', lastName: 'Roux', quality: 'maire', email: 'jeanne.roux@commune.example' });
  });
  test('dit sur quel fondement il signe, s’il est connu', () => {
    expect(subjectOf(readPrefetSignatory({ ...signatory, signatoryAuthority: 'délibération n° 12 du 3 mars 2026' })).authority).toBe('délibération n° 12 du 3 mars 2026');
  });
  test('a un téléphone portable, s’il en a donné un, sous une seule forme', () => {
    expect(subjectOf(readPrefetSignatory({ ...signatory, signatoryMobile: '0690 12 34 56' })).mobile).toBe('+590690123456');
    expect(typedPrefetSignatory(subjectOf(readPrefetSignatory({ ...signatory, signatoryMobile: '0612345678' }))).values.signatoryMobile).toBe('06\u00A012\u00A034\u00A056\u00A078');
    expect(faultsOf(readPrefetSignatory({ ...signatory, signatoryMobile: '04 66 49 60 00' }))).toEqual(['signatoryMobile']);
  });
});

describe('les contacts d’une structure', () => {
  const read = (changes: Posted) => readStructure(posting(typedStructure(structure), changes), structure, dossier);

  test('ce qui n’est pas connu reste vide', () => expect(subjectOf(read({ phone: '', email: '', contactFormUrl: '' }))).toMatchObject({ phone: null, email: null, contactFormUrl: null }));
  test('ce qui est donné est vérifié', () => expect(faultsOf(read({ phone: '3949', email: 'mairie', contactFormUrl: 'javascript:alert(1)' }))).toEqual(['phone', 'email', 'contactFormUrl']));
  test('une seule case cochée arrive seule, et ce qui n’est pas proposé est ignoré', () => {
    expect(subjectOf(read({ equipment: 'wifi', nationalPartnerIds: [nationalPartner.id, 'ailleurs'] }))).toMatchObject({ equipment: ['wifi'], nationalPartnerIds: [nationalPartner.id] });
  });
});

describe('partenaires et référents', () => {
  test('un partenaire local sans structure est refusé', () => expect(faultsOf(readLocalPartner(posting(typedLocalPartner(localPartner), { structureIds: ['ailleurs'] }), localPartner, dossier))).toEqual(['structureIds']));
  test('un partenaire national nomme l’organisme qui signe', () => {
    expect(faultsOf(readNationalPartner(posting(typedNationalPartner(nationalPartner), { localBody: '', address: '', email: 'x@y' }), nationalPartner))).toEqual(['localBody', 'address', 'email']);
  });
  test('un référent a une ligne directe et une adresse, un partenaire et une structure de l’annuaire', () => {
    const posted = { fullName: '', partnerId: 'ailleurs', structureId: 'ailleurs', phone: '3949', email: '' };
    expect(faultsOf(readReferent(posted, referent, dossier))).toEqual(['fullName', 'partnerId', 'structureId', 'phone', 'email']);
  });
  test('un référent sans structure couvre tout le département', () => expect(subjectOf(readReferent(posting(typedReferent(referent), { structureId: '' }), referent, dossier)).structureId).toBeNull());
});

test('ce qui a été tapé revient tel quel, cases comprises', () => {
  expect(typedAgain({ email: ' mairie ', equipment: ['wifi', 'phone'], structureIds: 'un' })).toEqual({
    values: { email: ' mairie ', equipment: 'wifi', structureIds: 'un' }, lists: { email: [' mairie '], equipment: ['wifi', 'phone'], structureIds: ['un'] },
  });
});

describe('le chemin du retour', () => {
  const id = '5b1f6a5e-48c0-4f27-9b1a-3c5d0b7e4a21';
  test.each([`/tournees/${id}/controles`, `/tournees/${id}/parties`, '/annuaire/prefet', `/annuaire/gestionnaires/${id}`])('%s est suivi', (path) => expect(returnPath(path)).toBe(path));
  test.each([`https://ailleurs.example/tournees/${id}/controles`, `//ailleurs.example/tournees/${id}/controles`, `/tournees/${id}/controles/../../..`, `/tournees/${id}/lancer`, `/tournees/${id}/controles\n`, '/deconnexion', `/annuaire/structures/${id}/retirer`, '', [`/tournees/${id}/controles`], undefined])(
    '%j ne l’est pas',
    (path) => expect(returnPath(path)).toBeUndefined(),
  );
});
