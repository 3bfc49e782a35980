export { projectLinks } from './project.links.js';
export { Project1700000001055 } from './project.migration.js';
export { ProjectModule } from './project.module.js';
export { DepositUploadMiddleware } from './deposit-upload.js';
export { depositRoute } from './project.links.js';
