/** Word to PDF: bytes in, bytes out. This room knows documents, not conventions. */
export { assemble } from './assemble.js';
export type { AssembledDocument, AssemblyOptions, AssemblyProgress, AssemblyStep, DocumentManifest } from './assemble.js';
export { attachFiles, attachedFiles } from './attach.js';
export type { AttachedFile, Attachment, AttachmentRelationship } from './attach.js';
export { compose } from './compose.js';
export type { ComposePart } from './compose.js';
export { CONVERSION_TIME_MAX_MS, findLibreOffice, libreOffice } from './convert.js';
export type { ConversionOptions, Converter } from './convert.js';
export { DOCX_BYTES_MAX } from './docx-package.js';
export { DocumentFault } from './fault.js';
export type { FaultCode } from './fault.js';
export { finalise } from './finalise.js';
export type { FinalisationOptions } from './finalise.js';
export { checkTemplate, RENDER_MEMORY_MAX_MB, RENDER_TIME_MAX_MS, renderDocx } from './render.js';
export type { RenderLimits, RenderOptions } from './render.js';
export type { TemplateFinding, TemplateFindingCode } from './template-check.js';
export { canonicalJson } from './template-data.js';
