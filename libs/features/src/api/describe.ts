import { HttpCode, SetMetadata, UseInterceptors, applyDecorators, createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { ApiExchange } from './api.exchange.js';
import { apiDescription } from './description.js';
import type { Description } from './description.js';

/** Describes a route of the API, once: no route of /api/v1 goes without. */
export const Describe = (description: Description): MethodDecorator => applyDecorators(SetMetadata(apiDescription, description), HttpCode(description.status), UseInterceptors(ApiExchange));

/** The body of the request, checked. */
export const Given = createParamDecorator((_: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<Request>().given?.body);

/** The parameters after the « ? », checked. */
export const Asked = createParamDecorator((_: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<Request>().given?.query);
