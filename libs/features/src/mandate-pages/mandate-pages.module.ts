import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { MandateCodeController } from './mandate-code.http.js';
import { MandateCountsController } from './mandate-counts.http.js';
import { MandateEndController } from './mandate-end.http.js';
import { MandateIssueDesk } from './mandate-issue.desk.js';
import { MandateIssueController } from './mandate-issue.http.js';
import { MandateSignController } from './mandate-sign.http.js';
import { MandateController } from './mandate.http.js';
import { MandatesController } from './mandates.http.js';

/** The screens of mandates: the agent's, the person's own, and the figures. */
@Module({})
export class MandatePagesModule {
  static forWeb(): DynamicModule {
    return {
      module: MandatePagesModule,
      // Those whose address is a word come before the one whose address is an id.
      controllers: [MandatesController, MandateCountsController, MandateIssueController, MandateSignController, MandateEndController, MandateController, MandateCodeController],
      providers: [MandateIssueDesk],
    };
  }
}
