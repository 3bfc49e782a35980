import type { ObligationRow } from './obligation.store.js';

/** Rows that bear the same name together, in the order in which the names come. */
export function groupsOf(rows: readonly ObligationRow[], nameOf: (row: ObligationRow) => string): [ObligationRow, ...ObligationRow[]][] {
  const groups = new Map<string, [ObligationRow, ...ObligationRow[]]>();
  for (const row of rows) {
    const known = groups.get(nameOf(row));
    if (known) known.push(row);
    else groups.set(nameOf(row), [row]);
  }
  return [...groups.values()];
}
