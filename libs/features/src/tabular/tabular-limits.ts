/** The open list of the whole country weighs 1 MB; ten times that is no list of structures. */
export const TABLE_BYTES_MAX = 10 * 1024 * 1024;
/** Seven times the 2,845 structures of the country. */
export const TABLE_ROWS_MAX = 20_000;
/** The open list has 24 columns. */
export const TABLE_COLUMNS_MAX = 200;
/** A cell holds a name, an address or a remark, not a report. */
export const TABLE_CELL_LENGTH_MAX = 5_000;
/** A workbook is a zip: all its parts once inflated. XML packs ten times, so this leaves room for the largest list admitted. */
export const WORKBOOK_INFLATED_BYTES_MAX = 100 * 1024 * 1024;
/** A workbook has a dozen parts, plus one per sheet. */
export const WORKBOOK_PARTS_MAX = 500;
