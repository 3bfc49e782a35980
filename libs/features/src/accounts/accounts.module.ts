import { Module } from '@nestjs/common';
import type { DynamicModule, OnModuleInit } from '@nestjs/common';
import { RoundReader } from '#libs/features/round';
import { WorkflowRunner } from '#libs/platform';
import { AccountsEffects } from './accounts.effects.js';
import { AccountsHoldings } from './accounts.holdings.js';
import { dataRequests } from './data-request.store.js';
import { DataRequestsController } from './data-requests.http.js';
import { DataRequests } from './data-requests.js';
import { Memberships } from './memberships.js';
import { MembershipsController } from './memberships.http.js';
import { MyAccountController } from './my-account.http.js';
import { PersonalDataController } from './personal-data.http.js';
import { RetentionPurge } from './retention-purge.js';
import { SpaceController } from './space.http.js';
import { SpaceReader } from './space.read.js';

/** Who may come in, one's own account and home, and what is kept on people. */
@Module({})
export class AccountsModule implements OnModuleInit {
  constructor(private readonly runner: WorkflowRunner) {}

  static forWeb(): DynamicModule {
    return {
      module: AccountsModule,
      controllers: [SpaceController, MembershipsController, MyAccountController, PersonalDataController, DataRequestsController],
      providers: [Memberships, DataRequests, SpaceReader, RoundReader, AccountsHoldings],
      exports: [Memberships],
    };
  }

  static forWorker(): DynamicModule {
    return { module: AccountsModule, providers: [DataRequests, AccountsEffects, RetentionPurge], exports: [RetentionPurge] };
  }

  /** The command line lets time pass: what is past its time goes with it. */
  static forCli(): DynamicModule {
    return { module: AccountsModule, providers: [RetentionPurge], exports: [RetentionPurge] };
  }

  onModuleInit(): void {
    this.runner.keep(dataRequests);
  }
}
