export { SignatureModule } from './signature.module.js';
export { Signature1700000000300 } from './signature.migration.js';
export { consent, consentLines } from './signature-consent.js';
export { codeSecret } from './sitting.js';
