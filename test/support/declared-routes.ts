import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA, SSE_METADATA } from '@nestjs/common/constants.js';
import { ModulesContainer } from '@nestjs/core';
import type { INestApplicationContext } from '@nestjs/common';
import { routeAccess } from '#libs/features/access';
import type { RouteAccess } from '#libs/features/access';

export type DeclaredRoute = { name: string; method: string; path: string; access: RouteAccess | undefined; stream: boolean };

type Handler = ((...given: unknown[]) => unknown) & object;

/** Every route of the site, read from what Nest itself mounts: none can be forgotten. */
export function declaredRoutes(app: INestApplicationContext): DeclaredRoute[] {
  const controllers = new Set([...app.get(ModulesContainer).values()].flatMap((module) => [...module.controllers.values()].map(({ metatype }) => metatype as Handler & { prototype: object; name: string })));
  return [...controllers].flatMap((controller) =>
    Object.getOwnPropertyNames(controller.prototype).flatMap((name) => {
      const handler = (controller.prototype as Record<string, unknown>)[name] as Handler;
      const own: unknown = typeof handler === 'function' && name !== 'constructor' ? Reflect.getMetadata(PATH_METADATA, handler) : undefined;
      if (own === undefined) return [];
      const prefix = pathsOf(Reflect.getMetadata(PATH_METADATA, controller));
      const access = (Reflect.getMetadata(routeAccess, handler) ?? Reflect.getMetadata(routeAccess, controller)) as RouteAccess | undefined;
      const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as number]!;
      const stream = Reflect.getMetadata(SSE_METADATA, handler) === true;
      return prefix.flatMap((before) => pathsOf(own).map((path) => ({ name: `${controller.name}.${name}`, method, path: joined(before, path), access, stream })));
    }),
  );
}

function pathsOf(declared: unknown): string[] {
  return Array.isArray(declared) ? (declared as string[]) : [typeof declared === 'string' ? declared : '/'];
}

function joined(...parts: string[]): string {
  return `/${parts.flatMap((part) => part.split('/')).filter((part) => part !== '').join('/')}`;
}
