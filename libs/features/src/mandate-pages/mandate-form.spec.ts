import { birthOf, readIdentity, readInformation, readScope, typedIdentity, typedScope } from './mandate-form.js';

const told = { controller: 'oui', purpose: 'oui', recipients: 'oui', rights: 'oui' };

test('Les quatre points et la situation : tout ce qui manque est dit d’un coup', () => {
  expect(readInformation({ ...told, situation: 'able' })).toEqual({ items: ['controller', 'purpose', 'recipients', 'rights'], situation: 'able', errors: [] });
  expect(readInformation({ purpose: 'oui' }).errors.map(({ field }) => field)).toEqual(['controller', 'recipients', 'rights', 'situation']);
  expect(readInformation({ ...told, situation: 'autre' })).toMatchObject({ situation: null, errors: [{ field: 'situation' }] });
});

test.each(['minor', 'protected', 'cannot_sign', 'remote'])('Qui ne peut pas donner de mandat (%s) n’a rien à écouter d’abord', (situation) => {
  expect(readInformation({ situation })).toMatchObject({ situation, errors: [] });
});

test.each([['07/03/1948', '1948-03-07'], ['7.3.1948', '1948-03-07'], ['07 03 1948', '1948-03-07'], ['07031948', '1948-03-07'], ['00/00/1948', '1948-00-00'], ['1948-03-07', '1948-03-07']])('« %s » est une date de naissance', (typed, read) => {
  expect(birthOf(typed)).toBe(read);
});

test.each(['', '1948', '07/03/48', 'mars 1948', '07/03/19488', '1948-3-7'])('« %s » n’en est pas une', (typed) => expect(birthOf(typed)).toBeNull());

test('L’identité : les champs vides sont nommés dans l’ordre de l’écran, et ce qui est facultatif peut manquer', () => {
  const full = typedIdentity({ document: 'passport', familyName: ' Dupré ', givenNames: 'Jeanne', birthDate: '07/03/1948', birthPlace: 'Mende', address: '1 rue', phone: '', email: ['a', 'b'] });
  expect(readIdentity(full)).toEqual({ ok: true, input: { document: 'passport', person: { familyName: 'Dupré', givenNames: 'Jeanne', birthDate: '1948-03-07', birthPlace: 'Mende', address: '1 rue', phone: null, email: null } } });
  const empty = readIdentity(typedIdentity({ document: 'selfie' }));
  expect(empty.ok ? [] : empty.errors.map(({ field }) => field)).toEqual(['document', 'familyName', 'givenNames', 'birthDate', 'birthPlace', 'address']);
});

test('Les démarches : seules comptent celles qui sont choisies, et chacune dit ce qui lui manque', () => {
  const chosen = typedScope({ family: 'oui', 'family-actions': 'oui', 'family-partners': ['p1', 'p2'], 'family-words': 'Prime', 'taxes-actions': 'oui', 'taxes-partners': 'p3', 'taxes-words': 'x', duration: 'one_month' });
  expect(readScope(chosen)).toEqual({ ok: true, input: { scope: [{ demarche: 'family', actions: true, dataRequests: false, partners: ['p1', 'p2'], words: 'Prime' }], duration: 'one_month' } });
  const bare = readScope(typedScope({ family: 'oui', duration: 'toujours' }));
  expect(bare.ok ? [] : bare.errors.map(({ field }) => field)).toEqual(['family-actions', 'family-partners', 'family-words', 'duration']);
  const none = readScope(typedScope({}));
  expect(none.ok ? [] : none.errors.map(({ field }) => field)).toEqual(['scope', 'duration']);
});
