import { Controller, Get, Inject, NotFoundException, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { roles } from '#libs/domain';
import { Allow } from '#libs/features/access';
import { accountOf, invitationDays, may, say, visitorOf } from '#libs/features/identity';
import type { Account } from '#libs/features/identity';
import { CONFIG, Database, Fields, systemActor } from '#libs/platform';
import type { Config } from '#libs/platform';
import { renderPage } from '#libs/ui';
import { timeZoneOf } from './account-journal.js';
import { accountRefusals } from './account.refusals.js';
import type { AccountRefusal } from './account.refusals.js';
import { accountLinks } from './accounts.links.js';
import { InvitePage } from './invite.views.js';
import { Memberships } from './memberships.js';
import type { InvitationForm } from './memberships.js';
import type { MembershipFilter, MembershipRow } from './memberships.store.js';
import { DeactivatePage, EndMembershipPage, MembershipPage, MembershipsPage } from './memberships.views.js';
import { rolesGivenBy } from './organisations.js';

/** A page one reads through; a large département has some hundreds of habilitations. */
const listMax = 50;
/** A name, an address: longer is not a search. */
const searchLengthMax = 100;

const emptyForm: InvitationForm = { fullName: '', email: '', role: '', organisation: '', sharedMailbox: false };

/** Who is habilitated: the list, one, inviting, ending. */
@Controller()
export class MembershipsController {
  constructor(private readonly memberships: Memberships, private readonly db: Database, @Inject(CONFIG) private readonly config: Config) {}

  @Get(accountLinks.memberships)
  @Allow('account.read')
  async list(@Req() req: Request, @Query() query: Record<string, unknown>): Promise<string> {
    const account = accountOf(req);
    const filter = filterOf(query);
    const page = Math.max(1, Math.trunc(Number(query.page) || 1));
    const { rows, total } = await this.memberships.list(account, filter, { offset: (page - 1) * listMax, limit: listMax });
    return renderPage(<MembershipsPage frame={visitorOf(req).frame} timeZone={await this.timeZone(account)} rows={rows} total={total} page={page} pages={Math.ceil(total / listMax)} filter={filter} mayManage={may(req, 'account.manage')} agentsOnly={account.role === 'gestionnaire'} />);
  }

  @Get(accountLinks.invite)
  @Allow('account.manage')
  async inviting(@Req() req: Request): Promise<string> {
    return this.invitePage(req, emptyForm, [], []);
  }

  @Post(accountLinks.invite)
  @Allow('account.manage')
  async invite(@Req() req: Request, @Res() res: Response, @Fields() body: Fields): Promise<void> {
    const form: InvitationForm = { fullName: body.fullName ?? '', email: body.email ?? '', role: body.role ?? '', organisation: body.organisation ?? '', sharedMailbox: body.sharedMailbox === 'oui' };
    const answer = await this.memberships.invite(accountOf(req), form);
    if (!answer.done) return void res.status(422).send(await this.invitePage(req, form, answer.refusals, answer.sharedWith));
    const shared = answer.sharedWith.length ? ` Cette adresse est aussi celle de ${answer.sharedWith.join(', ')}.` : '';
    say(res, this.config, { severity: 'success', text: `L’invitation part à ${form.email.trim()}.${shared}` });
    res.redirect(303, accountLinks.membership(answer.membershipId));
  }

  @Get('/habilitations/:id')
  @Allow('account.read', { kind: 'membership', param: 'id' })
  async page(@Req() req: Request, @Param('id') id: string): Promise<string> {
    const account = accountOf(req);
    const found = await this.memberships.find(account, id);
    if (!found) throw new NotFoundException();
    const mayManage = may(req, 'account.manage');
    return renderPage(<MembershipPage frame={visitorOf(req).frame} timeZone={await this.timeZone(account)} {...found} mayManage={mayManage} mayDeactivate={may(req, 'account.close') && found.membership.accountId !== account.id} />);
  }

  @Post('/habilitations/:id/invitation')
  @Allow('account.manage', { kind: 'membership', param: 'id' })
  async resend(@Req() req: Request, @Res() res: Response, @Param('id') id: string): Promise<void> {
    const membership = await this.membership(req, id);
    const answer = await this.memberships.resend(accountOf(req), membership);
    this.tell(res, answer.done ? null : answer.refusal, `L’invitation repart à ${membership.email}.`);
    res.redirect(303, accountLinks.membership(id));
  }

  @Get('/habilitations/:id/fin')
  @Allow('account.manage', { kind: 'membership', param: 'id' })
  async ending(@Req() req: Request, @Param('id') id: string): Promise<string> {
    return renderPage(<EndMembershipPage frame={visitorOf(req).frame} membership={await this.membership(req, id)} tokens={await this.memberships.tokens(id)} />);
  }

  @Post('/habilitations/:id/fin')
  @Allow('account.manage', { kind: 'membership', param: 'id' })
  async end(@Req() req: Request, @Res() res: Response, @Param('id') id: string): Promise<void> {
    const membership = await this.membership(req, id);
    const answer = await this.memberships.end(accountOf(req), membership);
    if (!answer.done) return void res.status(422).send(renderPage(<EndMembershipPage frame={visitorOf(req).frame} membership={membership} tokens={0} refusal={accountRefusals[answer.refusal].sentence} />));
    this.tell(res, null, `L’habilitation de ${membership.fullName} a pris fin.`);
    res.redirect(303, accountLinks.memberships);
  }

  @Get('/habilitations/:id/desactivation')
  @Allow('account.close', { kind: 'membership', param: 'id' })
  async deactivating(@Req() req: Request, @Param('id') id: string): Promise<string> {
    const membership = await this.membership(req, id);
    return this.deactivatePage(req, membership, await this.memberships.deactivationRefusal(accountOf(req), membership));
  }

  @Post('/habilitations/:id/desactivation')
  @Allow('account.close', { kind: 'membership', param: 'id' })
  async deactivate(@Req() req: Request, @Res() res: Response, @Param('id') id: string): Promise<void> {
    const membership = await this.membership(req, id);
    const answer = await this.memberships.deactivate(accountOf(req), membership);
    if (!answer.done) return void res.status(422).send(this.deactivatePage(req, membership, answer.refusal));
    this.tell(res, null, `${membership.fullName} ne peut plus se connecter.`);
    res.redirect(303, accountLinks.memberships);
  }

  private deactivatePage(req: Request, membership: MembershipRow, refusal: AccountRefusal | null): string {
    return renderPage(<DeactivatePage frame={visitorOf(req).frame} membership={membership} refusal={refusal && accountRefusals[refusal].sentence} />);
  }

  private async invitePage(req: Request, form: InvitationForm, refusals: readonly AccountRefusal[], sharedWith: readonly string[]): Promise<string> {
    const account = accountOf(req);
    const errors = refusals.map((refusal) => ({ field: accountRefusals[refusal].field ?? 'fullName', message: accountRefusals[refusal].sentence }));
    return renderPage(<InvitePage frame={visitorOf(req).frame} form={form} errors={errors} roles={rolesGivenBy(account.role)} organisations={await this.memberships.organisations(account)} sharedWith={sharedWith} days={invitationDays} />);
  }

  /** Looking at one is a reading, which is journalled. */
  private async membership(req: Request, id: string): Promise<MembershipRow> {
    const found = await this.memberships.find(accountOf(req), id);
    if (!found) throw new NotFoundException();
    return found.membership;
  }

  private tell(res: Response, refusal: AccountRefusal | null, done: string): void {
    say(res, this.config, refusal ? { severity: 'error', text: accountRefusals[refusal].sentence } : { severity: 'success', text: done });
  }

  private timeZone({ departementCode }: Account): Promise<string> {
    return this.db.withIdentity(systemActor('accounts'), (tx) => timeZoneOf(tx, departementCode));
  }
}

function filterOf(query: Record<string, unknown>): MembershipFilter {
  return {
    role: roles.find((role) => role === query.role) ?? null,
    state: query.etat === 'closes' ? 'ended' : 'current',
    words: typeof query.recherche === 'string' ? query.recherche.trim().slice(0, searchLengthMax) : '',
  };
}
