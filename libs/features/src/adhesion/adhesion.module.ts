import { Module, Optional } from '@nestjs/common';
import type { DynamicModule, OnModuleInit } from '@nestjs/common';
import { AgreementAsks, AgreementPanels, Chronicle } from '#libs/features/agreement';
import { RoundActs } from '#libs/features/round';
import { WorkflowRunner } from '#libs/platform';
import { AdhesionAdmission } from './adhesion-admission.js';
import { adhesionAsks } from './adhesion-asks.js';
import { AdhesionApi } from './adhesion.api.js';
import { adhesionChronicle } from './adhesion.chronicle.js';
import { AdhesionEffects } from './adhesion.effects.js';
import { AdhesionHoldings } from './adhesion.holdings.js';
import { AdhesionController } from './adhesion.http.js';
import { addAdhesionPanel } from './adhesion.panel.js';
import { AdhesionSigning } from './adhesion-signing.js';
import { adhesions } from './adhesion.store.js';
import { Adhesions } from './adhesions.js';

/** After the notices, before what obligations ask. */
const askRank = 40;

/** How a local partner becomes a party: asked, examined, signed (art. 7, first paragraph). */
@Module({})
export class AdhesionModule implements OnModuleInit {
  constructor(private readonly runner: WorkflowRunner, private readonly chronicle: Chronicle, @Optional() private readonly panels?: AgreementPanels, @Optional() private readonly asks?: AgreementAsks) {}

  static forWeb(): DynamicModule {
    return { module: AdhesionModule, controllers: [AdhesionController, AdhesionApi], providers: [Adhesions, AdhesionSigning, RoundActs, AdhesionHoldings] };
  }

  static forWorker(): DynamicModule {
    return { module: AdhesionModule, providers: [Adhesions, AdhesionAdmission, AdhesionEffects] };
  }

  /** The command line lets time pass. */
  static forCli(): DynamicModule {
    return { module: AdhesionModule };
  }

  onModuleInit(): void {
    this.runner.keep(adhesions);
    this.chronicle.tell(adhesionChronicle);
    if (this.panels) addAdhesionPanel(this.panels);
    this.asks?.add(askRank, adhesionAsks);
  }
}
