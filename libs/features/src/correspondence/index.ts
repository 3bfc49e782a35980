export { Correspondence } from './correspondence.js';
export { Correspondence1700000001050 } from './correspondence.migration.js';
export { MailCovers1700000001090 } from './mail-cover.migration.js';
export { CorrespondenceModule } from './correspondence.module.js';
export { LateSubjects } from './late-subjects.js';
export { mailStateOf } from './mail-state.store.js';
export type { SignatoryMail } from './mail-state.store.js';
export { ReportMailbox1700000001095 } from './report-mailbox.migration.js';
