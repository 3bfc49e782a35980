export { Correspondence } from './correspondence.js';
export { Correspondence1700000001050 } from './correspondence.migration.js';
export { CorrespondenceModule } from './correspondence.module.js';
export { linkIdIn } from './link-id.js';
export { LateSubjects } from './late-subjects.js';
export { mailStateOf } from './mail-state.store.js';
export type { SignatoryMail } from './mail-state.store.js';
