import { Inject, Module, Optional } from '@nestjs/common';
import type { DynamicModule, OnModuleInit } from '@nestjs/common';
import { AccordsCadres, AgreementAsks, AgreementPanels, Chronicle } from '#libs/features/agreement';
import { CLOCK, instantOf, systemActor, WorkflowRunner } from '#libs/platform';
import type { Clock } from '#libs/platform';
import { noticeAsks } from './notice-asks.js';
import { noticeChronicle } from './notice-chronicle.js';
import { NoticeFilingController } from './notice-filing.http.js';
import { NoticeLettersController } from './notice-letters.http.js';
import { noticePanel, waysInMax, waysInOf } from './notice-panel.js';
import { NoticePrinter } from './notice-printer.js';
import { NoticeUploadMiddleware } from './notice-upload.js';
import { NoticeController } from './notice.http.js';
import { reexamineNotices } from './reexamination.js';
import { WithdrawalEffects } from './withdrawal.effects.js';
import { WithdrawalHoldings } from './withdrawal.holdings.js';
import { WithdrawalsApi } from './withdrawal.api.js';
import { withdrawals } from './withdrawal.store.js';
import { Withdrawals } from './withdrawals.js';

/** Where the notices stand on the page of an agreement: after its term. */
const panelRank = 20;

/** Notices of art. 7: withdrawals and denunciations, judged, proven, told. */
@Module({})
export class WithdrawalModule implements OnModuleInit {
  constructor(
    private readonly runner: WorkflowRunner,
    private readonly chronicle: Chronicle,
    private readonly accords: AccordsCadres,
    @Inject(CLOCK) private readonly clock: Clock,
    @Optional() private readonly panels?: AgreementPanels,
    @Optional() private readonly asks?: AgreementAsks,
  ) {}

  static forWeb(): DynamicModule {
    return {
      module: WithdrawalModule, controllers: [NoticeFilingController, NoticeLettersController, NoticeController, WithdrawalsApi],
      providers: [Withdrawals, NoticePrinter, NoticeUploadMiddleware, WithdrawalHoldings], exports: [Withdrawals, NoticeUploadMiddleware],
    };
  }

  static forWorker(): DynamicModule {
    return { module: WithdrawalModule, providers: [NoticePrinter, WithdrawalEffects] };
  }

  /** The command line lets time pass: notices take effect with it. */
  static forCli(): DynamicModule {
    return { module: WithdrawalModule };
  }

  onModuleInit(): void {
    this.runner.keep(withdrawals);
    this.chronicle.tell(noticeChronicle);
    this.accords.onApplied(async (tx, agreementId) => void (await reexamineNotices(tx, agreementId, this.runner, systemActor('accord-cadre'), instantOf(this.clock))));
    this.panels?.add(panelRank, noticePanel);
    this.asks?.add(panelRank, noticeAsks);
    for (let rank = 0; rank < waysInMax; rank++) {
      this.panels?.addAction(panelRank + rank, async (context, tx) => (await waysInOf(tx, context))[rank] ?? null);
    }
  }
}
