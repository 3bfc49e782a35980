import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { AgendaController } from './agenda.http.js';
import { AgreementActs } from './agreement-acts.js';
import { AgreementController } from './agreement.http.js';
import { AgreementsApi } from './agreements.api.js';
import { AgreementReader } from './agreements.read.js';
import { CalendarFeeds } from './calendar-feeds.js';

/** What people and programs see of an agreement's life. */
@Module({})
export class AgreementPagesModule {
  static forWeb(): DynamicModule {
    return { module: AgreementPagesModule, controllers: [AgreementController, AgendaController, AgreementsApi], providers: [AgreementReader, AgreementActs, CalendarFeeds] };
  }
}
