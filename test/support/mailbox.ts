import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { patienceMs } from './patience.js';

export type TestMail = {
  messageId: string; to: string; subject: string; text: string; html: string;
  /** As it came: headers, then bodies. */
  raw: string;
  /** Where reports about it go, whether its sender asked for them, and under what name. */
  returnPath: string; notify: readonly string[]; envid: string | null; originalRecipient: string | null;
};

/** What a mail server does to those who write to that address. */
export type Hospitality = 'takes' | 'refuses' | 'makes_wait';

/** A real SMTP server that keeps what it receives. */
export class Mailbox {
  readonly mails: TestMail[] = [];
  private readonly waiters = new Set<() => void>();
  private readonly server: SMTPServer;
  /** Asked for each recipient, before the message. */
  welcome: (address: string) => Hospitality = () => 'takes';
  /** Told of each mail it has taken. */
  onTaken: (mail: TestMail) => void = () => undefined;

  private constructor({ dsn }: { dsn: boolean }) {
    this.server = new SMTPServer({
      disabledCommands: ['AUTH', 'STARTTLS'],
      hideDSN: !dsn,
      logger: false,
      onRcptTo: ({ address }, _session, answer) => answer(refusals[this.welcome(address)]()),
      onData: (stream, { envelope }, accept) => {
        buffer(stream).then(async (raw) => {
          const mail = await simpleParser(raw);
          const to = Array.isArray(mail.to) ? mail.to[0]! : mail.to!;
          const [recipient] = envelope.rcptTo as { dsn?: { notify?: string[]; orcpt?: string } }[];
          const taken: TestMail = {
            messageId: mail.messageId ?? '', to: to.value[0]!.address ?? '', subject: mail.subject ?? '', text: mail.text ?? '', html: mail.html || '', raw: raw.toString('latin1'),
            returnPath: envelope.mailFrom ? envelope.mailFrom.address : '', notify: recipient?.dsn?.notify ?? [], envid: (envelope as { dsn?: { envid: string | null } }).dsn?.envid ?? null, originalRecipient: recipient?.dsn?.orcpt ?? null,
          };
          this.mails.push(taken);
          accept();
          this.onTaken(taken);
          for (const wake of this.waiters) wake();
        }).catch(accept);
      },
    });
  }

  /** `dsn`: whether it says that it knows how to report (RFC 3461). */
  static async open({ dsn = true }: { dsn?: boolean } = {}): Promise<Mailbox> {
    const mailbox = new Mailbox({ dsn });
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

const refusals: Record<Hospitality, () => Error | null> = {
  takes: () => null,
  refuses: () => Object.assign(new Error('5.1.1 mailbox unavailable'), { responseCode: 550 }),
  makes_wait: () => Object.assign(new Error('4.2.1 try again later'), { responseCode: 450 }),
};
