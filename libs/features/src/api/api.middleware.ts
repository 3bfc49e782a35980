import { Inject, Injectable } from '@nestjs/common';
import type { NestMiddleware } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { CLOCK } from '#libs/platform';
import type { Clock } from '#libs/platform';
import { ApiTokens } from './api-tokens.js';
import type { ApiTokenRow } from './api-token.store.js';
import { apiPath, fileTypes } from './description.js';
import { FileIntake } from './file-intake.js';
import { Problem } from './problem.js';
import { RateLimit } from './rate-limit.js';

declare module 'express-serve-static-core' {
  interface Request {
    /** The token by which a program came in. */
    apiToken?: ApiTokenRow;
  }
}

/** Read without a token: it describes the doors, and opens none. */
export const openPaths: readonly string[] = [`${apiPath}/openapi.json`];

/** Recognises the program by its token, and nothing else: a session's cookie opens nothing here, so no other site can use a visitor's. */
@Injectable()
export class ApiMiddleware implements NestMiddleware {
  private readonly limit = new RateLimit();
  private readonly intake = new FileIntake();

  constructor(private readonly tokens: ApiTokens, @Inject(CLOCK) private readonly clock: Clock) {}

  use(req: Request, res: Response, next: NextFunction): void {
    if (openPaths.includes(req.originalUrl.replace(/\?.*$/, ''))) return next();
    this.recognise(req).then(() => this.intake.read(req, res, next), next);
  }

  private async recognise(req: Request): Promise<void> {
    checkFormat(req);
    const [, bearer] = /^Bearer +(\S+)$/i.exec(req.get('authorization') ?? '') ?? [];
    if (bearer === undefined) throw unauthorised('token_missing', 'Envoyez un jeton dans l’en-tête « Authorization: Bearer pfh_… ».', '');
    const token = await this.tokens.recognise(bearer);
    if (!token) throw unauthorised('token_invalid', 'Ce jeton est inconnu, révoqué ou périmé : créez-en un autre à la page « Jetons ».', ', error="invalid_token"');
    const wait = this.limit.count(token.id, this.clock.now().getTime());
    if (wait !== null) throw new Problem(429, 'too_many_requests', `Ce jeton a fait trop de requêtes : reprenez dans ${wait} s.`, { headers: { 'retry-after': String(wait) } });
    const { id, role, departementCode, organisationId } = token;
    req.apiToken = token;
    req.principal = {
      actor: { kind: 'token', id, departement: departementCode, role, organisation: organisationId },
      standing: { role, departementCode, organisationId, accountId: null },
    };
  }
}

function unauthorised(code: string, detail: string, more: string): Problem {
  return new Problem(401, code, detail, { headers: { 'www-authenticate': `Bearer realm="paraphe"${more}` } });
}

/** Programs send JSON, or a file: a form that a page of another site could send is refused whatever it holds. */
function checkFormat(req: Request): void {
  const hasBody = req.headers['transfer-encoding'] !== undefined || Number(req.get('content-length') ?? 0) > 0;
  if (hasBody && !req.is(['application/json', ...fileTypes.table, ...fileTypes.scan])) throw new Problem(415, 'format_unknown', 'Envoyez du JSON, avec l’en-tête « Content-Type: application/json ».');
}

/** The token that answers for this request. */
export function tokenOf(req: Request): ApiTokenRow {
  if (!req.apiToken) throw new Error('A route of the API without its middleware');
  return req.apiToken;
}
