import { Controller, Get, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Allow, SignedIn } from '#libs/features/access';
import { accountOf, actorOf, may, membershipsOf, say, Sessions, visitorOf } from '#libs/features/identity';
import type { Account } from '#libs/features/identity';
import { CLOCK, CONFIG, Database, instantOf, systemActor } from '#libs/platform';
import type { Clock, Config } from '#libs/platform';
import { renderPage } from '#libs/ui';
import { journalAccount, timeZoneOf } from './account-journal.js';
import { accountLinks } from './accounts.links.js';
import { MyAccountPage } from './my-account.views.js';

const keeper = systemActor('accounts');

/** One's own account: particulars, habilitations, open visits. */
@Controller()
export class MyAccountController {
  constructor(private readonly db: Database, private readonly sessions: Sessions, @Inject(CONFIG) private readonly config: Config, @Inject(CLOCK) private readonly clock: Clock) {}

  @Get(accountLinks.me)
  @SignedIn()
  async page(@Req() req: Request): Promise<string> {
    const account = accountOf(req);
    const { memberships, timeZone } = await this.db.withIdentity(keeper, async (tx) => ({ memberships: await membershipsOf(tx, account.id), timeZone: await timeZoneOf(tx, account.departementCode) }));
    const { frame, sessionId } = visitorOf(req);
    const shown = { proconnect: this.config.proconnect !== null, tokens: may(req, 'token.manage'), webhooks: may(req, 'webhook.manage') };
    return renderPage(<MyAccountPage frame={frame} timeZone={timeZone} account={account} memberships={memberships} sessions={await this.sessions.list(account.id)} currentSession={sessionId} shown={shown} />);
  }

  @Post('/mon-compte/sessions/:id/fermer')
  @Allow('self.manage', { kind: 'session', param: 'id' })
  async close(@Req() req: Request, @Res() res: Response, @Param('id') id: string): Promise<void> {
    await this.end(accountOf(req), [id]);
    if (id === visitorOf(req).sessionId) return res.redirect(303, '/');
    say(res, this.config, { severity: 'success', text: 'La session est fermée.' });
    res.redirect(303, accountLinks.me);
  }

  @Post(accountLinks.closeOtherSessions)
  @SignedIn()
  async closeOthers(@Req() req: Request, @Res() res: Response): Promise<void> {
    const account = accountOf(req);
    const { sessionId } = visitorOf(req);
    await this.end(account, (await this.sessions.list(account.id)).map(({ id }) => id).filter((id) => id !== sessionId));
    say(res, this.config, { severity: 'success', text: 'Vos autres sessions sont fermées.' });
    res.redirect(303, accountLinks.me);
  }

  private async end(account: Account, ids: readonly string[]): Promise<void> {
    await this.db.withIdentity(keeper, async (tx) => {
      for (const id of ids) await this.sessions.end(tx, id);
      await journalAccount(tx, { subjectId: account.id, event: 'sessions.closed', payload: { count: ids.length }, actor: actorOf(account), at: instantOf(this.clock), timeZone: await timeZoneOf(tx, account.departementCode) });
    });
  }
}
