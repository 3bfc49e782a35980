import { Controller, Get, HttpException, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Open } from '#libs/features/access';
import { LinksSentPage, RecoverLinksPage, identityLinks } from '#libs/features/identity';
import { Fields } from '#libs/platform';
import { maskEmail, renderPage } from '#libs/ui';
import { FreshLinks } from './fresh-links.js';
import { LinkRenewedPage } from './signature-dead.views.js';
import { SignatoryDoor, canRenew, contactOf, frameOf } from './signatory-door.js';
import { SigningTable } from './sitting.js';
import { readAddress } from './typed.js';

/** For whoever lost their link, or holds one that opens nothing any more. */
@Controller()
export class LostLinksController {
  constructor(private readonly fresh: FreshLinks, private readonly table: SigningTable, private readonly door: SignatoryDoor) {}

  @Post('/signer/:token/nouveau-lien')
  @Open()
  async renew(@Req() req: Request, @Res() res: Response, @Param('token') token: string): Promise<void> {
    this.admit(req);
    const found = await this.table.sit(token);
    if ('dead' in found && !canRenew(found)) return this.door.showDead(req, res, token, found);
    const sitting = 'dead' in found ? found.sitting : found;
    await this.fresh.askFor(sitting.person.id, sitting.link.id);
    res.send(renderPage(<LinkRenewedPage frame={frameOf(req)} maskedEmail={maskEmail(sitting.person.email)} contact={contactOf(sitting)} />));
  }

  @Get(identityLinks.recoverLinks)
  @Open()
  recover(@Req() req: Request): string {
    return renderPage(<RecoverLinksPage frame={frameOf(req)} />);
  }

  @Post(identityLinks.recoverLinks)
  @Open()
  async sendLinks(@Req() req: Request, @Res() res: Response, @Fields() body: Fields): Promise<void> {
    const given = body.email ?? '';
    const email = readAddress(given);
    if (!email) {
      const errors = [{ field: 'email', message: 'Indiquez une adresse électronique, par exemple nom@domaine.fr' }];
      return void res.status(422).send(renderPage(<RecoverLinksPage frame={frameOf(req)} form={{ email: given, errors }} />));
    }
    this.admit(req);
    await this.fresh.askAt(email);
    res.send(renderPage(<LinksSentPage frame={frameOf(req)} email={email} />));
  }

  private admit(req: Request): void {
    if (!this.fresh.admits(req.ip ?? '')) throw new HttpException('Too many links asked for from one network', 429);
  }
}
