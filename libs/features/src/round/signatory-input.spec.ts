import { signatoryTyped } from './signatory-input.js';

const typed = { civility: 'Mme', firstName: 'Anne', lastName: 'Vidal', quality: 'maire', email: 'anne.vidal@commune.example' };
const faults = (change: object): string[] => {
  const read = signatoryTyped({ ...typed, ...change });
  return 'errors' in read ? read.errors.map(({ field }) => field) : [];
};

test('une personne bien saisie est lue telle quelle', () => expect(signatoryTyped(typed)).toEqual({ person: typed }));
test('les lignes et les espaces en trop deviennent une espace : un nom ne fait ni en-tête de courriel ni seconde ligne', () => {
  expect(signatoryTyped({ ...typed, lastName: ' Vidal\r\nBcc: x@y.example ' })).toEqual({ person: { ...typed, lastName: 'Vidal Bcc: x@y.example' } });
});
test('le téléphone portable est facultatif, et se garde d’une seule façon', () => {
  expect(signatoryTyped({ ...typed, mobile: '06 12 34 56 78' })).toEqual({ person: { ...typed, mobile: '+33612345678' } });
  expect(signatoryTyped({ ...typed, mobile: ' ' })).toEqual({ person: { ...typed, mobile: null } });
  expect(signatoryTyped({ ...typed, mobile: '+33612345678' })).toEqual({ person: { ...typed, mobile: '+33612345678' } });
});
test.each<[string, object, string[]]>([
  ['une ligne fixe', { mobile: '04 66 49 60 00' }, ['mobile']],
  ['un téléphone qui cache un en-tête', { mobile: '06 12 34 56 78\r\nTo: +33699999999' }, ['mobile']],
  ['deux téléphones', { mobile: ['0612345678', '0699999999'] }, ['mobile']],
  ['sans civilité connue', { civility: 'Dr' }, ['civility']],
  ['sans prénom', { firstName: '  ' }, ['firstName']],
  ['sans nom', { lastName: undefined }, ['lastName']],
  ['sans qualité', { quality: '' }, ['quality']],
  ['une adresse qui n’en est pas une', { email: 'anne.vidal' }, ['email']],
  ['deux adresses', { email: 'a@b.example, c@d.example' }, ['email']],
  ['une adresse qui cache un en-tête', { email: 'a@b.example\r\nBcc: c@d.example' }, ['email']],
  ['un nom interminable', { lastName: 'x'.repeat(201) }, ['lastName']],
  ['rien', { civility: null, firstName: 1, lastName: [], quality: {}, email: undefined }, ['civility', 'firstName', 'lastName', 'quality', 'email']],
])('%s est refusé au champ', (_, change, expected) => expect(faults(change)).toEqual(expected));
