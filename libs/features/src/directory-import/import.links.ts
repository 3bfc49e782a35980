const at = (id: string, rest = ''): string => `/annuaire/import/${encodeURIComponent(id)}${rest}`;

/** Addresses of imports and exports. */
export const importLinks = {
  /** GET: the form and the past imports; POST: a file. */
  list: '/annuaire/import',
  /** Where an import stands: its progress, then its result. */
  page: (id: string): string => at(id),
  columns: (id: string, kind?: string): string => at(id, `/colonnes${kind ? `?liste=${kind}` : ''}`),
  preview: (id: string, query: Readonly<Record<string, string>> = {}): string => at(id, `/apercu${Object.keys(query).length ? `?${new URLSearchParams(query)}` : ''}`),
  apply: (id: string): string => at(id, '/application'),
  events: (id: string): string => at(id, '/evenements'),
  undo: (id: string): string => at(id, '/annulation'),
  /** GET: what may be taken away, table by table. */
  export: '/annuaire/exporter',
  csv: (objet: string): string => `/annuaire/export.csv?objet=${objet}`,
  json: '/annuaire/export.json',
} as const;
