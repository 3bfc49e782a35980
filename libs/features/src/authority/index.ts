export { Authorities } from './authorities.js';
export type { Judged } from './authorities.js';
export { authorityFileRoute, authorityLinks } from './authority.links.js';
export { Authority1700000001030 } from './authority.migration.js';
export { AuthorityModule } from './authority.module.js';
export { AuthorityUploadMiddleware } from './authority-upload.js';
