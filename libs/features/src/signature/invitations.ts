import { Inject, Injectable } from '@nestjs/common';
import type { RoundEffect } from '#libs/domain';
import { loadRound, loadSignatory, subjectOf } from '#libs/features/round';
import { CLOCK, CONFIG, Database, KeyStore, Mailer, systemActor } from '#libs/platform';
import type { Clock, Config, Delivery, Letter, MailContent } from '#libs/platform';
import { correspondentKind, correspondentOf } from './correspondent.js';
import { invitationsMail } from './invitation.mails.js';
import type { InvitedPlace } from './invitation.mails.js';
import { linkIdIn } from './link-id.js';
import { bringInvitations } from './mail-cover.store.js';
import { MailedLinks } from './mailed-links.js';
import { endOfCollection, isAsked, isAwaited } from './place.js';
import type { Place } from './place.js';
import { replyTo, wordsFor } from './place-words.js';
import { invitationMail, signatureMailsVersion } from './signature.mails.js';

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
    const places = await this.awaited(signatoryIds);
    const [first] = places;
    if (!first) return;
    const { email, firstName, lastName } = first.person;
    const isOfOne = new Set(places.map(({ round }) => round.departementCode)).size === 1;
    const letter: Letter = {
      kind: 'signature.invitation', templateVersion: signatureMailsVersion, content: await this.content(delivery, places),
      recipient: { kind: correspondentKind, id: correspondentOf(this.keys, email), address: email, name: `${firstName} ${lastName}` },
      ...(isOfOne && { replyTo: replyTo(first) }),
    };
    await this.mailer.send(delivery, letter);
  }

  private async content(delivery: Delivery, places: readonly Place[]): Promise<MailContent> {
    const invited: InvitedPlace[] = [];
    for (const place of places) invited.push(await this.invited(delivery, place));
    const [first] = places;
    const [only] = invited;
    if (places.length === 1) return invitationMail({ ...wordsFor(first!, this.config), url: only!.url, deadline: only!.until, reminder: false, replaced: only!.replaced });
    const departements = new Map(places.map(({ round }) => [round.departementCode, round.dossier!.departement]));
    return invitationsMail({
      people: places.map(({ person }) => person), places: invited, documents: new Set(places.map(({ round }) => round.id)).size, contacts: [...departements.values()].map(({ prefecture }) => prefecture),
      departementName: departements.size === 1 ? first!.round.dossier!.departement.name : null, demonstration: this.config.mode === 'demonstration',
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

  /** Those who are still waited for, in their order: who signed meanwhile, was replaced, or whose round has stopped, is left out. */
  private awaited(signatoryIds: readonly string[]): Promise<Place[]> {
    return this.db.withIdentity(worker, async (tx) => {
      const places: Place[] = [];
      for (const id of signatoryIds) {
        const person = await loadSignatory(tx, id);
        const round = await loadRound(tx, person.roundId);
        const slot = round.facts.slots.find((one) => isAsked(one, id));
        if (slot && isAwaited({ round, slot, person })) places.push({ round, slot, person });
      }
      return places;
    });
  }
}
