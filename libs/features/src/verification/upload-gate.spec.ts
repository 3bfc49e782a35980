import { UploadGate, documentBytesMax, verificationsPerAddress } from './upload-gate.js';
import type { Ticket } from './upload-gate.js';

const soon = 1_000_000;
const minute = 60_000;

test('un fichier trop lourd est refusé avant d’être lu', () => {
  expect(new UploadGate().enter('192.0.2.1', documentBytesMax * 2, soon)).toBe('too_large');
});

test('une adresse est limitée, les autres non, et la limite passe avec le temps', () => {
  const gate = new UploadGate();
  for (let visit = 0; visit < verificationsPerAddress; visit++) (gate.enter('192.0.2.1', 1_000, soon) as Ticket).leave();
  expect(gate.enter('192.0.2.1', 1_000, soon + minute)).toBe('too_often');
  expect(gate.enter('192.0.2.2', 1_000, soon + minute)).toHaveProperty('leave');
  expect(gate.enter('192.0.2.1', 1_000, soon + 11 * minute)).toHaveProperty('leave');
});

test('un abonné en IPv6 ne se multiplie pas', () => {
  const gate = new UploadGate();
  for (let visit = 0; visit < verificationsPerAddress; visit++) gate.enter(`2001:db8:1:2::${visit.toString(16)}`, 0, soon);
  expect(gate.enter('2001:db8:1:2:3:4:5:6', 0, soon)).toBe('too_often');
  expect(gate.enter('2001:db8:1:3::1', 0, soon)).toHaveProperty('leave');
});

test('trois gros fichiers à la fois, pas un de plus ; une place rendue deux fois ne compte qu’une', () => {
  const gate = new UploadGate();
  const tickets = [1, 2, 3].map((guest) => gate.enter(`192.0.2.${guest}`, null, soon) as Ticket);
  expect(gate.enter('192.0.2.9', 2_000_000, soon)).toBe('busy');
  tickets[0]!.leave();
  tickets[0]!.leave();
  expect(gate.enter('192.0.2.9', null, soon)).toHaveProperty('leave');
  expect(gate.enter('192.0.2.9', null, soon)).toBe('busy');
});
