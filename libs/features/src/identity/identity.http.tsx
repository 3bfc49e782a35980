import { randomBytes } from 'node:crypto';
import { Controller, Get, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Open, SignedIn } from '#libs/features/access';
import { CONFIG, Database, Fields, systemActor } from '#libs/platform';
import type { Config } from '#libs/platform';
import { maskEmail, renderPage } from '#libs/ui';
import { identityLinks } from './identity.links.js';
import { demonstrationPeople } from './identity.seed.js';
import { membershipsOf } from './identity.store.js';
import { SignInConfirmPage, SignInDeadPage, SignInPage, SignInSentPage } from './identity.views.js';
import { ChooseRolePage, otherDoor } from './role.views.js';
import { Sessions, isVouched, sessionHours } from './sessions.js';
import { SignIn, signInMinutes } from './sign-in.js';
import type { SignInLinkState } from './sign-in.js';
import { accountOf, cookieOptions, say, sessionCookie, visitorOf } from './visitor.js';

/** Proves nothing but that the link comes back to the browser that asked for it. */
const browserCookie = 'paraphe_demande';

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
  async request(@Req() req: Request, @Res() res: Response, @Fields() body: Fields): Promise<void> {
    const { frame } = visitorOf(req);
    const email = (body.email ?? '').trim();
    if (!/^[^\s@]+@[^\s@]+$/.test(email)) {
      const form = { email, errors: [{ field: 'email', message: 'Indiquez une adresse électronique, par exemple nom@domaine.fr' }] };
      return void res.status(422).send(renderPage(<SignInPage frame={frame} form={form} {...(await this.doors())} />));
    }
    await this.signIn.request(email, this.mark(req, res));
    res.send(renderPage(<SignInSentPage frame={frame} email={email} validMinutes={signInMinutes} mailboxHref={this.config.mailboxUrl ?? undefined} />));
  }

  @Get(`${identityLinks.signIn}/:token`)
  @Open()
  async look(@Req() req: Request, @Res() res: Response, @Param('token') token: string): Promise<void> {
    const { frame } = visitorOf(req);
    const link = await this.signIn.look(token, browserOf(req));
    if (link.state !== 'alive') return void res.status(link.state === 'unknown' ? 404 : 410).send(renderPage(<SignInDeadPage frame={frame} reason={link.state} />));
    res.send(renderPage(<SignInConfirmPage frame={frame} token={token} {...shown(link)} />));
  }

  @Post(`${identityLinks.signIn}/:token`)
  @Open()
  async enter(@Req() req: Request, @Res() res: Response, @Param('token') token: string, @Fields() body: Fields): Promise<void> {
    const email = body.email ?? '';
    const entrance = await this.signIn.enter(token, { browser: browserOf(req), email, userAgent: req.get('user-agent') ?? '' });
    if (entrance === 'address_wrong') return this.askAgain(req, res, token, email);
    if (!entrance) {
      const link = await this.signIn.look(token, null);
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
    return renderPage(<ChooseRolePage frame={visitorOf(req).frame} current={account.membershipId} memberships={memberships} isOpen={({ id }) => isVouched(visitorOf(req), id)} />);
  }

  @Post(identityLinks.chooseRole)
  @SignedIn()
  async choose(@Req() req: Request, @Res() res: Response, @Fields() body: Fields): Promise<void> {
    const changed = await this.sessions.change((req.cookies as Record<string, string>)[sessionCookie] ?? '', body.membershipId ?? '', req.get('user-agent') ?? '');
    if (!isVouched(visitorOf(req), body.membershipId ?? '')) {
      say(res, this.config, { severity: 'error', text: `${otherDoor} Votre rôle n’a pas changé.` });
      return res.redirect(303, identityLinks.chooseRole);
    }
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

  private async askAgain(req: Request, res: Response, token: string, email: string): Promise<void> {
    const link = await this.signIn.look(token, browserOf(req));
    if (link.state !== 'alive') return res.redirect(303, identityLinks.confirm(token));
    const form = { email, errors: [{ field: 'email', message: 'Indiquez l’adresse à laquelle ce courriel vous est parvenu' }] };
    res.status(422).send(renderPage(<SignInConfirmPage frame={visitorOf(req).frame} token={token} {...shown(link)} form={form} />));
  }

  /** Marks the browser that asks for a link: it will need nothing more to follow it. */
  private mark(req: Request, res: Response): string {
    const browser = browserOf(req) ?? randomBytes(32).toString('base64url');
    res.cookie(browserCookie, browser, { ...cookieOptions(this.config), maxAge: signInMinutes * 60_000 });
    return browser;
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
    return this.db.withIdentity(systemActor('sign-in'), async (tx) => (await demonstrationPeople(tx)).map(({ email, fullName, roles }) => ({ email, role: `${fullName}, ${roles}` })));
  }
}

function browserOf(req: Request): string | null {
  return (req.cookies as Record<string, string>)[browserCookie] ?? null;
}

/** What the page behind a link says of whom it opens for. */
function shown({ person, memberships, here }: Extract<SignInLinkState, { state: 'alive' }>) {
  return { fullName: person.fullName, maskedEmail: maskEmail(person.email), organisations: [...new Set(memberships.map(({ organisationName }) => organisationName))], here };
}
