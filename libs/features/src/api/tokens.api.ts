import { Controller, Delete, Get, Param, Req } from '@nestjs/common';
import type { Request } from 'express';
import { z } from 'zod';
import { Allow, principalOf } from '#libs/features/access';
import type { ApiTokenRow } from './api-token.store.js';
import { ApiTokens } from './api-tokens.js';
import { Asked, Describe } from './describe.js';
import { apiPath } from './description.js';
import { pageOf, pageQuery, paginate } from './pagination.js';
import type { PageQuery } from './pagination.js';
import { Problem } from './problem.js';

const instant = z.string().meta({ format: 'date-time' });
const tokenView = z.object({
  id: z.string(),
  organisationId: z.string().nullable(),
  label: z.string(),
  prefix: z.string().meta({ description: 'Le début du jeton, pour le reconnaître.' }),
  createdAt: instant,
  expiresAt: instant,
  lastUsedAt: instant.nullable(),
}).meta({ id: 'Token' });

/** Tokens are created by a person, at the page: a stolen one cannot make others. */
@Controller(apiPath)
export class TokensApi {
  constructor(private readonly tokens: ApiTokens) {}

  @Get('tokens')
  @Allow('token.manage')
  @Describe({ operationId: 'listTokens', tag: 'Jetons', summary: 'Les jetons que vous pouvez voir', query: pageQuery, status: 200, answer: pageOf(tokenView) })
  async list(@Req() req: Request, @Asked() query: PageQuery): Promise<object> {
    const { items, nextCursor } = paginate(await this.tokens.list(principalOf(req)), query);
    return { items: items.map(shown), nextCursor };
  }

  @Delete('tokens/:id')
  @Allow('token.manage', { kind: 'token', param: 'id' })
  @Describe({ operationId: 'revokeToken', tag: 'Jetons', summary: 'Révoque un jeton, le vôtre compris', status: 204, answer: null, problems: [409] })
  async revoke(@Req() req: Request, @Param('id') id: string): Promise<void> {
    if (!(await this.tokens.revoke(principalOf(req), id))) throw new Problem(409, 'token_revoked', 'Ce jeton était déjà révoqué.');
  }
}

function shown({ id, organisationId, label, shownPrefix, createdAt, expiresAt, lastUsedAt }: ApiTokenRow): z.infer<typeof tokenView> {
  return { id, organisationId, label, prefix: shownPrefix, createdAt: createdAt.toISOString(), expiresAt: expiresAt.toISOString(), lastUsedAt: lastUsedAt?.toISOString() ?? null };
}
