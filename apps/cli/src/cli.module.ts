import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { AccountsModule } from '#libs/features/accounts';
import { AdhesionModule } from '#libs/features/adhesion';
import { AgreementModule } from '#libs/features/agreement';
import { AssignmentModule } from '#libs/features/assignment';
import { BreachModule } from '#libs/features/breach';
import { AmendmentModule } from '#libs/features/amendment';
import { directoryEntities } from '#libs/features/directory';
import { DirectoryImportModule } from '#libs/features/directory-import';
import { DisposalModule } from '#libs/features/disposal';
import { IdentityModule } from '#libs/features/identity';
import { KeysModule } from '#libs/features/keys';
import { MandateModule } from '#libs/features/mandate';
import { ObligationsModule } from '#libs/features/obligations';
import { RoundModule, roundEntities } from '#libs/features/round';
import { WebhooksModule } from '#libs/features/webhooks';
import { WithdrawalModule } from '#libs/features/withdrawal';
import { PlatformModule } from '#libs/platform';
import type { Clock, Config } from '#libs/platform';

/** What the command line works with: the platform and the rounds, without pages nor queues. */
@Module({})
export class CliModule {
  static forRoot({ config, clock }: { config: Config; clock?: Clock }): DynamicModule {
    return {
      module: CliModule,
      imports: [PlatformModule.forRoot({ config, entities: [...directoryEntities, ...roundEntities], ...(clock && { clock }) }), KeysModule, RoundModule.forCli(), AgreementModule.forCli(), WithdrawalModule.forCli(), AdhesionModule.forCli(), AssignmentModule.forCli(), AmendmentModule.forCli(), ObligationsModule.forCli(), BreachModule.forCli(), MandateModule.forCli(), DisposalModule.forCli(), IdentityModule.forCli(), AccountsModule.forCli(), DirectoryImportModule.forCli(), WebhooksModule.forCli()],
    };
  }
}
