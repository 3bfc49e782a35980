import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { GestionnaireController, LocalPartnerController, NationalPartnerController } from './body.http.js';
import { CandidateController } from './candidate.http.js';
import { CardPages } from './card-pages.js';
import { DirectoryController } from './directory.http.js';
import { DirectoryHoldings } from './directory.holdings.js';
import { DirectoryDesk } from './directory.desk.js';
import { OfferController, ReferentController } from './partner-people.http.js';
import { PrefectureController } from './prefecture.http.js';
import { StructureController } from './structure.http.js';

const controllers = [
  DirectoryController, PrefectureController, StructureController, GestionnaireController, LocalPartnerController, NationalPartnerController, ReferentController, OfferController, CandidateController,
];

/** The pages of the directory, apart from its data: identity needs the data, and the pages need identity. */
@Module({})
export class DirectoryPagesModule {
  static forWeb(): DynamicModule {
    return { module: DirectoryPagesModule, controllers, providers: [DirectoryDesk, DirectoryHoldings, CardPages] };
  }
}
