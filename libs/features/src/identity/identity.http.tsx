import { Body, Controller, Get, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { CONFIG, Database, systemActor } from '#libs/platform';
import type { Config } from '#libs/platform';
import { dsfrAsset, maskEmail, renderPage } from '#libs/ui';
import { identityLinks } from './identity.links.js';
import { accountsOf } from './identity.store.js';
import { HomePage, SignInConfirmPage, SignInDeadPage, SignInPage, SignInSentPage } from './identity.views.js';
import { SignIn, sessionHours, signInMinutes } from './sign-in.js';
import { AccessibilityPage, LegalNoticePage, PersonalDataPage } from './site-pages.views.js';
import type { Operator } from './site-pages.views.js';
import { cookieOptions, sessionCookie, visitorOf } from './visitor.js';

/** The département the demonstration is about: its accounts are shown on the sign-in page. */
const demonstrationDepartement = '48';

/** Until the operator's own particulars are configured, the pages name the demonstration's. */
const operator: Operator = {
  name: 'Préfecture de la Lozère', address: '2 rue de la Rovère, 48000 Mende', email: 'contact@prefecture-48.example', phone: '04 00 00 00 48',
  publicationDirector: 'le préfet de la Lozère', host: 'la préfecture, sur ses propres serveurs', dataProtectionOfficer: 'dpo@prefecture-48.example',
};

@Controller()
export class HomeController {
  @Get('/')
  home(@Req() req: Request): string {
    return renderPage(<HomePage frame={visitorOf(req).frame} />);
  }

  /** Asked for by browsers that show a PDF in a tab of its own, where no page can name the icon. */
  @Get('/favicon.ico')
  icon(@Res() res: Response): void {
    res.redirect(302, dsfrAsset('favicon/favicon.ico'));
  }

  @Get('/accessibilite')
  accessibility(@Req() req: Request): string {
    return renderPage(<AccessibilityPage frame={visitorOf(req).frame} operator={operator} />);
  }

  @Get('/mentions-legales')
  legalNotice(@Req() req: Request): string {
    return renderPage(<LegalNoticePage frame={visitorOf(req).frame} operator={operator} />);
  }

  @Get('/donnees-personnelles')
  personalData(@Req() req: Request): string {
    return renderPage(<PersonalDataPage frame={visitorOf(req).frame} operator={operator} />);
  }
}

@Controller()
export class SignInController {
  constructor(private readonly signIn: SignIn, private readonly db: Database, @Inject(CONFIG) private readonly config: Config) {}

  @Get(identityLinks.signIn)
  async page(@Req() req: Request, @Res() res: Response): Promise<void> {
    if (visitorOf(req).account) return res.redirect(303, '/tournees');
    res.send(renderPage(<SignInPage frame={visitorOf(req).frame} demonstrationAccounts={await this.demonstrationAccounts()} />));
  }

  @Post(identityLinks.signIn)
  async request(@Req() req: Request, @Res() res: Response, @Body() body: Record<string, string>): Promise<void> {
    const { frame } = visitorOf(req);
    const email = (body.email ?? '').trim();
    if (!/^[^\s@]+@[^\s@]+$/.test(email)) {
      const form = { email, errors: [{ field: 'email', message: 'Indiquez une adresse électronique, par exemple nom@domaine.fr' }] };
      return void res.status(422).send(renderPage(<SignInPage frame={frame} form={form} demonstrationAccounts={await this.demonstrationAccounts()} />));
    }
    await this.signIn.request(email);
    res.send(renderPage(<SignInSentPage frame={frame} email={email} validMinutes={signInMinutes} mailboxHref={this.config.mailboxUrl ?? undefined} />));
  }

  @Get(`${identityLinks.signIn}/:token`)
  async look(@Req() req: Request, @Res() res: Response, @Param('token') token: string): Promise<void> {
    const { frame } = visitorOf(req);
    const link = await this.signIn.look(token);
    if (link.state !== 'alive') return void res.status(link.state === 'unknown' ? 404 : 410).send(renderPage(<SignInDeadPage frame={frame} reason={link.state} />));
    res.send(renderPage(<SignInConfirmPage frame={frame} token={token} maskedEmail={maskEmail(link.account.email)} />));
  }

  @Post(`${identityLinks.signIn}/:token`)
  async enter(@Req() req: Request, @Res() res: Response, @Param('token') token: string): Promise<void> {
    const session = await this.signIn.enter(token);
    if (!session) {
      const link = await this.signIn.look(token);
      return void res.status(410).send(renderPage(<SignInDeadPage frame={visitorOf(req).frame} reason={link.state === 'alive' ? 'used' : link.state} />));
    }
    res.cookie(sessionCookie, session, { ...cookieOptions(this.config), maxAge: sessionHours * 3_600_000 });
    res.redirect(303, '/tournees');
  }

  @Post(identityLinks.signOut)
  async leave(@Req() req: Request, @Res() res: Response): Promise<void> {
    const session = (req.cookies as Record<string, string>)[sessionCookie];
    if (session) await this.signIn.leave(session);
    res.clearCookie(sessionCookie, cookieOptions(this.config));
    res.redirect(303, '/');
  }

  private async demonstrationAccounts(): Promise<{ email: string; role: string }[]> {
    if (this.config.mode !== 'demonstration') return [];
    const accounts = await this.db.withIdentity(systemActor('sign-in'), (tx) => accountsOf(tx, demonstrationDepartement));
    return accounts.map(({ email, fullName }) => ({ email, role: fullName }));
  }
}
