import { legalDay } from '#libs/domain';
import { isNameOf, mandateFileBytesMax, noteLengthMax, personFault, readMandateFile, textFault, trimmedPerson, wordsFault } from './mandate-input.js';
import type { PersonIdentity } from './mandate-secrets.js';

const today = legalDay('2026-11-24');
const person: PersonIdentity = { familyName: 'de La Tour-Blanche', givenNames: 'Marie-Ève Odette', birthDate: '1948-03-17', birthPlace: 'Florac', address: '4 rue du Pêcher', phone: null, email: null };
const fault = (change: Partial<PersonIdentity>) => {
  const found = personFault({ ...person, ...change }, today);
  return found && [found.refusal, found.field];
};

test('une identité complète est gardée', () => expect(fault({})).toBeNull());

test.each<[string, Partial<PersonIdentity>, [string, string]]>([
  ['sans nom', { familyName: '' }, ['field_missing', 'familyName']],
  ['d’un nom fait de signes', { familyName: '---' }, ['field_missing', 'familyName']],
  ['sans adresse', { address: '' }, ['field_missing', 'address']],
  ['au nom sans fin', { givenNames: 'x'.repeat(101) }, ['field_too_long', 'givenNames']],
  ['à la date qui n’existe pas', { birthDate: '1948-02-30' }, ['birth_date_unreadable', 'birthDate']],
  ['à la date en toutes lettres', { birthDate: '17 mars 1948' }, ['field_too_long', 'birthDate']],
  ['née demain', { birthDate: '2026-11-25' }, ['birth_date_unreadable', 'birthDate']],
  ['née il y a deux siècles', { birthDate: '1826-11-25' }, ['birth_date_unreadable', 'birthDate']],
  ['à l’adresse électronique cassée', { email: 'odette@' }, ['email_unreadable', 'email']],
  ['au code dicté', { address: 'mot de passe azerty' }, ['credential_typed', 'address']],
  ['de dix-sept ans', { birthDate: '2008-11-25' }, ['person_minor', 'birthDate']],
])('une personne %s est refusée, le champ nommé', (_, change, expected) => expect(fault(change)).toEqual(expected));

test.each([['le jour de ses dix-huit ans', '2008-11-24'], ['au jour de naissance inconnu', '1948-00-00'], ['au mois connu seul', '1948-05-00'], ['du 29 février', '1948-02-29']])('une personne %s est reçue', (_, birthDate) => expect(fault({ birthDate })).toBeNull());

test('ce qui est tapé autour des mots est laissé', () => expect(trimmedPerson({ ...person, familyName: '  Durand ', phone: '  ', email: ' a@b.example ' })).toMatchObject({ familyName: 'Durand', phone: null, email: 'a@b.example' }));

test.each(['Marie-Ève Odette de La Tour-Blanche', 'MARIE EVE ODETTE DE LA TOUR BLANCHE', 'marie-eve de la tour-blanche', 'de La Tour-Blanche Marie-Ève'])('« %s » est bien la personne qui signe', (typed) => expect(isNameOf(typed, person)).toBe(true));
test.each(['', 'Marie-Ève', 'de La Tour-Blanche', 'Jean Dupont', 'Marie de La Tour-Blanche', 'OK OK OK OK'])('« %s » n’est pas la personne qui signe', (typed) => expect(isNameOf(typed, person)).toBe(false));

test('chaque démarche se dit en mots, sans code', () => {
  const item = { demarche: 'family' as const, actions: true, dataRequests: false, partners: ['p'] };
  const refusals = ['', 'x'.repeat(301), 'son code confidentiel', 'Refaire le dossier'].map((words) => wordsFault([{ ...item, words }])?.refusal ?? null);
  expect(refusals).toEqual(['words_missing', 'field_too_long', 'credential_typed', null]);
  expect(['', 'x'.repeat(noteLengthMax + 1), 'mdp', 'Rappeler jeudi.'].map((text) => textFault(text, noteLengthMax, 'text')?.refusal ?? null)).toEqual(['field_missing', 'field_too_long', 'credential_typed', null]);
});

test('un fichier est ce que disent ses octets', () => {
  const kinds = [Buffer.from('%PDF-1.7'), Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from('<html>'), Buffer.alloc(mandateFileBytesMax + 1, '%PDF-')].map((bytes) => {
    const file = readMandateFile(bytes, 'scan');
    return file.ok ? file.mediaType : file.refusal;
  });
  expect(kinds).toEqual(['application/pdf', 'image/jpeg', 'file_unreadable', 'file_too_large']);
});
