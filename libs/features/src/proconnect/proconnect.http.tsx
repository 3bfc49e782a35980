import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Open } from '#libs/features/access';
import { Sessions, identityLinks, say, visitorOf } from '#libs/features/identity';
import { CONFIG } from '#libs/platform';
import type { Config } from '#libs/platform';
import { renderPage } from '#libs/ui';
import { Attachments } from './attachments.js';
import { Attempts } from './attempts.js';
import { BrowserCookies } from './browser-cookies.js';
import { Departures } from './departures.js';
import { Entrance } from './entrance.js';
import { FailureAnswers } from './failure-page.js';
import type { ProConnectPerson } from './proconnect.client.js';
import { ProConnectFailure } from './proconnect.failure.js';
import { proConnectLinks } from './proconnect.links.js';
import { LeavingPage, LeftPage } from './proconnect.views.js';
import { localPath } from './return-path.js';

/** Coming in by ProConnect, and going out of it. These are GETs because browsers are sent here by ProConnect; each stands on a token that only this browser holds, and serves once. */
@Controller()
export class ProConnectController {
  constructor(
    private readonly attempts: Attempts, private readonly entrance: Entrance, private readonly attachments: Attachments, private readonly departures: Departures,
    private readonly sessions: Sessions, private readonly cookies: BrowserCookies, private readonly failures: FailureAnswers, @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** To ProConnect. Somebody already signed in goes there to attach an identity. */
  @Get(proConnectLinks.start)
  @Open()
  start(@Req() req: Request, @Res() res: Response, @Query('retour') wanted: unknown): Promise<void> {
    return this.failures.guard(req, res, async () => {
      const { token, url } = await this.attempts.begin({ accountId: visitorOf(req).account?.id ?? null, returnTo: localPath(wanted) });
      this.cookies.give(res, 'attempt', token);
      res.redirect(303, url);
    });
  }

  /** Back from ProConnect. */
  @Get(proConnectLinks.back)
  @Open()
  back(@Req() req: Request, @Res() res: Response): Promise<void> {
    return this.failures.guard(req, res, async () => {
      // The query as it was sent, whatever host a proxy in front names.
      const query = new URL(req.originalUrl, this.config.publicUrl).searchParams;
      const { person, accountId, returnTo } = await this.attempts.finish(this.cookies.read(req, 'attempt'), query);
      if (accountId !== null && visitorOf(req).account?.id === accountId) return this.forAccount(res, person, accountId);
      const opened = await this.entrance.enter(person, req.get('user-agent') ?? '');
      if (!opened) return this.toAttach(res, person);
      const before = this.cookies.session(req);
      if (before) await this.sessions.leave(before);
      this.cookies.open(res, opened);
      res.redirect(303, returnTo ?? identityLinks.space);
    });
  }

  /** Our session is over: the browser goes and ends ProConnect's. By a page, not a redirection: the policy of forms would stop one that follows a POST to another site. */
  @Get(proConnectLinks.leave)
  @Open()
  async leave(@Req() req: Request, @Res() res: Response): Promise<void> {
    const { account, frame } = visitorOf(req);
    if (account) return res.redirect(303, identityLinks.space);
    const url = await this.departures.wayOut(this.cookies.read(req, 'visit')).catch((fault: unknown) => {
      if (fault instanceof ProConnectFailure) return null;
      throw fault;
    });
    if (url === null) return void res.send(renderPage(<LeftPage frame={frame} everywhere={false} />));
    res.setHeader('Refresh', `0; url=${url}`);
    res.send(renderPage(<LeavingPage frame={frame} url={url} />));
  }

  @Get(proConnectLinks.left)
  @Open()
  async left(@Req() req: Request, @Res() res: Response, @Query('state') state: unknown): Promise<void> {
    const everywhere = await this.departures.left(this.cookies.read(req, 'visit'), typeof state === 'string' ? state : '');
    if (everywhere) this.cookies.forget(res, 'visit');
    res.status(everywhere ? 200 : 400).send(renderPage(<LeftPage frame={visitorOf(req).frame} everywhere={everywhere} />));
  }

  /** Nobody's identity yet: it waits until its person says whose account it opens. */
  private async toAttach(res: Response, person: ProConnectPerson): Promise<void> {
    this.cookies.give(res, 'pending', await this.attachments.keep(person));
    res.redirect(303, proConnectLinks.attach);
  }

  private async forAccount(res: Response, person: ProConnectPerson, accountId: string): Promise<void> {
    const known = await this.entrance.accountOf(person);
    if (known === null) return this.toAttach(res, person);
    if (known !== accountId) throw new ProConnectFailure('identity_taken');
    say(res, this.config, { severity: 'info', text: 'Cette identité ProConnect ouvre déjà votre compte.' });
    res.redirect(303, proConnectLinks.identities);
  }
}
