import { Global, Module } from '@nestjs/common';
import { TIMESTAMPER } from '#libs/platform';
import { FileSealer } from './file-sealer.js';
import { Timestamps } from './timestamps.js';
import { ValidationMaterials } from './validation-material.js';

/** Time and validation data for whatever the service seals: agreements, evidence, the journal's anchors. */
@Global()
@Module({
  providers: [Timestamps, FileSealer, ValidationMaterials, { provide: TIMESTAMPER, useFactory: (timestamps: Timestamps) => timestamps.token, inject: [Timestamps] }],
  exports: [Timestamps, FileSealer, ValidationMaterials, TIMESTAMPER],
})
export class SealingModule {}
