import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Open } from '#libs/features/access';
import { systemActor } from '#libs/platform';
import { renderPage } from '#libs/ui';
import { ownPartsOf } from './own-part.js';
import { Readings } from './reading.js';
import { ReadingPage } from './reading.views.js';
import { SignatoryDoor, frameOf } from './signatory-door.js';
import { signatureLinks } from './signature.links.js';

const reader = systemActor('signatory-page');

/** The document as a page, behind a personal link. */
@Controller()
export class ReadingController {
  constructor(private readonly door: SignatoryDoor, private readonly readings: Readings) {}

  @Get('/signer/:token/lecture')
  @Open()
  async page(@Req() req: Request, @Res() res: Response, @Param('token') token: string): Promise<void> {
    const sitting = await this.door.open(req, res, token);
    if (!sitting) return;
    const text = await this.readings.of(sitting.round, reader);
    if (!text) return res.redirect(303, signatureLinks.document(token));
    const request = await this.door.request(token, sitting);
    res.send(renderPage(<ReadingPage frame={frameOf(req)} request={request} text={text} ownParts={ownPartsOf(sitting.round.dossier!, sitting.slot)} />));
  }
}
