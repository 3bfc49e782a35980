import { readAddress, readName, readProposal } from './typed.js';

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

test('une proposition garde ce qui a été tapé et dit chaque point à corriger ; le motif peut manquer', () => {
  expect(readProposal({ successorName: 'Nadia Perrin' })).toMatchObject({ typed: { successorName: 'Nadia Perrin' }, errors: [{ field: 'successorEmail' }, { field: 'saidBy' }] });
  expect(readProposal({ saidBy: 'Anne Vidal', successorName: 'Nadia Perrin', successorEmail: 'nadia@mairie.example', why: ' ' })).toMatchObject({ proposal: { reason: null } });
  expect(readProposal({ saidBy: 'Anne Vidal', successorName: 'Nadia Perrin', successorEmail: 'nadia@mairie.example', why: 'x'.repeat(2001) })).toMatchObject({ errors: [{ field: 'why' }] });
});
