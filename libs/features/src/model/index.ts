export { builtInModel, projectFile } from './built-in.js';
export type { LoadedPart, ModelPart } from './built-in.js';
export { modelInputSchema } from './model.input.js';
export type { ModelInput, OfficialDocument } from './model.input.js';
export { defaultCapacity, modelInput } from './model.input-from-dossier.js';
export type { ModelRound, ModelSlot } from './model.input-from-dossier.js';
