import { derogationsIn } from './annex-clauses.js';

const heading = (text: string) => ({ text, level: 0, where: 'paragraphe 1' });
const clause = (text: string) => ({ text, where: 'paragraphe 2' });
const codes = (...paragraphs: Parameters<typeof derogationsIn>[0]) => derogationsIn(paragraphs).map(({ code }) => code);

describe('une clause d’annexe qui s’écarte d’un article (article 11)', () => {
  const annexe = heading('Annexe 4 – Modalités de gestion');
  test('est refusée si elle ne nomme pas l’article', () => expect(codes(annexe, clause('Par dérogation, la structure ouvre vingt heures par semaine.'))).toEqual(['DEROGATION_UNDECLARED']));
  test('est admise si elle le nomme', () => expect(codes(annexe, clause('Par dérogation à l’article 4.2, la structure ouvre vingt heures par semaine.'))).toEqual([]));
  test('est libre de dire qu’elle ne déroge pas', () => expect(codes(annexe, clause('La présente annexe ne déroge pas à la convention.'))).toEqual([]));
  test('n’est cherchée que dans les annexes', () => expect(codes(heading('Article 4 – Horaires'), clause('Par dérogation, rien ne change.'))).toEqual([]));
  test('dit où elle est dans Word', () => expect(derogationsIn([annexe, clause('Nonobstant ce qui précède, le délai est de dix jours.')])[0]).toMatchObject({ place: expect.stringContaining('paragraphe 2'), sentence: expect.stringContaining('article 11') }));
});
