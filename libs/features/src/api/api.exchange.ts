import { Injectable } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import type { Response } from 'express';
import { catchError, from, map, mergeMap, of, switchMap } from 'rxjs';
import type { Observable } from 'rxjs';
import { locales } from 'zod';
import type { ZodType } from 'zod';
import { apiDescription } from './description.js';
import type { Description } from './description.js';
import { Problem, invalid } from './problem.js';
import { Repeats } from './repeats.js';
import type { FieldProblem } from './problem.js';

declare module 'express-serve-static-core' {
  interface Request {
    /** What the request says, once checked against its description. */
    given?: { body: unknown; query: unknown };
  }
}

const french = locales.fr().localeError;
/** A body that is wrong all over is wrong: nobody mends hundreds of fields from one answer. */
const errorsMax = 50;

/** Checks what comes in and what goes out against the description of the route: what is not described is neither read nor told. */
@Injectable()
export class ApiExchange implements NestInterceptor {
  constructor(private readonly reflector: Reflector, private readonly repeats: Repeats) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const description = this.reflector.get<Description>(apiDescription, context.getHandler());
    const { body, query, answer } = description;
    const req = context.switchToHttp().getRequest<Request>();
    if (body && req.body === undefined) throw new Problem(400, 'body_missing', 'Envoyez un corps JSON, avec l’en-tête « Content-Type: application/json ».');
    req.given = { body: body && checked(body, req.body), query: query && checked(query, req.query) };
    if (answer === null || typeof answer === 'string') return next.handle();
    const handled = () => next.handle().pipe(map((value) => answer.parse(value)));
    const key = req.method === 'POST' ? req.get('idempotency-key') : undefined;
    return key === undefined ? handled() : this.once(key, req, context.switchToHttp().getResponse<Response>(), description, handled);
  }

  /** Done once for its key, and answered again from memory. What fails is forgotten: it may be mended and sent again. */
  private once(key: string, req: Request, res: Response, { isSecret = false }: Description, handled: () => Observable<unknown>): Observable<unknown> {
    return from(this.repeats.begin(key, req)).pipe(
      switchMap((known) => {
        if (known) {
          for (const [name, value] of Object.entries(known.headers)) res.setHeader(name, value);
          return of(known.body);
        }
        return handled().pipe(
          mergeMap((body) => from(this.repeats.keep(key, req, isSecret ? null : { body, headers: keptHeaders(res) }).then(() => body))),
          catchError((fault: unknown) => from(this.repeats.forget(key, req)).pipe(map(() => { throw fault; }))),
        );
      }),
    );
  }
}

function keptHeaders(res: Response): Record<string, string> {
  return Object.fromEntries(['location', 'etag'].flatMap((name) => (res.hasHeader(name) ? [[name, String(res.getHeader(name))]] : [])));
}

function checked(schema: ZodType, given: unknown): unknown {
  const parsed = schema.safeParse(given, { error: french });
  if (parsed.success) return parsed.data;
  const errors: FieldProblem[] = parsed.error.issues.slice(0, errorsMax).map(({ path, message }) => ({ field: path.join('.'), message }));
  throw invalid(errors);
}
