import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { AccountsModule } from '#libs/features/accounts';
import { AdhesionModule } from '#libs/features/adhesion';
import { AgreementModule } from '#libs/features/agreement';
import { AssignmentModule } from '#libs/features/assignment';
import { BreachModule } from '#libs/features/breach';
import { AmendmentModule } from '#libs/features/amendment';
import { CorrespondenceModule } from '#libs/features/correspondence';
import { directoryEntities } from '#libs/features/directory';
import { DirectoryImportModule } from '#libs/features/directory-import';
import { DisposalModule } from '#libs/features/disposal';
import { EvidenceModule } from '#libs/features/evidence';
import { IdentityModule } from '#libs/features/identity';
import { KeysModule } from '#libs/features/keys';
import { MandateModule } from '#libs/features/mandate';
import { ObligationsModule } from '#libs/features/obligations';
import { ProjectModule } from '#libs/features/project';
import { ProConnectModule } from '#libs/features/proconnect';
import { RoundModule, roundEntities } from '#libs/features/round';
import { SealingModule } from '#libs/features/sealing';
import { SignatureModule } from '#libs/features/signature';
import { WebhooksModule } from '#libs/features/webhooks';
import { WithdrawalModule } from '#libs/features/withdrawal';
import { PlatformModule, QueueModule } from '#libs/platform';
import type { Clock, Config } from '#libs/platform';

/** Queues and schedules. Composition only. */
@Module({})
export class WorkerModule {
  static forRoot({ config, clock }: { config: Config; clock?: Clock }): DynamicModule {
    return {
      module: WorkerModule,
      imports: [
        PlatformModule.forRoot({ config, entities: [...directoryEntities, ...roundEntities], ...(clock && { clock }) }),
        QueueModule.forRoot({ config }),
        KeysModule,
        SealingModule,
        IdentityModule.forWorker(),
        AccountsModule.forWorker(),
        ProConnectModule.forWorker(),
        AgreementModule.forWorker(),
        WithdrawalModule.forWorker(),
        AdhesionModule.forWorker(),
        AssignmentModule.forWorker(),
        AmendmentModule.forWorker(),
        ObligationsModule.forWorker(),
        BreachModule.forWorker(),
        MandateModule.forWorker(),
        DisposalModule.forWorker(),
        RoundModule.forWorker(),
        ProjectModule.forWorker(),
        SignatureModule.forWorker(),
        CorrespondenceModule.forWorker(),
        EvidenceModule.forWorker(),
        WebhooksModule.forWorker(),
        DirectoryImportModule.forWorker(),
      ],
    };
  }
}
