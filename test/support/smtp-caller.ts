import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';

/** A mail server that speaks to another one line at a time, politely or not. */
export class SmtpCaller {
  private readonly lines: AsyncIterator<string>;

  private constructor(private readonly socket: Socket) {
    socket.on('error', () => undefined);
    this.lines = createInterface({ input: socket, crlfDelay: Infinity })[Symbol.asyncIterator]();
  }

  /** On the line; what it is greeted with is its first answer. */
  static async at(port: number): Promise<SmtpCaller> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return new SmtpCaller(socket);
  }

  /** On the line, greeted and introduced. Rejects when the server does not want it. */
  static async introduced(port: number): Promise<SmtpCaller> {
    const caller = await SmtpCaller.at(port);
    for (const answer of [await caller.answer(), await caller.say('EHLO mx.ailleurs.example')]) if (!answer?.startsWith('2')) throw new Error(`The server answers ${answer}`);
    return caller;
  }

  /** The next answer, its last line; null once the server has hung up. */
  async answer(): Promise<string | null> {
    for (;;) {
      const next = await this.lines.next();
      if (next.done) return null;
      if (next.value[3] !== '-') return next.value;
    }
  }

  write(text: string): void {
    this.socket.write(text);
  }

  say(line: string): Promise<string | null> {
    this.write(`${line}\r\n`);
    return this.answer();
  }

  /** One message without a sender, whose size is not announced. The answer to its last line, or the first refusal. `raw` ends with an end of line, and none of its lines begins with a dot. */
  async bring(recipient: string, raw: string): Promise<string | null> {
    for (const line of ['MAIL FROM:<>', `RCPT TO:<${recipient}>`, 'DATA']) {
      const answer = await this.say(line);
      if (!answer || !/^[23]/.test(answer)) return answer;
    }
    return this.say(`${raw}.`);
  }

  hangUp(): void {
    this.socket.destroy();
  }
}
