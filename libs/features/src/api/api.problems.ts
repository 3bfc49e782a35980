import { randomUUID } from 'node:crypto';
import { HttpException, Injectable, Logger } from '@nestjs/common';
import type { Request, Response } from 'express';
import { AccessRefused, SignInRequired } from '#libs/features/access';
import { ApiRoutes } from './api.routes.js';
import { Problem, notFound, problemTitles, problemType } from './problem.js';
import type { ProblemStatus } from './problem.js';

/** Whatever goes wrong under /api is answered as a problem, never as a page. */
@Injectable()
export class ApiProblems {
  private readonly log = new Logger('Api');

  constructor(private readonly routes: ApiRoutes) {}

  concerns(req: Request): boolean {
    return /^\/api(\/|\?|$)/i.test(req.originalUrl);
  }

  answer(fault: unknown, req: Request, res: Response): void {
    if (res.headersSent) return void res.destroy();
    const problem = this.problemOf(fault, req);
    const { status, code, detail, more } = problem;
    for (const [name, value] of Object.entries(more.headers ?? {})) res.setHeader(name, value);
    res.status(status).setHeader('content-type', problemType);
    res.end(JSON.stringify({ type: 'about:blank', title: problemTitles[status], status, code, detail, ...(more.errors && { errors: more.errors }) }));
  }

  private problemOf(fault: unknown, req: Request): Problem {
    if (fault instanceof Problem) return fault;
    if (fault instanceof AccessRefused) return fault.code === 'object_unknown' ? notFound(fault.code) : new Problem(403, 'role_forbidden', 'Votre jeton ne permet pas cette action : elle revient à une autre organisation.');
    if (fault instanceof SignInRequired) return new Problem(401, 'token_missing', 'Envoyez un jeton dans l’en-tête « Authorization: Bearer pfh_… ».', { headers: { 'www-authenticate': 'Bearer realm="paraphe"' } });
    const status = statusOf(fault);
    if (status === 404) return this.elsewhere(req);
    if (status === 400) return new Problem(400, 'json_unreadable', 'Le corps de la requête n’est pas du JSON lisible.');
    if (status === 413) return new Problem(413, 'body_too_large', 'Le corps de la requête est trop volumineux : envoyez moins de choses à la fois.');
    if (status === 415) return new Problem(415, 'format_unknown', 'Envoyez du JSON en UTF-8, avec l’en-tête « Content-Type: application/json ».');
    if (status < 500) return new Problem(422, 'request_refused', 'Cette requête est refusée.');
    return this.incident(fault, req);
  }

  /** Nobody answers that: is it the address, or the method? */
  private elsewhere(req: Request): Problem {
    const methods = this.routes.methodsAt(req.originalUrl.replace(/\?.*$/, ''));
    if (methods.length === 0 || methods.includes(req.method) || (req.method === 'HEAD' && methods.includes('GET'))) return notFound();
    return new Problem(405, 'method_not_allowed', `Cette adresse répond à ${methods.join(', ')} et non à ${req.method}.`, { headers: { allow: methods.join(', ') } });
  }

  /** The log gets the fault and its reference, the answer only the reference. */
  private incident(fault: unknown, req: Request): Problem {
    const reference = randomUUID().slice(0, 8);
    this.log.error(`${reference} ${req.method} ${req.originalUrl.replace(/\?.*$/, '')}: ${fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)}`);
    return new Problem(500, 'internal_error', `Un incident empêche de répondre. Réessayez ; s’il dure, donnez la référence ${reference} à l’exploitant.`);
  }
}

function statusOf(fault: unknown): ProblemStatus | 406 {
  const { status, statusCode } = fault as { status?: number; statusCode?: number };
  return (fault instanceof HttpException ? fault.getStatus() : (status ?? statusCode ?? 500)) as ProblemStatus;
}
