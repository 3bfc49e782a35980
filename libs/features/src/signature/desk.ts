import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { addMonths, dayAt } from '#libs/domain';
import { loadRound, loadSignatory } from '#libs/features/round';
import { CLOCK, Database, KeyStore, instantOf, systemActor } from '#libs/platform';
import type { Clock } from '#libs/platform';
import { actorOf } from './codes.js';
import { hashOf, linksOf, linksOfMailbox } from './link.store.js';
import type { LinkRow, MailboxLink } from './link.store.js';
import { endOfCollection, isAsked, isAwaited } from './place.js';
import type { Place } from './place.js';

/** A place of the mailbox that a link proves. */
export type DeskPlace = Place & {
  /** The link that opens it; null when none does any more. */
  link: LinkRow | null;
  /** Its token, when the link left in one of our mails. */
  token: string | null;
  awaited: boolean;
  /** Whether it is the place of whoever holds the link, and not of another person who reads the same mails. */
  samePerson: boolean;
};

/** Places of one mailbox: a person sits on a few bodies, not on fifty; a shared one keeps those that wait. */
const placesMax = 30;
/** What was signed is shown as long as its copy may be fetched. */
const recentMonths = 12;

const table = systemActor('table');

/**
 * Everything that one mailbox is asked for, across rounds and départements, without an account. What a link proves is that its holder reads
 * the mails of one address: which other links went there is asked of the whole table, and each place is then read in the name of its own
 * link, under row-level security, as if that mail had been opened.
 */
@Injectable()
export class Desk {
  constructor(private readonly db: Database, private readonly keys: KeyStore, @Inject(CLOCK) private readonly clock: Clock) {}

  /** How many places wait for the holder of that link, this one among them. */
  async awaited(linkId: string): Promise<number> {
    return (await this.links(linkId)).filter(({ awaited, samePerson }) => awaited && samePerson).length;
  }

  /** What waits first, then the latest. */
  async of(held: LinkRow): Promise<DeskPlace[]> {
    return this.read(held, await this.links(held.id));
  }

  /** The other places that wait for the holder of that link. */
  async besides(held: LinkRow): Promise<DeskPlace[]> {
    const links = await this.links(held.id);
    return (await this.read(held, links.filter(({ awaited, samePerson, signatoryId }) => awaited && samePerson && signatoryId !== held.signatoryId))).filter(({ awaited }) => awaited);
  }

  private links(linkId: string): Promise<MailboxLink[]> {
    return this.db.read(table, (tx) => linksOfMailbox(tx, linkId, placesMax));
  }

  private async read(held: LinkRow, links: readonly MailboxLink[]): Promise<DeskPlace[]> {
    const places: DeskPlace[] = [];
    for (const { id, signatoryId, samePerson, sent } of links) {
      const place = await this.db.read(actorOf({ id, signatoryId }), (tx) => this.place(tx, held, { signatoryId, samePerson, sent }));
      if (place) places.push(place);
    }
    return places;
  }

  private async place(tx: EntityManager, held: LinkRow, { signatoryId, samePerson, sent }: Pick<MailboxLink, 'signatoryId' | 'samePerson' | 'sent'>): Promise<DeskPlace | null> {
    const person = await loadSignatory(tx, signatoryId);
    const round = await loadRound(tx, person.roundId);
    const slot = round.facts.slots.find((one) => isAsked(one, person.id));
    if (!slot || this.isOld({ round, slot, person })) return null;
    const end = endOfCollection(round);
    const isOver = end !== null && end <= this.clock.now();
    const awaited = isAwaited({ round, slot, person }) && !isOver;
    // Whoever holds a link that no mail has brought yet did not get it from us: nothing would prove how.
    const opens = (link: LinkRow) => (link.id === held.id || sent.includes(link.id)) && link.contentHash === round.facts.contentHash && (link.purpose === 'sign' ? !isOver : !awaited && link.expiresAt > this.clock.now());
    const link = chosen((await linksOf(tx, person)).filter(opens), held);
    return { round, slot, person, link, token: link && this.tokenOf(link), awaited, samePerson };
  }

  /** Tokens are kept nowhere: those of our mails are derived from the link's id. */
  private tokenOf({ id, tokenHash }: { id: string; tokenHash: string }): string | null {
    const token = this.keys.derive('link', id).toString('base64url');
    return hashOf(token) === tokenHash ? token : null;
  }

  private isOld({ round, slot }: Place): boolean {
    const today = dayAt(instantOf(this.clock), round.timeZone);
    return slot.since !== null && slot.state !== 'invited' && addMonths(dayAt(slot.since, round.timeZone), recentMonths) < today;
  }
}

/**
 * The link held itself; else one that only shows; else the first that left. A fresh link forgives the wrong codes typed before it, because
 * only whoever reads the mails has it: were it given by an older one, whoever guesses could go on for ever.
 */
function chosen<T extends LinkRow>(latestFirst: readonly T[], held: LinkRow): T | null {
  return latestFirst.find(({ id }) => id === held.id) ?? latestFirst.find(({ purpose }) => purpose === 'copy') ?? latestFirst.at(-1) ?? null;
}
