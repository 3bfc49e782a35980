import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { dayAt } from '#libs/domain';
import { agreementsOf } from '#libs/features/agreement';
import { actorOf } from '#libs/features/identity';
import type { Account } from '#libs/features/identity';
import { appendToJournal, anchorZone, CLOCK, CONFIG, Database, instantOf, systemActor } from '#libs/platform';
import type { Actor, Clock, Config } from '#libs/platform';
import { AgreementReader } from './agreements.read.js';
import { feedByHash, insertFeed, noteRead, openFeed, revokeFeed } from './calendar-feed.store.js';
import type { CalendarFeedRow, FeedReader } from './calendar-feed.store.js';
import { calendarOf } from './ical.js';

/** 256 bits: the address is all there is between a stranger and a calendar. */
const tokenBytes = 32;
const tokenPattern = /^[\w-]{43}$/;
/** Programs read every few hours: the day of the last reading is what people want to know, and a write per reading is not. */
const readNotedEveryMs = 3_600_000;
const server = systemActor('calendar');

/** Subject of the journal lines about addresses of calendars. */
export const calendarFeedSubject = 'calendar_feed';

/** The secret address that shows somebody's dates to the calendar program of their choice. */
@Injectable()
export class CalendarFeeds {
  constructor(private readonly db: Database, private readonly reader: AgreementReader, @Inject(CLOCK) private readonly clock: Clock, @Inject(CONFIG) private readonly config: Config) {}

  current(account: Account): Promise<CalendarFeedRow | null> {
    return this.db.withIdentity(actorOf(account), (tx) => openFeed(tx, account.membershipId));
  }

  /** A new address, which closes the former one. It is given here and never again. */
  renew(account: Account): Promise<string> {
    return this.db.withIdentity(actorOf(account), async (tx) => {
      const token = randomBytes(tokenBytes).toString('base64url');
      const id = randomUUID();
      // Of two requests at once, one waits: the index keeps a single open address.
      await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`calendar ${account.membershipId}`]);
      await revokeFeed(tx, account.membershipId, this.clock.now());
      await insertFeed(tx, { id, departementCode: account.departementCode, membershipId: account.membershipId, accountId: account.id, tokenHash: hashOf(token), createdAt: this.clock.now() });
      await this.journal(tx, account, 'create');
      return token;
    });
  }

  /** False when there was none. */
  revoke(account: Account): Promise<boolean> {
    return this.db.withIdentity(actorOf(account), async (tx) => {
      if (!(await revokeFeed(tx, account.membershipId, this.clock.now()))) return false;
      await this.journal(tx, account, 'revoke');
      return true;
    });
  }

  /** The calendar behind an address; null when it opens nothing, for whatever reason. */
  async read(token: string): Promise<string | null> {
    if (!tokenPattern.test(token)) return null;
    const reader = await this.db.withIdentity(server, (tx) => feedByHash(tx, hashOf(token)));
    if (!reader) return null;
    await this.note(reader);
    const { accountId, departementCode, role, organisationId } = reader;
    const actor: Actor = { kind: 'account', id: accountId, departement: departementCode, role, organisation: organisationId };
    const lives = await this.db.withIdentity(actor, async (tx) => {
      const found = [];
      for (const agreement of await agreementsOf(tx, departementCode)) found.push({ agreement, entries: await this.reader.entriesOf(tx, agreement, organisationId) });
      return found;
    });
    return calendarOf({ lives, publicUrl: this.config.publicUrl, now: this.clock.now() });
  }

  private async note({ id, lastReadAt }: FeedReader): Promise<void> {
    const now = this.clock.now();
    if (lastReadAt && now.getTime() - lastReadAt.getTime() < readNotedEveryMs) return;
    await this.db.withIdentity(server, (tx) => noteRead(tx, id, now));
  }

  private async journal(tx: Parameters<typeof openFeed>[0], account: Account, event: 'create' | 'revoke'): Promise<void> {
    const at = instantOf(this.clock);
    await appendToJournal(tx, { subject: calendarFeedSubject, subjectId: account.membershipId, recordedAt: at, effectiveOn: dayAt(at, anchorZone), actor: actorOf(account), event, payload: {}, stateFrom: null, stateTo: null, basis: null });
  }
}

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');
