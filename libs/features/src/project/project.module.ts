import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { AuthorityModule, DeliberationPrinter } from '#libs/features/authority';
import { ProjectAnswerController } from './project-answer.http.js';
import { DepositUploadMiddleware } from './deposit-upload.js';
import { ProjectDeposits } from './project-deposits.js';
import { ProjectDesk } from './project-desk.js';
import { ProjectEffects } from './project.effects.js';
import { ProjectController } from './project.http.js';
import { ProjectReader } from './project.read.js';

/** Before anybody signs: each body confirms its annexes, the text is frozen, assemblies decide on it (decision 20). */
@Module({})
export class ProjectModule {
  /** @param rounds the round's own module, as the site composes it */
  static forWeb(rounds: DynamicModule): DynamicModule {
    return { module: ProjectModule, imports: [rounds, AuthorityModule.forProjects()], controllers: [ProjectController, ProjectAnswerController], providers: [ProjectDesk, ProjectDeposits, ProjectReader, DeliberationPrinter, DepositUploadMiddleware], exports: [ProjectDesk, DepositUploadMiddleware] };
  }

  static forWorker(): DynamicModule {
    return { module: ProjectModule, providers: [ProjectEffects] };
  }
}
