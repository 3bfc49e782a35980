import type { Table } from '#libs/features/tabular';
import { officialDepartements } from '../src/directory-import/departements.js';
import { emptyDirectory, rowKey } from '../src/directory-import/directory-rows.js';
import type { DirectoryRows, Row, TableName } from '../src/directory-import/directory-rows.js';
import { guessMapping } from '../src/directory-import/import-fields.js';
import type { ImportKind } from '../src/directory-import/import-fields.js';
import { plan } from '../src/directory-import/plan.js';
import type { Plan } from '../src/directory-import/plan-types.js';

export const nationalHeader = [
  'id_fs', 'insee_dep', 'lib_fs', 'adresse', 'complement_adresse', 'insee_com', 'code_postal', 'lib_com', 'latitude', 'longitude', 'mail', 'telephone', 'h_lundi', 'h_mardi', 'h_mercredi', 'h_jeudi',
  'h_vendredi', 'h_samedi', 'prise_rdv', 'commentaire', 'type_fs', 'format_fs', 'groupe_fs', 'labellisation_fs',
];
/** A structure of the national list. */
const florac: Record<string, string> = {
  id_fs: '299', insee_dep: '48', lib_fs: "France services de Florac", adresse: "12 rue de l'Église", insee_com: '48061', code_postal: '48400', lib_com: 'Florac Trois Rivières', latitude: '44.325', longitude: '3.593',
  h_lundi: '09:00 - 12:00 / 13:31 - 17:00', type_fs: 'Principal', format_fs: 'Fixe', labellisation_fs: 'Espace labellisé 01/02/2020',
};

const tableOf = (header: readonly string[], rows: readonly Record<string, string>[]): Table => ({ header: [...header], rows: rows.map((row) => header.map((name) => row[name] ?? '')) });
/** The national list, each line of it different from Florac in what is given. */
export const national = (...rows: Record<string, string>[]): Table => tableOf(nationalHeader, rows.map((row) => ({ ...florac, ...row })));
/** A file of the préfecture, under headings of its own. */
export const free = (row: Record<string, string>, ...others: Record<string, string>[]): Table => tableOf(Object.keys(row), [row, ...others]);

export const departement = (code: string): Row => officialDepartements().get(code)!;
export const lozere: DirectoryRows = { ...emptyDirectory, departement: [departement('48')], nationalPartners: [{ code: 'france_travail', names: ['France Travail', 'Pôle emploi'] }] };

/** What becomes of a file whose columns are guessed. */
export function planned(table: Table, rows: DirectoryRows = lozere, departementCode: string | null = '48', kind: ImportKind = 'structures'): Plan {
  return plan(kind, table, guessMapping(table.header, kind), rows, { departementCode, territory: officialDepartements() });
}

/** The directory once the changes are written. */
export function after(rows: DirectoryRows, { changes }: Plan): DirectoryRows {
  const next: Record<string, readonly Row[]> = { ...rows } as never;
  for (const { table, after: row } of changes) next[table] = [...(next[table] ?? []).filter((known) => rowKey(table as TableName, known) !== rowKey(table, row)), row];
  return { ...(next as never as DirectoryRows), nationalPartners: rows.nationalPartners };
}

export const verdicts = ({ lines }: Plan): string[] => lines.map(({ verdict }) => verdict);
export const codes = ({ lines }: Plan): string[] => lines.flatMap(({ reasons }) => reasons.map(({ code }) => code));
export const warned = ({ lines }: Plan): string[] => lines.flatMap(({ warnings }) => warnings.map(({ code }) => code));
export const written = ({ changes }: Plan): Row => changes.find(({ table }) => table !== 'departement')!.after;
