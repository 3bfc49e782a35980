import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { patienceMs } from './patience.js';

export type TestSms = { to: string; text: string; reference: string };
/** A message handed over, each time it was. */
export type HandedOver = TestSms & { headers: IncomingHttpHeaders };

/** What the gateway does to those who hand it a message. `hangs_up`: it takes the message, and the line breaks before it says so. */
export type Gateway = 'takes' | 'refuses' | 'is_down' | 'hangs_up';

const answers: Record<Exclude<Gateway, 'hangs_up'>, number> = { takes: 202, refuses: 422, is_down: 503 };

/** A real SMS gateway: it keeps what it takes, one message per reference. */
export class Telephones {
  readonly token = 'jeton-des-essais';
  /** Everything that was handed over, taken or not. */
  readonly handedOver: HandedOver[] = [];
  /** What reached the telephones. */
  readonly messages: TestSms[] = [];
  welcome: (to: string) => Gateway = () => 'takes';
  private readonly waiters = new Set<() => void>();

  private constructor(private readonly server: Server) {
    server.on('request', (req, res: ServerResponse) => {
      buffer(req).then((body) => {
        if (req.headers.authorization !== `Bearer ${this.token}` || req.method !== 'POST') return void res.writeHead(401).end();
        const message = JSON.parse(body.toString('utf8')) as TestSms;
        this.handedOver.push({ ...message, headers: req.headers });
        const gateway = this.welcome(message.to);
        if ((gateway === 'takes' || gateway === 'hangs_up') && !this.messages.some(({ reference }) => reference === message.reference)) this.messages.push(message);
        if (gateway === 'hangs_up') req.socket.destroy();
        else res.writeHead(answers[gateway]).end();
        for (const wake of this.waiters) wake();
      }).catch(() => res.destroy());
    });
  }

  static async open(): Promise<Telephones> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new Telephones(server);
  }

  get settings(): Record<string, string> {
    return { SMS_GATEWAY_URL: `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/sms`, SMS_GATEWAY_TOKEN: this.token };
  }

  /** The first message that suits, past the first `after` ones, as soon as it is there. */
  receive(suits: (message: TestSms) => boolean, after = 0): Promise<TestSms> {
    return this.soon(() => this.messages.slice(after).find(suits), () => `No such message among: ${this.messages.map(({ to }) => to).join('; ')}`);
  }

  /** Once messages were handed over that many times, taken or not. */
  async tried(count: number): Promise<void> {
    await this.soon(() => (this.handedOver.length >= count ? true : undefined), () => `Handed over ${this.handedOver.length} times, not ${count}`);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private soon<T>(look: () => T | undefined, missed: () => string): Promise<T> {
    const found = look();
    if (found !== undefined) return Promise.resolve(found);
    return new Promise((resolve, reject) => {
      const give = (settle: () => void) => {
        clearTimeout(timer);
        this.waiters.delete(wake);
        settle();
      };
      const wake = () => {
        const now = look();
        if (now !== undefined) give(() => resolve(now));
      };
      const timer = setTimeout(() => give(() => reject(new Error(missed()))), patienceMs);
      this.waiters.add(wake);
    });
  }
}
