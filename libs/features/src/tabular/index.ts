export { csvFile } from './csv-file.js';
export { readTable } from './tabular-file.js';
export type { Table } from './tabular-file.js';
export { TABLE_BYTES_MAX } from './tabular-limits.js';
export { TableRefusal } from './table-refusal.js';
export type { TableRefusalCode } from './table-refusal.js';
