import { Controller, Get, Req } from '@nestjs/common';
import type { Request } from 'express';
import { Readings, SignedIn } from '#libs/features/access';
import { accountOf, actorOf, visitorOf } from '#libs/features/identity';
import { Database, systemActor } from '#libs/platform';
import { renderPage } from '#libs/ui';
import { timeZoneOf } from './account-journal.js';
import { accountLinks } from './accounts.links.js';
import { SpaceReader } from './space.read.js';
import { SpacePage } from './space.views.js';

/** Where one lands after signing in. */
@Controller()
export class SpaceController {
  constructor(private readonly reader: SpaceReader, private readonly readings: Readings, private readonly db: Database) {}

  @Get(accountLinks.space)
  @SignedIn()
  async page(@Req() req: Request): Promise<string> {
    const account = accountOf(req);
    // The home of an agent, a gestionnaire or a partner names référents.
    await this.readings.note(actorOf(account), 'space', account.membershipId);
    const timeZone = await this.db.withIdentity(systemActor('accounts'), (tx) => timeZoneOf(tx, account.departementCode));
    return renderPage(<SpacePage frame={visitorOf(req).frame} name={account.fullName} organisation={account.organisationName} timeZone={timeZone} space={await this.reader.read(account)} />);
  }
}
