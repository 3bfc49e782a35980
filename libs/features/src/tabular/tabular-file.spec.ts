import writeExcelFile from 'write-excel-file/node';
import { readTable } from './tabular-file.js';
import { TABLE_BYTES_MAX, TABLE_CELL_LENGTH_MAX, TABLE_COLUMNS_MAX, TABLE_ROWS_MAX } from './tabular-limits.js';
import { TableRefusal } from './table-refusal.js';

const read = (text: string | Buffer) => readTable(Buffer.from(text as string), 'liste.csv');
const refused = (bytes: Buffer) => readTable(bytes, 'liste').then(() => 'accepté', (fault: unknown) => (fault instanceof TableRefusal ? fault.code : String(fault)));

type Sheet = Parameters<typeof writeExcelFile>[0];
const workbook = (rows: (string | number | Date | null)[][]): Promise<Buffer> =>
  writeExcelFile(rows.map((row) => row.map((value) => (value instanceof Date ? { value, format: 'dd/mm/yyyy' } : { value }))) as unknown as Sheet).toBuffer();

describe('Un tableau CSV', () => {
  const wanted = { header: ['nom', 'commune'], rows: [['Épinac, antenne', 'Couches']] };

  test.each<[string, string | Buffer]>([
    ['à virgules', 'nom,commune\n"Épinac, antenne",Couches\n'],
    ['à points-virgules, comme l’écrit un tableur français', 'nom;commune\r\nÉpinac, antenne;Couches\r\n'],
    ['à tabulations', 'nom\tcommune\nÉpinac, antenne\tCouches'],
    ['en UTF-8 avec sa marque', '\ufeffnom;commune\nÉpinac, antenne;Couches'],
    ['en Windows-1252', Buffer.from('nom;commune\nÉpinac, antenne;Couches', 'latin1')],
    ['en UTF-16', Buffer.from('\ufeffnom\tcommune\nÉpinac, antenne\tCouches', 'utf16le')],
    ['aux lignes vides et aux cellules vides en trop', '\n;;\nnom;commune;;\n\nÉpinac, antenne;Couches;;\n;;\n'],
  ])('%s', async (_, text) => expect(await read(text)).toEqual(wanted));

  it('complète une ligne courte et garde les retours à la ligne entre guillemets', async () => {
    expect(await read('a;b;c\n1;"deux\nlignes"\n')).toEqual({ header: ['a', 'b', 'c'], rows: [['1', 'deux\nlignes', '']] });
  });

  it('n’évalue rien : une formule est du texte, un zéro de tête reste', async () => {
    expect((await read('a;b\n=1+1;01\n')).rows).toEqual([['=1+1', '01']]);
  });
});

describe('Un classeur Excel', () => {
  it('se lit comme du texte, quel que soit le nom du fichier', async () => {
    const bytes = await workbook([['nom', 'SIRET', 'labellisée le', 'vide'], ['Épinac', 35600000009075, new Date('2026-03-01T00:00:00Z'), null], ['Couches', 0.1, null, '1']]);
    expect(await readTable(bytes, 'liste.csv')).toEqual({ header: ['nom', 'SIRET', 'labellisée le', 'vide'], rows: [['Épinac', '35600000009075', '2026-03-01', ''], ['Couches', '0.1', '', '1']] });
  });

  it('est refusé quand une cellule prétend être la millionième', async () => {
    const { default: JSZip } = await import('jszip');
    const tampered = async (from: string, to: string): Promise<Buffer> => {
      const zip = await JSZip.loadAsync(await workbook([['a', 'b'], ['1', '2']]));
      const [path = ''] = Object.keys(zip.files).filter((name) => name.startsWith('xl/worksheets/sheet'));
      zip.file(path, (await zip.file(path)!.async('string')).replace(from, to));
      return zip.generateAsync({ type: 'nodebuffer', compression: 'DEFLATE' });
    };
    expect(await refused(await tampered('r="A2"', 'r="A1048576"'))).toBe('table_too_long');
    expect(await refused(await tampered('r="A2"', 'r="XFD2"'))).toBe('table_too_wide');
    expect(await refused(await tampered('r="A2"', 'r="&#65;2"'))).toBe('table_unreadable');
    expect(await refused(await tampered('<sheetData>', `<sheetData>${'<row/>'.repeat(TABLE_ROWS_MAX + 2)}`))).toBe('table_too_long');
  });

  it('est jugé sur sa feuille où qu’elle soit rangée', async () => {
    const { default: JSZip } = await import('jszip');
    const zip = await JSZip.loadAsync(await workbook([['a', 'b'], ['1', '2']]));
    const [path = ''] = Object.keys(zip.files).filter((name) => name.startsWith('xl/worksheets/sheet'));
    const relations = 'xl/_rels/workbook.xml.rels';
    zip.file('xl/ailleurs.xml', (await zip.file(path)!.async('string')).replace('r="A2"', 'r="A300000"'));
    zip.remove(path);
    zip.file(relations, (await zip.file(relations)!.async('string')).replace(/worksheets\/[^"]*\.xml/, 'ailleurs.xml'));
    expect(await refused(await zip.generateAsync({ type: 'nodebuffer' }))).toBe('table_too_long');
  });

  it('n’est lu que par le répertoire qui a été jugé, même quand l’archive en cache un second', async () => {
    const judged = await workbook([['a'], ['jugé']]);
    const hidden = await workbook([['a'], ['caché']]);
    // Old and long addresses (ZIP64) are looked for before the short ones by some readers: both directories are there.
    const end = judged.lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1'));
    const start = judged.readUInt32LE(end + 16);
    const shift = start;
    const hiddenEnd = hidden.lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1'));
    const moved = Buffer.from(hidden.subarray(0, hiddenEnd));
    for (let at = hidden.readUInt32LE(hiddenEnd + 16); at < hiddenEnd; at += 46 + moved.readUInt16LE(at + 28) + moved.readUInt16LE(at + 30) + moved.readUInt16LE(at + 32)) moved.writeUInt32LE(moved.readUInt32LE(at + 42) + shift, at + 42);
    const long = Buffer.alloc(56);
    long.writeUInt32LE(0x06064b50, 0);
    long.writeUInt32LE(hidden.readUInt16LE(hiddenEnd + 10), 32);
    long.writeUInt32LE(shift + hidden.readUInt32LE(hiddenEnd + 16), 48);
    const locator = Buffer.alloc(20);
    locator.writeUInt32LE(0x07064b50, 0);
    const directory = judged.subarray(start, end);
    locator.writeUInt32LE(shift + moved.length + directory.length, 8);
    const last = Buffer.from(judged.subarray(end));
    last.writeUInt32LE(shift + moved.length, 16);
    const both = Buffer.concat([judged.subarray(0, start), moved, directory, long, locator, last]);
    expect((await readTable(both, 'liste')).rows).toEqual([['jugé']]);
  });
});

describe('Un fichier qui n’est pas un tableau est refusé, avec sa phrase', () => {
  test.each<[string, Buffer, string]>([
    ['vide', Buffer.alloc(0), 'table_empty'],
    ['blanc', Buffer.from('\n;;\n \n'), 'table_empty'],
    ['sans ligne', Buffer.from('nom;commune\n'), 'table_no_rows'],
    ['trop gros', Buffer.alloc(TABLE_BYTES_MAX + 1, 'a'), 'table_too_large'],
    ['trop long', Buffer.from(`a\n${'1\n'.repeat(TABLE_ROWS_MAX + 1)}`), 'table_too_long'],
    ['trop large', Buffer.from(`${'a;'.repeat(TABLE_COLUMNS_MAX)}a\n1`), 'table_too_wide'],
    ['à la cellule démesurée', Buffer.from(`a\n${'1'.repeat(TABLE_CELL_LENGTH_MAX + 1)}`), 'table_cell_too_long'],
    ['à la ligne trop large', Buffer.from('a;b\n1;2;3'), 'table_row_too_wide'],
    ['binaire', Buffer.from([0x89, 0x50, 0, 1, 2, 3]), 'table_kind_unknown'],
    ['un ancien classeur', Buffer.from('d0cf11e0a1b11ae100', 'hex'), 'table_old_excel'],
    ['une archive quelconque', Buffer.from('PK\u0003\u0004reste'), 'table_unreadable'],
    ['aux guillemets jamais fermés', Buffer.from('a;b\n"1;2\n3;4'), 'table_unreadable'],
  ])('%s', async (_, bytes, code) => expect(await refused(bytes)).toBe(code));

  it('exactement à la limite, il est lu', async () => {
    expect((await readTable(Buffer.from(`a\n${'1\n'.repeat(TABLE_ROWS_MAX)}`), 'liste')).rows).toHaveLength(TABLE_ROWS_MAX);
  });
});
