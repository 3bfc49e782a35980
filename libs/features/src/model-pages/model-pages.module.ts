import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { ModelModule } from '#libs/features/model';
import { RoundReader, RoundTexts } from '#libs/features/round';
import { AgreementDifferencesController } from './agreement-differences.http.js';
import { ModelActsController } from './model-acts.http.js';
import { ModelDesk } from './model-desk.js';
import { ModelHoldings } from './model.holdings.js';
import { ModelUploadMiddleware } from './model-upload.middleware.js';
import { ModelsController } from './models.http.js';
import { OfficialFilesController } from './official-files.http.js';
import { RedlinePrinter } from './redline.printer.js';

/** The pages of the models, apart from their data: rounds need the data, and the pages need identity. */
@Module({})
export class ModelPagesModule {
  /** The most precise routes first: « /modeles/pieces-officielles » is no version's id. */
  static forWeb(): DynamicModule {
    return { module: ModelPagesModule, imports: [ModelModule], controllers: [OfficialFilesController, ModelsController, ModelActsController, AgreementDifferencesController], providers: [RoundReader, RoundTexts, ModelDesk, RedlinePrinter, ModelUploadMiddleware, ModelHoldings], exports: [ModelUploadMiddleware] };
  }
}
