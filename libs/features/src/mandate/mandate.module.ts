import { Global, Module, Optional } from '@nestjs/common';
import type { DynamicModule, OnModuleInit } from '@nestjs/common';
import { AgreementAsks, StructureDepartures } from '#libs/features/agreement';
import { ModelModule } from '#libs/features/model';
import { WorkflowRunner } from '#libs/platform';
import { mandateAsks } from './mandate-asks.js';
import { MandateCodes } from './mandate-codes.js';
import { MandateDesk } from './mandate-desk.js';
import { MandateEndings } from './mandate-endings.js';
import { MandateIssuing } from './mandate-issuing.js';
import { MandateLiving } from './mandate-living.js';
import { MandatePersons } from './mandate-persons.js';
import { MandatePrinter } from './mandate-print.js';
import { MandatePrintData } from './mandate-print-data.js';
import { MandateReading } from './mandate-reading.js';
import { MandateSecrets } from './mandate-secrets.js';
import { MandateStandings } from './mandate-standing.js';
import { MandateTexts } from './mandate-text.js';
import { MandateVisas } from './mandate-visas.js';
import { MandatesApi } from './mandate.api.js';
import { MandateEffects } from './mandate.effects.js';
import { MandateHoldings } from './mandate.holdings.js';
import { mandates } from './mandate.store.js';
import { Mandates } from './mandates.js';

const shared = [MandateSecrets, MandatePersons, MandateStandings, MandatePrinter, MandatePrintData, MandateTexts, MandateVisas];

/** On a home page: after breaches, before what has days. */
const askRank = 10;

/** Mandates (art. 4.6). Global: their screens, their destruction and the data breaches are other features. */
@Global()
@Module({ imports: [ModelModule] })
export class MandateModule implements OnModuleInit {
  constructor(private readonly runner: WorkflowRunner, @Optional() private readonly departures?: StructureDepartures, @Optional() private readonly endings?: MandateEndings, @Optional() private readonly asks?: AgreementAsks) {}

  static forWeb(): DynamicModule {
    return {
      module: MandateModule, controllers: [MandatesApi],
      providers: [...shared, MandateDesk, MandateIssuing, MandateLiving, MandateReading, Mandates, MandateCodes, MandateHoldings], exports: [...shared, Mandates, MandateCodes],
    };
  }

  static forWorker(): DynamicModule {
    return { module: MandateModule, providers: [...shared, MandateEndings, MandateEffects], exports: [...shared, MandateEndings] };
  }

  /** The calendar runs from the command line too. */
  static forCli(): DynamicModule {
    return { module: MandateModule };
  }

  onModuleInit(): void {
    this.runner.keep(mandates);
    this.asks?.add(askRank, mandateAsks);
    const { endings } = this;
    if (endings) this.departures?.add((departure) => endings.ofDeparture(departure));
  }
}
