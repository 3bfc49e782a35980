import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';

export type Post = { messageId: string; to: string; /** Of the personal links it bears. */ tokens: readonly string[]; code: string | null; words: string };

/**
 * What becomes of one message. `held`: given to the mailbox later. `lost`: accepted, and never seen again. `refused`: the server wants none of it.
 * `unanswered`: kept by the server, which breaks off before saying so; whoever sent it sends it again.
 */
export type Fate = 'delivered' | 'held' | 'twice' | 'lost' | 'refused' | 'unanswered';

/** A real SMTP server that does to mails what the network and the mailboxes of fifty organisations do to them. */
export class PostOffice {
  readonly mailboxes = new Map<string, Post[]>();
  /** Everything accepted, in its order, whatever became of it. */
  readonly accepted: Post[] = [];
  readonly lost: Post[] = [];
  private held: Post[] = [];
  private readonly server: SMTPServer;
  /** Asked once per message. */
  fateOf: (address: string) => Fate = () => 'delivered';

  private constructor() {
    /** Of the message each session brings: two may come at once. */
    const fates = new Map<string, Fate>();
    this.server = new SMTPServer({
      disabledCommands: ['AUTH', 'STARTTLS'],
      disableReverseLookup: true,
      logger: false,
      onRcptTo: ({ address }, session, answer) => {
        const fate = this.fateOf(address);
        fates.set(session.id, fate);
        answer(fate === 'refused' ? Object.assign(new Error('mailbox unavailable'), { responseCode: 550 }) : null);
      },
      onData: (stream, session, answer) => {
        text(stream).then((raw) => {
          const fate = fates.get(session.id) ?? 'delivered';
          this.receive(read(raw, session.envelope.rcptTo[0]!.address), fate);
          answer(fate === 'unanswered' ? Object.assign(new Error('try again later'), { responseCode: 451 }) : null);
        }, answer);
      },
    });
    this.server.on('error', () => undefined);
  }

  static async open(): Promise<PostOffice> {
    const office = new PostOffice();
    office.server.listen(0, '127.0.0.1');
    await once(office.server.server, 'listening');
    return office;
  }

  get url(): string {
    return `smtp://127.0.0.1:${(this.server.server.address() as AddressInfo).port}`;
  }

  /** The latest last. */
  mailbox(address: string): readonly Post[] {
    return this.mailboxes.get(address) ?? [];
  }

  get heldCount(): number {
    return this.held.length;
  }

  /** Gives the n-th held mail to its mailbox. */
  release(n: number): void {
    for (const post of this.held.splice(n, 1)) this.put(post);
  }

  releaseAll(): void {
    for (const post of this.held.splice(0)) this.put(post);
  }

  /** Another round begins, of which nobody has heard yet. */
  empty(): void {
    this.mailboxes.clear();
    this.accepted.length = 0;
    this.lost.length = 0;
    this.held = [];
    this.fateOf = () => 'delivered';
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => this.server.close(resolve));
  }

  /** The same without a network, for whoever is given it in the place of a transport: far cheaper, and it answers as a server would. */
  async sendMail({ to, text: words, messageId }: { to: { address: string }; text: string; messageId: string }): Promise<{ response: string }> {
    const fate = this.fateOf(to.address);
    if (fate === 'refused') throw Object.assign(new Error('550 mailbox unavailable'), { responseCode: 550, command: 'RCPT TO' });
    this.receive(postOf(/<([^@>]+)/.exec(messageId)?.[1] ?? '', to.address, words), fate);
    if (fate === 'unanswered') throw Object.assign(new Error('451 try again later'), { responseCode: 451, command: 'DATA' });
    return { response: '250 OK' };
  }

  private receive(post: Post, fate: Fate): void {
    this.accepted.push(post);
    if (fate === 'lost') this.lost.push(post);
    else if (fate === 'held') this.held.push(post);
    else this.put(post);
    if (fate === 'twice') this.put(post);
  }

  private put(post: Post): void {
    this.mailboxes.set(post.to, [...this.mailbox(post.to), post]);
  }
}

/** The plain part is enough: a person without pictures reads no other. */
function read(raw: string, to: string): Post {
  const messageId = /^message-id:\s*<([^@>]+)/im.exec(raw)?.[1] ?? '';
  const boundary = /boundary="?([^";\r\n]+)/i.exec(raw)?.[1];
  // A line of the text may begin with two dashes too: a link, cut there by its encoding.
  const parts = boundary === undefined ? [raw] : raw.split(`\r\n--${boundary}`).slice(1);
  const plain = parts.find((one) => /^content-type:\s*text\/plain/im.test(one.slice(0, endOfHeader(one)))) ?? '';
  const encoding = /^content-transfer-encoding:\s*(\S+)/im.exec(plain.slice(0, endOfHeader(plain)))?.[1] ?? '7bit';
  const part = plain.slice(endOfHeader(plain) + blankLine.length);
  const words = decoded(part, encoding.toLowerCase());
  return postOf(messageId, to, words);
}

const blankLine = '\r\n\r\n';

/** Of a message, or of one of its parts. */
function endOfHeader(part: string): number {
  const end = part.indexOf(blankLine);
  return end < 0 ? part.length : end;
}

function postOf(messageId: string, to: string, words: string): Post {
  return { messageId, to, words, tokens: [...words.matchAll(/\/signer\/([\w-]{43})/g)].map(([, token]) => token!), code: /code\s*:\s*(\d{6})\b/.exec(words)?.[1] ?? null };
}

function decoded(part: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(part, 'base64').toString('utf8');
  if (encoding !== 'quoted-printable') return part;
  const bytes = part.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
