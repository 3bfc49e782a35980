import { createHash } from 'node:crypto';
import { prefixHashes } from './file-prefixes.js';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const hashes = (text: string) => prefixHashes(Buffer.from(text));

test('l’empreinte du fichier est celle de tous ses octets', () => {
  expect(hashes('a%%EOF\nb%%EOF\n').sha256).toBe(sha256('a%%EOF\nb%%EOF\n'));
  expect(hashes('').sha256).toBe(sha256(''));
});

test('chaque version antérieure est reconnue, quelle que soit sa fin de ligne', () => {
  expect(hashes('a%%EOF\nb%%EOF').prefixes).toEqual(['a%%EOF', 'a%%EOF\n'].map(sha256));
  expect(hashes('a%%EOF\r\nb').prefixes).toEqual(['a%%EOF', 'a%%EOF\r', 'a%%EOF\r\n'].map(sha256));
});

test('un fichier fait de mille fins ne coûte pas un million d’empreintes', () => {
  expect(hashes('%%EOF\n'.repeat(100_000)).prefixes.length).toBeLessThan(5_000);
});
