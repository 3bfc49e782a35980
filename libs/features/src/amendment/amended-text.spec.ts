import { compareAgreements, linesOf, readAgreement } from '#libs/domain';
import { amendedText, wordsToday } from './amended-text.js';
import type { ArticleChange } from './amended-text.js';

const signed = readAgreement(linesOf(['Convention départementale', 'Article 1 – Objet', 'La convention a un objet.', 'Article 4 – Gestionnaires', '4.2 Horaires', 'Vingt-quatre heures par semaine.', 'Cinq jours par semaine.', 'Article 9 – Durée', 'La convention dure un an à compter de sa signature.'].join('\n')));
const change = (article: string, before: string, after: string): ArticleChange => ({ kind: 'article', article, before, after });
const redline = (...changes: ArticleChange[]) => compareAgreements(signed, amendedText(signed, changes)).filter(({ kind }) => kind !== 'same').map(({ kind, after, before }) => [kind, before, after]);

test('l’article modifié prend sa nouvelle rédaction à sa place', () =>
  expect(redline(change('9', 'La convention dure un an à compter de sa signature.', 'La convention dure deux ans à compter de sa signature.'))).toEqual([['changed', 'La convention dure un an à compter de sa signature.', 'La convention dure deux ans à compter de sa signature.']]));
test('une partie d’article aussi, espaces et puces mises à part', () =>
  expect(redline(change('4.2', '  Vingt-quatre\u00a0heures par semaine. ', 'Vingt-huit heures par semaine.'))).toEqual([['changed', 'Vingt-quatre heures par semaine.', 'Vingt-huit heures par semaine.']]));
test('un passage d’un alinéa y est remplacé, le reste gardé', () =>
  expect(redline(change('9', 'un an', 'deux ans'))).toEqual([['changed', 'La convention dure un an à compter de sa signature.', 'La convention dure deux ans à compter de sa signature.']]));
test('une rédaction qui ne se trouve pas telle quelle s’ajoute à son article, sans rien en ôter', () =>
  expect(redline(change('9', 'Trois ans.', 'Quatre ans.'))).toEqual([['added', null, 'Quatre ans.']]));
test('un article qui n’existe pas ne change rien', () => expect(redline(change('12', 'La convention dure un an à compter de sa signature.', 'La convention dure deux ans à compter de sa signature.'))).toEqual([]));
test('les avenants se suivent : le second part des mots du premier', () => {
  const changes = [change('9', 'La convention dure un an à compter de sa signature.', 'La convention dure deux ans à compter de sa signature.'), change('9', 'La convention dure deux ans à compter de sa signature.', 'La convention dure trois ans à compter de sa signature.\nRenouvelables.')];
  expect(wordsToday(['La convention dure un an à compter de sa signature.'], changes)).toBe('La convention dure trois ans à compter de sa signature.\nRenouvelables.');
  expect(redline(...changes).map(([, , after]) => after)).toEqual(['La convention dure trois ans à compter de sa signature.', 'Renouvelables.']);
});
