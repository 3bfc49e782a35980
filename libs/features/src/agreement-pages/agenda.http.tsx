import { Controller, Get, Header, HttpStatus, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Allow, Open } from '#libs/features/access';
import { departementOf } from '#libs/features/directory';
import { accountOf, actorOf, say, visitorOf } from '#libs/features/identity';
import { anchorZone, CONFIG, Database } from '#libs/platform';
import type { Config } from '#libs/platform';
import { renderPage } from '#libs/ui';
import { AgendaAddressPage, AgendaPage } from './agenda.views.js';
import { agreementPageLinks } from './agreement-pages.links.js';
import { CalendarFeeds } from './calendar-feeds.js';

/** The same words for an address that never was, was replaced, or closed with its membership: nobody learns which. */
const noCalendar = 'Ce calendrier n’existe pas, ou n’existe plus.\n';

/** One's calendar address, and the calendar behind it. */
@Controller()
export class AgendaController {
  constructor(private readonly feeds: CalendarFeeds, private readonly db: Database, @Inject(CONFIG) private readonly config: Config) {}

  @Get(agreementPageLinks.agenda)
  @Allow('agreement.read')
  async page(@Req() req: Request): Promise<string> {
    const account = accountOf(req);
    const departement = await this.db.withIdentity(actorOf(account), (tx) => departementOf(tx, account.departementCode));
    return renderPage(<AgendaPage frame={visitorOf(req).frame} feed={await this.feeds.current(account)} timeZone={departement?.timeZone ?? anchorZone} />);
  }

  @Post(agreementPageLinks.agenda)
  @Allow('agreement.read')
  async renew(@Req() req: Request, @Res() res: Response): Promise<void> {
    const token = await this.feeds.renew(accountOf(req));
    res.status(HttpStatus.CREATED).setHeader('Cache-Control', 'no-store').send(renderPage(<AgendaAddressPage frame={visitorOf(req).frame} url={`${this.config.publicUrl}${agreementPageLinks.feed(token)}`} />));
  }

  @Post(agreementPageLinks.revokeAgenda)
  @Allow('agreement.read')
  async revoke(@Req() req: Request, @Res() res: Response): Promise<void> {
    const revoked = await this.feeds.revoke(accountOf(req));
    say(res, this.config, revoked ? { severity: 'success', text: 'L’adresse est fermée : aucun agenda ne peut plus la lire.' } : { severity: 'info', text: 'Aucune adresse n’était ouverte.' });
    res.redirect(HttpStatus.SEE_OTHER, agreementPageLinks.agenda);
  }

  @Get('/calendrier/:file')
  @Open()
  @Header('X-Robots-Tag', 'noindex')
  async calendar(@Res() res: Response, @Param('file') file: string): Promise<void> {
    const calendar = file.endsWith('.ics') ? await this.feeds.read(file.slice(0, -'.ics'.length)) : null;
    if (calendar === null) return void res.status(HttpStatus.NOT_FOUND).type('text/plain; charset=utf-8').send(noCalendar);
    res.setHeader('Cache-Control', 'private, no-store');
    res.setHeader('Content-Disposition', 'inline; filename="conventions.ics"');
    res.type('text/calendar; charset=utf-8').send(calendar);
  }
}
