import { CsvError, parse } from 'csv-parse/sync';
import { readWorkbook } from './workbook.js';
import { TABLE_BYTES_MAX, TABLE_CELL_LENGTH_MAX, TABLE_COLUMNS_MAX, TABLE_ROWS_MAX } from './tabular-limits.js';
import { TableRefusal } from './table-refusal.js';

/** A table as text: the first line that is not empty names the columns, and every row has as many cells as they are. */
export type Table = { header: string[]; rows: string[][] };

/** Characters of the first line are enough to tell what separates the cells: no header of ours comes near it. */
const SNIFFED_CHARACTERS = 20_000;

const DELIMITERS = [';', ',', '\t'] as const;

/** How each kind of file begins. */
const ZIP_SIGNATURE = Buffer.from('PK\u0003\u0004', 'latin1');
const COMPOUND_SIGNATURE = Buffer.from('d0cf11e0a1b11ae1', 'hex');
const UTF16_SIGNATURE = Buffer.from('fffe', 'hex');

/**
 * Reads a list of structures, gestionnaires… as received: CSV or XLSX, told apart by what the file contains and never by its name.
 * The file is hostile until proven otherwise: size, rows, columns and cells are bounded, and formulas are text.
 * @param name how a sentence calls the file
 * @throws TableRefusal with a stable code and its French sentence
 */
export async function readTable(bytes: Buffer, name: string): Promise<Table> {
  if (bytes.length === 0) throw new TableRefusal('table_empty', name);
  if (bytes.length > TABLE_BYTES_MAX) throw new TableRefusal('table_too_large', name);
  if (bytes.subarray(0, COMPOUND_SIGNATURE.length).equals(COMPOUND_SIGNATURE)) throw new TableRefusal('table_old_excel', name);
  const lines = bytes.subarray(0, ZIP_SIGNATURE.length).equals(ZIP_SIGNATURE) ? await readWorkbook(bytes, name) : csvLines(bytes, name);
  return tableOf(lines, name);
}

function csvLines(bytes: Buffer, name: string): string[][] {
  const text = textOf(bytes);
  if (text.includes('\u0000')) throw new TableRefusal('table_kind_unknown', name);
  try {
    return parse(text, { delimiter: delimiterOf(text), relax_column_count: true, relax_quotes: true, skip_empty_lines: true, to: TABLE_ROWS_MAX + 2, max_record_size: TABLE_COLUMNS_MAX * TABLE_CELL_LENGTH_MAX });
  } catch (fault) {
    if (!(fault instanceof CsvError)) throw fault;
    throw new TableRefusal('table_unreadable', name, `ligne ${String(fault.lines ?? '?')}`);
  }
}

/** UTF-8 as the State publishes it; otherwise what Excel writes in France: Windows-1252, or UTF-16 for its « texte Unicode ». */
function textOf(bytes: Buffer): string {
  const decode = (encoding: string, fatal: boolean): string => new TextDecoder(encoding, { fatal }).decode(bytes);
  if (bytes.subarray(0, UTF16_SIGNATURE.length).equals(UTF16_SIGNATURE)) return decode('utf-16le', false);
  try {
    return decode('utf-8', true);
  } catch {
    return decode('windows-1252', false);
  }
}

/** What separates the names of the columns, outside quotes; a file of one column has none of them. */
function delimiterOf(text: string): string {
  const first = text.slice(0, SNIFFED_CHARACTERS).trimStart().split(/\r?\n|\r/, 1)[0] ?? '';
  const bare = first.replace(/"[^"]*"/g, '');
  const [best = ';'] = [...DELIMITERS].sort((a, b) => bare.split(b).length - bare.split(a).length);
  return best;
}

function tableOf(lines: readonly (readonly string[])[], name: string): Table {
  const filled = lines.map((cells) => cells.map((cell) => cell.trim())).filter((cells) => cells.some((cell) => cell !== ''));
  const [named, ...rows] = filled;
  if (named === undefined) throw new TableRefusal('table_empty', name);
  const header = withoutTrailingBlanks(named);
  if (header.length > TABLE_COLUMNS_MAX) throw new TableRefusal('table_too_wide', name);
  if (rows.length === 0) throw new TableRefusal('table_no_rows', name);
  if (rows.length > TABLE_ROWS_MAX) throw new TableRefusal('table_too_long', name);
  return { header, rows: rows.map((row, index) => fitted(row, header.length, name, index + 1)) };
}

/** A row says nothing of the cells it leaves out at its end; a cell under no column cannot be understood. */
function fitted(row: readonly string[], width: number, name: string, rank: number): string[] {
  if (row.some((cell) => cell.length > TABLE_CELL_LENGTH_MAX)) throw new TableRefusal('table_cell_too_long', name, `ligne de données ${rank}`);
  const cells = withoutTrailingBlanks(row);
  if (cells.length > width) throw new TableRefusal('table_row_too_wide', name, `ligne de données ${rank}`);
  return Array.from({ length: width }, (_, index) => cells[index] ?? '');
}

function withoutTrailingBlanks(cells: readonly string[]): string[] {
  return cells.slice(0, cells.findLastIndex((cell) => cell !== '') + 1);
}
