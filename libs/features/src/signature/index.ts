export { SignatureModule } from './signature.module.js';
export { Signature1700000000300 } from './signature.migration.js';
export { SignatoryProposal1700000001045 } from './proposal.migration.js';
export { consent, consentLines } from './signature-consent.js';
export { codeSecret } from './codes.js';
export { insertLink } from './link.store.js';
export { signatureLinks } from './signature.links.js';
export { salutation } from './signature.mails.js';
export { mailedIdsOf } from './mailed-codes.js';
