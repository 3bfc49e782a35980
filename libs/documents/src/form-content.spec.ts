import { replaced, shownTexts } from './form-content.js';

const content = (text: string) => Buffer.from(text, 'latin1');

test('un texte est lu avec sa police, sa taille et sa place', () => {
  const [shown] = shownTexts(content('q 0 0 1 rg\nBT\n56.8 700.25 Td /F2 18 Tf<090f>Tj\nET\nQ'));
  expect(shown).toMatchObject({ font: 'F2', size: 18, x: 56.8, y: 700.25, pieces: [Buffer.from([9, 15])] });
});

test('un tableau garde ses ajustements, et ses textes en parenthèses ou en hexadécimal', () => {
  const [shown] = shownTexts(content('BT 1 2 Td /F1 9 Tf[<01>-2(\\(a\\051\\\\\\n)6.5<0203>]TJ ET'));
  expect(shown!.pieces).toEqual([Buffer.from([1]), -2, Buffer.from('(a)\\\n'), 6.5, Buffer.from([2, 3])]);
});

test('les places s’ajoutent dans un même bloc, et repartent de zéro au suivant', () => {
  const shown = shownTexts(content('BT 10 100 Td /F1 9 Tf(a)Tj 0 -12 Td(b)Tj ET BT 5 5 Td(c)Tj ET'));
  expect(shown.map(({ x, y }) => [x, y])).toEqual([[10, 100], [10, 88], [5, 5]]);
});

test('les étiquettes et leurs dictionnaires passent sans être lues', () => {
  const shown = shownTexts(content('/Span<</ActualText<feff00a0>>>\nBDC\n/P <</MCID 3/Lang (fr \\) >> x)>> BDC BT 1 1 Td /F1 9 Tf <41>Tj ET EMC EMC'));
  expect(shown).toHaveLength(1);
});

test('remplacer ne touche que les octets dits', () => {
  const bytes = content('BT 1 1 Td /F1 9 Tf <41>Tj ET BT 2 2 Td <42>Tj ET');
  const [first, second] = shownTexts(bytes);
  expect(replaced(bytes, [{ ...second!, bytes: '<44>Tj' }, { ...first!, bytes: '<43>Tj' }]).toString('latin1')).toBe('BT 1 1 Td /F1 9 Tf<43>Tj ET BT 2 2 Td<44>Tj ET');
  expect(replaced(bytes, []).equals(bytes)).toBe(true);
});

test('ce qui n’est pas lu jusqu’au bout est refusé', () => {
  for (const broken of ['BT <41', 'BT [<41> TJ', ') Tj']) expect(() => shownTexts(content(broken))).toThrow(RangeError);
});
