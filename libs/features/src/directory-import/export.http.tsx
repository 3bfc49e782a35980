import { BadRequestException, Controller, Get, HttpStatus, Inject, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { dayAt, departementTimeZone } from '#libs/domain';
import type { Dossier } from '#libs/domain';
import { Allow, principalOf } from '#libs/features/access';
import { loadDossier } from '#libs/features/directory';
import { visitorOf } from '#libs/features/identity';
import { CLOCK, Database, appendToJournal, instantOf } from '#libs/platform';
import type { Clock } from '#libs/platform';
import { renderPage } from '#libs/ui';
import { exportCsv, exportObjects } from './directory-export.js';
import { ExportPage } from './export.views.js';
import { importLinks } from './import.links.js';

/** Everything one may see of the directory, for programs and spreadsheets. Row-level security bounds it: a gestionnaire exports its structures. */
@Controller()
export class ExportController {
  constructor(private readonly db: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  @Get(importLinks.export)
  @Allow('directory.export')
  page(@Req() req: Request): string {
    return renderPage(<ExportPage frame={visitorOf(req).frame} />);
  }

  @Get('/annuaire/export.csv')
  @Allow('directory.export')
  async csv(@Req() req: Request, @Res() res: Response, @Query('objet') asked: unknown): Promise<void> {
    if (asked === undefined) return res.redirect(HttpStatus.SEE_OTHER, importLinks.export);
    const object = exportObjects.find((known) => known === asked);
    if (!object) throw new BadRequestException(`Dites quel objet exporter : ${exportObjects.join(', ')}.`);
    const dossier = await this.read(req, object);
    res.attachment(`${object}-${dossier.departement.code}.csv`).type('text/csv; charset=utf-8').send(exportCsv(dossier, object));
  }

  @Get('/annuaire/export.json')
  @Allow('directory.export')
  async json(@Req() req: Request, @Res() res: Response): Promise<void> {
    const dossier = await this.read(req, 'annuaire');
    res.attachment(`annuaire-${dossier.departement.code}.json`).json(dossier);
  }

  /** The directory holds names and addresses of people: who took them away, and when, is journalled. */
  private read(req: Request, what: string): Promise<Dossier> {
    const { actor, standing: { departementCode } } = principalOf(req);
    const now = instantOf(this.clock);
    const today = dayAt(now, departementTimeZone(departementCode));
    return this.db.withIdentity(actor, async (tx) => {
      const dossier = await loadDossier(tx, departementCode, today);
      await appendToJournal(tx, { subject: 'directory', subjectId: departementCode, recordedAt: now, effectiveOn: today, actor, event: 'read', payload: { export: what }, stateFrom: null, stateTo: null, basis: null });
      return dossier;
    });
  }
}
