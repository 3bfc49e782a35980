import { Controller, Get, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Open, SignedIn } from '#libs/features/access';
import { Sessions, accountOf, actorOf, identityLinks, say, visitorOf } from '#libs/features/identity';
import { CONFIG, Fields } from '#libs/platform';
import type { Config } from '#libs/platform';
import { renderPage } from '#libs/ui';
import { attachLinkMinutes } from './attach-link.js';
import { Attachments } from './attachments.js';
import { BrowserCookies } from './browser-cookies.js';
import { FailureAnswers } from './failure-page.js';
import { proConnectLinks } from './proconnect.links.js';
import { AttachConfirmPage, AttachLinkSentPage, AttachPage } from './proconnect.views.js';

const attached = 'Cette identité ProConnect ouvre désormais votre compte.';

/** Attaching an identity that nobody knows yet to an account. */
@Controller()
export class AttachController {
  constructor(private readonly attachments: Attachments, private readonly sessions: Sessions, private readonly cookies: BrowserCookies, private readonly failures: FailureAnswers, @Inject(CONFIG) private readonly config: Config) {}

  @Get(proConnectLinks.attach)
  @Open()
  page(@Req() req: Request, @Res() res: Response): Promise<void> {
    return this.failures.guard(req, res, async () => {
      const { frame, account } = visitorOf(req);
      const pending = await this.attachments.look(this.cookies.read(req, 'pending'));
      res.send(renderPage(account ? <AttachConfirmPage frame={frame} pending={pending} accountName={account.fullName} action={proConnectLinks.attachHere} /> : <AttachPage frame={frame} pending={pending} />));
    });
  }

  @Post(proConnectLinks.attach)
  @Open()
  request(@Req() req: Request, @Res() res: Response, @Fields() body: Fields): Promise<void> {
    return this.failures.guard(req, res, async () => {
      const { frame } = visitorOf(req);
      const token = this.cookies.read(req, 'pending');
      const email = (body.email ?? '').trim();
      if (!/^[^\s@]+@[^\s@]+$/.test(email)) {
        const form = { email, errors: [{ field: 'email', message: 'Indiquez une adresse électronique, par exemple nom@domaine.fr' }] };
        return void res.status(422).send(renderPage(<AttachPage frame={frame} pending={await this.attachments.look(token)} form={form} />));
      }
      await this.attachments.requestLink(token, email);
      res.send(renderPage(<AttachLinkSentPage frame={frame} email={email} minutes={attachLinkMinutes} mailboxHref={this.config.mailboxUrl ?? undefined} />));
    });
  }

  @Post(proConnectLinks.attachHere)
  @SignedIn()
  here(@Req() req: Request, @Res() res: Response): Promise<void> {
    return this.failures.guard(req, res, async () => {
      await this.attachments.attachHere(this.cookies.read(req, 'pending'), actorOf(accountOf(req)));
      this.cookies.forget(res, 'pending');
      say(res, this.config, { severity: 'success', text: attached });
      res.redirect(303, proConnectLinks.identities);
    });
  }

  /** A scanner of mails comes here too: nothing changes. */
  @Get(proConnectLinks.attachByLinkRoute)
  @Open()
  look(@Req() req: Request, @Res() res: Response, @Param('token') linkToken: string): Promise<void> {
    return this.failures.guard(req, res, async () => {
      const { accountName, ...pending } = await this.attachments.lookLink(this.cookies.read(req, 'pending'), linkToken);
      res.send(renderPage(<AttachConfirmPage frame={visitorOf(req).frame} pending={pending} accountName={accountName} action={proConnectLinks.attachByLink(linkToken)} />));
    });
  }

  @Post(proConnectLinks.attachByLinkRoute)
  @Open()
  byLink(@Req() req: Request, @Res() res: Response, @Param('token') linkToken: string): Promise<void> {
    return this.failures.guard(req, res, async () => {
      const opened = await this.attachments.attachByLink(this.cookies.read(req, 'pending'), linkToken, req.get('user-agent') ?? '');
      const before = this.cookies.session(req);
      if (before) await this.sessions.leave(before);
      this.cookies.open(res, opened);
      say(res, this.config, { severity: 'success', text: attached });
      res.redirect(303, identityLinks.space);
    });
  }
}
