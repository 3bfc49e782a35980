import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { patienceMs } from './patience.js';

export type Received = { path: string; headers: IncomingHttpHeaders; body: string };
type Answering = (received: Received, answer: ServerResponse) => void;

/** A delivery is waited for this long. */
const arrivalMaxMs = patienceMs;

const accept: Answering = (_, answer) => void answer.writeHead(204).end();

/** Somebody's server: keeps what it receives, and answers as it is told. */
export class WebhookReceiver {
  readonly received: Received[] = [];
  answering: Answering = accept;
  private readonly waiters = new Set<() => void>();

  private constructor(private readonly server: Server) {
    server.on('request', (req, res: ServerResponse) => {
      const chunks: Buffer[] = [];
      req.on('data', (chunk: Buffer) => chunks.push(chunk));
      req.on('end', () => {
        const received = { path: req.url ?? '', headers: req.headers, body: Buffer.concat(chunks).toString('utf8') };
        this.received.push(received);
        this.answering(received, res);
        for (const wake of this.waiters) wake();
      });
    });
  }

  static async open(): Promise<WebhookReceiver> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new WebhookReceiver(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  accept(): void {
    this.answering = accept;
  }

  answer(status: number, headers: Record<string, string> = {}): void {
    this.answering = (_, answer) => void answer.writeHead(status, headers).end();
  }

  /** The deliveries at a path, once there are so many. */
  async at(path: string, count: number): Promise<Received[]> {
    const end = performance.now() + arrivalMaxMs;
    const found = () => this.received.filter((one) => one.path === path);
    while (found().length < count) {
      const left = end - performance.now();
      if (left <= 0) throw new Error(`${found().length} deliveries at ${path} instead of ${count}`);
      await new Promise<void>((resolve) => {
        const done = () => {
          clearTimeout(timer);
          this.waiters.delete(done);
          resolve();
        };
        const timer = setTimeout(done, left);
        this.waiters.add(done);
      });
    }
    return found();
  }

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}
