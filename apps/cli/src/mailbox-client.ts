import { setTimeout as wait } from 'node:timers/promises';

/** A mail takes milliseconds to arrive; a minute means that it will not. */
const arrivalMaxMs = 60_000;
const lookEveryMs = 100;

export type ReceivedMail = { subject: string; text: string };

/** Reads the development mailbox as its page does. */
export class MailboxClient {
  constructor(private readonly url: string) {}

  /** The mail that carries this Message-ID, as soon as it is there. Rejects after a minute. */
  async receive(messageId: string): Promise<ReceivedMail> {
    const address = new URL('/api/email', this.url);
    address.searchParams.set('headers.message-id', messageId);
    const until = performance.now() + arrivalMaxMs;
    while (performance.now() < until) {
      const found = await this.look(address);
      if (found) return found;
      await wait(lookEveryMs);
    }
    throw new Error(`No mail ${messageId} in the mailbox after ${arrivalMaxMs / 1000} s`);
  }

  private async look(address: URL): Promise<ReceivedMail | null> {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`The mailbox answers ${answer.status}`);
    const body = (await answer.json()) as ReceivedMail[] | { items: ReceivedMail[] };
    return (Array.isArray(body) ? body : body.items)[0] ?? null;
  }
}
