import { Inject, Injectable } from '@nestjs/common';
import { addMonths, dayAt, startOfDay } from '#libs/domain';
import { subjectOf } from '#libs/features/round';
import { CLOCK, CONFIG, Database, KeyStore, Mailer, instantOf, systemActor } from '#libs/platform';
import type { Clock, Config, Delivery, MailContent } from '#libs/platform';
import { answerTo } from './fresh-links.js';
import type { LinkEffect } from './fresh-links.js';
import { freshLinksMail } from './link.mails.js';
import type { FoundPlace } from './link.mails.js';
import { linkIdIn } from './link-id.js';
import { broughtWith } from './mail-cover.store.js';
import { MailedLinks } from './mailed-links.js';
import { endOfCollection, isAwaited, placesOf } from './place.js';
import type { Place } from './place.js';
import { sharedLetter, whoAsks } from './shared-letter.js';

/** The sealed copy is an original (C. civ. 1375): a year leaves time to file it, and a fresh link can be asked for after. */
export const copyMonths = 12;

const worker = systemActor('worker');

/** The one mail of whoever lost several links: each place with its own, which signs where one is waited for, and shows where the document stands elsewhere. */
@Injectable()
export class FreshLetters {
  constructor(
    private readonly db: Database,
    private readonly mailer: Mailer,
    private readonly keys: KeyStore,
    private readonly links: MailedLinks,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** True when nothing is left to do for that place: its link has left with others, or the mail of another brings it. False when it leaves alone, if it leaves. */
  async leaveTogether(delivery: Delivery<LinkEffect>): Promise<boolean> {
    const brought = await this.db.withIdentity(worker, (tx) => broughtWith(tx, delivery.id));
    if (!brought) return false;
    if (brought.mailId === delivery.id && !(await this.mailer.isSent(delivery))) await this.write(delivery, brought.signatoryIds);
    return true;
  }

  private async write(delivery: Delivery<LinkEffect>, signatoryIds: readonly string[]): Promise<void> {
    // Those where there is still something to show.
    const places = await this.db.withIdentity(worker, (tx) => placesOf(tx, signatoryIds, (place) => answerTo(place) !== null));
    if (places.length > 0) await this.mailer.send(delivery, sharedLetter(this.keys, places, 'signature.fresh_link', await this.content(delivery, places)));
  }

  private async content(delivery: Delivery, places: readonly Place[]): Promise<MailContent> {
    const found: FoundPlace[] = [];
    for (const place of places) found.push(await this.found(delivery, place));
    return freshLinksMail({ places: found, months: copyMonths, ...whoAsks(places), demonstration: this.config.mode === 'demonstration' });
  }

  private async found(delivery: Delivery, place: Place): Promise<FoundPlace> {
    const { round, slot, person } = place;
    const end = isAwaited(place) ? endOfCollection(round) : null;
    const url = await this.links.keep(linkIdIn(delivery.id, person.id), place, end ? 'sign' : 'copy', end ?? this.endOfCopy(round.timeZone));
    return { subject: subjectOf(round), bodyName: slot.bodyName, person, until: end && round.facts.collectUntil, url };
  }

  private endOfCopy(timeZone: string): Date {
    return new Date(startOfDay(addMonths(dayAt(instantOf(this.clock), timeZone), copyMonths), timeZone));
  }
}
