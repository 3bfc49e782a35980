import { demonstrationDossier } from '#libs/features/directory';
import { readTable } from '#libs/features/tabular';
import { exportCsv, exportObjects } from './directory-export.js';
import { guessMapping } from './import-fields.js';

const dossier = demonstrationDossier();

describe('Un export', () => {
  it.each(exportObjects)('des %s a ses colonnes, même vide, et une ligne par fiche', async (object) => {
    const { header, rows } = await readTable(exportCsv(dossier, object), 'x.csv');
    const nothing = { ...dossier, structures: [], gestionnaires: [], nationalPartners: [], localPartners: [], referents: [], offers: [] };
    expect(exportCsv(nothing, object).toString('utf8')).toBe(`\ufeff${header.join(';')}\r\n`);
    expect(rows.length).toBeGreaterThan(0);
  });

  it('a des colonnes que l’import reconnaît toutes', async () => {
    const { header } = await readTable(exportCsv(dossier, 'structures'), 'x.csv');
    expect(Object.values(guessMapping(header, 'structures')).sort()).toEqual([...header].sort());
  });

  it('ne laisse passer aucune formule', () => {
    const hostile = { ...dossier, structures: [{ ...dossier.structures[0]!, name: '=HYPERLINK("http://x")', phone: '+33 4 66 00 00 00', management: '@SUM(A1)', address: '-1+1' }] };
    const cells = exportCsv(hostile, 'structures').toString('utf8').split('\r\n')[1]!.split(';').map((cell) => cell.replaceAll(/^"|"$/g, ''));
    expect(cells.filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([]);
    expect(cells).toEqual(expect.arrayContaining(["'+33 4 66 00 00 00", "'@SUM(A1)", "'-1+1"]));
  });
});
