import { Module, RequestMethod } from '@nestjs/common';
import type { DynamicModule, MiddlewareConsumer, NestModule } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { AccessModule } from '#libs/features/access';
import { AccountsModule } from '#libs/features/accounts';
import { AdhesionModule } from '#libs/features/adhesion';
import { AgreementModule } from '#libs/features/agreement';
import { AgreementPagesModule } from '#libs/features/agreement-pages';
import { AmendmentModule } from '#libs/features/amendment';
import { AssignmentModule, AssignmentUploadMiddleware, assignmentScanRoute } from '#libs/features/assignment';
import { AuthorityModule, AuthorityUploadMiddleware, authorityFileRoute } from '#libs/features/authority';
import { BreachModule } from '#libs/features/breach';
import { ApiMiddleware, ApiModule } from '#libs/features/api';
import { CorrespondenceModule } from '#libs/features/correspondence';
import { directoryEntities } from '#libs/features/directory';
import { DirectoryImportModule, ImportUploadMiddleware, importLinks } from '#libs/features/directory-import';
import { DirectoryPagesModule } from '#libs/features/directory-pages';
import { DisposalModule } from '#libs/features/disposal';
import { EvidenceModule } from '#libs/features/evidence';
import { IdentityModule, VisitorMiddleware } from '#libs/features/identity';
import { KeysModule } from '#libs/features/keys';
import { MandateModule } from '#libs/features/mandate';
import { MandateDocumentMiddleware, MandatePagesModule, MandateScanMiddleware, documentRoute, scanRoute } from '#libs/features/mandate-pages';
import { ModelPagesModule, ModelUploadMiddleware, modelLinks, officialFileRoute, uploadRoute } from '#libs/features/model-pages';
import { ObligationsModule, ProofUploadMiddleware, proofRoute } from '#libs/features/obligations';
import { OwnCertificateModule, SignedFileMiddleware, signedFileRoute } from '#libs/features/own-certificate';
import { PapersModule } from '#libs/features/papers';
import { PapersPagesModule } from '#libs/features/papers-pages';
import { DepositUploadMiddleware, ProjectModule, depositRoute } from '#libs/features/project';
import { ProConnectModule } from '#libs/features/proconnect';
import { PaperSignatureUploadMiddleware, RoundModule, paperRoute, roundEntities } from '#libs/features/round';
import { SignatureModule } from '#libs/features/signature';
import { UploadMiddleware, VerificationModule, verificationLinks } from '#libs/features/verification';
import { WebhooksModule } from '#libs/features/webhooks';
import { NoticeUploadMiddleware, WithdrawalModule, attachmentRoute } from '#libs/features/withdrawal';
import { PlatformModule } from '#libs/platform';
import type { Clock, Config } from '#libs/platform';
import { HealthController } from './health.http.js';
import { PageFilter } from './page.filter.js';

/** The site: pages, live progress, probes. Composition only. */
@Module({})
export class WebModule implements NestModule {
  static forRoot({ config, clock }: { config: Config; clock?: Clock }): DynamicModule {
    const rounds = RoundModule.forWeb();
    const accounts = AccountsModule.forWeb();
    const imports = DirectoryImportModule.forWeb();
    const signature = SignatureModule.forWeb();
    const webhooks = WebhooksModule.forWeb();
    return {
      module: WebModule,
      imports: [
        PlatformModule.forRoot({ config, entities: [...directoryEntities, ...roundEntities], ...(clock && { clock }) }),
        AccessModule.forWeb(),
        KeysModule.forWeb(),
        imports,
        DirectoryPagesModule.forWeb(),
        ModelPagesModule.forWeb(),
        ProConnectModule.forWeb(),
        IdentityModule.forWeb(),
        accounts,
        AgreementModule.forWeb(),
        PapersModule.forWeb(),
        PapersPagesModule.forWeb(),
        AgreementPagesModule.forWeb(),
        WithdrawalModule.forWeb(),
        AdhesionModule.forWeb(),
        AssignmentModule.forWeb(),
        AmendmentModule.forWeb(),
        ObligationsModule.forWeb(),
        BreachModule.forWeb(),
        MandateModule.forWeb(),
        DisposalModule.forWeb(),
        MandatePagesModule.forWeb(),
        rounds,
        AuthorityModule.forWeb(rounds),
        ProjectModule.forWeb(rounds),
        CorrespondenceModule.forWeb(rounds),
        signature,
        OwnCertificateModule.forWeb(signature),
        EvidenceModule.forWeb(),
        VerificationModule.forWeb(),
        webhooks,
        ApiModule.forWeb([accounts, imports, rounds, webhooks]),
      ],
      controllers: [HealthController],
      providers: [{ provide: APP_FILTER, useClass: PageFilter }],
    };
  }

  /** Probes, programs of verifiers and those of the API have neither session nor form: no anti-forgery token is asked of them. */
  configure(consumer: MiddlewareConsumer): void {
    // Before the visitor's: the anti-forgery token of a multipart form is known once the form is read.
    consumer.apply(UploadMiddleware).forRoutes({ path: verificationLinks.verify, method: RequestMethod.POST });
    consumer.apply(ModelUploadMiddleware).forRoutes({ path: modelLinks.import, method: RequestMethod.POST }, { path: uploadRoute, method: RequestMethod.POST }, { path: officialFileRoute, method: RequestMethod.POST });
    consumer.apply(AssignmentUploadMiddleware).forRoutes({ path: assignmentScanRoute, method: RequestMethod.POST });
    const api = { path: 'api/{*rest}', method: RequestMethod.ALL };
    consumer.apply(ApiMiddleware).forRoutes(api);
    consumer.apply(ImportUploadMiddleware).forRoutes({ path: importLinks.list, method: RequestMethod.POST });
    consumer.apply(AuthorityUploadMiddleware).forRoutes({ path: authorityFileRoute, method: RequestMethod.POST });
    consumer.apply(PaperSignatureUploadMiddleware).forRoutes({ path: paperRoute, method: RequestMethod.POST });
    consumer.apply(SignedFileMiddleware).forRoutes({ path: signedFileRoute, method: RequestMethod.POST });
    consumer.apply(DepositUploadMiddleware).forRoutes({ path: depositRoute, method: RequestMethod.POST });
    consumer.apply(ProofUploadMiddleware).forRoutes({ path: proofRoute, method: RequestMethod.POST });
    consumer.apply(NoticeUploadMiddleware).forRoutes({ path: attachmentRoute, method: RequestMethod.POST });
    consumer.apply(MandateScanMiddleware).forRoutes({ path: scanRoute, method: RequestMethod.POST });
    consumer.apply(MandateDocumentMiddleware).forRoutes({ path: documentRoute, method: RequestMethod.POST });
    consumer.apply(VisitorMiddleware).exclude({ path: 'health/{*rest}', method: RequestMethod.ALL }, { path: 'pki/{*rest}', method: RequestMethod.ALL }, api).forRoutes('{*rest}');
  }
}
