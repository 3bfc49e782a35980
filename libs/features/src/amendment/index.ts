export { AmendmentModule } from './amendment.module.js';
export { Amendment1700000000985 } from './amendment.migration.js';
export { amendmentLinks } from './amendment.links.js';
export { amendmentById, amendments, amendmentsOf } from './amendment.store.js';
export type { AmendmentRow } from './amendment.store.js';
export { Consolidation } from './consolidation.js';
export type { ConsolidationRequest } from './consolidation.js';
