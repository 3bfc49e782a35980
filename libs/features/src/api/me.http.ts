import { Controller, Get, Req } from '@nestjs/common';
import type { Request } from 'express';
import { z } from 'zod';
import { roles } from '#libs/domain';
import { Allow, principalOf } from '#libs/features/access';
import { tokenOf } from './api.middleware.js';
import { Describe } from './describe.js';
import { apiPath } from './description.js';

const me = z.object({
  role: z.enum(roles),
  departementCode: z.string(),
  organisationId: z.string().nullable().meta({ description: 'Null pour une préfecture.' }),
  token: z.object({ id: z.string(), label: z.string(), expiresAt: z.string() }),
}).meta({ id: 'Me' });

@Controller(apiPath)
export class MeController {
  @Get('me')
  @Allow('directory.read')
  @Describe({ operationId: 'getMe', tag: 'Service', summary: 'Au nom de qui votre jeton agit', status: 200, answer: me })
  me(@Req() req: Request): z.infer<typeof me> {
    const { role, departementCode, organisationId } = principalOf(req).standing;
    const { id, label, expiresAt } = tokenOf(req);
    return { role, departementCode, organisationId, token: { id, label, expiresAt: expiresAt.toISOString() } };
  }
}
