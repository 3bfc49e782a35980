import pg from 'pg';

/** Long enough not to hammer a database that restarts, short enough that nobody notices. */
const reconnectMs = 1_000;
const connectTimeoutMs = 5_000;

/**
 * A connection that LISTENs on one channel and mends itself. Notifications may be lost while it reconnects:
 * `onMessage(null)` then says "look again", so whoever relies on it needs no other sweep for that gap.
 */
export class Listener {
  private client: pg.Client | null = null;
  private timer: NodeJS.Timeout | null = null;
  private closed = false;

  constructor(private readonly url: string, private readonly channel: string, private readonly onMessage: (payload: string | null) => void) {}

  async start(): Promise<void> {
    const client = new pg.Client({ connectionString: this.url, connectionTimeoutMillis: connectTimeoutMs });
    const lost = () => this.retry(client);
    client.on('error', lost);
    client.on('end', lost);
    client.on('notification', ({ payload }) => this.onMessage(payload ?? ''));
    try {
      await client.connect();
      await client.query(`listen ${pg.escapeIdentifier(this.channel)}`);
    } catch {
      this.retry(client);
      return;
    }
    if (this.closed) return void client.end();
    this.client = client;
    this.onMessage(null);
  }

  async stop(): Promise<void> {
    this.closed = true;
    if (this.timer) clearTimeout(this.timer);
    await this.client?.end().catch(() => undefined);
  }

  private retry(client: pg.Client): void {
    if (this.client === client) this.client = null;
    if (this.closed || this.timer) return;
    client.removeAllListeners('end');
    void client.end().catch(() => undefined);
    this.timer = setTimeout(() => {
      this.timer = null;
      if (!this.closed) void this.start();
    }, reconnectMs);
    this.timer.unref();
  }
}
