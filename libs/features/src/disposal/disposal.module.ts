import { Module } from '@nestjs/common';
import type { DynamicModule, OnModuleInit } from '@nestjs/common';
import { WorkflowRunner } from '#libs/platform';
import { Destruction } from './destruction.js';
import { DisposalApi } from './disposal.api.js';
import { DisposalEffects } from './disposal.effects.js';
import { DisposalHoldings } from './disposal.holdings.js';
import { DisposalController } from './disposal.http.js';
import { slips } from './disposal.store.js';
import { Disposals } from './disposals.js';
import { ProofController } from './proof.http.js';
import { ProofDesk } from './proof-desk.js';
import { SlipFiles } from './slip-files.js';
import { SlipPrinter } from './slip-print.js';
import { StandingVisas } from './standing-visas.js';

/** What is destroyed, with whose visa, and what remains to be proven (art. 4.6, C. patr. L212-2). */
@Module({})
export class DisposalModule implements OnModuleInit {
  constructor(private readonly runner: WorkflowRunner) {}

  static forWeb(): DynamicModule {
    return { module: DisposalModule, controllers: [DisposalController, ProofController, DisposalApi], providers: [Disposals, ProofDesk, SlipFiles, SlipPrinter, StandingVisas, DisposalHoldings] };
  }

  static forWorker(): DynamicModule {
    return { module: DisposalModule, providers: [Destruction, StandingVisas, DisposalEffects] };
  }

  /** The command line lets time pass. */
  static forCli(): DynamicModule {
    return { module: DisposalModule };
  }

  onModuleInit(): void {
    this.runner.keep(slips);
  }
}
