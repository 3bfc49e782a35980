import { Controller, Get, Param, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { z } from 'zod';
import { roles } from '#libs/domain';
import { Allow, principalOf } from '#libs/features/access';
import { Memberships, accountRefusals } from '#libs/features/accounts';
import type { AccountRefusal, Giver, MembershipRow } from '#libs/features/accounts';
import { tokenOf } from './api.middleware.js';
import { Asked, Describe, Given } from './describe.js';
import { apiPath } from './description.js';
import { mailAddress, filledLine } from './directory.shapes.js';
import { cursorOf, pageOf, pageQuery, placeOf } from './pagination.js';
import { Problem, invalid, notFound } from './problem.js';

const instant = z.string().meta({ format: 'date-time' });
const role = z.enum(roles);

const membershipView = z.object({
  id: z.string(), accountId: z.string(), role, organisationId: z.string().nullable(), organisationName: z.string().nullable(),
  fullName: z.string(), email: z.string(),
  createdAt: instant, lastUsedAt: instant.nullable(), endedAt: instant.nullable(),
  deactivatedAt: instant.nullable().meta({ description: 'Quand la personne ne peut plus se connecter du tout.' }),
}).meta({ id: 'Membership', description: 'Une habilitation : le rôle d’une personne, pour une organisation.' });
const invitation = z.strictObject({
  fullName: filledLine, email: mailAddress, role, organisationId: z.uuid().nullable().default(null),
  sharedMailbox: z.boolean().default(false).meta({ description: 'Confirme que l’adresse est aussi celle d’une autre personne.' }),
}).meta({ id: 'Invitation' });
const listQuery = pageQuery.extend({ state: z.enum(['current', 'ended']).default('current'), role: role.optional() });

const membership = { kind: 'membership', param: 'id' } as const;
/** The form of the page names its fields in its own way. */
const fields: Readonly<Record<string, string>> = { organisation: 'organisationId' };

/** Who is habilitated, for the programs that keep it in step with a directory of staff. */
@Controller(apiPath)
export class MembershipsApi {
  constructor(private readonly memberships: Memberships) {}

  @Get('memberships')
  @Allow('account.read')
  @Describe({ operationId: 'listMemberships', tag: 'Habilitations', summary: 'Liste les habilitations', query: listQuery, status: 200, answer: pageOf(membershipView) })
  async list(@Req() req: Request, @Asked() { limit, cursor, state, role: only }: z.infer<typeof listQuery>): Promise<object> {
    const offset = cursor === undefined ? 0 : placeOf(cursor, z.int().nonnegative());
    const { rows, total } = await this.memberships.list(giverOf(req), { role: only ?? null, state, words: '' }, { offset, limit });
    const next = offset + rows.length;
    return { items: rows.map(shown), nextCursor: rows.length > 0 && next < total ? cursorOf(next) : null };
  }

  @Get('memberships/:id')
  @Allow('account.read', membership)
  @Describe({ operationId: 'getMembership', tag: 'Habilitations', summary: 'Lit une habilitation', status: 200, answer: membershipView })
  async one(@Req() req: Request, @Param('id') id: string): Promise<object> {
    return shown(await this.found(req, id));
  }

  @Post('memberships')
  @Allow('account.manage')
  @Describe({ operationId: 'inviteMember', tag: 'Habilitations', summary: 'Donne une habilitation et envoie l’invitation', body: invitation, status: 201, answer: membershipView })
  async invite(@Req() req: Request, @Given() { organisationId, ...asked }: z.infer<typeof invitation>): Promise<object> {
    const invited = await this.memberships.invite(giverOf(req), { ...asked, organisation: organisationId ?? '' });
    if (!invited.done) throw refused(invited.refusals);
    return shown(await this.found(req, invited.membershipId));
  }

  @Post('memberships/:id/end')
  @Allow('account.manage', membership)
  @Describe({ operationId: 'endMembership', tag: 'Habilitations', summary: 'Met fin à une habilitation', status: 200, answer: membershipView })
  async end(@Req() req: Request, @Param('id') id: string): Promise<object> {
    const ended = await this.memberships.end(giverOf(req), await this.found(req, id));
    if (!ended.done) throw refused([ended.refusal]);
    return shown(await this.found(req, id));
  }

  @Post('memberships/:id/deactivate')
  @Allow('account.close', membership)
  @Describe({ operationId: 'deactivateMember', tag: 'Habilitations', summary: 'Ferme tout accès à la personne de cette habilitation (préfecture)', status: 200, answer: membershipView })
  async deactivate(@Req() req: Request, @Param('id') id: string): Promise<object> {
    const closed = await this.memberships.deactivate(giverOf(req), await this.found(req, id));
    if (!closed.done) throw refused([closed.refusal]);
    return shown(await this.found(req, id));
  }

  private async found(req: Request, id: string): Promise<MembershipRow> {
    const found = await this.memberships.find(giverOf(req), id);
    if (!found) throw notFound();
    return found.membership;
  }
}

/** A program gives and ends in its own name; the person who made its token answers for it. */
function giverOf(req: Request): Giver {
  const { actor, standing } = principalOf(req);
  return { id: tokenOf(req).createdBy, role: standing.role, departementCode: standing.departementCode, organisationId: standing.organisationId, actor };
}

function refused(refusals: readonly AccountRefusal[]): Problem {
  const [first] = refusals;
  const errors = refusals.flatMap((refusal) => {
    const { field, sentence } = accountRefusals[refusal];
    return field === null ? [] : [{ field: fields[field] ?? field, message: sentence }];
  });
  if (errors.length > 0) return invalid(errors);
  return new Problem(409, first!, accountRefusals[first!].sentence);
}

function shown({ id, accountId, role: held, organisationId, organisationName, fullName, email, createdAt, lastUsedAt, endedAt, disabledAt }: MembershipRow): z.infer<typeof membershipView> {
  return {
    id, accountId, role: held, organisationId, organisationName, fullName, email,
    createdAt: createdAt.toISOString(), lastUsedAt: lastUsedAt?.toISOString() ?? null, endedAt: endedAt?.toISOString() ?? null, deactivatedAt: disabledAt?.toISOString() ?? null,
  };
}
