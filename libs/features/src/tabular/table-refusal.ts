import { formatFileSize, formatNumber } from '#libs/ui';
import { TABLE_BYTES_MAX, TABLE_CELL_LENGTH_MAX, TABLE_COLUMNS_MAX, TABLE_ROWS_MAX } from './tabular-limits.js';

export type TableRefusalCode =
  | 'table_empty'
  | 'table_no_rows'
  | 'table_too_large'
  | 'table_too_long'
  | 'table_too_wide'
  | 'table_row_too_wide'
  | 'table_cell_too_long'
  | 'table_kind_unknown'
  | 'table_old_excel'
  | 'table_locked'
  | 'table_unreadable';

/** Every refusal of a file of rows: what is wrong and the way out. A new code without a sentence does not compile. */
const sentences: Record<TableRefusalCode, string> = {
  table_empty: 'Le fichier est vide. Choisissez un fichier CSV ou Excel (.xlsx) dont la première ligne nomme les colonnes.',
  table_no_rows: 'Le fichier ne contient que le nom de ses colonnes. Ajoutez une ligne par fiche.',
  table_too_large: `Le fichier dépasse ${formatFileSize(TABLE_BYTES_MAX)}. Découpez-le en plusieurs fichiers.`,
  table_too_long: `Le fichier dépasse ${formatNumber(TABLE_ROWS_MAX)} lignes. Découpez-le en plusieurs fichiers.`,
  table_too_wide: `Le fichier dépasse ${TABLE_COLUMNS_MAX} colonnes. Gardez celles qui décrivent les fiches.`,
  table_row_too_wide: 'Une ligne a plus de cellules que la première ligne n’a de colonnes : un point-virgule ou une virgule de trop, sans doute. Corrigez cette ligne.',
  table_cell_too_long: `Une cellule dépasse ${formatNumber(TABLE_CELL_LENGTH_MAX)} caractères. Raccourcissez-la.`,
  table_kind_unknown: 'Ce format n’est pas repris. Enregistrez la liste en CSV ou en Excel (.xlsx).',
  table_old_excel: 'Ce fichier est un ancien classeur Excel (.xls), ou un classeur protégé par un mot de passe. Enregistrez-le en .xlsx sans mot de passe.',
  table_locked: 'Ce classeur est chiffré. Enregistrez-le sans mot de passe.',
  table_unreadable: 'Le fichier ne peut pas être lu comme un tableau. Ouvrez-le dans un tableur, puis enregistrez-le de nouveau en CSV ou en .xlsx.',
};

/** A file that cannot be read as a table. Nothing of it has been kept. */
export class TableRefusal extends Error {
  constructor(readonly code: TableRefusalCode, readonly fileName: string, readonly detail: string = '') {
    super(`${sentences[code]}${detail && ` (${detail})`}`);
  }

  /** For people, on a screen or a terminal. */
  get sentence(): string {
    return this.message;
  }
}
