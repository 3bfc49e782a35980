import { Inject, Injectable } from '@nestjs/common';
import type { NestMiddleware } from '@nestjs/common';
import { doubleCsrf } from 'csrf-csrf';
import type { NextFunction, Request, Response } from 'express';
import { reachOf } from '#libs/domain';
import type { Action, Role } from '#libs/domain';
import type { Principal } from '#libs/features/access';
import { CONFIG, Database, KeyStore, systemActor } from '#libs/platform';
import type { Actor, Config } from '#libs/platform';
import type { Flash, Frame, NavigationLink } from '#libs/ui';
import { departementOf } from '#libs/features/directory';
import { identityLinks } from './identity.links.js';
import type { Account } from './identity.store.js';
import { roleNames } from './role-names.js';
import { Sessions } from './sessions.js';
import type { OpenSession } from './sessions.js';

export const sessionCookie = 'paraphe_session';
const csrfCookie = 'paraphe_csrf';
const flashCookie = 'paraphe_flash';

/** Who is behind a request, and what its pages need around them. */
export type Visitor = { account: Account | null; sessionId: string | null; openedBy: OpenSession['openedBy'] | null; vouched: OpenSession['vouched']; frame: Frame };

declare module 'express-serve-static-core' {
  interface Request {
    visitor?: Visitor;
  }
}

export function visitorOf(req: Request): Visitor {
  if (!req.visitor) throw new Error('The visitor middleware did not run');
  return req.visitor;
}

/** The person signed in, under the membership of the session. The guard has checked that there is one. */
export function accountOf(req: Request): Account {
  const { account } = visitorOf(req);
  if (!account) throw new Error('A page for those who signed in, without its guard');
  return account;
}

/** The same, on pages of the préfecture. */
export const clerkOf = accountOf;

export function actorOf({ id, departementCode, role, organisationId }: Account): Extract<Actor, { kind: 'account' }> {
  return { kind: 'account', id, departement: departementCode, role, organisation: organisationId };
}

/** Whether the visitor's role may do this to anything at all: what draws a button or an entry of the menu. */
export function may(req: Request, action: Action): boolean {
  const { account } = visitorOf(req);
  return account !== null && reachOf(account.role, action) !== null;
}

/** The menu, in the order of a day's work; each entry with what opens it. An agent's is for the desk: tokens are found in their account. */
const menu: readonly (NavigationLink & { action: Action; except?: Role })[] = [
  { label: 'Mon espace', href: identityLinks.space, action: 'self.manage' },
  { label: 'Mandats', href: '/mandats', action: 'mandate.count' },
  { label: 'Élimination', href: '/elimination', action: 'disposal.read' },
  { label: 'Violations de données', href: '/violations', action: 'breach.read' },
  { label: 'Tournées de signature', href: '/tournees', action: 'round.read' },
  { label: 'Conventions', href: '/conventions', action: 'agreement.read' },
  { label: 'Annuaire', href: '/annuaire', action: 'directory.read' },
  { label: 'Modèles', href: '/modeles', action: 'model.read' },
  { label: 'Habilitations', href: '/habilitations', action: 'account.read' },
  { label: 'Logiciels', href: '/jetons', action: 'token.manage', except: 'agent' },
];

function principalFrom(account: Account): Principal {
  const { id, role, departementCode, organisationId } = account;
  return { actor: actorOf(account), standing: { role, departementCode, organisationId, accountId: id } };
}

/** Cookies never travel in clear outside a loopback trial. */
export function cookieOptions(config: Config) {
  return { httpOnly: true, sameSite: 'lax' as const, secure: config.publicUrl.startsWith('https:'), path: '/' };
}

/** A word for the next page: it survives one redirection. */
export function say(res: Response, config: Config, flash: Flash): void {
  res.cookie(flashCookie, Buffer.from(JSON.stringify(flash)).toString('base64url'), cookieOptions(config));
}

/** Recognises the person, checks the anti-forgery token of every POST, and prepares the frame of the page. */
@Injectable()
export class VisitorMiddleware implements NestMiddleware {
  private readonly csrf;

  constructor(private readonly db: Database, private readonly sessions: Sessions, @Inject(CONFIG) private readonly config: Config, keys: KeyStore) {
    const secret = keys.derive('csrf', 'forms').toString('base64url');
    this.csrf = doubleCsrf({
      getSecret: () => secret,
      getSessionIdentifier: (req) => (req.cookies as Record<string, string>)[sessionCookie] ?? 'anonymous',
      cookieName: csrfCookie,
      cookieOptions: cookieOptions(config),
      getCsrfTokenFromRequest: (req) => (req.body as Record<string, string> | undefined)?._csrf,
    });
  }

  use(req: Request, res: Response, next: NextFunction): void {
    this.csrf.doubleCsrfProtection(req, res, (fault?: unknown) => {
      if (fault) return next(fault);
      this.recognise(req, res).then(() => next(), next);
    });
  }

  private async recognise(req: Request, res: Response): Promise<void> {
    const cookies = req.cookies as Record<string, string>;
    const token = cookies[sessionCookie];
    const session = token ? await this.sessions.find(token) : null;
    const account = session?.account ?? null;
    const departement = account && (await this.db.withIdentity(systemActor('session'), (tx) => departementOf(tx, account.departementCode)));
    if (account) req.principal = principalFrom(account);
    req.visitor = {
      account,
      sessionId: session?.id ?? null,
      openedBy: session?.openedBy ?? null,
      vouched: session?.vouched ?? null,
      frame: {
        brand: departement ? ['Préfet', departement.ofName] : null,
        demonstration: this.config.mode === 'demonstration',
        user: account && { name: account.fullName, role: account.role === 'prefecture' ? account.organisationName : `${account.organisationName}, ${roleNames[account.role]}`, accountHref: identityLinks.account, signOutAction: identityLinks.signOut },
        signInHref: identityLinks.signIn,
        navigation: account ? menu.filter(({ action, except }) => except !== account.role && reachOf(account.role, action) !== null).map(({ label, href }) => ({ label, href })) : [],
        // Nest mounts its middleware at the address itself: `req.path` is « / » on every page.
        path: req.originalUrl.replace(/\?.*$/, ''),
        csrf: this.csrf.generateCsrfToken(req, res),
        flash: this.flashOf(cookies[flashCookie], res),
        accessibility: 'non',
      },
    };
  }

  private flashOf(cookie: string | undefined, res: Response): Flash[] {
    if (!cookie) return [];
    res.clearCookie(flashCookie, cookieOptions(this.config));
    try {
      const { severity, text } = JSON.parse(Buffer.from(cookie, 'base64url').toString('utf8')) as Flash;
      return ['success', 'info', 'warning', 'error'].includes(severity) && typeof text === 'string' ? [{ severity, text }] : [];
    } catch {
      return [];
    }
  }
}
