import type { EntityManager } from 'typeorm';
import type { Actor, Database } from '#libs/platform';

/** The process is dead: whoever asked will never know what became of it. */
export class Crash extends Error {
  override readonly name = 'Crash';
}

type Work<T> = (tx: EntityManager) => Promise<T>;

/** Kills, at a transaction chosen beforehand, whoever works on that database: before its commit, or just after it and before anybody learns of it. */
export class Crashes {
  private fuse: { left: number; afterCommit: boolean } | null = null;
  private dead = false;

  constructor(db: Database) {
    const whole = db.withIdentity.bind(db) as <T>(actor: Actor, work: Work<T>) => Promise<T>;
    db.withIdentity = <T>(actor: Actor, work: Work<T>) => this.run(whole, actor, work);
  }

  /** @param transaction the first from now is 1 */
  arm(transaction: number, afterCommit: boolean): void {
    this.fuse = { left: transaction, afterCommit };
  }

  /** Somebody starts the process again. Says whether it had died. */
  disarm(): boolean {
    const went = this.dead;
    this.fuse = null;
    this.dead = false;
    return went;
  }

  private async run<T>(whole: <R>(actor: Actor, work: Work<R>) => Promise<R>, actor: Actor, work: Work<T>): Promise<T> {
    if (this.dead) throw new Crash('Nothing runs any more');
    const isLast = this.fuse !== null && --this.fuse.left === 0;
    if (!isLast) return whole(actor, work);
    const { afterCommit } = this.fuse!;
    this.dead = true;
    const done = await whole(actor, async (tx) => {
      const result = await work(tx);
      if (!afterCommit) throw new Crash('Died before the commit');
      return result;
    });
    void done;
    throw new Crash('Died after the commit');
  }
}
