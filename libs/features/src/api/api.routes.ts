import { Injectable, RequestMethod } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { routeAccess } from '#libs/features/access';
import type { RouteAccess } from '#libs/features/access';
import { apiDescription, apiPath } from './description.js';
import type { Description } from './description.js';

/** One route of the API as its decorators declare it. `path` as Nest writes it: « /api/v1/structures/:id ». */
export type ApiRoute = { method: string; path: string; handler: string; description: Description | null; access: RouteAccess | null };

/** Every route under /api/v1, whatever module declares it. */
@Injectable()
export class ApiRoutes {
  private known: readonly ApiRoute[] | null = null;

  constructor(private readonly discovery: DiscoveryService, private readonly scanner: MetadataScanner) {}

  list(): readonly ApiRoute[] {
    this.known ??= this.discovery.getControllers().flatMap(({ instance, metatype }) => (instance && metatype ? this.routesOf(instance as object, metatype) : []));
    return this.known;
  }

  /** The methods that an address answers; none when it is no address of the API. */
  methodsAt(path: string): string[] {
    return [...new Set(this.list().filter((route) => matches(route.path, path)).map(({ method }) => method))];
  }

  private routesOf(instance: object, controller: object): ApiRoute[] {
    const prefix = String(Reflect.getMetadata('path', controller) ?? '');
    const prototype = Object.getPrototypeOf(instance) as Record<string, object>;
    return this.scanner.getAllMethodNames(prototype).flatMap((name) => {
      const handler = prototype[name]!;
      const method = Reflect.getMetadata('method', handler) as RequestMethod | undefined;
      if (method === undefined) return [];
      const path = `/${[prefix, String(Reflect.getMetadata('path', handler) ?? '')].join('/')}`.replace(/\/+/g, '/').replace(/(?<=.)\/$/, '');
      if (!path.startsWith(`${apiPath}/`)) return [];
      const ofRoute = <T>(key: string): T | null => (Reflect.getMetadata(key, handler) ?? null) as T | null;
      return [{ method: RequestMethod[method], path, handler: name, description: ofRoute<Description>(apiDescription), access: ofRoute<RouteAccess>(routeAccess) }];
    });
  }
}

function matches(pattern: string, path: string): boolean {
  const [expected, given] = [pattern.split('/'), path.split('/')];
  return expected.length === given.length && expected.every((part, index) => part.startsWith(':') || part === given[index]);
}
