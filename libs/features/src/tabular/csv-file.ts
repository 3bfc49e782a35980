import { stringify } from 'csv-stringify/sync';

/** Without it, French spreadsheets read UTF-8 as Windows-1252. */
const byteOrderMark = '\ufeff';

type Cell = string | number | null;

/**
 * A table as French spreadsheets open it: semicolons, UTF-8 with its mark. A cell that a spreadsheet would run as a formula is guarded by an
 * apostrophe, which an import takes away again. The columns are printed even of an empty table.
 */
export function csvFile(columns: readonly string[], rows: readonly (readonly Cell[] | Readonly<Record<string, Cell>>)[]): Buffer {
  const table = stringify([...rows], { header: true, columns: [...columns], delimiter: ';', record_delimiter: 'windows', escape_formulas: true });
  return Buffer.from(`${byteOrderMark}${table}`, 'utf8');
}
