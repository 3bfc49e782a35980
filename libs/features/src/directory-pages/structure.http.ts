import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Structure } from '#libs/domain';
import { Allow } from '#libs/features/access';
import { directoryLinks } from '#libs/features/directory';
import type { Posted } from './answers.js';
import { CardPages } from './card-pages.js';
import type { Asked, CardRoute } from './card-pages.js';
import { structureCard } from './directory.cards.js';

const structureRoute: CardRoute<Structure> = { card: structureCard, write: 'structure.write', removal: { kind: 'structure', action: 'directory.manage' }, link: directoryLinks.structure };

/** The structures: the places that receive the public. */
@Controller()
export class StructureController {
  constructor(private readonly pages: CardPages) {}

  /** Before those already known: « nouvelle » is the id of none. */
  @Get(directoryLinks.newStructure)
  @Allow('directory.manage')
  blank(@Req() req: Request, @Query() asked: Asked): Promise<string> {
    return this.pages.blank(structureRoute, req, asked);
  }

  @Post(directoryLinks.newStructure)
  @Allow('directory.manage')
  add(@Req() req: Request, @Res() res: Response, @Body() posted: Posted): Promise<void> {
    return this.pages.add(structureRoute, req, res, posted);
  }

  @Get('/annuaire/structures/:id')
  @Allow('structure.read', { kind: 'structure', param: 'id' })
  show(@Req() req: Request, @Param('id') id: string, @Query() asked: Asked): Promise<string> {
    return this.pages.show(structureRoute, req, id, asked);
  }

  @Post('/annuaire/structures/:id')
  @Allow('structure.write', { kind: 'structure', param: 'id' })
  save(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Body() posted: Posted): Promise<void> {
    return this.pages.save(structureRoute, req, res, id, posted);
  }

  @Get('/annuaire/structures/:id/retirer')
  @Allow('directory.manage', { kind: 'structure', param: 'id' })
  farewell(@Req() req: Request, @Param('id') id: string): Promise<string> {
    return this.pages.farewell(structureRoute, req, id);
  }

  @Post('/annuaire/structures/:id/retirer')
  @Allow('directory.manage', { kind: 'structure', param: 'id' })
  remove(@Req() req: Request, @Res() res: Response, @Param('id') id: string): Promise<void> {
    return this.pages.remove(structureRoute, req, res, id);
  }
}
