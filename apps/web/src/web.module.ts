import { Module, RequestMethod } from '@nestjs/common';
import type { DynamicModule, MiddlewareConsumer, NestModule } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { directoryEntities } from '#libs/features/directory';
import { DirectoryPagesModule } from '#libs/features/directory-pages';
import { EvidenceModule } from '#libs/features/evidence';
import { IdentityModule, VisitorMiddleware } from '#libs/features/identity';
import { KeysModule } from '#libs/features/keys';
import { ModelPagesModule, ModelUploadMiddleware, modelLinks, officialFileRoute, uploadRoute } from '#libs/features/model-pages';
import { RoundModule, roundEntities } from '#libs/features/round';
import { SignatureModule } from '#libs/features/signature';
import { UploadMiddleware, VerificationModule, verificationLinks } from '#libs/features/verification';
import { PlatformModule } from '#libs/platform';
import type { Clock, Config } from '#libs/platform';
import { HealthController } from './health.http.js';
import { PageFilter } from './page.filter.js';

/** The site: pages, live progress, probes. Composition only. */
@Module({})
export class WebModule implements NestModule {
  static forRoot({ config, clock }: { config: Config; clock?: Clock }): DynamicModule {
    return {
      module: WebModule,
      imports: [
        PlatformModule.forRoot({ config, entities: [...directoryEntities, ...roundEntities], ...(clock && { clock }) }),
        KeysModule.forWeb(),
        DirectoryPagesModule.forWeb(),
        ModelPagesModule.forWeb(),
        IdentityModule.forWeb(),
        RoundModule.forWeb(),
        SignatureModule.forWeb(),
        EvidenceModule.forWeb(),
        VerificationModule.forWeb(),
      ],
      controllers: [HealthController],
      providers: [{ provide: APP_FILTER, useClass: PageFilter }],
    };
  }

  /** Probes and the programs of verifiers have neither session nor form: no anti-forgery token is asked of them. */
  configure(consumer: MiddlewareConsumer): void {
    // Before the visitor's: the anti-forgery token of a multipart form is known once the form is read.
    consumer.apply(UploadMiddleware).forRoutes({ path: verificationLinks.verify, method: RequestMethod.POST });
    consumer.apply(ModelUploadMiddleware).forRoutes({ path: modelLinks.import, method: RequestMethod.POST }, { path: uploadRoute, method: RequestMethod.POST }, { path: officialFileRoute, method: RequestMethod.POST });
    consumer.apply(VisitorMiddleware).exclude({ path: 'health/{*rest}', method: RequestMethod.ALL }, { path: 'pki/{*rest}', method: RequestMethod.ALL }).forRoutes('{*rest}');
  }
}
