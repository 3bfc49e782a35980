import { Controller, Get, NotFoundException, Param, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { compareAgreements } from '#libs/domain';
import type { RedlineLine } from '#libs/domain';
import { Allow } from '#libs/features/access';
import { actorOf, clerkOf, visitorOf } from '#libs/features/identity';
import { RoundReader, RoundTexts, roundLinks } from '#libs/features/round';
import type { RoundRow } from '#libs/features/round';
import { renderPage } from '#libs/ui';
import { RedlinePrinter } from './redline.printer.js';
import { RedlinePage } from './redline.views.js';

type Compared = { before: RoundRow; after: RoundRow; lines: RedlineLine[] };

/** What changed in words between two agreements of a département, annexes included. */
@Controller()
export class AgreementDifferencesController {
  constructor(private readonly reader: RoundReader, private readonly texts: RoundTexts, private readonly printer: RedlinePrinter) {}

  @Get('/tournees/:before/differences/:after')
  @Allow('round.read', { kind: 'round', param: 'before' }, { kind: 'round', param: 'after' })
  async page(@Req() req: Request, @Param('before') beforeId: string, @Param('after') afterId: string): Promise<string> {
    const { before, after, lines } = await this.compared(req, beforeId, afterId);
    const side = (round: RoundRow) => ({ name: nameOf(round), href: roundLinks.page(round.id) });
    return renderPage(
      <RedlinePage
        frame={visitorOf(req).frame} before={side(before)} after={side(after)} lines={lines} swap={roundLinks.differences(after.id, before.id)} pdf={roundLinks.differencesPdf(before.id, after.id)}
        crumbs={[{ label: 'Tournées', href: roundLinks.list }, { label: `Tournée ${after.number}`, href: roundLinks.page(after.id) }]}
      />,
    );
  }

  @Get('/tournees/:before/differences/:after/differences.pdf')
  @Allow('round.read', { kind: 'round', param: 'before' }, { kind: 'round', param: 'after' })
  async pdf(@Req() req: Request, @Res() res: Response, @Param('before') beforeId: string, @Param('after') afterId: string): Promise<void> {
    const { before, after, lines } = await this.compared(req, beforeId, afterId);
    const pdf = await this.printer.print(lines, { before: nameOf(before), after: nameOf(after), timeZone: after.timeZone });
    res.attachment('differences.pdf').type('application/pdf').send(pdf);
  }

  private async compared(req: Request, beforeId: string, afterId: string): Promise<Compared> {
    const clerk = clerkOf(req);
    const actor = actorOf(clerk);
    const [before, after] = [await this.reader.find(beforeId, clerk.departementCode, actor), await this.reader.find(afterId, clerk.departementCode, actor)];
    if (!before || !after) throw new NotFoundException();
    const [first, second] = [await this.texts.of(before, actor), await this.texts.of(after, actor)];
    // Nothing is assembled yet: there are no words to compare.
    if (!first || !second) throw new NotFoundException();
    return { before, after, lines: compareAgreements(first, second) };
  }
}

function nameOf({ number }: RoundRow): string {
  return `Convention ${number}`;
}
