import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from './patience.js';
import { freePort } from './service.js';

/** The program of Dovecot; null where it is not. */
export const dovecot = process.env.DOVECOT_PATH ?? null;
/** The account that every system has: a mail server gives mail to root no more than PostgreSQL serves it. */
const nobody = 65534;

export const mailboxUser = 'retours@prefecture.example';
export const mailboxPassword = 'sésame-de-la-boîte';

/** `cert`, `key`: PEM files; TLS is offered with them only. `host`: a loopback address. */
type Given = { host?: string; cert?: string; key?: string };
export type StoredMessage = { raw: string; seen: boolean; flags: string };

/** A real IMAP server, Dovecot, that serves one mailbox. Mail comes to it as a delivery agent brings it, in its Maildir, and what became of it is read there: never through the client that is tried. */
export class ImapServer {
  private child: ChildProcess | null = null;
  private delivered = 0;

  private constructor(private readonly folder: string, readonly host: string, readonly port: number, readonly tlsPort: number, private readonly identity: { uid: number; gid: number }) {}

  static async start({ host = '127.0.0.1', cert, key }: Given = {}): Promise<ImapServer> {
    const folder = mkdtempSync(join(tmpdir(), 'paraphe-imap-'));
    const identity = process.getuid!() === 0 ? { uid: nobody, gid: nobody } : { uid: process.getuid!(), gid: process.getgid!() };
    for (const path of ['', 'run', 'mail', 'mail/new', 'mail/cur', 'mail/tmp']) {
      mkdirSync(join(folder, path), { recursive: true, mode: 0o700 });
      chownSync(join(folder, path), identity.uid, identity.gid);
    }
    const server = new ImapServer(folder, host, await freePort(), await freePort(), identity);
    const tls = cert && key ? { cert: server.place('server.pem', readFileSync(cert, 'utf8')), key: server.place('server.key', readFileSync(key, 'utf8')) } : null;
    server.place('dovecot.conf', server.settings(tls));
    await server.up();
    return server;
  }

  /** As BOUNCE_MAILBOX names it. */
  url(protocol: 'imap' | 'imaps' = 'imap'): string {
    return `${protocol}://${encodeURIComponent(mailboxUser)}@${this.host}:${protocol === 'imap' ? this.port : this.tlsPort}/INBOX`;
  }

  async up(): Promise<void> {
    this.child = spawn(dovecot!, ['-F', '-c', join(this.folder, 'dovecot.conf')], { stdio: 'ignore', ...this.identity, cwd: '/', env: { PATH: process.env.PATH ?? '' } });
    await until(() => answers(this.host, this.port), `the IMAP server answers: ${this.log().slice(-500)}`);
  }

  async down(): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await gone;
    this.child = null;
  }

  async stop(): Promise<void> {
    await this.down();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** As delivered; `to`: the envelope's recipient, which the delivery agent writes at its head; null for one that does not. `flags`: those of Maildir, « S » for one that somebody has opened. */
  deliver(raw: string, { to = null, flags = '' }: { to?: string | null; flags?: string } = {}): void {
    const name = `${1_700_000_000 + this.delivered++}.${randomUUID()}.imap`;
    const traced = to === null ? raw : `Return-Path: <>\r\nDelivered-To: ${to}\r\nReceived: from mx.ailleurs.example by imap.prefecture.example; Tue, 24 Nov 2026 09:05:02 +0000\r\n${raw}`;
    const path = this.place(`mail/tmp/${name}`, traced);
    renameSync(path, join(this.folder, flags ? `mail/cur/${name}:2,${flags}` : `mail/new/${name}`));
  }

  /** What is in the mailbox, in the order of delivery of its files. */
  messages(): StoredMessage[] {
    const names = ['cur', 'new'].flatMap((place) => readdirSync(join(this.folder, 'mail', place)).map((name) => ({ name, path: join(this.folder, 'mail', place, name) })));
    return names.sort((a, b) => (a.name < b.name ? -1 : 1)).map(({ name, path }) => {
      const flags = name.split(':2,')[1] ?? '';
      return { raw: readFileSync(path, 'latin1'), seen: flags.includes('S'), flags };
    });
  }

  /** The server forgets how it numbered its messages, as after a restoration: they get other numbers, under another UIDVALIDITY. */
  async renumber(): Promise<void> {
    await this.down();
    for (const name of readdirSync(join(this.folder, 'mail'))) if (/^dovecot(-uidlist|\.index|\.list)/.test(name)) rmSync(join(this.folder, 'mail', name), { force: true });
    await this.up();
  }

  log(): string {
    const path = join(this.folder, 'dovecot.log');
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  }

  private place(name: string, content: string): string {
    const path = join(this.folder, name);
    writeFileSync(path, content, { encoding: name.startsWith('mail/') ? 'latin1' : 'utf8', mode: 0o600 });
    chownSync(path, this.identity.uid, this.identity.gid);
    return path;
  }

  /** Everything under one ordinary account, nothing outside the folder, no delay for wrong passwords. */
  private settings(tls: { cert: string; key: string } | null): string {
    const { uid, gid } = this.identity;
    const named = (kind: 'passwd' | 'group', id: number) => spawnSync('getent', [kind, String(id)], { encoding: 'utf8' }).stdout.split(':')[0] || (kind === 'passwd' ? 'nobody' : 'nogroup');
    return `
protocols = imap
listen = ${this.host}
base_dir = ${this.folder}/run
state_dir = ${this.folder}/run
log_path = ${this.folder}/dovecot.log
default_internal_user = ${named('passwd', uid)}
default_internal_group = ${named('group', gid)}
default_login_user = ${named('passwd', uid)}
first_valid_uid = 1
first_valid_gid = 1
ssl = ${tls ? `yes\nssl_cert = <${tls.cert}\nssl_key = <${tls.key}` : 'no'}
disable_plaintext_auth = no
auth_failure_delay = 0
mail_location = maildir:${this.folder}/mail
passdb {
  driver = static
  args = password=${mailboxPassword}
}
userdb {
  driver = static
  args = uid=${uid} gid=${gid} home=${this.folder}
}
service anvil {
  chroot =
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${this.port}
  }
  inet_listener imaps {
    port = ${tls ? this.tlsPort : 0}
    ssl = yes
  }
}
`;
  }
}

/** Whether it greets whoever calls. */
function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, host);
    const told = (greeted: boolean) => {
      socket.destroy();
      resolve(greeted);
    };
    socket.once('data', () => told(true)).once('error', () => told(false)).once('close', () => told(false));
  });
}
