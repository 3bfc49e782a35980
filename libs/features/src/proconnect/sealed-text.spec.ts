import { randomBytes } from 'node:crypto';
import { openSealedText, sealText } from './sealed-text.js';

test('un texte scellé ne se relit que sous sa clé, intact', () => {
  const key = randomBytes(32);
  const sealed = sealText(key, 'jeton d’identité');
  expect(openSealedText(key, sealed)).toBe('jeton d’identité');
  expect(sealed).not.toBe(sealText(key, 'jeton d’identité'));
  expect(openSealedText(randomBytes(32), sealed)).toBeNull();
  const altered = Buffer.from(sealed, 'base64url');
  altered.writeUInt8(altered.readUInt8(15) ^ 1, 15);
  expect(openSealedText(key, altered.toString('base64url'))).toBeNull();
  expect(openSealedText(key, 'court')).toBeNull();
});
