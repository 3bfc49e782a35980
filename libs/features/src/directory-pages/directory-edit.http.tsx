import { randomUUID } from 'node:crypto';
import { Body, Controller, Get, HttpStatus, Inject, NotFoundException, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Dossier } from '#libs/domain';
import { directoryLinks } from '#libs/features/directory';
import { ClerkGuard, clerkOf, say, visitorOf } from '#libs/features/identity';
import { CONFIG } from '#libs/platform';
import type { Config } from '#libs/platform';
import { renderPage } from '#libs/ui';
import { typedAgain } from './answers.js';
import type { Posted } from './answers.js';
import { gestionnaireCard, localPartnerCard, nationalPartnerCard, newReferentCard, prefetCard, referentCard, structureCard } from './directory.cards.js';
import type { Card, Shown } from './directory.cards.js';
import { DirectoryDesk } from './directory.desk.js';
import { returnPath } from './return-path.js';

const noBreakSpace = '\u00a0';

type Asked = Readonly<Record<string, unknown>>;

/** Each card of the directory: GET shows it, POST at the same address saves it. */
@Controller()
@UseGuards(ClerkGuard)
export class DirectoryEditController {
  constructor(private readonly desk: DirectoryDesk, @Inject(CONFIG) private readonly config: Config) {}

  @Get(directoryLinks.prefet)
  prefet(@Req() req: Request, @Query() asked: Asked): Promise<string> {
    return this.show(prefetCard, req, '', asked);
  }

  @Post(directoryLinks.prefet)
  savePrefet(@Req() req: Request, @Res() res: Response, @Body() posted: Posted): Promise<void> {
    return this.save(prefetCard, req, res, '', posted);
  }

  @Get('/annuaire/structures/:id')
  structure(@Req() req: Request, @Param('id') id: string, @Query() asked: Asked): Promise<string> {
    return this.show(structureCard, req, id, asked);
  }

  @Post('/annuaire/structures/:id')
  saveStructure(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Body() posted: Posted): Promise<void> {
    return this.save(structureCard, req, res, id, posted);
  }

  @Get('/annuaire/gestionnaires/:id')
  gestionnaire(@Req() req: Request, @Param('id') id: string, @Query() asked: Asked): Promise<string> {
    return this.show(gestionnaireCard, req, id, asked);
  }

  @Post('/annuaire/gestionnaires/:id')
  saveGestionnaire(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Body() posted: Posted): Promise<void> {
    return this.save(gestionnaireCard, req, res, id, posted);
  }

  @Get('/annuaire/partenaires/:id')
  partner(@Req() req: Request, @Param('id') id: string, @Query() asked: Asked): Promise<string> {
    return this.show(nationalPartnerCard, req, id, asked);
  }

  @Post('/annuaire/partenaires/:id')
  savePartner(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Body() posted: Posted): Promise<void> {
    return this.save(nationalPartnerCard, req, res, id, posted);
  }

  @Get('/annuaire/partenaires-locaux/:id')
  localPartner(@Req() req: Request, @Param('id') id: string, @Query() asked: Asked): Promise<string> {
    return this.show(localPartnerCard, req, id, asked);
  }

  @Post('/annuaire/partenaires-locaux/:id')
  saveLocalPartner(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Body() posted: Posted): Promise<void> {
    return this.save(localPartnerCard, req, res, id, posted);
  }

  /** Before the référents already known: « nouveau » is no référent's id. A gap may have said for whom and where. */
  @Get(directoryLinks.newReferent)
  newReferent(@Req() req: Request, @Query() asked: Asked): Promise<string> {
    return this.show(newReferentCard, req, randomUUID(), asked, { partnerId: textOf(asked.partenaire), structureId: textOf(asked.structure) });
  }

  @Post(directoryLinks.newReferent)
  addReferent(@Req() req: Request, @Res() res: Response, @Body() posted: Posted): Promise<void> {
    return this.save(newReferentCard, req, res, randomUUID(), posted);
  }

  @Get('/annuaire/referents/:id')
  referent(@Req() req: Request, @Param('id') id: string, @Query() asked: Asked): Promise<string> {
    return this.show(referentCard, req, id, asked);
  }

  @Post('/annuaire/referents/:id')
  saveReferent(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Body() posted: Posted): Promise<void> {
    return this.save(referentCard, req, res, id, posted);
  }

  /** `proposed` fills fields of a blank card. */
  private async show<T>(card: Card<T>, req: Request, id: string, asked: Asked, proposed: Readonly<Record<string, string>> = {}): Promise<string> {
    const dossier = await this.desk.dossier(clerkOf(req));
    const subject = card.find(dossier, id);
    if (subject === undefined) throw new NotFoundException();
    const { values, lists } = card.typed(subject);
    return renderPage(card.page(subject, shownAs(req, dossier, { values: { ...values, ...proposed }, lists, errors: [] }, asked.retour)));
  }

  private async save<T>(card: Card<T>, req: Request, res: Response, id: string, posted: Posted): Promise<void> {
    const saving = await this.desk.save(card, clerkOf(req), id, posted);
    if (!saving) throw new NotFoundException();
    if (!saving.saved) {
      const { current, dossier, errors } = saving;
      return void res.status(HttpStatus.UNPROCESSABLE_ENTITY).send(renderPage(card.page(current, shownAs(req, dossier, { ...typedAgain(posted), errors }, posted.back))));
    }
    say(res, this.config, { severity: 'success', text: `La fiche «${noBreakSpace}${saving.name}${noBreakSpace}» est enregistrée.` });
    res.redirect(303, returnPath(posted.back) ?? directoryLinks.page);
  }
}

/** `retour` is where one says one comes from: kept when it is a page of ours. */
function shownAs(req: Request, dossier: Dossier, form: Shown['form'], retour: unknown): Shown {
  const back = returnPath(retour);
  return { frame: visitorOf(req).frame, dossier, form, ...(back !== undefined && { back }) };
}

function textOf(asked: unknown): string {
  return typeof asked === 'string' ? asked : '';
}
