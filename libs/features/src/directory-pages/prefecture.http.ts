import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Allow } from '#libs/features/access';
import { directoryLinks } from '#libs/features/directory';
import type { Posted } from './answers.js';
import { CardPages } from './card-pages.js';
import type { Asked, CardRoute } from './card-pages.js';
import { prefectureCard, prefetCard } from './directory.cards.js';

const prefetRoute: CardRoute<Parameters<typeof prefetCard.idOf>[0]> = { card: prefetCard, write: 'directory.manage', link: () => directoryLinks.prefet };
const prefectureRoute: CardRoute<Parameters<typeof prefectureCard.idOf>[0]> = { card: prefectureCard, write: 'directory.manage', link: () => directoryLinks.prefecture };

/** The State's own cards: there is one of each in a département. */
@Controller()
export class PrefectureController {
  constructor(private readonly pages: CardPages) {}

  @Get(directoryLinks.prefet)
  @Allow('prefecture.read')
  prefet(@Req() req: Request, @Query() asked: Asked): Promise<string> {
    return this.pages.show(prefetRoute, req, '', asked);
  }

  @Post(directoryLinks.prefet)
  @Allow('directory.manage')
  savePrefet(@Req() req: Request, @Res() res: Response, @Body() posted: Posted): Promise<void> {
    return this.pages.save(prefetRoute, req, res, '', posted);
  }

  @Get(directoryLinks.prefecture)
  @Allow('directory.read')
  prefecture(@Req() req: Request, @Query() asked: Asked): Promise<string> {
    return this.pages.show(prefectureRoute, req, '', asked);
  }

  @Post(directoryLinks.prefecture)
  @Allow('directory.manage')
  savePrefecture(@Req() req: Request, @Res() res: Response, @Body() posted: Posted): Promise<void> {
    return this.pages.save(prefectureRoute, req, res, '', posted);
  }
}
