import { Controller, Get, Inject } from '@nestjs/common';
import { z } from 'zod';
import { Open } from '#libs/features/access';
import { CONFIG } from '#libs/platform';
import type { Config } from '#libs/platform';
import { ApiRoutes } from './api.routes.js';
import { Describe } from './describe.js';
import { apiPath } from './description.js';
import { openApiDocument } from './openapi.js';

/** The reference, for programs that generate their client from it. */
@Controller(apiPath)
export class OpenApiController {
  private printed: object | null = null;

  constructor(private readonly routes: ApiRoutes, @Inject(CONFIG) private readonly config: Config) {}

  @Get('openapi.json')
  @Open()
  @Describe({ operationId: 'getReference', tag: 'Service', summary: 'Cette référence, au format OpenAPI 3.1', status: 200, answer: z.looseObject({ openapi: z.string() }) })
  document(): object {
    return (this.printed ??= openApiDocument(this.routes.list(), this.config.publicUrl));
  }
}
