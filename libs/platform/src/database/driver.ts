import pg from 'pg';
import { nameOfStatement } from './named-statements.js';
import { StatementAhead, StatementMessage } from './statement-message.js';

/** A connection that keeps the plans of what is asked all day, and sends in one message what needs no answer before the statement that follows. */
export class MessagingClient extends pg.Client {
  private waiting: StatementAhead[] = [];
  private each: readonly StatementAhead[] = [];

  /** Sent with the next statement, and before it: a fault of this one is that one's. */
  sendWithNext(text: string, values: unknown[] = []): StatementAhead {
    const statement = aheadOf(text, values);
    this.waiting.push(statement);
    return statement;
  }

  /** Sent with every statement from now on, and before it; null: no more. */
  sendWithEach(text: string | null, values: unknown[] = []): void {
    this.each = text === null ? [] : [aheadOf(text, values)];
  }

  /** What goes with the next statement; it is for the caller to send it, or to drop it. */
  takeWaiting(): readonly StatementAhead[] {
    const taken = [...this.each, ...this.waiting];
    this.waiting = [];
    return taken;
  }
}

const aheadOf = (text: string, values: unknown[]) => new StatementAhead({ text, values, name: nameOfStatement(text) ?? undefined });

type Asked = (this: MessagingClient, text: unknown, values?: unknown, callback?: unknown) => unknown;
const ask = pg.Client.prototype.query as unknown as Asked;

/** The library of the entities asks by a text and its values; whatever asks otherwise is passed on. */
const query: Asked = function (text, values, callback) {
  if (typeof text !== 'string' || callback !== undefined) return ask.call(this, text, values, callback);
  const hasValues = Array.isArray(values) && values.length > 0;
  const ahead = this.takeWaiting();
  if (!hasValues && ahead.length === 0) return ask.call(this, text, values);
  // Several statements in one text are a message by themselves.
  if (!hasValues && text.includes(';')) return send(this, 'select', [], ahead).then(() => ask.call(this, text));
  return send(this, text, values, ahead);
};
Object.assign(MessagingClient.prototype, { query });

function send(client: MessagingClient, text: string, values: unknown, ahead: readonly StatementAhead[]): Promise<unknown> {
  const name = nameOfStatement(text) ?? undefined;
  return new Promise((resolve, reject) => {
    ask.call(client, new StatementMessage({ text, values, name }, ahead, (fault, result) => (fault ? reject(fault) : resolve(result))));
  });
}

class MessagingPool extends pg.Pool {
  constructor(options: pg.PoolConfig) {
    super({ ...options, Client: MessagingClient });
  }
}

/** The driver given to the library of the entities: the same, with fewer messages. */
export const messagingDriver = { ...pg, Pool: MessagingPool };
