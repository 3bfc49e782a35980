import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { mailboxUser } from './imap-server.js';
import type { ImapServer } from './imap-server.js';

/** Stands before an IMAP server and hangs up, on both, at the first command that `cuts` says, as we do on a server that is too slow for one visit. `cuts` sees each command of each caller, the password's included. */
export class ImapProxy {
  private constructor(private readonly listener: Server, private readonly sockets: Set<Socket>) {}

  static async before({ host, port }: Pick<ImapServer, 'host' | 'port'>, cuts: (command: string) => boolean): Promise<ImapProxy> {
    const sockets = new Set<Socket>();
    const listener = createServer((caller) => {
      const server = connect(port, host);
      for (const one of [caller, server]) sockets.add(one.on('error', () => undefined).on('close', () => hangUp()));
      const hangUp = (): void => [caller, server].forEach((one) => one.destroy());
      server.pipe(caller);
      let held = '';
      caller.setEncoding('latin1').on('data', (chunk: string) => {
        const commands = (held + chunk).split(/(?<=\r\n)/);
        held = commands.at(-1)!.endsWith('\r\n') ? '' : commands.pop()!;
        for (const command of commands) {
          if (cuts(command)) return hangUp();
          server.write(command, 'latin1');
        }
      });
    });
    listener.listen(0, host);
    await once(listener, 'listening');
    return new ImapProxy(listener, sockets);
  }

  /** As BOUNCE_MAILBOX names it. */
  url(): string {
    const { address, port } = this.listener.address() as AddressInfo;
    return `imap://${encodeURIComponent(mailboxUser)}@${address}:${port}/INBOX`;
  }

  stop(): void {
    this.listener.close();
    for (const socket of this.sockets) socket.destroy();
  }
}
