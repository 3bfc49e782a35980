import { Global, Module } from '@nestjs/common';
import type { DynamicModule, OnModuleInit } from '@nestjs/common';
import { ModelModule } from '#libs/features/model';
import { PapersModule } from '#libs/features/papers';
import { WorkflowRunner } from '#libs/platform';
import { AccordsCadres } from './accords-cadres.js';
import { AgreementAsks } from './agreement-asks.js';
import { AgreementBirths } from './agreement-births.js';
import { AgreementEffects } from './agreement.effects.js';
import { AgreementHoldings } from './agreement.holdings.js';
import { AgreementMail } from './agreement.mail.js';
import { AgreementOpening } from './agreement-opening.js';
import { AgreementPanels } from './agreement-panels.js';
import { agreements } from './agreement.store.js';
import { Chronicle } from './chronicle.js';
import { StructureDepartures } from './structure-departures.js';
import { termChronicle } from './term.chronicle.js';

const shared = [AccordsCadres, AgreementBirths, AgreementMail, AgreementOpening, Chronicle, StructureDepartures];

/** Agreements in their life. Global: what other features tell of an agreement is told to one and the same. */
@Global()
@Module({})
export class AgreementModule implements OnModuleInit {
  constructor(private readonly runner: WorkflowRunner, private readonly chronicle: Chronicle) {}

  static forWeb(): DynamicModule {
    return { module: AgreementModule, imports: [ModelModule], providers: [...shared, AgreementAsks, AgreementPanels, AgreementHoldings], exports: [...shared, AgreementAsks, AgreementPanels] };
  }

  static forWorker(): DynamicModule {
    return { module: AgreementModule, imports: [ModelModule, PapersModule], providers: [...shared, AgreementEffects], exports: shared };
  }

  static forCli(): DynamicModule {
    return { module: AgreementModule, imports: [ModelModule], providers: shared, exports: shared };
  }

  onModuleInit(): void {
    this.runner.keep(agreements);
    this.chronicle.tell(async (_tx, agreement, today) => termChronicle(agreement, today));
  }
}
