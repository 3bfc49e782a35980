import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FixturePdf } from './structure-fixture.js';
import { readStructure } from './structure-reader.js';

const folder = mkdtempSync(join(tmpdir(), 'paraphe-structure-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const isHere = (() => {
  try {
    execFileSync('qpdf', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    console.warn('qpdf est absent : les fichiers qu’il réécrit ne sont PAS essayés.');
    return false;
  }
})();

(isHere ? describe : describe.skip)('un fichier réécrit par qpdf se lit de même', () => {
  const source = join(folder, 'source.pdf');
  beforeAll(() => writeFileSync(source, FixturePdf.base().bytes));
  const rewritten = (...options: string[]): Buffer => {
    const target = join(folder, 'target.pdf');
    execFileSync('qpdf', [...options, source, target], { stdio: 'ignore' });
    return readFileSync(target);
  };

  test.each([['tel quel', []], ['linéarisé', ['--linearize']], ['objets groupés', ['--object-streams=generate']], ['linéarisé et groupé', ['--linearize', '--object-streams=generate']]])('%s', (_, options) => {
    const pdf = rewritten(...options);
    expect(readStructure(pdf)).toMatchObject({
      revisions: [{ end: pdf.length }], signatures: [], reasons: [], emptyFields: ['certification', 'slot_1', 'slot_2', 'seal'],
    });
  });

  test('chiffré, il est refusé', () => {
    expect(() => readStructure(rewritten('--encrypt', '', 'secret', '256', '--'))).toThrow(expect.objectContaining({ code: 'PDF_ENCRYPTED' }));
  });
});
