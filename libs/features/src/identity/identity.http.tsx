import { Body, Controller, Get, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Open, SignedIn } from '#libs/features/access';
import { CONFIG, Database, systemActor } from '#libs/platform';
import type { Config } from '#libs/platform';
import { maskEmail, renderPage } from '#libs/ui';
import { identityLinks } from './identity.links.js';
import { demonstrationAccounts } from './identity.seed.js';
import { accountsByEmail, membershipsOf } from './identity.store.js';
import { SignInConfirmPage, SignInDeadPage, SignInPage, SignInSentPage } from './identity.views.js';
import { ChooseRolePage } from './role.views.js';
import { roleNames } from './role-names.js';
import { Sessions, sessionHours } from './sessions.js';
import { SignIn, signInMinutes } from './sign-in.js';
import { accountOf, cookieOptions, say, sessionCookie, visitorOf } from './visitor.js';

/** Coming in by a one-time link, changing role, going out. */
@Controller()
export class SignInController {
  constructor(private readonly signIn: SignIn, private readonly sessions: Sessions, private readonly db: Database, @Inject(CONFIG) private readonly config: Config) {}

  @Get(identityLinks.signIn)
  @Open()
  async page(@Req() req: Request, @Res() res: Response): Promise<void> {
    if (visitorOf(req).account) return res.redirect(303, identityLinks.space);
    res.send(renderPage(<SignInPage frame={visitorOf(req).frame} {...(await this.doors())} />));
  }

  @Post(identityLinks.signIn)
  @Open()
  async request(@Req() req: Request, @Res() res: Response, @Body() body: Record<string, string>): Promise<void> {
    const { frame } = visitorOf(req);
    const email = (body.email ?? '').trim();
    if (!/^[^\s@]+@[^\s@]+$/.test(email)) {
      const form = { email, errors: [{ field: 'email', message: 'Indiquez une adresse électronique, par exemple nom@domaine.fr' }] };
      return void res.status(422).send(renderPage(<SignInPage frame={frame} form={form} {...(await this.doors())} />));
    }
    await this.signIn.request(email);
    res.send(renderPage(<SignInSentPage frame={frame} email={email} validMinutes={signInMinutes} mailboxHref={this.config.mailboxUrl ?? undefined} />));
  }

  @Get(`${identityLinks.signIn}/:token`)
  @Open()
  async look(@Req() req: Request, @Res() res: Response, @Param('token') token: string): Promise<void> {
    const { frame } = visitorOf(req);
    const link = await this.signIn.look(token);
    if (link.state !== 'alive') return void res.status(link.state === 'unknown' ? 404 : 410).send(renderPage(<SignInDeadPage frame={frame} reason={link.state} />));
    const { person, memberships } = link;
    res.send(renderPage(<SignInConfirmPage frame={frame} token={token} fullName={person.fullName} maskedEmail={maskEmail(person.email)} organisations={[...new Set(memberships.map(({ organisationName }) => organisationName))]} />));
  }

  @Post(`${identityLinks.signIn}/:token`)
  @Open()
  async enter(@Req() req: Request, @Res() res: Response, @Param('token') token: string): Promise<void> {
    const entrance = await this.signIn.enter(token, req.get('user-agent') ?? '');
    if (!entrance) {
      const link = await this.signIn.look(token);
      return void res.status(410).send(renderPage(<SignInDeadPage frame={visitorOf(req).frame} reason={link.state === 'alive' ? 'used' : link.state} />));
    }
    await this.forget(req);
    this.carry(res, entrance.token);
    res.redirect(303, entrance.choice ? identityLinks.chooseRole : identityLinks.space);
  }

  @Get(identityLinks.chooseRole)
  @SignedIn()
  async roles(@Req() req: Request): Promise<string> {
    const account = accountOf(req);
    const memberships = await this.db.withIdentity(systemActor('sign-in'), (tx) => membershipsOf(tx, account.id));
    return renderPage(<ChooseRolePage frame={visitorOf(req).frame} current={account.membershipId} memberships={memberships} />);
  }

  @Post(identityLinks.chooseRole)
  @SignedIn()
  async choose(@Req() req: Request, @Res() res: Response, @Body() body: Record<string, string>): Promise<void> {
    const changed = await this.sessions.change((req.cookies as Record<string, string>)[sessionCookie] ?? '', body.membershipId ?? '', req.get('user-agent') ?? '');
    if (!changed) {
      say(res, this.config, { severity: 'error', text: 'Cette habilitation n’est pas la vôtre, ou elle a pris fin. Votre rôle n’a pas changé.' });
      return res.redirect(303, identityLinks.chooseRole);
    }
    this.carry(res, changed);
    res.redirect(303, identityLinks.space);
  }

  @Post(identityLinks.signOut)
  @Open()
  async leave(@Req() req: Request, @Res() res: Response): Promise<void> {
    const { openedBy } = visitorOf(req);
    await this.forget(req);
    res.clearCookie(sessionCookie, cookieOptions(this.config));
    // Our session ends first, whether the provider answers or not; its feature then ends the provider's.
    res.redirect(303, openedBy === 'proconnect' ? identityLinks.proconnectSignOut : '/');
  }

  /** The session one came with ends: signing in is always a new token. */
  private async forget(req: Request): Promise<void> {
    const session = (req.cookies as Record<string, string>)[sessionCookie];
    if (session) await this.sessions.leave(session);
  }

  private carry(res: Response, token: string): void {
    res.cookie(sessionCookie, token, { ...cookieOptions(this.config), maxAge: sessionHours * 3_600_000 });
  }

  /** In demonstration, whom one may play; and the other door, when it is configured. */
  private async doors(): Promise<{ proconnect: boolean; demonstrationAccounts: { email: string; role: string }[] }> {
    return { proconnect: this.config.proconnect !== null, demonstrationAccounts: this.config.mode === 'demonstration' ? await this.demonstrationAccounts() : [] };
  }

  private demonstrationAccounts(): Promise<{ email: string; role: string }[]> {
    return this.db.withIdentity(systemActor('sign-in'), async (tx) => {
      const shown = [];
      for (const email of [...demonstrationAccounts.map((account) => account.email), 'lise.pradel@gestionnaire-48.example', 'yann.astruc@france-services-48.example', 'ines.salles@partenaire-48.example']) {
        for (const person of await accountsByEmail(tx, email)) {
          const memberships = await membershipsOf(tx, person.id);
          if (memberships.length > 0) shown.push({ email, role: `${person.fullName}, ${[...new Set(memberships.map(({ role }) => roleNames[role]))].join(' et ')}` });
        }
      }
      return shown;
    });
  }
}
