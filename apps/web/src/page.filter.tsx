import { randomUUID } from 'node:crypto';
import { Catch, HttpException, Inject, Logger } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import { AccessRefused, SignInRequired } from '#libs/features/access';
import { ApiProblems } from '#libs/features/api';
import { ErrorPage, errorSentence } from '#libs/features/identity';
import { CONFIG } from '#libs/platform';
import type { Config } from '#libs/platform';
import { renderPage } from '#libs/ui';
import type { Frame } from '#libs/ui';

type Shown = 400 | 403 | 404 | 410 | 413 | 429 | 500 | 503;
const shown: readonly number[] = [400, 403, 404, 410, 413, 429, 500, 503];

/** Whatever goes wrong becomes a page with a way out. The log gets the fault and its reference, the page only the reference. */
@Catch()
export class PageFilter implements ExceptionFilter {
  private readonly log = new Logger('Page');

  constructor(@Inject(CONFIG) private readonly config: Config, private readonly api: ApiProblems) {}

  catch(fault: unknown, host: ArgumentsHost): void {
    const req = host.switchToHttp().getRequest<Request>();
    const res = host.switchToHttp().getResponse<Response>();
    if (res.headersSent) return void res.destroy();
    if (this.api.concerns(req)) return this.api.answer(fault, req, res);
    if (wantsJson(req)) return this.answerProgram(fault, res);
    if (fault instanceof SignInRequired) return void res.redirect(303, '/connexion');
    const status = statusOf(fault);
    const reference = status >= 500 ? randomUUID().slice(0, 8) : undefined;
    // The address may hold a personal link: only its first part is written down.
    if (reference) this.log.error(`${reference} ${req.method} /${req.path.split('/')[1] ?? ''}: ${fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)}`);
    res.status(status).send(renderPage(<ErrorPage frame={req.visitor?.frame ?? this.bareFrame(req)} status={status} {...(reference && { reference })} />));
  }

  private answerProgram(fault: unknown, res: Response): void {
    const known = fault instanceof AccessRefused || fault instanceof SignInRequired ? fault.code : null;
    const status = fault instanceof SignInRequired ? 401 : statusOf(fault);
    const detail = fault instanceof SignInRequired ? 'Cette page demande un compte : connectez-vous, puis revenez.' : errorSentence(statusOf(fault));
    res.status(status).type('application/problem+json').send(JSON.stringify({ type: 'about:blank', status, code: known ?? `http_${status}`, detail }));
  }

  private bareFrame(req: Request): Frame {
    return { brand: null, demonstration: this.config.mode === 'demonstration', user: null, signInHref: null, navigation: [], path: req.path, csrf: null, flash: [], accessibility: 'non' };
  }
}

/** A program that says so is told what a page would say, in the same words. */
function wantsJson(req: Request): boolean {
  return req.accepts(['html', 'application/problem+json', 'json']) !== 'html';
}

function statusOf(fault: unknown): Shown {
  const status = fault instanceof HttpException ? fault.getStatus() : ((fault as { status?: number; statusCode?: number }).status ?? (fault as { statusCode?: number }).statusCode ?? 500);
  return (shown.includes(status) ? status : status >= 400 && status < 500 ? 400 : 500) as Shown;
}
