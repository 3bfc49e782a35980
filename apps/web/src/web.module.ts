import { Module, RequestMethod } from '@nestjs/common';
import type { DynamicModule, MiddlewareConsumer, NestModule } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { directoryEntities } from '#libs/features/directory';
import { DirectoryPagesModule } from '#libs/features/directory-pages';
import { IdentityModule, VisitorMiddleware } from '#libs/features/identity';
import { RoundModule, roundEntities } from '#libs/features/round';
import { SignatureModule } from '#libs/features/signature';
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
        DirectoryPagesModule.forWeb(),
        IdentityModule.forWeb(),
        RoundModule.forWeb(),
        SignatureModule.forWeb(),
      ],
      controllers: [HealthController],
      providers: [{ provide: APP_FILTER, useClass: PageFilter }],
    };
  }

  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(VisitorMiddleware).exclude({ path: 'health/{*rest}', method: RequestMethod.ALL }).forRoutes('{*rest}');
  }
}
