import { Module, Optional } from '@nestjs/common';
import type { DynamicModule, OnModuleInit } from '@nestjs/common';
import { AgreementAsks, AgreementPanels, Chronicle } from '#libs/features/agreement';
import { WorkflowRunner } from '#libs/platform';
import { assignmentAsks } from './assignment-asks.js';
import { AssignmentApi } from './assignment.api.js';
import { assignmentChronicle } from './assignment.chronicle.js';
import { AssignmentEffects } from './assignment.effects.js';
import { AssignmentHoldings } from './assignment.holdings.js';
import { AssignmentController } from './assignment.http.js';
import { addAssignmentPanel } from './assignment.panel.js';
import { AssignmentScans } from './assignment-scans.js';
import { AssignmentSettling } from './assignment-settling.js';
import { assignments } from './assignment.store.js';
import { Assignments } from './assignments.js';

/** After the adhesions. */
const askRank = 45;

/** How a party hands its place over: asked, consented to by all the others, settled on its day (art. 7, last paragraph). */
@Module({})
export class AssignmentModule implements OnModuleInit {
  constructor(private readonly runner: WorkflowRunner, private readonly chronicle: Chronicle, @Optional() private readonly panels?: AgreementPanels, @Optional() private readonly asks?: AgreementAsks) {}

  static forWeb(): DynamicModule {
    return { module: AssignmentModule, controllers: [AssignmentController, AssignmentApi], providers: [Assignments, AssignmentScans, AssignmentHoldings] };
  }

  static forWorker(): DynamicModule {
    return { module: AssignmentModule, providers: [Assignments, AssignmentSettling, AssignmentEffects] };
  }

  /** The command line lets time pass. */
  static forCli(): DynamicModule {
    return { module: AssignmentModule };
  }

  onModuleInit(): void {
    this.runner.keep(assignments);
    this.chronicle.tell(assignmentChronicle);
    if (this.panels) addAssignmentPanel(this.panels);
    this.asks?.add(askRank, assignmentAsks);
  }
}
