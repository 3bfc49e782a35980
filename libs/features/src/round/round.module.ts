import { Module } from '@nestjs/common';
import type { DynamicModule, OnModuleInit } from '@nestjs/common';
import { ModelModule } from '#libs/features/model';
import { WorkflowRunner } from '#libs/platform';
import { DocumentEffects } from './document.effects.js';
import { ReservedDocuments } from './document.reserved.js';
import { DocumentRevisions } from './document.revisions.js';
import { DocumentWriter } from './document.writer.js';
import { preservations } from './preservation.store.js';
import { RoundActs } from './round.acts.js';
import { RoundAssembly } from './round.assembly.js';
import { RoundEffects } from './round.effects.js';
import { RoundHoldings } from './round.holdings.js';
import { RoundLaunch } from './round.launch.js';
import { RoundPageController } from './round-page.http.js';
import { RoundPlaceController } from './round-place.http.js';
import { RoundLaunchController } from './round-launch.http.js';
import { PlaceReader } from './round.place-read.js';
import { RoundPlaces } from './round.places.js';
import { RoundProject } from './round.project.js';
import { RoundReader } from './round.read.js';
import { RoundRouting } from './round.routing.js';
import { rounds } from './round.store.js';
import { RoundTexts } from './round.text.js';
import { RoundTitles } from './round.titles.js';
import { RoundWitnesses } from './round-witnesses.js';

const shared = [RoundLaunch, RoundProject, RoundRouting, RoundActs, RoundTitles, RoundPlaces, RoundReader, PlaceReader, RoundTexts, RoundWitnesses];

@Module({})
export class RoundModule implements OnModuleInit {
  constructor(private readonly runner: WorkflowRunner) {}

  /** The most precise routes first: « /tournees/nouvelle » is no round's id. */
  static forWeb(): DynamicModule {
    return { module: RoundModule, imports: [ModelModule], controllers: [RoundLaunchController, RoundPageController, RoundPlaceController], providers: [...shared, RoundHoldings, ReservedDocuments], exports: shared };
  }

  static forCli(): DynamicModule {
    return { module: RoundModule, imports: [ModelModule], providers: shared, exports: shared };
  }

  static forWorker(): DynamicModule {
    return { module: RoundModule, imports: [ModelModule], providers: [...shared, DocumentRevisions, DocumentWriter, RoundAssembly, RoundEffects, DocumentEffects], exports: shared };
  }

  onModuleInit(): void {
    this.runner.keep(rounds);
    this.runner.keep(preservations);
  }
}
