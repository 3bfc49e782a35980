export { ModelPagesModule } from './model-pages.module.js';
export { modelLinks, officialFileRoute, uploadRoute } from './model-pages.links.js';
export { ModelUploadMiddleware } from './model-upload.middleware.js';
export { printableRedline, redlinePrintSchema } from './redline.print.js';
export type { RedlinePrint } from './redline.print.js';
export { RedlinePrinter } from './redline.printer.js';
