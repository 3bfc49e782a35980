import { Controller, Get, Inject, NotFoundException, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Allow, SignedIn } from '#libs/features/access';
import { departementOf } from '#libs/features/directory';
import { accountOf, actorOf, say, visitorOf } from '#libs/features/identity';
import { CONFIG, Database, anchorZone } from '#libs/platform';
import type { Config } from '#libs/platform';
import { renderPage } from '#libs/ui';
import { Attachments } from './attachments.js';
import { IdentitiesPage } from './identities.views.js';
import { PROCONNECT, connected } from './proconnect.client.js';
import type { ProConnectClient } from './proconnect.client.js';
import { proConnectLinks } from './proconnect.links.js';

/** One's own identities of ProConnect. */
@Controller()
export class IdentitiesController {
  constructor(private readonly attachments: Attachments, private readonly db: Database, @Inject(CONFIG) private readonly config: Config, @Inject(PROCONNECT) private readonly client: ProConnectClient | null) {}

  @Get(proConnectLinks.identities)
  @SignedIn()
  async page(@Req() req: Request): Promise<string> {
    connected(this.client);
    const actor = actorOf(accountOf(req));
    const departement = await this.db.withIdentity(actor, (tx) => departementOf(tx, actor.departement));
    return renderPage(<IdentitiesPage frame={visitorOf(req).frame} identities={await this.attachments.list(actor)} timeZone={departement?.timeZone ?? anchorZone} />);
  }

  @Post(proConnectLinks.detachRoute)
  @Allow('self.manage', { kind: 'proconnect_identity', param: 'id' })
  async detach(@Req() req: Request, @Res() res: Response, @Param('id') id: string): Promise<void> {
    // Detached meanwhile, in another tab.
    if (!(await this.attachments.detach(actorOf(accountOf(req)), id))) throw new NotFoundException('No such identity any more');
    say(res, this.config, { severity: 'success', text: 'Cette identité ProConnect n’ouvre plus votre compte.' });
    res.redirect(303, proConnectLinks.identities);
  }
}
