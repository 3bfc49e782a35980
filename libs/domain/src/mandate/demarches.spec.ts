import { readFileSync } from 'node:fs';
import JSZip from 'jszip';
import { nationalPartnerReferences } from '../../../features/src/directory/reference/national-partners.js';
import { demarches, demarchesOffered, demarcheWords } from './demarches.js';

const codes = nationalPartnerReferences.map(({ code }) => code);

test('la liste est celle de l’annexe 7 publiée, mot pour mot et dans son ordre', async () => {
  const archive = await JSZip.loadAsync(readFileSync('templates/annexe-7/v1/template.docx'));
  const xml = await archive.file('word/document.xml')!.async('string');
  const cells = [...xml.matchAll(/<w:p[ >].*?<\/w:p>/gs)].map(([paragraph]) => [...paragraph.matchAll(/<w:t(?: [^>]*)?>([^<]*)<\/w:t>/gu)].map(([, words]) => words).join(''));
  const first = cells.indexOf('Papiers et citoyenneté');
  const listed = cells.slice(first, cells.findIndex((cell) => cell.startsWith('5. La durée'))).filter((cell) => cell !== '' && cell !== '□');
  expect(demarches.flatMap((demarche) => [demarcheWords[demarche].name, demarcheWords[demarche].examples])).toEqual(listed);
});

test('chaque démarche a un organisme national, et chacun d’eux une démarche', () => {
  expect(demarches.filter((demarche) => demarcheWords[demarche].partners.length === 0)).toEqual([]);
  expect(new Set(demarches.flatMap((demarche) => demarcheWords[demarche].partners))).toEqual(new Set(codes));
});

test('une structure propose ce dont un organisme est présent, moins ce qu’elle laisse de côté', () => {
  expect(demarchesOffered(codes)).toEqual([...demarches]);
  expect(demarchesOffered(['msa', 'local'])).toEqual(['family', 'health', 'retirement', 'housing']);
  expect(demarchesOffered(codes, ['justice', 'residence'])).toEqual(demarches.slice(0, 8));
  expect(demarchesOffered([])).toEqual([]);
});
