/** Tables an import may write, parents first: the order in which rows are created, and the reverse of that in which they go. */
export const importTables = ['departement', 'gestionnaire', 'structure', 'local_partner', 'local_partner_structure', 'referent', 'offer'] as const;
export type TableName = (typeof importTables)[number];

/** What tells a row of a table from the others. */
export const tableKeys: Readonly<Record<TableName, readonly string[]>> = {
  departement: ['code'], gestionnaire: ['id'], structure: ['id'], local_partner: ['id'], local_partner_structure: ['local_partner_id', 'structure_id'], referent: ['id'], offer: ['id'],
};

/** A row as PostgreSQL gives it in JSON, by column. */
export type Row = Readonly<Record<string, unknown>>;

/** The key of a row as one text: changes are recorded under it. */
export function rowKey(table: TableName, row: Row): string {
  return tableKeys[table].map((column) => String(row[column])).join('/');
}

/** A national partner, with every name it has borne: files keep the old ones for years. */
export type KnownPartner = { code: string; names: readonly string[] };

/** The directory as it stands, as far as an import may see it. */
export type DirectoryRows = Readonly<Record<TableName, readonly Row[]>> & { nationalPartners: readonly KnownPartner[] };

export const emptyDirectory: DirectoryRows = { departement: [], gestionnaire: [], structure: [], local_partner: [], local_partner_structure: [], referent: [], offer: [], nationalPartners: [] };

/** One row to write: `before` is null when it is created. */
export type Change = { table: TableName; before: Row | null; after: Row };

export function textOf(row: Row, column: string): string {
  const value = row[column];
  return typeof value === 'string' ? value : '';
}
