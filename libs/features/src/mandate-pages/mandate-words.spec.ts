import { readFileSync } from 'node:fs';
import JSZip from 'jszip';
import { birthWords } from '#libs/domain';
import { endWords } from './mandate-end.views.js';
import { commitments, demarcheList, endings, lapseWords, typedBirth, untilWords } from './mandate-words.js';

const spaces = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ');

test('Ce que la personne lit avant de signer est mot pour mot dans l’annexe 7', async () => {
  const zip = await JSZip.loadAsync(readFileSync(new URL('../../../../templates/annexe-7/v1/template.docx', import.meta.url)));
  const xml = await zip.file('word/document.xml')!.async('string');
  const annexe = spaces(xml.replace(/<\/w:p>/g, '\n').replace(/<[^>]+>/g, ''));
  for (const sentence of [...commitments, ...endings]) expect(annexe).toContain(spaces(sentence));
});

test.each([['1948-03-07', 'le 7 mars 1948', '07/03/1948'], ['1948-03-01', 'le 1er mars 1948', '01/03/1948'], ['1948-03-00', 'en mars 1948', '00/03/1948'], ['1948-00-00', 'en 1948', '00/00/1948']])('La naissance %s se dit « %s »', (day, said, typed) => {
  expect([spaces(birthWords(day)), typedBirth(day)]).toEqual([said, typed]);
});

test('Un dernier jour se dit en entier, et les démarches sans confondre leurs « et »', () => {
  expect(spaces(untilWords('2027-02-28'))).toBe('jusqu’au dimanche 28 février 2027 à minuit');
  expect(demarcheList(['papers', 'family'])).toBe('papiers et citoyenneté, famille et enfance');
});

test('Un décès et une tutelle finissent le mandat par la loi, une autre mesure de protection par l’annexe 7', () => {
  const { lead } = endWords['deces-ou-protection'];
  expect(spaces(lead)).toContain('par la loi pour un décès ou une tutelle (code civil, article 2003)');
  expect(spaces(lead)).toContain('par la convention pour une autre mesure (article 4.6, annexe 7)');
  expect(spaces(lead)).toContain('reste valable (code civil, article 2008)');
  // A mandate of future protection takes effect without a judge.
  expect(lapseWords.guardianship).not.toContain('juge');
});
