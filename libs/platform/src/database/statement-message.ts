import pg from 'pg';

type Wire = {
  parsedStatements: Record<string, string>;
  submittedNamedStatements: Record<string, string>;
  execute(portal: object): void;
  close(statement: { type: 'S'; name: string }): void;
};
type Answered = (fault: Error | null, result: unknown) => void;
export type Statement = { text: string; values?: unknown; name?: string | undefined };

/** What the driver's query does with each message from the server, which its types leave out. */
interface DriverQuery {
  readonly name?: string;
  hasBeenParsed(wire: Wire): unknown;
  prepare(wire: Wire): void;
  handleRowDescription(said: unknown): void;
  handleDataRow(said: unknown): void;
  handleCommandComplete(said: unknown, wire: Wire): void;
  handleError(fault: Error, wire: Wire): void;
}
const DriverQuery = pg.Query as unknown as new (statement: Statement & { queryMode: 'extended' }, callback?: Answered) => DriverQuery;

/** Prepared under its name once per connection. Closed first, which harms nothing: of a message that failed, nobody knows what was prepared. */
class Prepared extends DriverQuery {
  constructor(statement: Statement, callback?: Answered) {
    super({ ...statement, queryMode: 'extended' }, callback);
  }

  override prepare(wire: Wire): void {
    if (this.name !== undefined && !this.hasBeenParsed(wire)) wire.close({ type: 'S', name: this.name });
    super.prepare(wire);
  }
}

/** A statement whose answer nobody reads: sent in the message of the one that follows it. */
export class StatementAhead extends Prepared {
  /** Executed, and no answer asked for yet: the driver's own would end the message here. */
  _getRows(wire: Wire): void {
    wire.execute({ portal: '' });
  }
}

/**
 * One message, one answer: the statements ahead, then the one whose rows are read. PostgreSQL executes them in their order; from the first
 * that fails it executes none of those that follow, and the whole is rejected with its reason. Outside a transaction, they are one.
 */
export class StatementMessage extends Prepared {
  private unanswered: number;
  private prepared: readonly string[] = [];

  constructor(statement: Statement, private readonly ahead: readonly StatementAhead[], callback: Answered) {
    super(statement, callback);
    this.unanswered = ahead.length;
  }

  override prepare(wire: Wire): void {
    this.prepared = [...this.ahead, this].flatMap((one) => (one.name !== undefined && !one.hasBeenParsed(wire) ? [one.name] : []));
    for (const one of this.ahead) one.prepare(wire);
    super.prepare(wire);
  }

  override handleRowDescription(said: unknown): void {
    if (this.unanswered === 0) super.handleRowDescription(said);
  }

  override handleDataRow(said: unknown): void {
    if (this.unanswered === 0) super.handleDataRow(said);
  }

  override handleCommandComplete(said: unknown, wire: Wire): void {
    if (this.unanswered > 0) this.unanswered -= 1;
    else super.handleCommandComplete(said, wire);
  }

  override handleError(fault: Error, wire: Wire): void {
    for (const name of this.prepared) {
      delete wire.parsedStatements[name];
      delete wire.submittedNamedStatements[name];
    }
    super.handleError(fault, wire);
  }
}
