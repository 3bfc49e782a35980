import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { SMTPServer } from 'smtp-server';
import type { SMTPServerDataStream } from 'smtp-server';
import { CLOCK } from '../clock.js';
import type { Clock } from '../clock.js';
import { CONFIG } from '../config.js';
import type { Config } from '../config.js';
import { Database } from '../database/database.js';
import { KeyStore } from '../storage/key-store.js';
import { AddressWindow } from '../web/address-window.js';
import { readReport, reportReadBytes } from './delivery-report.js';
import { MailReports } from './mail-reports.js';
import { mailOfReturnPath } from './return-path.js';

/** A report returns the headers of a mail, or the whole mail: ours weigh some tens of kilobytes. */
export const reportBytesMax = 1024 * 1024;
/** Servers that may speak at once; the next is told to come back, as servers do. */
export const clientsMax = 20;
/** A server that keeps silent this long has left. */
export const silenceMs = 30_000;
/** Reports one server may bring in a quarter of an hour: our own relay brings all those of a national mailing, a machine gone mad thousands. */
export const reportsPerAddress = 1_000;
export const windowMs = 15 * 60_000;

type Refusal = Error & { responseCode: number };

/**
 * Where the reports of delivery come back (decision 31): a mail server that takes nothing but reports about our own mails. The address says which
 * mail, and that we sent it: whoever did not see it cannot make one, and a report sent anywhere else is refused before its first line.
 * STARTTLS is not offered: what comes here went through the same servers in clear.
 */
@Injectable()
export class ReportListener implements OnApplicationShutdown {
  private readonly log = new Logger('Reports');
  private readonly reports: MailReports;
  private readonly window = new AddressWindow(reportsPerAddress, windowMs);
  private server: SMTPServer | null = null;

  constructor(@Inject(CONFIG) private readonly config: Config, @Inject(CLOCK) private readonly clock: Clock, private readonly keys: KeyStore, db: Database) {
    this.reports = new MailReports(db, clock);
  }

  /** Listens where the operator said, or not at all. Rejects when the port cannot be had. */
  async start(): Promise<void> {
    const settings = this.config.bounces;
    if (!settings || this.server) return;
    const { listen, domain } = settings;
    const server = new SMTPServer({
      name: domain, banner: 'Paraphe', logger: false, disabledCommands: ['AUTH', 'STARTTLS'], disableReverseLookup: true, maxClients: clientsMax, socketTimeout: silenceMs,
      size: reportBytesMax, rejectOversized: true, maxRecipients: 1,
      onMailFrom: (_address, { remoteAddress }, answer) => answer(this.admits(remoteAddress) ? null : refusal(451, '4.7.1 too many reports, come back later')),
      onRcptTo: ({ address }, _session, answer) => answer(mailOfReturnPath(this.keys, domain, address) ? null : refusal(550, '5.1.1 nobody here')),
      onData: (stream, { envelope }, answer) => {
        const mailId = mailOfReturnPath(this.keys, domain, envelope.rcptTo[0]!.address)!;
        this.take(mailId, stream).then(() => answer(), (fault: unknown) => {
          // Whoever breaks off in the middle is not there to be answered, and is no news either.
          if (!stream.readableEnded) return;
          this.log.error(`a report about the mail ${mailId} cannot be kept: ${String(fault)}`);
          answer(refusal(451, '4.3.0 come back later'));
        });
      },
    });
    // One client that breaks off is no news; a port that cannot be had is told by `listen`.
    server.on('error', () => undefined);
    const listening = once(server.server, 'listening');
    server.listen(listen.port, listen.host);
    await listening;
    this.server = server;
  }

  /** Where it listens; null when it does not. */
  get port(): number | null {
    return this.server ? (this.server.server.address() as AddressInfo).port : null;
  }

  async onApplicationShutdown(): Promise<void> {
    await new Promise<void>((resolve) => (this.server ? this.server.close(resolve) : resolve()));
  }

  /** Answered once it is kept: a report that we acknowledge is not lost. What is no report, such as the answer of somebody on leave, is thanked for and forgotten. */
  private async take(mailId: string, stream: SMTPServerDataStream): Promise<void> {
    const beginning = await beginningOf(stream);
    const read = stream.sizeExceeded ? null : readReport(beginning);
    if (read) await this.reports.record(mailId, 'report', read.report, read.contentHash);
  }

  private admits(remoteAddress: string): boolean {
    const now = this.clock.now().getTime();
    if (this.window.isFull(remoteAddress, now)) return false;
    this.window.count(remoteAddress, now);
    return true;
  }
}

/** The part of a message that is read; memory holds no more. */
async function beginningOf(stream: SMTPServerDataStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    if (length < reportReadBytes) chunks.push(chunk);
    length += chunk.length;
  }
  return Buffer.concat(chunks);
}

function refusal(responseCode: number, text: string): Refusal {
  return Object.assign(new Error(text), { responseCode });
}
