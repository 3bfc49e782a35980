import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { allows, reachOf, relationOf } from '#libs/domain';
import type { Action } from '#libs/domain';
import { AccessRefused, SignInRequired, routeAccess } from './access.js';
import type { ObjectOfRoute, Principal, RouteAccess } from './access.js';
import { Holdings } from './holdings.js';

/** Stands before every route and asks the policy table. A route that declares nothing is a bug, and stays shut. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(private readonly reflector: Reflector, private readonly holdings: Holdings) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const access = this.reflector.getAllAndOverride<RouteAccess | undefined>(routeAccess, [context.getHandler(), context.getClass()]);
    if (!access) throw new Error(`${context.getClass().name}.${context.getHandler().name} does not say who may come in`);
    if (access.to === 'anyone') return true;
    const req = context.switchToHttp().getRequest<Request>();
    const { principal } = req;
    if (!principal) throw new SignInRequired('This page needs an account');
    if (access.to === 'signed_in') return this.person(principal);
    await this.check(principal, access.action, access.objects, req);
    return true;
  }

  private person({ actor }: Principal): boolean {
    if (actor.kind !== 'account') throw new AccessRefused('role_forbidden');
    return true;
  }

  private async check({ standing }: Principal, action: Action, objects: readonly ObjectOfRoute[], req: Request): Promise<void> {
    if (reachOf(standing.role, action) === null) throw new AccessRefused('role_forbidden');
    for (const { kind, param, action: done = action } of objects) {
      const holding = await this.holdings.find(kind, String(req.params[param] ?? ''));
      if (!holding || !allows(standing.role, done, relationOf(standing, holding))) throw new AccessRefused('object_unknown');
    }
  }
}
