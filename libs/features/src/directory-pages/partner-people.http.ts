import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Offer, Referent } from '#libs/domain';
import { Allow } from '#libs/features/access';
import { directoryLinks } from '#libs/features/directory';
import type { Posted } from './answers.js';
import { CardPages } from './card-pages.js';
import type { Asked, CardRoute } from './card-pages.js';
import { offerCard, referentCard } from './directory.cards.js';

const referentRoute: CardRoute<Referent> = { card: referentCard, write: 'referent.write', removal: { kind: 'referent', action: 'referent.write' }, link: directoryLinks.referent };
const offerRoute: CardRoute<Offer> = { card: offerCard, write: 'offer.write', removal: { kind: 'offer', action: 'offer.write' }, link: directoryLinks.offer };

/** The référents of the partners. Whose a new one may be, the form checks: one chooses among the partners one may see. */
@Controller()
export class ReferentController {
  constructor(private readonly pages: CardPages) {}

  /** Before those already known: « nouveau » is the id of none. */
  @Get(directoryLinks.newReferent)
  @Allow('referent.write')
  blank(@Req() req: Request, @Query() asked: Asked): Promise<string> {
    return this.pages.blank(referentRoute, req, asked);
  }

  @Post(directoryLinks.newReferent)
  @Allow('referent.write')
  add(@Req() req: Request, @Res() res: Response, @Body() posted: Posted): Promise<void> {
    return this.pages.add(referentRoute, req, res, posted);
  }

  @Get('/annuaire/referents/:id')
  @Allow('referent.read', { kind: 'referent', param: 'id' })
  show(@Req() req: Request, @Param('id') id: string, @Query() asked: Asked): Promise<string> {
    return this.pages.show(referentRoute, req, id, asked);
  }

  @Post('/annuaire/referents/:id')
  @Allow('referent.write', { kind: 'referent', param: 'id' })
  save(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Body() posted: Posted): Promise<void> {
    return this.pages.save(referentRoute, req, res, id, posted);
  }

  @Get('/annuaire/referents/:id/retirer')
  @Allow('referent.write', { kind: 'referent', param: 'id' })
  farewell(@Req() req: Request, @Param('id') id: string): Promise<string> {
    return this.pages.farewell(referentRoute, req, id);
  }

  @Post('/annuaire/referents/:id/retirer')
  @Allow('referent.write', { kind: 'referent', param: 'id' })
  remove(@Req() req: Request, @Res() res: Response, @Param('id') id: string): Promise<void> {
    return this.pages.remove(referentRoute, req, res, id);
  }
}

/** The complementary offers, negotiated and revised at any time (art. 5.3). */
@Controller()
export class OfferController {
  constructor(private readonly pages: CardPages) {}

  /** Before those already known: « nouvelle » is the id of none. */
  @Get(directoryLinks.newOffer)
  @Allow('offer.write')
  blank(@Req() req: Request, @Query() asked: Asked): Promise<string> {
    return this.pages.blank(offerRoute, req, asked);
  }

  @Post(directoryLinks.newOffer)
  @Allow('offer.write')
  add(@Req() req: Request, @Res() res: Response, @Body() posted: Posted): Promise<void> {
    return this.pages.add(offerRoute, req, res, posted);
  }

  @Get('/annuaire/offres/:id')
  @Allow('offer.read', { kind: 'offer', param: 'id' })
  show(@Req() req: Request, @Param('id') id: string, @Query() asked: Asked): Promise<string> {
    return this.pages.show(offerRoute, req, id, asked);
  }

  @Post('/annuaire/offres/:id')
  @Allow('offer.write', { kind: 'offer', param: 'id' })
  save(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Body() posted: Posted): Promise<void> {
    return this.pages.save(offerRoute, req, res, id, posted);
  }

  @Get('/annuaire/offres/:id/retirer')
  @Allow('offer.write', { kind: 'offer', param: 'id' })
  farewell(@Req() req: Request, @Param('id') id: string): Promise<string> {
    return this.pages.farewell(offerRoute, req, id);
  }

  @Post('/annuaire/offres/:id/retirer')
  @Allow('offer.write', { kind: 'offer', param: 'id' })
  remove(@Req() req: Request, @Res() res: Response, @Param('id') id: string): Promise<void> {
    return this.pages.remove(offerRoute, req, res, id);
  }
}
