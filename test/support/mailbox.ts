import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { patienceMs } from './patience.js';

export type TestMail = { messageId: string; to: string; subject: string; text: string; html: string };

/** A real SMTP server that keeps what it receives. */
export class Mailbox {
  readonly mails: TestMail[] = [];
  private readonly waiters = new Set<() => void>();
  private readonly server: SMTPServer;

  private constructor() {
    this.server = new SMTPServer({
      disabledCommands: ['AUTH', 'STARTTLS'],
      logger: false,
      onData: (stream, _session, accept) => {
        simpleParser(stream).then((mail) => {
          const to = Array.isArray(mail.to) ? mail.to[0]! : mail.to!;
          this.mails.push({ messageId: mail.messageId ?? '', to: to.value[0]!.address ?? '', subject: mail.subject ?? '', text: mail.text ?? '', html: mail.html || '' });
          accept();
          for (const wake of this.waiters) wake();
        }, accept);
      },
    });
  }

  static async open(): Promise<Mailbox> {
    const mailbox = new Mailbox();
    mailbox.server.listen(0, '127.0.0.1');
    await once(mailbox.server.server, 'listening');
    return mailbox;
  }

  get url(): string {
    return `smtp://127.0.0.1:${(this.server.server.address() as AddressInfo).port}`;
  }

  /** The first mail that suits, past the first `after` ones, as soon as it is there. */
  async receive(suits: (mail: TestMail) => boolean, after = 0): Promise<TestMail> {
    const look = () => this.mails.slice(after).find(suits);
    const found = look();
    if (found) return found;
    return new Promise((resolve, reject) => {
      const give = (settle: () => void) => {
        clearTimeout(timer);
        this.waiters.delete(wake);
        settle();
      };
      const wake = () => {
        const mail = look();
        if (mail) give(() => resolve(mail));
      };
      const timer = setTimeout(() => give(() => reject(new Error(`No such mail among: ${this.mails.map(({ to, subject }) => `${to} « ${subject} »`).join('; ')}`))), patienceMs);
      this.waiters.add(wake);
    });
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => this.server.close(resolve));
  }
}
