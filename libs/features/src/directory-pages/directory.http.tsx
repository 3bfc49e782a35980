import { Controller, Get, Query, Req } from '@nestjs/common';
import type { Request } from 'express';
import { legalDay, reachOf } from '#libs/domain';
import type { LegalDay } from '#libs/domain';
import { Allow, Readings } from '#libs/features/access';
import { directoryLinks } from '#libs/features/directory';
import { accountOf, actorOf, may, visitorOf } from '#libs/features/identity';
import { renderPage } from '#libs/ui';
import { textLengthMax } from './answers.js';
import { DirectoryDesk } from './directory.desk.js';
import { directoryGroups, foundIn } from './directory.overview.js';
import { DirectoryPage } from './directory.views.js';
import { ReferencePage } from './reference.views.js';

/** The whole directory of a département on one page, and the national partners over time. */
@Controller()
export class DirectoryController {
  constructor(private readonly desk: DirectoryDesk, private readonly readings: Readings) {}

  @Get(directoryLinks.page)
  @Allow('directory.read')
  async page(@Req() req: Request, @Query() asked: Readonly<Record<string, unknown>>): Promise<string> {
    const account = accountOf(req);
    await this.readings.note(actorOf(account), 'directory', account.departementCode);
    const { dossier } = await this.desk.directory(account);
    const whole = reachOf(account.role, 'directory.read') === 'departement';
    const groups = directoryGroups(dossier, { may: (action) => may(req, action), whole });
    const looked = lineOf(asked.q);
    const only = lineOf(asked.groupe);
    return renderPage(
      <DirectoryPage
        frame={visitorOf(req).frame} departementName={dossier.departement.name} groups={groups} looked={looked} only={only} whole={whole} onlyIncomplete={asked.fiches === 'a-completer'}
        {...(looked !== '' && { found: foundIn(groups, looked) })}
        doors={{ import: may(req, 'directory.import'), export: may(req, 'directory.export'), launch: may(req, 'round.manage') }}
      />,
    );
  }

  @Get(directoryLinks.reference)
  @Allow('national_partner.read')
  async reference(@Req() req: Request, @Query('jour') asked: unknown): Promise<string> {
    const { reference, dossier, today } = await this.desk.directory(accountOf(req));
    const typed = lineOf(asked);
    const day = typed === '' ? today : dayOf(typed);
    const error = day === null ? { field: 'jour', message: 'Indiquez une date, par exemple 2026-01-01' } : null;
    return renderPage(<ReferencePage frame={visitorOf(req).frame} reference={reference} bodies={dossier.nationalPartners} day={day ?? today} asked={typed || today} error={error} />);
  }
}

function lineOf(asked: unknown): string {
  return typeof asked === 'string' ? asked.slice(0, textLengthMax).replace(/[\p{Cc}\s]+/gu, ' ').trim() : '';
}

function dayOf(typed: string): LegalDay | null {
  try {
    return legalDay(typed);
  } catch {
    return null;
  }
}
