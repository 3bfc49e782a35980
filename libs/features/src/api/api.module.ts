import { Global, Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { ApiMiddleware } from './api.middleware.js';
import { ApiProblems } from './api.problems.js';
import { ApiRoutes } from './api.routes.js';
import { ApiTokens } from './api-tokens.js';
import { directoryControllers } from './directory.api.js';
import { ApiDirectory } from './directory.desk.js';
import { ImportsApi } from './imports.api.js';
import { DossierApi } from './dossier.api.js';
import { MeController } from './me.http.js';
import { OpenApiController } from './openapi.http.js';
import { MembershipsApi } from './memberships.api.js';
import { Repeats } from './repeats.js';
import { RoundsApi } from './rounds.api.js';
import { TokenHoldings } from './token.holdings.js';
import { TokensApi } from './tokens.api.js';
import { TokensController } from './tokens.http.js';
import { WebhooksApi } from './webhooks.api.js';

/**
 * The API, and the page where its tokens are made. It is given the modules of the site: the same services answer both. Global: each procedure
 * has its own routes under /api/v1, which the same exchange checks.
 */
@Global()
@Module({})
export class ApiModule {
  static forWeb(site: readonly DynamicModule[]): DynamicModule {
    return {
      module: ApiModule,
      imports: [DiscoveryModule, ...site],
      controllers: [TokensController, OpenApiController, MeController, ...directoryControllers, DossierApi, ImportsApi, RoundsApi, MembershipsApi, WebhooksApi, TokensApi],
      providers: [ApiTokens, ApiDirectory, ApiMiddleware, ApiRoutes, ApiProblems, Repeats, TokenHoldings],
      exports: [ApiMiddleware, ApiProblems, ApiRoutes, ApiTokens, Repeats],
    };
  }
}
