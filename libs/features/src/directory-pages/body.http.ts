import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Gestionnaire, LocalPartner, NationalPartner } from '#libs/domain';
import { Allow } from '#libs/features/access';
import { directoryLinks } from '#libs/features/directory';
import type { Posted } from './answers.js';
import { CardPages } from './card-pages.js';
import type { Asked, CardRoute } from './card-pages.js';
import { gestionnaireCard, localPartnerCard, nationalPartnerCard } from './directory.cards.js';

const gestionnaireRoute: CardRoute<Gestionnaire> = { card: gestionnaireCard, write: 'gestionnaire.write', removal: { kind: 'gestionnaire', action: 'directory.manage' }, link: directoryLinks.gestionnaire };
const localPartnerRoute: CardRoute<LocalPartner> = { card: localPartnerCard, write: 'local_partner.write', removal: { kind: 'local_partner', action: 'directory.manage' }, link: directoryLinks.localPartner };
const nationalPartnerRoute: CardRoute<NationalPartner> = { card: nationalPartnerCard, write: 'national_partner.write', link: directoryLinks.partner };

/** The gestionnaires: those who run the structures and sign. */
@Controller()
export class GestionnaireController {
  constructor(private readonly pages: CardPages) {}

  /** Before those already known: « nouveau » is the id of none. */
  @Get(directoryLinks.newGestionnaire)
  @Allow('directory.manage')
  blank(@Req() req: Request, @Query() asked: Asked): Promise<string> {
    return this.pages.blank(gestionnaireRoute, req, asked);
  }

  @Post(directoryLinks.newGestionnaire)
  @Allow('directory.manage')
  add(@Req() req: Request, @Res() res: Response, @Body() posted: Posted): Promise<void> {
    return this.pages.add(gestionnaireRoute, req, res, posted);
  }

  @Get('/annuaire/gestionnaires/:id')
  @Allow('gestionnaire.read', { kind: 'gestionnaire', param: 'id' })
  show(@Req() req: Request, @Param('id') id: string, @Query() asked: Asked): Promise<string> {
    return this.pages.show(gestionnaireRoute, req, id, asked);
  }

  @Post('/annuaire/gestionnaires/:id')
  @Allow('gestionnaire.write', { kind: 'gestionnaire', param: 'id' })
  save(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Body() posted: Posted): Promise<void> {
    return this.pages.save(gestionnaireRoute, req, res, id, posted);
  }

  @Get('/annuaire/gestionnaires/:id/retirer')
  @Allow('directory.manage', { kind: 'gestionnaire', param: 'id' })
  farewell(@Req() req: Request, @Param('id') id: string): Promise<string> {
    return this.pages.farewell(gestionnaireRoute, req, id);
  }

  @Post('/annuaire/gestionnaires/:id/retirer')
  @Allow('directory.manage', { kind: 'gestionnaire', param: 'id' })
  remove(@Req() req: Request, @Res() res: Response, @Param('id') id: string): Promise<void> {
    return this.pages.remove(gestionnaireRoute, req, res, id);
  }
}

/** The local partners, who adhere apart. */
@Controller()
export class LocalPartnerController {
  constructor(private readonly pages: CardPages) {}

  /** Before those already known: « nouveau » is the id of none. */
  @Get(directoryLinks.newLocalPartner)
  @Allow('directory.manage')
  blank(@Req() req: Request, @Query() asked: Asked): Promise<string> {
    return this.pages.blank(localPartnerRoute, req, asked);
  }

  @Post(directoryLinks.newLocalPartner)
  @Allow('directory.manage')
  add(@Req() req: Request, @Res() res: Response, @Body() posted: Posted): Promise<void> {
    return this.pages.add(localPartnerRoute, req, res, posted);
  }

  @Get('/annuaire/partenaires-locaux/:id')
  @Allow('local_partner.read', { kind: 'local_partner', param: 'id' })
  show(@Req() req: Request, @Param('id') id: string, @Query() asked: Asked): Promise<string> {
    return this.pages.show(localPartnerRoute, req, id, asked);
  }

  @Post('/annuaire/partenaires-locaux/:id')
  @Allow('local_partner.write', { kind: 'local_partner', param: 'id' })
  save(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Body() posted: Posted): Promise<void> {
    return this.pages.save(localPartnerRoute, req, res, id, posted);
  }

  @Get('/annuaire/partenaires-locaux/:id/retirer')
  @Allow('directory.manage', { kind: 'local_partner', param: 'id' })
  farewell(@Req() req: Request, @Param('id') id: string): Promise<string> {
    return this.pages.farewell(localPartnerRoute, req, id);
  }

  @Post('/annuaire/partenaires-locaux/:id/retirer')
  @Allow('directory.manage', { kind: 'local_partner', param: 'id' })
  remove(@Req() req: Request, @Res() res: Response, @Param('id') id: string): Promise<void> {
    return this.pages.remove(localPartnerRoute, req, res, id);
  }
}

/** The local bodies of the national partners; the partners themselves are the reference’s: none is added or removed here. */
@Controller()
export class NationalPartnerController {
  constructor(private readonly pages: CardPages) {}

  @Get('/annuaire/partenaires/:id')
  @Allow('national_partner.read', { kind: 'national_partner', param: 'id' })
  show(@Req() req: Request, @Param('id') id: string, @Query() asked: Asked): Promise<string> {
    return this.pages.show(nationalPartnerRoute, req, id, asked);
  }

  @Post('/annuaire/partenaires/:id')
  @Allow('national_partner.write', { kind: 'national_partner', param: 'id' })
  save(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Body() posted: Posted): Promise<void> {
    return this.pages.save(nationalPartnerRoute, req, res, id, posted);
  }
}
