import { Controller, Delete, Get, Headers, Param, Post, Put, Req, Res } from '@nestjs/common';
import type { Type } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Action } from '#libs/domain';
import { Allow, principalOf } from '#libs/features/access';
import { candidateResource, offerResource, referentResource } from './directory.people.js';
import { gestionnaireResource, localPartnerResource, nationalPartnerResource } from './directory.bodies.js';
import { ApiDirectory } from './directory.desk.js';
import type { Resource } from './directory.resource.js';
import { structureResource } from './directory.structure.js';
import { Asked, Describe, Given } from './describe.js';
import { apiPath } from './description.js';
import { etagOf } from './etag.js';
import { pageOf, pageQuery } from './pagination.js';
import type { PageQuery } from './pagination.js';

/** Resources of the same kinds have the same routes: written once, for each of them. */
const erased = <T extends { id: string }, V extends object, I extends object>(resource: Resource<T, V, I>): Resource => resource as unknown as Resource;

const resources = [erased(structureResource), erased(gestionnaireResource), erased(nationalPartnerResource), erased(localPartnerResource), erased(referentResource), erased(offerResource), erased(candidateResource)];

/** One controller per kind that is read and replaced; those that come and go have one more. */
export const directoryControllers: readonly Type[] = resources.flatMap((resource) => [readingController(resource), ...(resource.creation ? [creatingController(resource, resource.creation)] : []), ...(resource.removal ? [removingController(resource, resource.removal.action)] : [])]);

function readingController(resource: Resource): Type {
  const { kind, path, view, input, words } = resource;
  const object = { kind, param: 'id' } as const;

  @Controller(apiPath)
  class ReadingController {
    constructor(private readonly directory: ApiDirectory) {}

    @Get(path)
    @Allow(`${kind}.read`)
    @Describe({ operationId: `list${words.type}s`, tag: 'Annuaire', summary: `Liste ${words.all}`, query: pageQuery, status: 200, answer: pageOf(view) })
    list(@Req() req: Request, @Asked() query: PageQuery): Promise<object> {
      return this.directory.page(resource, principalOf(req), query);
    }

    @Get(`${path}/:id`)
    @Allow(`${kind}.read`, object)
    @Describe({ operationId: `get${words.type}`, tag: 'Annuaire', summary: `Lit ${words.one}`, status: 200, answer: view, version: 'given' })
    async one(@Req() req: Request, @Res({ passthrough: true }) res: Response, @Param('id') id: string): Promise<object> {
      return versioned(res, await this.directory.one(resource, principalOf(req), id));
    }

    @Put(`${path}/:id`)
    @Allow(`${kind}.write`, object)
    @Describe({ operationId: `replace${words.type}`, tag: 'Annuaire', summary: `Remplace ${words.one}`, body: input, status: 200, answer: view, version: 'wanted' })
    async replace(@Req() req: Request, @Res({ passthrough: true }) res: Response, @Param('id') id: string, @Given() given: object, @Headers('if-match') ifMatch?: string): Promise<object> {
      return versioned(res, await this.directory.replace(resource, principalOf(req), { id, input: given, ifMatch }));
    }
  }
  return named(ReadingController, words.type);
}

function creatingController(resource: Resource, creation: Action): Type {
  const { path, view, input, words } = resource;

  @Controller(apiPath)
  class CreatingController {
    constructor(private readonly directory: ApiDirectory) {}

    @Post(path)
    @Allow(creation)
    @Describe({ operationId: `create${words.type}`, tag: 'Annuaire', summary: `Ajoute ${words.one}`, body: input, status: 201, answer: view, version: 'given' })
    async create(@Req() req: Request, @Res({ passthrough: true }) res: Response, @Given() given: object): Promise<object> {
      const made = await this.directory.create(resource, principalOf(req), given);
      res.setHeader('location', `${apiPath}/${path}/${(made as { id: string }).id}`);
      return versioned(res, made);
    }
  }
  return named(CreatingController, words.type);
}

function removingController(resource: Resource, action: Action): Type {
  const { kind, path, words } = resource;

  @Controller(apiPath)
  class RemovingController {
    constructor(private readonly directory: ApiDirectory) {}

    @Delete(`${path}/:id`)
    @Allow(action, { kind, param: 'id' })
    @Describe({ operationId: `remove${words.type}`, tag: 'Annuaire', summary: `Retire ${words.one}`, status: 204, answer: null, problems: [409] })
    remove(@Req() req: Request, @Param('id') id: string): Promise<void> {
      return this.directory.remove(resource, principalOf(req), id);
    }
  }
  return named(RemovingController, words.type);
}

function versioned(res: Response, view: object): object {
  res.setHeader('etag', etagOf(view));
  return view;
}

/** Nest tells controllers apart by their class; people who read a log, by its name. */
function named(controller: Type, type: string): Type {
  Object.defineProperty(controller, 'name', { value: `${type}${controller.name}` });
  return controller;
}
