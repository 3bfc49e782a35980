export { OwnCertificateModule } from './own-certificate.module.js';
export { SignedFileMiddleware } from './own-certificate.upload.js';
export { bearsFamilyName } from './certificate-name.js';
export { pathTo } from './certificate-path.js';
export { signedFileRoute } from './own-certificate.links.js';
export { certificateIdentification, certificateLevel } from './own-certificate.words.js';
