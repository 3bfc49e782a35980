import { Controller, Get, HttpException, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { dayAt } from '#libs/domain';
import { Open } from '#libs/features/access';
import { strongOf, subjectOf } from '#libs/features/round';
import { CLOCK, instantOf } from '#libs/platform';
import type { Clock } from '#libs/platform';
import { maskEmail, renderPage } from '#libs/ui';
import { Desk } from './desk.js';
import type { DeskPlace } from './desk.js';
import { DeskPage } from './desk.views.js';
import type { DeskLine } from './desk.views.js';
import { FreshLinks } from './fresh-links.js';
import { SignatoryDoor, contactOf, frameOf } from './signatory-door.js';
import { LinkRenewedPage } from './signature-dead.views.js';
import { signatureLinks } from './signature.links.js';
import { SmsCodes } from './sms-codes.js';

/** Everything that waits at one address, behind any of its links that opens. */
@Controller()
export class DeskController {
  constructor(private readonly door: SignatoryDoor, private readonly desk: Desk, private readonly fresh: FreshLinks, private readonly sms: SmsCodes, @Inject(CLOCK) private readonly clock: Clock) {}

  @Get('/signer/:token/en-attente')
  @Open()
  async page(@Req() req: Request, @Res() res: Response, @Param('token') token: string): Promise<void> {
    const sitting = await this.door.open(req, res, token);
    if (!sitting) return;
    const { purpose } = sitting.link;
    const lines = (await this.desk.of(sitting.link)).map((place) => this.line(place, purpose === 'sign'));
    res.send(renderPage(<DeskPage frame={frameOf(req)} token={token} maskedEmail={maskEmail(sitting.person.email)} lines={lines} contact={contactOf(sitting)} />));
  }

  @Post('/signer/:token/en-attente/nouveau-lien')
  @Open()
  async renew(@Req() req: Request, @Res() res: Response, @Param('token') token: string): Promise<void> {
    if (!this.fresh.admits(req.ip ?? '')) throw new HttpException('Too many links asked for from one network', 429);
    const sitting = await this.door.open(req, res, token);
    if (!sitting) return;
    await this.fresh.askAt(sitting.person.email);
    res.send(renderPage(<LinkRenewedPage frame={frameOf(req)} maskedEmail={maskEmail(sitting.person.email)} contact={contactOf(sitting)} />));
  }

  /** `signs`: whether the link that opened the page signs itself; one that only shows opens none that does. */
  private line(place: DeskPlace, signs: boolean): DeskLine {
    const { round, slot, person, link, token, awaited, samePerson } = place;
    return {
      subject: subjectOf(round), number: round.number, bodyName: slot.bodyName, person: `${person.civility} ${person.firstName} ${person.lastName}`, quality: person.quality,
      samePerson, awaited, until: round.facts.collectUntil, today: dayAt(instantOf(this.clock), round.timeZone), timeZone: round.timeZone, roundState: round.state, slotState: slot.state, since: slot.since,
      byAnother: slot.state === 'approved' && slot.signatoryId !== person.id, means: slot.means, strong: strongOf(slot), bySms: this.sms.offeredTo(place) !== null, href: token && (link?.purpose === 'copy' || (signs && samePerson)) ? signatureLinks.page(token) : null,
    };
  }
}
