import type { Cells } from './cells.js';
import type { Change, DirectoryRows, Row, TableName } from './directory-rows.js';
import type { FieldChange } from './field-words.js';
import type { Mapping } from './import-fields.js';
import type { Reason, Warning } from './import-reasons.js';

export type Verdict = 'created' | 'changed' | 'merged' | 'unchanged' | 'refused';

/** What becomes of one row of the file. */
export type Line = {
  /** As a spreadsheet numbers it: the header is line 1. */
  rank: number;
  verdict: Verdict;
  name: string;
  departementCode: string | null;
  fields: readonly FieldChange[];
  reasons: readonly Reason[];
  warnings: readonly Warning[];
};

export type Plan = { lines: readonly Line[]; changes: readonly Change[]; newDepartements: readonly string[] };

/** Who imports: a préfecture for its département, or the operator for the whole country (null). */
export type Scope = { departementCode: string | null; /** Every département as a creation would write it, by code. */ territory: ReadonlyMap<string, Row> };

/** What a reader knows while it reads a row. */
export type Reading = { cells: Cells; departementCode: string; directory: DirectoryIndex; mapping: Mapping };

/** A row of the file as its reader understood it. */
export type Read = {
  name: string;
  /** Columns the file speaks of; the others keep what they hold. */
  values: Row;
  /** External key, unique over the country; null when the file has none. */
  sourceKey: string | null;
  /** What makes two rows the same card when no key says so; null when too little is said. */
  likeness: string | null;
  /** What no two cards of a département share: a SIRET. */
  unique?: string;
  /** For the second reading, once every row has its id. */
  group?: string;
  /** Rows of a table of links, of which the id of this card is not yet known. */
  links?: (id: string) => Row[];
  /** What depends on the card as it stands, null when it is new. */
  finish?: (before: Row | null) => Row;
};

/** How one kind of cards is read, recognised and created. */
export type KindReader = {
  table: TableName;
  linkTable?: TableName;
  /** Columns of a new card that nobody spoke of. */
  blank: Row;
  /** The same likeness, of a card of the directory. */
  likenessOf(row: Row): string | null;
  read(reading: Reading): Read;
  /** What a new card cannot do without. */
  check?(read: Read, cells: Cells): void;
  /** What depends on the other rows of the file. */
  link?(entries: readonly Entry[], directory: DirectoryIndex): void;
};

export type Entry = { rank: number; cells: Cells; read: Read; departementCode: string; id: string; before: Row | null; merged: boolean };

/** By what a file names a card: a name whatever its spelling, a number to the letter. */
export type LookedUp = 'name' | 'siret' | 'source_key';

/** The directory, with what a reader looks up: the first card so named, found at once however long the directory and the file are. */
export type DirectoryIndex = { rows: DirectoryRows; find(table: TableName, departementCode: string, by: LookedUp, value: string): Row | undefined };
