import { generateKeyPairSync } from 'node:crypto';
import { EXTENSION, forgeCertificate } from '../../../signing/test/forge.js';
import { pathTo } from './certificate-path.js';

const [notBefore, notAfter] = [new Date('2026-01-01T00:00:00Z'), new Date('2030-01-01T00:00:00Z')];
const life = { notBefore, notAfter };
const root = forgeCertificate({ name: 'Racine', extensions: [EXTENSION.authority(), EXTENSION.keyUsage(5, 6)], ...life });
const middle = forgeCertificate({ name: 'Agents', issuer: root, extensions: [EXTENSION.authority(0), EXTENSION.keyUsage(5, 6)], ...life });
const person = forgeCertificate({ name: 'DUPONT Jean', issuer: middle, extensions: [EXTENSION.keyUsage(1)], ...life });
const stranger = forgeCertificate({ name: 'Agents', extensions: [EXTENSION.authority()], ...life });

test('du signataire à la racine, par ce que la signature apporte', () => {
  const found = pathTo(person.certificate, [stranger.certificate, Buffer.from('rien'), middle.certificate, root.certificate], [root.certificate]);
  expect(found?.path).toEqual([person.certificate, middle.certificate, root.certificate]);
  expect(found?.root).toEqual(root.certificate);
});

test('un labyrinthe de certificats qui se délivrent les uns aux autres se parcourt une fois', () => {
  // One key and one name: each may have issued each of the others, and the person's.
  const keys = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const itself = { ...root, name: 'Labyrinthe', key: keys.privateKey };
  const maze = Array.from({ length: 40 }, () => forgeCertificate({ name: 'Labyrinthe', keys, issuer: itself, extensions: [EXTENSION.authority()], ...life }));
  const lost = forgeCertificate({ name: 'DUPONT Jean', issuer: itself, ...life });
  expect(pathTo(lost.certificate, maze.map(({ certificate }) => certificate), [stranger.certificate])).toBeNull();
});

test('ce qui ne mène pas à la racine n’est pas gardé', () => {
  expect(pathTo(person.certificate, [stranger.certificate], [root.certificate])).toBeNull();
  expect(pathTo(person.certificate, [middle.certificate], [stranger.certificate])).toBeNull();
  expect(pathTo(Buffer.from('rien'), [], [root.certificate])).toBeNull();
  expect(pathTo(root.certificate, [], [root.certificate])?.path).toEqual([root.certificate]);
});
