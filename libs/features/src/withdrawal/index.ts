export { noticeLinks, attachmentRoute } from './withdrawal.links.js';
export { NoticeUploadMiddleware } from './notice-upload.js';
export { reexamineNotices } from './reexamination.js';
export { Withdrawal1700000000975 } from './withdrawal.migration.js';
export { WithdrawalModule } from './withdrawal.module.js';
export { withdrawalById, withdrawals, withdrawalsOf } from './withdrawal.store.js';
export type { WithdrawalRow } from './withdrawal.store.js';
export { Withdrawals } from './withdrawals.js';
