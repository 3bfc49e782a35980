import { canonicalJson } from '#libs/platform';
import type { Table } from '#libs/features/tabular';
import { Cells, columnsOf } from './cells.js';
import type { Change, DirectoryRows, Row, TableName } from './directory-rows.js';
import { rowKey, textOf } from './directory-rows.js';
import { changedFields } from './field-words.js';
import type { FieldChange } from './field-words.js';
import { plain } from './import-fields.js';
import type { ImportKind, Mapping } from './import-fields.js';
import { refuse } from './import-reasons.js';
import { placeOf } from './place.js';
import { gestionnaireReader } from './plan-gestionnaires.js';
import { localPartnerReader, offerReader, referentReader } from './plan-partners.js';
import { structureReader } from './plan-structures.js';
import type { DirectoryIndex, Entry, KindReader, Line, LookedUp, Plan, Scope } from './plan-types.js';
import { Recognition } from './recognition.js';

const readers: Readonly<Record<ImportKind, KindReader>> = {
  structures: structureReader, gestionnaires: gestionnaireReader, localPartners: localPartnerReader, referents: referentReader, offers: offerReader,
};

/** The table whose cards a kind of file lists. */
export const tableOfKind = (kind: ImportKind): TableName => readers[kind].table;

/**
 * What importing `table` would do to the directory, row by row: pure, the same for the same three. A row is recognised by our own id, then
 * by its external key, then by its likeness (name and commune, SIRET…); an empty cell says nothing and erases nothing.
 */
export function plan(kind: ImportKind, table: Table, mapping: Mapping, rows: DirectoryRows, scope: Scope): Plan {
  const reader = readers[kind];
  const directory = indexOf(rows);
  const columns = columnsOf(mapping, table.header);
  const recognition = new Recognition(reader, rows[reader.table]);
  const lines: (Line | Entry)[] = [];
  for (const [index, row] of table.rows.entries()) {
    const cells = new Cells(kind, columns, row);
    if (cells.isBlank()) continue;
    lines.push(readLine({ kind, reader, directory, recognition, scope, mapping, cells, rank: index + 2 }));
  }
  const entries = lines.filter((line): line is Entry => 'read' in line);
  reader.link?.(entries, directory);
  return settle(lines, reader, directory, scope);
}

type LineToRead = { kind: ImportKind; reader: KindReader; directory: DirectoryIndex; recognition: Recognition; scope: Scope; mapping: Mapping; cells: Cells; rank: number };

function readLine({ reader, directory, recognition, scope, mapping, cells, rank, kind }: LineToRead): Line | Entry {
  const departementCode = placeOf(cells, scope);
  const name = cells.text(kind === 'referents' ? 'fullName' : kind === 'offers' ? 'label' : 'name');
  if (departementCode === null) return refused(rank, name, null, cells);
  if (scope.departementCode !== null && scope.departementCode !== departementCode) {
    cells.refuse(refuse('departement_elsewhere', { departement: departementCode }));
    return refused(rank, name, departementCode, cells);
  }
  const read = reader.read({ cells, departementCode, directory, mapping });
  const found = recognition.find(cells, read, departementCode, rank);
  if (found?.before === null) reader.check?.(read, cells);
  if (!found || cells.refusals.length > 0) return refused(rank, read.name || name, departementCode, cells);
  recognition.claim(found.id, read, departementCode, rank);
  const values = { ...read.values, ...read.finish?.(found.before) };
  return { rank, cells, read: { ...read, values }, departementCode, ...found };
}

function refused(rank: number, name: string, departementCode: string | null, { refusals, warnings }: Cells): Line {
  return { rank, verdict: 'refused', name, departementCode, fields: [], reasons: refusals, warnings };
}

/** From what was read to what would be written. */
function settle(lines: readonly (Line | Entry)[], reader: KindReader, directory: DirectoryIndex, scope: Scope): Plan {
  const changes: Change[] = [];
  const links = new Set(reader.linkTable ? directory.rows[reader.linkTable].map((row) => rowKey(reader.linkTable!, row)) : []);
  const known = new Set(directory.rows.departement.map(({ code }) => String(code)));
  const newDepartements = new Set<string>();
  const told = lines.map((line): Line => {
    if (!('read' in line)) return line;
    const { id, before, read, departementCode, rank, cells, merged } = line;
    const after: Row = { ...(before ?? { ...reader.blank, id, departement_code: departementCode }), ...asTypeset(read.values, before) };
    const fields = changedFields(before, after, directory.rows);
    const added = (read.links?.(id) ?? []).filter((row) => !links.has(rowKey(reader.linkTable!, row)));
    const isNew = before === null;
    if (isNew || canonicalJson(before) !== canonicalJson(after)) changes.push({ table: reader.table, before, after });
    else if (added.length === 0) return { rank, verdict: 'unchanged', name: nameOf(line), departementCode, fields: [], reasons: [], warnings: cells.warnings };
    for (const row of added) changes.push({ table: reader.linkTable!, before: null, after: row });
    if (!known.has(departementCode)) newDepartements.add(departementCode);
    const linked: FieldChange[] = added.length > 0 && !isNew ? [{ label: 'Structures', before: '', after: `${added.length} de plus` }] : [];
    return { rank, verdict: isNew ? 'created' : merged ? 'merged' : 'changed', name: nameOf(line), departementCode, fields: [...fields, ...linked], reasons: [], warnings: cells.warnings };
  });
  const created = [...newDepartements].sort();
  return { lines: told, newDepartements: created, changes: [...created.map((code): Change => ({ table: 'departement', before: null, after: scope.territory.get(code)! })), ...changes] };
}

/**
 * All spaces are alike, as in a comparison of agreements: a no-break space lost in a spreadsheet changes nothing. Of whoever signs already, what no
 * column gives stays: their mobile number, their title.
 */
function asTypeset(values: Row, before: Row | null): Row {
  const folded = (text: string): string => text.replaceAll(/\s+/g, ' ');
  return Object.fromEntries(Object.entries(values).map(([column, value]) => {
    const known = before?.[column];
    if (column === 'signatory' && isSamePerson(value, known)) return [column, { ...known, ...(value as object) }];
    return [column, typeof value === 'string' && typeof known === 'string' && folded(value) === folded(known) ? known : value];
  }));
}

function isSamePerson(one: unknown, known: unknown): known is object {
  const key = (person: unknown): string | null => (typeof person === 'object' && person !== null && 'email' in person && 'lastName' in person && 'firstName' in person ? `${String(person.email)} ${String(person.firstName)} ${String(person.lastName)}`.toLowerCase() : null);
  return key(one) !== null && key(one) === key(known);
}

const nameOf = ({ read, before }: Entry): string => read.name || (before ? textOf(before, 'name') || textOf(before, 'full_name') || textOf(before, 'label') : '');

function indexOf(rows: DirectoryRows): DirectoryIndex {
  const indexes = new Map<string, Map<string, Row>>();
  const wordsOf = (by: LookedUp, value: string): string => (by === 'name' ? plain(value) : value);
  const placed = (departementCode: string, words: string): string => `${departementCode} ${words}`;
  const indexed = (table: TableName, by: LookedUp): Map<string, Row> => {
    const known = indexes.get(`${table} ${by}`);
    if (known) return known;
    const index = new Map<string, Row>();
    for (const row of rows[table]) {
      const key = placed(textOf(row, 'departement_code'), wordsOf(by, textOf(row, by)));
      if (!index.has(key)) index.set(key, row);
    }
    indexes.set(`${table} ${by}`, index);
    return index;
  };
  return { rows, find: (table, departementCode, by, value) => indexed(table, by).get(placed(departementCode, wordsOf(by, value))) };
}
