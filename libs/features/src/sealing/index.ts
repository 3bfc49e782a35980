export { FileSealer } from './file-sealer.js';
export type { FileActs, SealedFile } from './file-sealer.js';
export { SealingModule } from './sealing.module.js';
export { Timestamps, isTimestampFault, proofOf } from './timestamps.js';
export type { Proof } from './timestamps.js';
export { ValidationMaterials } from './validation-material.js';
