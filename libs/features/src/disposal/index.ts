export { disposalLinks } from './disposal.links.js';
export { Disposal1700000001005 } from './disposal.migration.js';
export { DisposalModule } from './disposal.module.js';
export { seedDisposal } from './disposal.seed.js';
export { SlipPrinter } from './slip-print.js';
export type { SlipLinePrint, SlipPrint } from './slip-print.js';
