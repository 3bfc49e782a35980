import { Inject, Module, Optional } from '@nestjs/common';
import type { DynamicModule, OnModuleInit } from '@nestjs/common';
import { AgreementAsks } from '#libs/features/agreement';
import { CLOCK, WorkflowRunner } from '#libs/platform';
import type { Clock } from '#libs/platform';
import { breachAsks } from './breach-asks.js';
import { BreachTexts } from './breach-texts.js';
import { BreachApi } from './breach.api.js';
import { BreachEffects } from './breach.effects.js';
import { BreachHoldings } from './breach.holdings.js';
import { BreachController } from './breach.http.js';
import { breaches } from './breach.store.js';
import { Breaches } from './breaches.js';

/** Hours are counted here, and days elsewhere: it comes first on a home. */
const askRank = 5;

/** Data breaches (art. 4.6; RGPD, art. 33 and 34): declared, notified within 72 hours, followed to their end, kept for ever. */
@Module({})
export class BreachModule implements OnModuleInit {
  constructor(private readonly runner: WorkflowRunner, @Inject(CLOCK) private readonly clock: Clock, @Optional() private readonly asks?: AgreementAsks) {}

  static forWeb(): DynamicModule {
    return { module: BreachModule, controllers: [BreachController, BreachApi], providers: [Breaches, BreachTexts, BreachHoldings] };
  }

  static forWorker(): DynamicModule {
    return { module: BreachModule, providers: [BreachEffects] };
  }

  /** The command line lets time pass. */
  static forCli(): DynamicModule {
    return { module: BreachModule };
  }

  onModuleInit(): void {
    this.runner.keep(breaches);
    this.asks?.add(askRank, breachAsks(() => this.clock.now()));
  }
}
