import { fieldOf, readAddress, readName, readProposal } from './typed.js';

test.each([
  ['  Anne   Vidal ', 'Anne Vidal'],
  ['Anne\r\nBcc: tous@ailleurs.example', 'Anne Bcc: tous@ailleurs.example'],
  ['Anne\u202Eladiv\u202C', 'Anne ladiv'],
  ['Nguyễn Thị', 'Nguyễn Thị'],
  ['An', null],
  ['\u0000\u0007\n', null],
  ['x'.repeat(201), null],
])('le nom tapé « %s » se lit %p', (typed, read) => expect(readName(typed)).toBe(read));

test.each([
  [' nadia@mairie.example ', 'nadia@mairie.example'],
  ['nadia@mairie.example\r\nBcc: tous@ailleurs.example', null],
  ['nadia@mairie.example,tous@ailleurs.example', null],
  ['<nadia@mairie.example>', null],
  ['nadia', null],
  [`${'x'.repeat(250)}@m.fr`, null],
])('l’adresse tapée « %s » se lit %p', (typed, read) => expect(readAddress(typed)).toBe(read));

test.each([[{ email: 'a@b.fr' }, 'a@b.fr'], [{ email: ['a@b.fr', 'c@d.fr'] }, 'a@b.fr'], [{ email: [] }, ''], [{}, '']])('le champ de %j se lit « %s »', (body, read) => expect(fieldOf(body, 'email')).toBe(read));

test('un formulaire dont chaque champ est répété se lit comme s’il ne l’était pas', () => {
  const twice = { saidBy: ['Anne Vidal', 'x'], successorName: ['Nadia Perrin', 'x'], successorEmail: ['nadia@mairie.example', 'x'], why: ['Délégation', 'x'] };
  expect(readProposal(twice)).toMatchObject({ proposal: { saidBy: 'Anne Vidal', fullName: 'Nadia Perrin', email: 'nadia@mairie.example', reason: 'Délégation' } });
});

test('une proposition garde ce qui a été tapé et dit chaque point à corriger ; le motif peut manquer', () => {
  expect(readProposal({ successorName: 'Nadia Perrin' })).toMatchObject({ typed: { successorName: 'Nadia Perrin' }, errors: [{ field: 'successorEmail' }, { field: 'saidBy' }] });
  expect(readProposal({ saidBy: 'Anne Vidal', successorName: 'Nadia Perrin', successorEmail: 'nadia@mairie.example', why: ' ' })).toMatchObject({ proposal: { reason: null } });
  expect(readProposal({ saidBy: 'Anne Vidal', successorName: 'Nadia Perrin', successorEmail: 'nadia@mairie.example', why: 'x'.repeat(2001) })).toMatchObject({ errors: [{ field: 'why' }] });
});
