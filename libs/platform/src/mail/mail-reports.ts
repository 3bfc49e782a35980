import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.js';
import { systemActor } from '../database/actor.js';
import type { Database } from '../database/database.js';
import type { DeliveryReport } from './delivery-report.js';

/** Reports kept of one mail, from each source: what our own relay says again and again leaves room for what comes back later. A server that repeats itself for five days sends fewer, and whoever holds a return path fills nothing. */
export const reportsPerMailMax = 30;

/** Who spoke: our own relay while we handed the mail over, or a report that came back later. */
export type ReportSource = 'relay' | 'report';

/** Keeps what servers say of our mails, added to and never rewritten. It changes neither a signature nor a round. */
export class MailReports {
  constructor(private readonly db: Database, private readonly clock: Clock) {}

  /** `contentHash`: SHA-256 of what makes the report that one, hex; the same one twice, by whichever ways, is kept once. One about a mail we do not know is dropped. */
  async record(mailId: string, source: ReportSource, { action, status, diagnostic }: DeliveryReport, contentHash: string): Promise<void> {
    await this.db.withIdentity(systemActor('mailer'), (tx) =>
      tx.query(
        `insert into mail_report (id, mail_id, source, action, status, diagnostic, content_hash, received_at)
         select $1, mail.id, $3, $4, $5, $6, $7, $8 from mail where mail.id = $2 and (select count(*) from mail_report where mail_id = mail.id and source = $3) < $9
         on conflict (mail_id, content_hash) do nothing`,
        [randomUUID(), mailId, source, action, status, diagnostic, contentHash, this.clock.now(), reportsPerMailMax],
      ),
    );
  }
}
