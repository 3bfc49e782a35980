import { createHash } from 'node:crypto';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { createTransport } from 'nodemailer';
import type { SendMailOptions, Transporter } from 'nodemailer';
import { CLOCK } from '../clock.js';
import type { Clock } from '../clock.js';
import { CONFIG } from '../config.js';
import type { Config } from '../config.js';
import { systemActor } from '../database/actor.js';
import { Database } from '../database/database.js';
import { DiscreetError } from '../outbox/discreet-error.js';
import type { Delivery } from '../outbox/effects.js';
import { KeyStore } from '../storage/key-store.js';
import { proofHeader } from './delivery-report.js';
import { headerName, headerWords, oneMailbox, withoutAddresses } from './header-words.js';
import { MailReports } from './mail-reports.js';
import { returnPathOf, subAddressOf, tokenOf } from './return-path.js';

/** A server that does not answer must free the worker: the queue will come back. */
const smtpTimeoutMs = 15_000;

export type MailContent = { subject: string; text: string; html: string };
export type MailAttachment = { filename: string; contentType: string; content: Buffer };
export type Letter = {
  /** Which template, for the record: kept with its version and the hash of what was sent, never the text (decision 26). */
  kind: string;
  templateVersion: string;
  recipient: { kind: string; id: string; address: string; name: string };
  /** Who reads the answer; without it, an answer goes to whom the service writes as. */
  replyTo?: { address: string; name: string };
  content: MailContent;
  /** Files that go with it: for whoever holds no account to fetch them with. */
  attachments?: readonly MailAttachment[];
};

/** Sends the mail of one effect, once. Its Message-ID is the outbox row's id: if we die between the server's acceptance and our commit, the repeat is recognisable. */
@Injectable()
export class Mailer implements OnApplicationShutdown {
  private readonly transport: Transporter;
  private readonly domain: string;
  private readonly log = new Logger('Mailer');
  private readonly reports: MailReports;

  constructor(@Inject(CONFIG) private readonly config: Config, @Inject(CLOCK) private readonly clock: Clock, private readonly db: Database, private readonly keys: KeyStore) {
    this.reports = new MailReports(db, clock);
    const { hostname, port, username, password, protocol } = new URL(config.smtpUrl);
    this.transport = createTransport({
      host: hostname,
      port: Number(port || (protocol === 'smtps:' ? 465 : 25)),
      secure: protocol === 'smtps:',
      ...(username && { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
      connectionTimeout: smtpTimeoutMs,
      greetingTimeout: smtpTimeoutMs,
      socketTimeout: smtpTimeoutMs,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    this.domain = /@([^\s>]+)/.exec(config.mailFrom)?.[1] ?? 'paraphe.example';
  }

  /** True when that effect's mail is already gone: rendering it again would be wasted. */
  async isSent(delivery: Delivery): Promise<boolean> {
    const rows: unknown[] = await this.db.withIdentity(systemActor('mailer'), (tx) => tx.query(`select 1 from mail where id = $1 and state = 'sent'`, [delivery.id]));
    return rows.length > 0;
  }

  /** Rejects when the server refuses or is out of reach. */
  async send(delivery: Delivery, letter: Letter): Promise<void> {
    if (!(await this.open(delivery, letter))) return;
    const info: { response?: string } = await this.transport.sendMail(this.message(delivery, letter)).catch((fault: unknown) => this.refused(delivery, fault));
    await this.db.withIdentity(systemActor('mailer'), (tx) =>
      tx.query(`update mail set state = 'sent', sent_at = $2, smtp_reply = $3 where id = $1`, [delivery.id, this.clock.now(), withoutAddresses(info.response ?? '')]),
    );
  }

  onApplicationShutdown(): void {
    this.transport.close();
  }

  /** @throws DiscreetError when the address on record is not one mailbox. */
  private message(delivery: Delivery, { recipient, replyTo, content, attachments = [] }: Letter): SendMailOptions {
    const to = { name: headerName(recipient.name), address: oneMailbox(recipient.address) };
    return {
      from: this.config.mailFrom,
      to,
      ...(replyTo && { replyTo: { name: headerName(replyTo.name), address: oneMailbox(replyTo.address) } }),
      subject: headerWords(content.subject),
      text: content.text,
      html: content.html,
      attachments: [...attachments],
      messageId: this.messageId(delivery),
      date: delivery.createdAt,
      headers: { 'Auto-Submitted': 'auto-generated', ...(this.config.bounceMailbox && { [proofHeader]: tokenOf(this.keys, delivery.id) }) },
      ...this.wayBack(delivery, to.address),
    };
  }

  /** Reports come back to an address that names this mail; servers that know how (RFC 3461) are asked for them, headers only. */
  private wayBack({ id }: Delivery, address: string): SendMailOptions {
    const from = this.returnPath(id);
    if (!from) return {};
    return { envelope: { from, to: address }, dsn: { id, return: 'headers', notify: ['success', 'failure', 'delay'], recipient: address } };
  }

  /** The listener hears at once, a mailbox is looked at now and then: with both, new mails come back to the listener. Null with neither. */
  private returnPath(id: string): string | null {
    const { bounces, bounceMailbox } = this.config;
    if (bounces) return returnPathOf(this.keys, bounces.domain, id);
    if (!bounceMailbox) return null;
    return bounceMailbox.subAddresses ? subAddressOf(this.keys, bounceMailbox.address, id) : bounceMailbox.address;
  }

  /** What our own relay refuses for good is a report too; the queue comes back all the same, since people mend their mailboxes. */
  private async refused({ id }: Delivery, fault: unknown): Promise<never> {
    const text = withoutAddresses(fault instanceof Error ? fault.message : String(fault));
    const { responseCode, command } = fault as { responseCode?: number; command?: string };
    if (command === 'RCPT TO' && responseCode !== undefined && responseCode >= 500) {
      const status = /\b5\.\d{1,3}\.\d{1,3}\b/.exec(text)?.[0] ?? null;
      const hash = createHash('sha256').update(text).digest('hex');
      await this.reports.record(id, 'relay', { action: 'failed', status, diagnostic: text }, hash).catch((other: unknown) => this.log.error(`a refusal of the mail ${id} cannot be kept: ${String(other)}`));
    }
    throw new DiscreetError(text);
  }

  private messageId({ id }: Delivery): string {
    return `<${id}@${this.domain}>`;
  }

  /** Writes down what is about to be sent; false when it is gone already. */
  private open(delivery: Delivery, { kind, templateVersion, recipient, content }: Letter): Promise<boolean> {
    const hash = createHash('sha256').update(content.subject).update('\0').update(content.text).update('\0').update(content.html).digest('hex');
    return this.db.withIdentity(systemActor('mailer'), async (tx) => {
      const rows: { state: string }[] = await tx.query(
        `insert into mail (id, subject, subject_id, kind, recipient_kind, recipient_id, template_version, message_id, content_hash, state, attempts, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'sending', 1, $10)
         on conflict (id) do update set attempts = mail.attempts + 1, content_hash = case mail.state when 'sent' then mail.content_hash else excluded.content_hash end
         returning state`,
        [delivery.id, delivery.subject, delivery.subjectId, kind, recipient.kind, recipient.id, templateVersion, this.messageId(delivery), hash, this.clock.now()],
      );
      return rows[0]?.state !== 'sent';
    });
  }
}
