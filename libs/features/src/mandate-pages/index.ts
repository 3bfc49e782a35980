export { MandatePagesModule } from './mandate-pages.module.js';
export { documentRoute, mandateLinks, scanRoute } from './mandate-pages.links.js';
export { MandateDocumentMiddleware, MandateScanMiddleware } from './mandate-upload.js';
