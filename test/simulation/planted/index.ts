import { plantedInContent } from './content.js';
import type { Plant } from './plant.js';
import { plantedInServices } from './services.js';
import { plantedInTables } from './tables.js';

export type { Plant } from './plant.js';
export const plants: readonly Plant[] = [...plantedInContent, ...plantedInTables, ...plantedInServices];
