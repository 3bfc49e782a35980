import type { LocalPartner, NationalPartner, OpeningHours, Referent, Structure } from '#libs/domain';
import { demonstrationDossier } from '#libs/features/directory';
import { textLengthMax, typedAgain } from './answers.js';
import type { Posted, Reading, Typed } from './answers.js';
import {
  readGestionnaire, readLocalPartner, readNationalPartner, readPrefetSignatory, readReferent, readStructure,
  typedGestionnaire, typedLocalPartner, typedNationalPartner, typedPrefetSignatory, typedReferent, typedStructure,
} from './directory.forms.js';
import { returnPath } from './return-path.js';

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
  test('signataire pour le préfet', () => expect(subjectOf(readPrefetSignatory(posting(typedPrefetSignatory(dossier.prefetSignatory))))).toEqual(dossier.prefetSignatory));
});

describe('l’identité d’un gestionnaire', () => {
  const read = (changes: Posted) => readGestionnaire(posting(typedGestionnaire(gestionnaire), changes), gestionnaire);

  test('un SIRET écrit par groupes est gardé sans espaces', () => {
    const grouped = gestionnaire.siret.replace(/(...)(...)(...)/, '$1 $2\u00a0$3\u202f');
    expect(subjectOf(read({ siret: grouped })).siret).toBe(gestionnaire.siret);
  });
  test.each(['', '123', '00000000000000', '1234567890123A'])('le SIRET « %s » est refusé', (siret) => expect(faultsOf(read({ siret }))).toEqual(['siret']));
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
  test('ce que le formulaire ne demande pas ne peut être changé', () => expect(subjectOf(read({ id: 'autre', name: 'Autre', kind: 'association' }))).toEqual(gestionnaire));
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
});

describe('les horaires d’une structure', () => {
  const closed: OpeningHours = { monday: [], tuesday: [], wednesday: [], thursday: [], friday: [], saturday: [], sunday: [] };
  const read = (hours: Posted, recorded: OpeningHours | null = null) => {
    const current = { ...structure, hours: recorded };
    return readStructure(posting(typedStructure({ ...structure, hours: null }), hours), current, dossier);
  };
  const monday = (from1: string, to1: string, from2 = '', to2 = ''): Posted => ({ monday_1_from: from1, monday_1_to: to1, monday_2_from: from2, monday_2_to: to2 });
  const mondayOf = (reading: Reading<Structure>) => subjectOf(reading).hours?.monday;

  test('deux ouvertures par jour, en minutes depuis minuit', () => {
    expect(subjectOf(read(monday('09:00', '12:30', '13:30', '17:00'))).hours).toEqual({ ...closed, monday: [{ from: 540, to: 750 }, { from: 810, to: 1020 }] });
  });
  test('une reprise à l’heure même de la fermeture est admise', () => expect(mondayOf(read(monday('09:00', '12:00', '12:00', '17:00')))).toHaveLength(2));
  test('l’après-midi seulement', () => expect(mondayOf(read(monday('', '', '14:00', '17:00')))).toEqual([{ from: 840, to: 1020 }]));
  test('minuit ferme la journée', () => expect(mondayOf(read(monday('18:00', '00:00')))).toEqual([{ from: 1080, to: 1440 }]));
  test('tapés à la main', () => expect(mondayOf(read(monday('9h', '12 h 30', '13h30', '17:00')))).toEqual([{ from: 540, to: 750 }, { from: 810, to: 1020 }]));
  test('aucune heure : les horaires ne sont pas connus', () => expect(subjectOf(read({}, { ...closed, monday: [{ from: 540, to: 720 }] })).hours).toBeNull());

  test.each([
    ['sans fermeture', monday('09:00', ''), ['monday_1_to']],
    ['sans ouverture', monday('', '12:00'), ['monday_1_from']],
    ['fermeture avant l’ouverture', monday('12:00', '09:00'), ['monday_1_to']],
    ['ouverture nulle', monday('09:00', '09:00'), ['monday_1_to']],
    ['chevauchement', monday('09:00', '12:00', '11:59', '17:00'), ['monday_2_from']],
    ['désordre', monday('14:00', '17:00', '09:00', '12:00'), ['monday_2_from']],
    ['heure impossible', monday('24:00', '25:00'), ['monday_1_from', 'monday_1_to']],
    ['minute impossible', monday('09:60', '10:00'), ['monday_1_from']],
    ['sans chiffres', monday('matin', '12:00'), ['monday_1_from']],
  ])('%s : refusés, au champ', (_, hours, fields) => expect(faultsOf(read(hours))).toEqual(fields));

  describe('au-delà de deux ouvertures par jour', () => {
    const recorded = { ...closed, monday: [{ from: 480, to: 540 }, { from: 600, to: 660 }, { from: 840, to: 1020 }] };
    test('celles qu’on ne voit pas restent', () => expect(mondayOf(read(monday('08:00', '09:00', '10:00', '11:30'), recorded))).toEqual([{ from: 480, to: 540 }, { from: 600, to: 690 }, { from: 840, to: 1020 }]));
    test('sauf si ce qui est tapé les recouvre', () => expect(mondayOf(read(monday('08:00', '12:00', '14:00', '18:00'), recorded))).toEqual([{ from: 480, to: 720 }, { from: 840, to: 1080 }]));
    test('ou si le jour est vidé', () => expect(mondayOf(read({ tuesday_1_from: '09:00', tuesday_1_to: '12:00' }, recorded))).toEqual([]));
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
  test.each([`/tournees/${id}/controles`, `/tournees/${id}/parties`])('%s est suivi', (path) => expect(returnPath(path)).toBe(path));
  test.each([`https://ailleurs.example/tournees/${id}/controles`, `//ailleurs.example/tournees/${id}/controles`, `/tournees/${id}/controles/../../..`, `/tournees/${id}/lancer`, `/tournees/${id}/controles\n`, '/deconnexion', '', [`/tournees/${id}/controles`], undefined])(
    '%j ne l’est pas',
    (path) => expect(returnPath(path)).toBeUndefined(),
  );
});
