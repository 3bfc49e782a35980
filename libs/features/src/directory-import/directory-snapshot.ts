import type { EntityManager } from 'typeorm';
import { emptyDirectory, tableKeys } from './directory-rows.js';
import type { DirectoryRows, KnownPartner, Row, TableName } from './directory-rows.js';
import type { ImportKind } from './import-fields.js';
import { tableOfKind } from './plan.js';

/** What each kind of file needs to know of the directory. */
const neededBy: Readonly<Record<ImportKind, readonly TableName[]>> = {
  structures: ['departement', 'gestionnaire', 'structure'],
  gestionnaires: ['departement', 'gestionnaire'],
  localPartners: ['departement', 'structure', 'local_partner', 'local_partner_structure'],
  referents: ['departement', 'structure', 'local_partner', 'referent'],
  offers: ['departement', 'structure', 'local_partner', 'offer'],
};

/**
 * The directory as a plan compares it, of one département or, for the operator, of all. `lock` keeps the cards the file may change as they
 * are until the transaction ends: what is written is then exactly what was compared.
 */
export async function directoryRows(tx: EntityManager, kind: ImportKind, departementCode: string | null, lock = false): Promise<DirectoryRows> {
  const rows: Record<string, readonly Row[]> = {};
  for (const table of neededBy[kind]) {
    const column = table === 'departement' ? 'code' : 'departement_code';
    const found: { row: Row }[] = await tx.query(
      `select to_jsonb(t) as row from ${table} t where $1::text is null or ${column} = $1 order by ${tableKeys[table].join(', ')} ${lock && table === tableOfKind(kind) ? 'for update' : ''}`,
      [departementCode],
    );
    rows[table] = found.map(({ row }) => row);
  }
  return { ...emptyDirectory, ...rows, nationalPartners: await knownPartners(tx) };
}

/** National partners under every name they have borne, and the local bodies that represent them are not names: they change from one département to the next. */
async function knownPartners(tx: EntityManager): Promise<KnownPartner[]> {
  return tx.query(`select national_partner_code as code, array_agg(name order by rank) as names from national_partner_name group by national_partner_code order by 1`);
}
