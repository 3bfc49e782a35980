export { AssignmentUploadMiddleware } from './assignment-upload.js';
export { assignmentLinks, assignmentScanRoute } from './assignment.links.js';
export { AssignmentModule } from './assignment.module.js';
export { assignments } from './assignment.store.js';
