import { departementOfCommune, readDepartementCode, withLostZero } from '#libs/domain';
import type { Cells } from './cells.js';
import { textOf } from './directory-rows.js';
import { plain } from './import-fields.js';
import { refuse } from './import-reasons.js';
import type { Scope } from './plan-types.js';

/**
 * The département of a row: what its column says (a code, or a name), else that of its commune, else the one that imports.
 * Null when nothing says it, or when it is none: the refusal is among those of the cells.
 */
export function placeOf(cells: Cells, { departementCode, territory }: Scope): string | null {
  const given = cells.text('departement');
  if (given !== '') {
    const code = readDepartementCode(given) ?? [...territory.values()].find((row) => plain(textOf(row, 'name')) === plain(given))?.code;
    if (typeof code === 'string' && territory.has(code)) return code;
    cells.refuse(refuse('departement_unknown', { given }));
    return null;
  }
  const commune = departementOfCommune(withLostZero(cells.text('insee')));
  if (commune !== null && territory.has(commune)) return commune;
  if (departementCode === null) cells.refuse(refuse('departement_missing', {}));
  return departementCode;
}
