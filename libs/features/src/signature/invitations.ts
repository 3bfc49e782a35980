import { Inject, Injectable } from '@nestjs/common';
import type { RoundEffect } from '#libs/domain';
import { loadRound, subjectOf } from '#libs/features/round';
import { CLOCK, CONFIG, Database, KeyStore, Mailer, systemActor } from '#libs/platform';
import type { Clock, Config, Delivery, MailContent } from '#libs/platform';
import { invitationsMail } from './invitation.mails.js';
import type { InvitedPlace } from './invitation.mails.js';
import { linkIdIn } from './link-id.js';
import { bringInvitations } from './mail-cover.store.js';
import { MailedLinks } from './mailed-links.js';
import { endOfCollection, isAwaited, placesOf } from './place.js';
import type { Place } from './place.js';
import { wordsFor } from './place-words.js';
import { sharedLetter, whoAsks } from './shared-letter.js';
import { invitationMail } from './signature.mails.js';

export type InvitationEffect = Extract<RoundEffect, { type: 'inviteSignatory' }>;

const worker = systemActor('worker');

/**
 * One mail for all the invitations that are due to one person at the same time, whatever the rounds: the first that leaves takes the others with it, once and
 * for all, and none waits for one that is not due yet. Each is in one mail only; a mail names those of its places that are still waited for when it leaves.
 */
@Injectable()
export class Invitations {
  constructor(
    private readonly db: Database,
    private readonly mailer: Mailer,
    private readonly keys: KeyStore,
    private readonly links: MailedLinks,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** True when nothing is left to do for that invitation: it has left with others, or the mail of another brings it. False when it leaves alone, if it leaves. */
  async leaveTogether(delivery: Delivery<InvitationEffect>): Promise<boolean> {
    const { reminder, signatoryId } = delivery.effect;
    if (reminder || (await this.mailer.isSent(delivery))) return false;
    const brought = await this.db.withIdentity(worker, (tx) => bringInvitations(tx, { effectId: delivery.id, signatoryId, at: this.clock.now() }));
    if (!brought) return false;
    if (brought.mailId !== delivery.id) return true;
    if (brought.signatoryIds.length === 1 && brought.signatoryIds[0] === signatoryId) return false;
    await this.write(delivery, brought.signatoryIds);
    return true;
  }

  private async write(delivery: Delivery<InvitationEffect>, signatoryIds: readonly string[]): Promise<void> {
    // Who signed meanwhile, was replaced, or whose round has stopped, is left out.
    const places = await this.db.withIdentity(worker, (tx) => placesOf(tx, signatoryIds, isAwaited));
    if (places.length > 0) await this.mailer.send(delivery, sharedLetter(this.keys, places, 'signature.invitation', await this.content(delivery, places)));
  }

  private async content(delivery: Delivery, places: readonly Place[]): Promise<MailContent> {
    const invited: InvitedPlace[] = [];
    for (const place of places) invited.push(await this.invited(delivery, place));
    const [first] = places;
    const [only] = invited;
    if (places.length === 1) return invitationMail({ ...wordsFor(first!, this.config), url: only!.url, deadline: only!.until, reminder: false, replaced: only!.replaced });
    return invitationsMail({
      people: places.map(({ person }) => person), places: invited, documents: new Set(places.map(({ round }) => round.id)).size, ...whoAsks(places), demonstration: this.config.mode === 'demonstration',
    });
  }

  private async invited(delivery: Delivery, place: Place): Promise<InvitedPlace> {
    const { round, slot, person } = place;
    const end = endOfCollection(round);
    const { collectUntil, supersedes } = round.facts;
    if (!collectUntil || !end) throw new Error(`Round ${round.number} invites without a last day`);
    const url = await this.links.keep(linkIdIn(delivery.id, person.id), place, 'sign', end);
    const replaced = supersedes && (await this.db.withIdentity(worker, async (tx) => (await loadRound(tx, supersedes)).facts.supersededReason));
    return { subject: subjectOf(round), bodyName: slot.bodyName, quality: person.quality, until: collectUntil, url, replaced };
  }
}
