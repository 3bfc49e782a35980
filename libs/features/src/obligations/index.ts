export { ObligationPlans } from './obligation-plans.js';
export { ObligationsModule } from './obligations.module.js';
export { Obligations1700000000990 } from './obligations.migration.js';
export { obligationLinks, proofRoute } from './obligations.links.js';
export { ProofUploadMiddleware } from './proof-upload.js';
