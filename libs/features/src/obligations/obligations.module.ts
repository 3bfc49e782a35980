import { Global, Module, Optional } from '@nestjs/common';
import type { DynamicModule, OnModuleInit } from '@nestjs/common';
import { legalDay } from '#libs/domain';
import { AgreementAsks, AgreementBirths, AgreementPanels, Chronicle } from '#libs/features/agreement';
import { WorkflowRunner } from '#libs/platform';
import { CommitteeController } from './committee.http.js';
import { obligationAsks } from './obligation-asks.js';
import { ObligationPlans } from './obligation-plans.js';
import { obligationPlans } from './obligation-plan.store.js';
import { obligations, obligationsDue, obligationsOfAgreement, openObligations } from './obligation.store.js';
import { ObligationsApi } from './obligations.api.js';
import { obligationChronicle } from './obligations.chronicle.js';
import { ObligationsEffects } from './obligations.effects.js';
import { ObligationHoldings } from './obligations.holdings.js';
import { ObligationsController } from './obligations.http.js';
import { Obligations } from './obligations.js';
import { ObligationsPanel } from './obligations.panel.js';
import { UserRequestsController } from './user-requests.http.js';

/** Where the part about obligations stands on the page of an agreement: after its notices and its amendments. */
const panelRank = 50;

/** What each agreement makes its parties do by a day (art. 4.2, 4.7 and 6). Global: an amendment tells the calendar of its structures. */
@Global()
@Module({})
export class ObligationsModule implements OnModuleInit {
  constructor(
    private readonly runner: WorkflowRunner,
    private readonly plans: ObligationPlans,
    private readonly births: AgreementBirths,
    private readonly chronicle: Chronicle,
    @Optional() private readonly panels?: AgreementPanels,
    @Optional() private readonly asks?: AgreementAsks,
  ) {}

  static forWeb(): DynamicModule {
    return { module: ObligationsModule, controllers: [ObligationsController, CommitteeController, UserRequestsController, ObligationsApi], providers: [ObligationPlans, Obligations, ObligationHoldings], exports: [ObligationPlans] };
  }

  static forWorker(): DynamicModule {
    return { module: ObligationsModule, providers: [ObligationPlans, ObligationsEffects], exports: [ObligationPlans] };
  }

  static forCli(): DynamicModule {
    return { module: ObligationsModule, providers: [ObligationPlans], exports: [ObligationPlans] };
  }

  onModuleInit(): void {
    this.runner.keep(obligationPlans);
    this.runner.keep(obligations);
    this.births.add((tx, agreement) => this.plans.openPlan(tx, agreement));
    this.chronicle.tell(async (tx, { id }, today) => obligationChronicle(id, await obligationsOfAgreement(tx, id), today));
    this.asks?.add(panelRank, obligationAsks);
    this.panels?.add(panelRank, async (tx, { agreement: { id }, today }) => {
      const year = today.slice(0, 4);
      const lateBefore = (await openObligations(tx, id)).filter(({ state, dueOn }) => state === 'late' && dueOn < `${year}-01-01`);
      return ObligationsPanel({ agreementId: id, due: await obligationsDue(tx, id, legalDay(`${year}-01-01`), legalDay(`${year}-12-31`)), lateBefore, today });
    });
  }
}

