import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { dayAt, legalDay } from '#libs/domain';
import { Allow, principalOf } from '#libs/features/access';
import { disposalLinks } from '#libs/features/disposal';
import { accountOf, may, visitorOf } from '#libs/features/identity';
import { Mandates } from '#libs/features/mandate';
import type { MandateCounts } from '#libs/features/mandate';
import { CLOCK, anchorZone, instantOf } from '#libs/platform';
import type { Clock } from '#libs/platform';
import { renderPage } from '#libs/ui';
import { countsCsv, countsOf } from './mandate-counts.js';
import { CountsPage } from './mandate-counts.views.js';
import { mandateLinks } from './mandate-pages.links.js';

/** Years one may look back at: what the yearly reports compare. */
const yearsBack = 3;

/** Counts, for whoever supervises: never a person, never a mandate. */
@Controller()
export class MandateCountsController {
  constructor(private readonly mandates: Mandates, @Inject(CLOCK) private readonly clock: Clock) {}

  @Get('/mandats/statistiques')
  @Allow('mandate.count')
  async page(@Req() req: Request, @Query('annee') asked: unknown): Promise<string> {
    const { year, years } = this.years(asked);
    const counts = await this.counted(req, year);
    return renderPage(<CountsPage frame={visitorOf(req).frame} year={year} years={years} whose={accountOf(req).organisationName} counts={countsOf(year, counts, counts.structures)} listHref={may(req, 'mandate.issue') ? mandateLinks.list : null} disputeHref={may(req, 'mandate.dispute') ? disposalLinks.dispute : null} />);
  }

  @Get('/mandats/statistiques.csv')
  @Allow('mandate.count')
  async file(@Req() req: Request, @Res() res: Response, @Query('annee') asked: unknown): Promise<void> {
    const { year } = this.years(asked);
    const counts = await this.counted(req, year);
    res.attachment(`mandats-${year}.csv`).setHeader('Content-Type', 'text/csv; charset=utf-8');
    res.send(countsCsv(counts, counts.structures));
  }

  private counted(req: Request, year: number): Promise<MandateCounts> {
    return this.mandates.counts(principalOf(req), { from: legalDay(`${year}-01-01`), to: legalDay(`${year}-12-31`) });
  }

  private years(asked: unknown): { year: number; years: number[] } {
    const current = Number(dayAt(instantOf(this.clock), anchorZone).slice(0, 4));
    const years = Array.from({ length: yearsBack + 1 }, (_, back) => current - back);
    return { year: years.find((one) => String(one) === asked) ?? current, years };
  }
}
