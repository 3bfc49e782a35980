import fc from 'fast-check';
import { headerName, headerWords, oneMailbox, withoutAddresses } from './header-words.js';

describe('ce que les gens ont tapé, dans un en-tête', () => {
  test('tient sur une ligne et n’est jamais relu comme un mot codé', () => {
    expect(headerName('Jeanne\r\nBcc: tous@ailleurs.example')).toBe('Jeanne Bcc: tous@ailleurs.example');
    expect(headerWords('Lozère\u00a0: rappel')).toBe('Lozère\u00a0: rappel');
    expect(headerName('=?utf-8?B?SmVhbm5l?=')).not.toContain('=?');
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(headerWords(text)).not.toMatch(/[\r\n\u0085\u2028\u2029\0]|=\?/);
    }));
  });

  test.each(['jeanne@mairie.example', 'jeanne.o’neil+sfs@mairie.example', 'a@b'])('%s est une boîte', (address) => {
    expect(oneMailbox(address)).toBe(address);
  });

  test.each([
    'jeanne@mairie.example, paul@mairie.example', 'jeanne@mairie.example\r\nRCPT TO:<paul@mairie.example>', 'jeanne@mairie.example>', '<jeanne@mairie.example>', 'Jeanne <jeanne@mairie.example>', '"a b"@mairie.example', 'jeanne', 'jeanne@', '@mairie.example',
    'a@b@c', 'a(b)@c', `${'a'.repeat(250)}@b.example`, 'groupe: a@b;', '',
  ])('« %s » n’en est pas une seule', (address) => {
    expect(() => oneMailbox(address)).toThrow('not one mailbox');
  });

  test('la réponse d’un serveur est gardée sans adresse, et courte', () => {
    expect(withoutAddresses('550 5.1.1 <jeanne@mairie.example>: unknown (jeanne@mairie.example; paul@mairie.example)')).toBe('550 5.1.1 <…>: unknown (…; …)');
    expect(withoutAddresses('x'.repeat(1_000))).toHaveLength(200);
  });
});
