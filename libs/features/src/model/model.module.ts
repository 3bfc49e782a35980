import { Module } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { WorkflowRunner } from '#libs/platform';
import { ModelVersions } from './model-versions.js';
import { modelVersions } from './model-version.store.js';
import { OfficialFiles } from './official-files.js';
import { RoundModels } from './round-models.js';

/** Models and official annexes: whoever shows them or signs on them imports this. */
@Module({ providers: [ModelVersions, OfficialFiles, RoundModels], exports: [ModelVersions, OfficialFiles, RoundModels] })
export class ModelModule implements OnModuleInit {
  constructor(private readonly runner: WorkflowRunner) {}

  onModuleInit(): void {
    this.runner.keep(modelVersions);
  }
}
