import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { CONFIG } from '#libs/platform';
import type { Config } from '#libs/platform';
import { cookieOptions, sessionCookie, sessionHours } from '#libs/features/identity';
import { attemptMinutes } from './attempts.js';
import { pendingMinutes } from './attachments.js';
import type { Opened } from './entrance.js';

/** What the browser holds, and where it may show it: each token is of no use elsewhere. */
const kept = {
  attempt: { name: 'paraphe_proconnect', path: '/connexion/proconnect', minutes: attemptMinutes },
  pending: { name: 'paraphe_proconnect_identite', path: '/connexion/proconnect', minutes: pendingMinutes },
  visit: { name: 'paraphe_proconnect_visite', path: '/deconnexion', minutes: sessionHours * 60 },
} as const;
export type KeptToken = keyof typeof kept;

/** The cookies of ProConnect's pages. They come back with the browser from ProConnect, hence « lax », and no script reads them. */
@Injectable()
export class BrowserCookies {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  read(req: Request, token: KeptToken): string | undefined {
    return (req.cookies as Record<string, string>)[kept[token].name];
  }

  session(req: Request): string | undefined {
    return (req.cookies as Record<string, string>)[sessionCookie];
  }

  give(res: Response, token: KeptToken, value: string): void {
    const { name, path, minutes } = kept[token];
    res.cookie(name, value, { ...cookieOptions(this.config), path, maxAge: minutes * 60_000 });
  }

  forget(res: Response, token: KeptToken): void {
    const { name, path } = kept[token];
    res.clearCookie(name, { ...cookieOptions(this.config), path });
  }

  /** A session, and what leaving it will need. */
  open(res: Response, { session, visit }: Opened): void {
    res.cookie(sessionCookie, session, { ...cookieOptions(this.config), maxAge: sessionHours * 3_600_000 });
    this.give(res, 'visit', visit);
    this.forget(res, 'pending');
  }
}
