import { SetMetadata } from '@nestjs/common';
import type { CustomDecorator } from '@nestjs/common';
import type { Request } from 'express';
import type { Action, Standing } from '#libs/domain';
import type { Actor } from '#libs/platform';

/** In whose name a request is answered: a person under one membership, or a program by its token. */
export type Principal = { actor: Extract<Actor, { kind: 'account' | 'token' }>; standing: Standing };

declare module 'express-serve-static-core' {
  interface Request {
    principal?: Principal;
  }
}

/** The kinds of objects a route may be about; each is resolved by the feature that keeps it. */
export type ObjectKind =
  | 'structure' | 'gestionnaire' | 'national_partner' | 'local_partner' | 'referent' | 'offer' | 'candidate'
  | 'round' | 'model_version' | 'official_file' | 'membership' | 'session' | 'import' | 'proconnect_identity' | 'token' | 'webhook' | 'webhook_delivery' | 'data_request'
  | 'agreement' | 'paper' | 'withdrawal' | 'adhesion' | 'assignment' | 'amendment' | 'obligation'
  | 'mandate' | 'disposal_slip' | 'breach';

/** An object named by a parameter of the route's path; `action` is what is done to it, when it is not what the route does (a new version is made from a model that is only read). */
export type ObjectOfRoute = { kind: ObjectKind; param: string; action?: Action };

export type RouteAccess = { to: 'anyone' } | { to: 'signed_in' } | { to: 'allowed'; action: Action; objects: readonly ObjectOfRoute[] };

export const routeAccess = 'paraphe:access';

/** Whoever comes: public pages, and those that a personal link opens (which they check themselves). */
export const Open = (): CustomDecorator => SetMetadata(routeAccess, { to: 'anyone' } satisfies RouteAccess);

/** Any person who has signed in, whatever the role: pages about oneself. */
export const SignedIn = (): CustomDecorator => SetMetadata(routeAccess, { to: 'signed_in' } satisfies RouteAccess);

/** Whoever the policy table lets do this; to each of these objects, when the route names any. */
export const Allow = (action: Action, ...objects: ObjectOfRoute[]): CustomDecorator => SetMetadata(routeAccess, { to: 'allowed', action, objects } satisfies RouteAccess);

/** The principal of a route that the guard has let through. */
export function principalOf(req: Request): Principal {
  if (!req.principal) throw new Error('A page for those who signed in, without its guard');
  return req.principal;
}

/** Thrown for pages that want an account: the page filter sends to the sign-in page, and the API answers 401. */
export class SignInRequired extends Error {
  readonly code = 'sign_in_required';
}

/** The role may not do this at all, or the object is not theirs, which reads like an object that does not exist. */
export class AccessRefused extends Error {
  readonly status: 403 | 404;

  constructor(readonly code: 'role_forbidden' | 'object_unknown') {
    super(code);
    this.status = code === 'role_forbidden' ? 403 : 404;
  }
}
