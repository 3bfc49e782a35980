export { VerificationModule } from './verification.module.js';
export { UploadMiddleware } from './upload.middleware.js';
export { verificationLinks } from './verification.links.js';
export { verdictSentence } from './verdict.js';
export { reasonSentence, reasonSentences, unreadableSentence } from './verification-sentences.js';
export type { ReasonCode } from './verification-sentences.js';
