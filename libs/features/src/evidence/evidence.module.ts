import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { RoundReader } from '#libs/features/round';
import { EvidenceAssembly } from './evidence.assembly.js';
import { EvidenceEffects } from './evidence.effects.js';
import { EvidenceController } from './evidence.http.js';

@Module({})
export class EvidenceModule {
  static forWeb(): DynamicModule {
    return { module: EvidenceModule, controllers: [EvidenceController], providers: [RoundReader] };
  }

  static forWorker(): DynamicModule {
    return { module: EvidenceModule, providers: [EvidenceAssembly, EvidenceEffects] };
  }
}
