import { Inject, Injectable, Logger } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import type { ImapFlow } from 'imapflow';
import { CLOCK } from '../clock.js';
import type { Clock } from '../clock.js';
import { CONFIG } from '../config.js';
import type { Config } from '../config.js';
import { Database } from '../database/database.js';
import { KeyStore } from '../storage/key-store.js';
import type { BounceMailbox } from './bounce-mailbox.js';
import { announcesReport, readReport, reportReadBytes } from './delivery-report.js';
import { closeMailbox, mailboxFaultOf, openMailbox } from './imap-mailbox.js';
import { MailReports } from './mail-reports.js';
import { MailboxProgress } from './mailbox-progress.js';
import { mailNamedIn } from './return-path.js';

/** Messages looked at in one visit: the reports of a national mailing take a few, and a mailbox that was never emptied does not keep a worker. */
export const messagesPerVisit = 500;
/** Headers asked for at once. Half as many after each visit in vain, down to one: a slow server, or one message that it cannot give, holds up only what it must. */
const lotSize = 50;
/** What is read of a message to know whether it is a report: its header, usually some kilobytes. */
const headReadBytes = 32 * 1024;
/** A visit ends by itself before the next one is due (`mailboxEveryMs`), what remains waits… */
const visitMs = 60_000;
/** …and is cut off when the server no longer answers. */
const visitMaxMs = 100_000;

/** Where the visit begins. */
type Known = NonNullable<Awaited<ReturnType<MailboxProgress['claim']>>>;

/** `looked`: messages seen. `recorded`: those about one of our mails. */
export type Visit = { looked: number; recorded: number };

/**
 * Reads reports of delivery in an ordinary mailbox, for whoever cannot have mail led to our listener. A message about one of our mails, which it proves
 * by a word that only its servers and its recipient saw, is kept as the listener keeps it, then marked as read. Anything else is left as it is: this
 * mailbox may be read by people too.
 */
@Injectable()
export class ReportMailbox implements OnApplicationShutdown {
  private readonly log = new Logger('Reports');
  private readonly reports: MailReports;
  private readonly progress: MailboxProgress | null;
  private running: Promise<Visit | null> | null = null;
  private readonly stop = new AbortController();

  constructor(@Inject(CONFIG) private readonly config: Pick<Config, 'bounces' | 'bounceMailbox'>, @Inject(CLOCK) clock: Clock, private readonly keys: KeyStore, db: Database) {
    this.reports = new MailReports(db, clock);
    this.progress = config.bounceMailbox && new MailboxProgress(db, clock, config.bounceMailbox);
  }

  /** Asked every minute; visits the mailbox when its time has come. Null when it did not, or in vain, which is counted. Rejects when the database fails. */
  catchUp(): Promise<Visit | null> {
    const { bounceMailbox } = this.config;
    const { progress } = this;
    if (!bounceMailbox || !progress || this.stop.signal.aborted) return Promise.resolve(null);
    this.running ??= this.visitWhenDue(bounceMailbox, progress).finally(() => (this.running = null));
    return this.running;
  }

  /** What was under way is taken up at the next start. */
  async onApplicationShutdown(): Promise<void> {
    this.stop.abort();
    await this.running?.catch(() => undefined);
  }

  private async visitWhenDue(mailbox: BounceMailbox, progress: MailboxProgress): Promise<Visit | null> {
    const known = await progress.claim();
    if (!known) return null;
    try {
      const { more, ...visit } = await this.visit(mailbox, progress, known);
      await progress.succeeded(more);
      return visit;
    } catch (fault) {
      if (this.stop.signal.aborted) return null;
      this.log.warn(`the mailbox of reports cannot be read: ${mailboxFaultOf(fault)}, ${await progress.failed()} time(s) in a row`);
      return null;
    }
  }

  private async visit(mailbox: BounceMailbox, progress: MailboxProgress, known: Known): Promise<Visit & { more: boolean }> {
    const client = await openMailbox(mailbox, AbortSignal.any([this.stop.signal, AbortSignal.timeout(visitMaxMs)]));
    try {
      return await this.readNew(client, progress, known);
    } finally {
      await closeMailbox(client);
    }
  }

  /** Whatever came since the last visit, opened by somebody meanwhile or not. The first time, and when the server has numbered its messages anew: what is still unread. */
  private async readNew(client: ImapFlow, progress: MailboxProgress, known: Known): Promise<Visit & { more: boolean }> {
    const end = performance.now() + visitMs;
    const isOver = (): boolean => performance.now() >= end;
    const lotMax = Math.max(1, lotSize >> Math.min(known.failures, 30));
    const { uidValidity, uidNext } = client.mailbox as Exclude<ImapFlow['mailbox'], false>;
    const isKnown = known.uidValidity === String(uidValidity);
    const after = isKnown ? known.lastUid : 0;
    // « n:* » always holds the last message, however old (RFC 3501, 6.4.8).
    const found = await client.search(isKnown ? { uid: `${after + 1}:*` } : { seen: false }, { uid: true });
    if (!Array.isArray(found)) throw new Error('the search is refused');
    const uids = found.filter((uid) => uid > after).sort((a, b) => a - b);
    const visit = { looked: 0, recorded: 0 };
    const keep = (lastUid: number): Promise<void> => progress.keep({ uidValidity: String(uidValidity), lastUid });
    while (visit.looked < Math.min(uids.length, messagesPerVisit) && !isOver()) {
      const lot = uids.slice(visit.looked, Math.min(visit.looked + lotMax, messagesPerVisit));
      const { looked, recorded } = await this.readLot(client, lot, keep, isOver);
      visit.recorded += recorded;
      visit.looked += looked;
      await keep(uids[visit.looked - 1]!);
    }
    const more = visit.looked < uids.length;
    // What was already read before our first visit is not looked at later either.
    if (!isKnown && !more) await keep(Math.max(uids.at(-1) ?? 0, uidNext - 1));
    return { ...visit, more };
  }

  /** Looks at those messages, all of them unless it is over in the middle, at least one. How far we are is kept after each one that is fetched whole. Nothing that is only looked at is marked as read (« PEEK »). */
  private async readLot(client: ImapFlow, uids: readonly number[], keep: (lastUid: number) => Promise<void>, isOver: () => boolean): Promise<Visit> {
    const heads = await client.fetchAll(uids.join(','), { uid: true, bodyParts: [{ key: 'header', start: 0, maxLength: headReadBytes }] }, { uid: true });
    let recorded = 0;
    for (const { uid, headers } of heads.sort((a, b) => a.uid - b.uid)) {
      if (!headers || !announcesReport(headers)) continue;
      if (await this.take(client, uid)) recorded++;
      await keep(uid);
      if (isOver()) return { looked: uids.filter((one) => one <= uid).length, recorded };
    }
    return { looked: uids.length, recorded };
  }

  /** Kept first, marked afterwards: whatever stops us in between, the same report is kept once. */
  private async take(client: ImapFlow, uid: number): Promise<boolean> {
    const message = await client.fetchOne(String(uid), { uid: true, source: { start: 0, maxLength: reportReadBytes } }, { uid: true });
    const read = message && message.source ? readReport(message.source) : null;
    const mailId = read && (mailNamedIn(this.keys, read.head, this.config.bounces?.domain) ?? mailNamedIn(this.keys, read.returnedProof));
    if (!read || !mailId) return false;
    await this.reports.record(mailId, 'report', read.report, read.contentHash);
    await client.messageFlagsAdd(String(uid), ['\\Seen'], { uid: true });
    return true;
  }
}
