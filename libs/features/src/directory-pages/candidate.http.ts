import { Body, Controller, Get, HttpStatus, NotFoundException, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Allow } from '#libs/features/access';
import { directoryLinks } from '#libs/features/directory';
import type { Candidate } from '#libs/features/directory';
import { accountOf } from '#libs/features/identity';
import type { Posted } from './answers.js';
import { bodyLink } from './candidate.form.js';
import { CardPages } from './card-pages.js';
import type { Asked, CardRoute } from './card-pages.js';
import { candidateCard } from './directory.cards.js';
import { DirectoryDesk } from './directory.desk.js';
import { fullName } from './shared-mail.js';

const route: CardRoute<Candidate> = { card: candidateCard, write: 'candidate.write', link: directoryLinks.candidate };
const noToll = { referents: 0, offers: 0, stops: 0, candidates: 0, localPartners: 0 };

/** The others who may sign for a body, and which of them is asked first. For which body a new one may sign, row-level security bounds. */
@Controller()
export class CandidateController {
  constructor(private readonly pages: CardPages, private readonly desk: DirectoryDesk) {}

  @Get(directoryLinks.newCandidate)
  @Allow('candidate.write')
  blank(@Req() req: Request, @Query() asked: Asked): Promise<string> {
    return this.pages.blank(route, req, asked);
  }

  @Post(directoryLinks.newCandidate)
  @Allow('candidate.write')
  add(@Req() req: Request, @Res() res: Response, @Body() posted: Posted): Promise<void> {
    return this.pages.add(route, req, res, posted);
  }

  @Get('/annuaire/signataires/:id')
  @Allow('candidate.read', { kind: 'candidate', param: 'id' })
  show(@Req() req: Request, @Param('id') id: string, @Query() asked: Asked): Promise<string> {
    return this.pages.show(route, req, id, asked);
  }

  @Post('/annuaire/signataires/:id')
  @Allow('candidate.write', { kind: 'candidate', param: 'id' })
  save(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Body() posted: Posted): Promise<void> {
    return this.pages.save(route, req, res, id, posted);
  }

  @Get('/annuaire/signataires/:id/retirer')
  @Allow('candidate.write', { kind: 'candidate', param: 'id' })
  async farewell(@Req() req: Request, @Param('id') id: string): Promise<string> {
    const { candidates } = await this.desk.directory(accountOf(req));
    const candidate = candidates.find((each) => each.id === id);
    if (!candidate) throw new NotFoundException();
    return this.pages.removalPage(req, directoryLinks.candidate(id), { name: fullName(candidate), refusals: [], toll: noToll });
  }

  @Post('/annuaire/signataires/:id/retirer')
  @Allow('candidate.write', { kind: 'candidate', param: 'id' })
  async remove(@Req() req: Request, @Res() res: Response, @Param('id') id: string): Promise<void> {
    this.back(res, await this.desk.removeCandidate(accountOf(req), id), (name) => `${name} n’est plus parmi les personnes qui peuvent signer.`);
  }

  @Post('/annuaire/signataires/:id/en-premier')
  @Allow('candidate.write', { kind: 'candidate', param: 'id' })
  async askFirst(@Req() req: Request, @Res() res: Response, @Param('id') id: string): Promise<void> {
    this.back(res, await this.desk.askFirst(accountOf(req), id), (name) => `${name} sera désormais la première personne sollicitée. Les tournées déjà lancées ne changent pas.`);
  }

  private back(res: Response, candidate: Candidate | null, said: (name: string) => string): void {
    if (!candidate) throw new NotFoundException();
    this.pages.tell(res, said(fullName(candidate)));
    res.redirect(HttpStatus.SEE_OTHER, bodyLink(candidate.body));
  }
}
