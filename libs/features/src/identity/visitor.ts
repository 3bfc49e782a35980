import { Inject, Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext, NestMiddleware } from '@nestjs/common';
import { doubleCsrf } from 'csrf-csrf';
import type { NextFunction, Request, Response } from 'express';
import { CLOCK, CONFIG, Database, KeyStore, systemActor } from '#libs/platform';
import type { Actor, Clock, Config } from '#libs/platform';
import type { Flash, Frame } from '#libs/ui';
import { departementOf } from '#libs/features/directory';
import { accountOfSession } from './identity.store.js';
import type { Account } from './identity.store.js';

export const sessionCookie = 'paraphe_session';
const csrfCookie = 'paraphe_csrf';
const flashCookie = 'paraphe_flash';

/** Who is behind a request, and what its pages need around them. */
export type Visitor = { account: Account | null; frame: Frame };

declare module 'express-serve-static-core' {
  interface Request {
    visitor?: Visitor;
  }
}

export function visitorOf(req: Request): Visitor {
  if (!req.visitor) throw new Error('The visitor middleware did not run');
  return req.visitor;
}

/** The signed-in clerk. The guard has checked that there is one. */
export function clerkOf(req: Request): Account {
  const { account } = visitorOf(req);
  if (!account) throw new Error('A clerk’s page without its guard');
  return account;
}

export function actorOf({ id, departementCode }: Account): Actor {
  return { kind: 'account', id, departement: departementCode };
}

/** Thrown for pages that want an account: the page filter sends to the sign-in page, or answers 401 to programs. */
export class SignInRequired extends Error {
  readonly code = 'sign_in_required';
}

@Injectable()
export class ClerkGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    if (!visitorOf(context.switchToHttp().getRequest<Request>()).account) throw new SignInRequired('This page needs an account');
    return true;
  }
}

/** Cookies never travel in clear outside a loopback trial. */
export function cookieOptions(config: Config) {
  return { httpOnly: true, sameSite: 'lax' as const, secure: config.publicUrl.startsWith('https:'), path: '/' };
}

/** A word for the next page: it survives one redirection. */
export function say(res: Response, config: Config, flash: Flash): void {
  res.cookie(flashCookie, Buffer.from(JSON.stringify(flash)).toString('base64url'), cookieOptions(config));
}

/** Loads the account, checks the anti-forgery token of every POST, and prepares the frame of the page. */
@Injectable()
export class VisitorMiddleware implements NestMiddleware {
  private readonly csrf;

  constructor(private readonly db: Database, @Inject(CONFIG) private readonly config: Config, @Inject(CLOCK) private readonly clock: Clock, keys: KeyStore) {
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
    const known = token
      ? await this.db.withIdentity(systemActor('session'), async (tx) => {
          const account = await accountOfSession(tx, token, this.clock.now());
          return account && { account, departement: await departementOf(tx, account.departementCode) };
        })
      : null;
    const brand = known?.departement ? ['Préfet', known.departement.ofName] : null;
    req.visitor = {
      account: known?.account ?? null,
      frame: {
        brand,
        demonstration: this.config.mode === 'demonstration',
        user: known ? { name: known.account.fullName, role: known.departement ? known.departement.prefecture.name : 'Préfecture', signOutAction: '/deconnexion' } : null,
        signInHref: '/connexion',
        navigation: known ? [{ label: 'Tournées de signature', href: '/tournees' }, { label: 'Annuaire', href: '/annuaire' }, { label: 'Modèles', href: '/modeles' }] : [],
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
