import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { X509Certificate } from 'node:crypto';
import { createAuthority, issueRevocationList, issueTimestampIdentity, timestampAuthority } from '#libs/signing';
import type { Authority } from '#libs/signing';
import { der, elements, sequence } from '../../libs/signing/src/der.js';
import { EXTENSION, forgeCertificate } from '../../libs/signing/test/forge.js';

/**
 * How the authority behaves. Each of them but `good` and `crowded` must change nothing to a document but the absence of a token. `crowded`: its tokens are good, and somebody
 * on the way has added to their certificates, which nothing signs.
 */
export type Behaviour = 'good' | 'crowded' | 'wrong_nonce' | 'wrong_imprint' | 'past' | 'silent' | 'huge' | 'page' | 'error';

/** Far more than any token; sent piece by piece until the client hangs up. */
const hugeBytes = 100 * 1024 * 1024;
/** An hour is no clock drift. */
const lateMs = 3_600_000;

/** A timestamp authority of somebody else, over HTTP, that one may stop, restart on the same port, or turn hostile. */
export class TimestampServer {
  behaviour: Behaviour = 'good';
  /** Behaviours met by a client so far. */
  readonly met = new Set<Behaviour>();
  /** Whether somebody went to the address that an added certificate names. */
  lured = false;
  private server: Server | null = null;

  private constructor(private readonly authority: Authority, private port: number, private readonly now: () => Date) {}

  static async open(now: () => Date): Promise<TimestampServer> {
    const authority = await createAuthority({ commonName: 'Autorité d’essai', organisation: 'Essai', now: now() });
    const server = new TimestampServer(authority, 0, now);
    await server.start();
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/tsa`;
  }

  /** The root others must trust. */
  get root(): Buffer {
    return Buffer.from(new X509Certificate(this.authority.certificatePem).raw);
  }

  async start(): Promise<void> {
    this.server = createServer((req, res) => void this.answer(req, res));
    await new Promise<void>((resolve) => this.server!.listen(this.port, '127.0.0.1', resolve));
    this.port = (this.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    const { server } = this;
    if (!server) return;
    this.server = null;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  private async answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of req) parts.push(part as Buffer);
    if (req.url === '/liste.crl') return void res.end(await issueRevocationList(this.authority, { number: 1, revoked: [], now: this.now(), days: 30 }));
    if (req.url === '/interne') {
      this.lured = true;
      return void res.end('secret');
    }
    this.met.add(this.behaviour);
    if (this.behaviour === 'silent') return;
    if (this.behaviour === 'error') return void res.writeHead(503).end();
    if (this.behaviour === 'page') return void res.writeHead(200, { 'Content-Type': 'text/html' }).end('<p>Authentification requise</p>');
    res.writeHead(200, { 'Content-Type': 'application/timestamp-reply' });
    if (this.behaviour === 'huge') return this.flood(res);
    res.end(await this.token(Buffer.concat(parts)));
  }

  private async token(request: Buffer): Promise<Buffer> {
    const now = this.now();
    const identity = await issueTimestampIdentity(this.authority, { commonName: 'Horodatage d’essai', organisation: 'Essai' }, { now, days: 1825, crlUrl: `http://127.0.0.1:${this.port}/liste.crl` });
    const at = this.behaviour === 'past' ? new Date(now.getTime() - lateMs) : now;
    const answer = timestampAuthority({ identity, now: () => at }).answer(this.behaviour === 'wrong_nonce' ? changed(request, nonceAt(request)) : this.behaviour === 'wrong_imprint' ? changed(request, imprintAt(request)) : request);
    return this.behaviour === 'crowded' ? crowded(answer, [Buffer.from('3000', 'hex'), this.lure()]) : answer;
  }

  private lure(): Buffer {
    const now = this.now().getTime();
    const extensions = [EXTENSION.authority(), EXTENSION.keyUsage(5, 6), EXTENSION.revocationList(`http://127.0.0.1:${this.port}/interne`)];
    const life = { notBefore: new Date(now - lateMs), notAfter: new Date(now + lateMs) };
    return forgeCertificate({ name: 'Inconnu', issuer: forgeCertificate({ name: 'Racine inconnue', ...life }), extensions, ...life }).certificate;
  }

  private flood(res: ServerResponse): void {
    const piece = Buffer.alloc(1 << 20, 0x30);
    let sent = 0;
    const more = () => {
      while (sent < hugeBytes && !res.destroyed) {
        sent += piece.length;
        if (!res.write(piece)) return void res.once('drain', more);
      }
      res.end();
    };
    more();
  }
}

/** The answer with more certificates in its token (RFC 5652, 5.1: the [0] of SignedData). */
function crowded(answer: Buffer, more: readonly Buffer[]): Buffer {
  const inside = (bytes: Buffer) => elements(elements(bytes)[0]!.content);
  const [status, token] = inside(answer);
  const [type, wrapped] = inside(token!.whole);
  const fields = inside(wrapped!.content).map(({ tag, whole, content }) => (tag === 0xa0 ? der(tag, content, ...more) : whole));
  return sequence(status!.whole, sequence(type!.whole, der(0xa0, sequence(...fields))));
}

/** Where the imprint's bytes begin: after the only OCTET STRING of 32 bytes of the request. */
function imprintAt(request: Buffer): number {
  return request.indexOf(Buffer.from([0x04, 0x20])) + 2;
}

/** A byte of the nonce, which follows the imprint: an INTEGER. */
function nonceAt(request: Buffer): number {
  const nonce = request.indexOf(0x02, imprintAt(request) + 32);
  return nonce + 2 + request.readUInt8(nonce + 1) - 1;
}

function changed(request: Buffer, at: number): Buffer {
  const copy = Buffer.from(request);
  copy.writeUInt8(copy.readUInt8(at) ^ 0x01, at);
  return copy;
}
