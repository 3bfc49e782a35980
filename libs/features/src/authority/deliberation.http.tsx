import { Controller, Get, HttpStatus, Inject, NotFoundException, Param, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Allow } from '#libs/features/access';
import { accountOf, actorOf, visitorOf } from '#libs/features/identity';
import { CONFIG } from '#libs/platform';
import type { Config } from '#libs/platform';
import { renderPage } from '#libs/ui';
import { Authorities } from './authorities.js';
import { deliberationDraft } from './deliberation-draft.js';
import { DeliberationPrinter } from './deliberation.printer.js';
import { DeliberationRefusedPage } from './deliberation.views.js';
import { deliberationPdfRoute, deliberationWordRoute } from './deliberation.links.js';

const ofRound = { kind: 'round', param: 'id' } as const;
const formats = { docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', pdf: 'application/pdf' } as const;

/** The draft that an assembly is asked to adopt before its executive signs. */
@Controller()
export class DeliberationController {
  constructor(private readonly authorities: Authorities, private readonly printer: DeliberationPrinter, @Inject(CONFIG) private readonly config: Config) {}

  @Get(deliberationWordRoute)
  @Allow('round.read', ofRound)
  word(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Param('place') slotId: string): Promise<void> {
    return this.send(req, res, { id, slotId }, 'docx');
  }

  @Get(deliberationPdfRoute)
  @Allow('round.read', ofRound)
  pdf(@Req() req: Request, @Res() res: Response, @Param('id') id: string, @Param('place') slotId: string): Promise<void> {
    return this.send(req, res, { id, slotId }, 'pdf');
  }

  private async send(req: Request, res: Response, { id, slotId }: { id: string; slotId: string }, format: keyof typeof formats): Promise<void> {
    const { round, places } = await this.authorities.ofRound(id, actorOf(accountOf(req)));
    const place = places.find(({ slot }) => slot.id === slotId);
    if (!place) throw new NotFoundException();
    const draft = deliberationDraft(round, place, this.config.mode === 'demonstration');
    if (!draft.ok) {
      const { number } = round;
      return void res.status(HttpStatus.CONFLICT).send(renderPage(<DeliberationRefusedPage frame={visitorOf(req).frame} roundId={id} number={number} slot={place.slot} refusal={draft.refusal} />));
    }
    const file = format === 'docx' ? await this.printer.word(draft.data) : await this.printer.pdf(draft.data);
    const { fileName, mediaType } = deliberationFile(round.number, place.slot.bodyName, format);
    res.attachment(fileName).setHeader('Content-Type', mediaType);
    res.setHeader('Cache-Control', 'private, no-store').end(file);
  }
}

/** How a draft is called, and what it is. */
export function deliberationFile(number: string, bodyName: string, format: keyof typeof formats): { fileName: string; mediaType: string } {
  return { fileName: `projet-de-deliberation-${number}-${slugOf(bodyName)}.${format}`, mediaType: formats[format] };
}

/** The préfecture keeps one file for each body: the name tells them apart. */
function slugOf(name: string): string {
  return name.normalize('NFD').replace(/\p{Mn}/gu, '').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 60);
}
