import { Controller, Get, Query, Req, UseGuards } from '@nestjs/common';
import type { Request } from 'express';
import { directoryLinks } from '#libs/features/directory';
import { ClerkGuard, clerkOf, visitorOf } from '#libs/features/identity';
import { renderPage } from '#libs/ui';
import { DirectoryDesk } from './directory.desk.js';
import { directoryGroups } from './directory.overview.js';
import { DirectoryPage } from './directory.views.js';

/** The whole directory of a département on one page. */
@Controller()
@UseGuards(ClerkGuard)
export class DirectoryController {
  constructor(private readonly desk: DirectoryDesk) {}

  @Get(directoryLinks.page)
  async page(@Req() req: Request, @Query('fiches') cards: unknown): Promise<string> {
    const dossier = await this.desk.dossier(clerkOf(req));
    return renderPage(<DirectoryPage frame={visitorOf(req).frame} departementName={dossier.departement.name} groups={directoryGroups(dossier)} onlyIncomplete={cards === 'a-completer'} />);
  }
}
