import { Global, Module, Optional } from '@nestjs/common';
import type { DynamicModule, OnModuleInit } from '@nestjs/common';
import type { TermState } from '#libs/domain';
import { AgreementPanels, Chronicle } from '#libs/features/agreement';
import { ModelModule } from '#libs/features/model';
import { RedlinePrinter } from '#libs/features/model-pages';
import { RoundActs, RoundReader } from '#libs/features/round';
import { WorkflowRunner } from '#libs/platform';
import { AgreementWords } from './agreement-words.js';
import { AmendedAgreements } from './amended-agreement.js';
import { AmendmentApi } from './amendment.api.js';
import { amendmentChronicle } from './amendment.chronicle.js';
import { AmendmentEffects } from './amendment.effects.js';
import { AmendmentHoldings } from './amendment.holdings.js';
import { AmendmentController } from './amendment.http.js';
import { amendmentLinks } from './amendment.links.js';
import { amendmentPanel } from './amendment.panel.js';
import { AmendmentPost } from './amendment.post.js';
import { amendments, amendmentsOf } from './amendment.store.js';
import { Amendments } from './amendments.js';
import { AmendmentsController } from './amendments.http.js';
import { Consolidation } from './consolidation.js';
import { ConsolidationEffects } from './consolidation.effects.js';
import { ConsolidationPress } from './consolidation.press.js';
import { ConsolidationProgress } from './consolidation-progress.js';
import { HoursController } from './hours.http.js';

/** Before it is in force, once it has expired or its end is decided, the table refuses an amendment: it is not offered. */
const amendable: ReadonlySet<TermState> = new Set<TermState>(['in_force', 'notice_closing', 'notice_closed']);

/** Among the panels and actions of an agreement's page: after the term and the notices. */
const panelRank = 40;
const shared = [AgreementWords, AmendedAgreements, Consolidation];

/** Amendments and consolidated versions. Global: whatever changes an agreement asks for its consolidated text here. */
@Global()
@Module({})
export class AmendmentModule implements OnModuleInit {
  constructor(private readonly runner: WorkflowRunner, private readonly chronicle: Chronicle, @Optional() private readonly panels?: AgreementPanels) {}

  /** « /avenants/nouveau » and « /avenants/horaires » are no amendment's id: the pages of the agreement first. */
  static forWeb(): DynamicModule {
    return {
      module: AmendmentModule, imports: [ModelModule], controllers: [HoursController, AmendmentsController, AmendmentController, AmendmentApi],
      providers: [...shared, RoundActs, Amendments, AmendmentHoldings, ConsolidationProgress], exports: [Consolidation, AgreementWords],
    };
  }

  static forWorker(): DynamicModule {
    return {
      module: AmendmentModule, imports: [ModelModule],
      providers: [...shared, RoundReader, RedlinePrinter, ConsolidationPress, AmendmentPost, AmendmentEffects, ConsolidationEffects], exports: [Consolidation],
    };
  }

  /** The calendar runs from the command line too. */
  static forCli(): DynamicModule {
    return { module: AmendmentModule, providers: [Consolidation], exports: [Consolidation] };
  }

  onModuleInit(): void {
    this.runner.keep(amendments);
    this.chronicle.tell(amendmentChronicle);
    this.panels?.add(panelRank, async (tx, { agreement, today }) => amendmentPanel(agreement, await amendmentsOf(tx, agreement.id), today));
    this.panels?.addAction(panelRank, ({ agreement, account }) => (account.role === 'prefecture' && amendable.has(agreement.state) ? { label: 'Préparer un avenant', href: amendmentLinks.create(agreement.id) } : null));
    this.panels?.addAction(panelRank + 1, ({ agreement, account }) => (account.role === 'gestionnaire' && agreement.state !== 'ended' ? { label: 'Annoncer de nouveaux horaires', href: amendmentLinks.hours(agreement.id) } : null));
  }
}
