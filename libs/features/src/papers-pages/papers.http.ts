import { Controller, Get, NotFoundException, Param, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Allow } from '#libs/features/access';
import { accountOf, actorOf } from '#libs/features/identity';
import { Papers, sendPaper } from '#libs/features/papers';
import { Database } from '#libs/platform';

@Controller()
export class PapersController {
  constructor(private readonly papers: Papers, private readonly db: Database) {}

  @Get('/pieces/:id')
  @Allow('agreement.read', { kind: 'paper', param: 'id' })
  async file(@Req() req: Request, @Res() res: Response, @Param('id') id: string): Promise<void> {
    const paper = await this.db.withIdentity(actorOf(accountOf(req)), (tx) => this.papers.find(tx, id));
    if (!paper) throw new NotFoundException();
    sendPaper(res, paper, await this.papers.content(paper));
  }
}
