/** The processes that play: each has its own database and its own rounds, and tells of each round as soon as it is over. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Where a process begins. */
const MEMBER_FILE = fileURLToPath(new URL('./crew-member.mjs', import.meta.url));
/** A round makes much that does not outlive it: with room for the young the collector comes more rarely, and there is no core left for it to share its work with. */
const NODE_FLAGS = ['--max-semi-space-size=64', '--single-threaded-gc'];

export class Crew {
  interrupted = false;

  /**
   * @param {{ seed: string, rounds: number[], plant?: string, processes: number, lanes: number, trace: boolean }} asked
   * @param {(told: { index: number, state: string, steps: number, told: string[] | null, found: object | null }) => void} onRound
   */
  constructor({ rounds, processes, ...asked }, onRound) {
    const shares = Array.from({ length: processes }, (_, n) => rounds.filter((_, rank) => rank % processes === n)).filter((share) => share.length > 0);
    this.members = shares.map((share) => {
      const member = fork(MEMBER_FILE, { execArgv: NODE_FLAGS });
      member.on('message', onRound);
      member.send({ ...asked, rounds: share });
      return member;
    });
    /** Resolves when all have ended by themselves, or are stopped; rejects when one fails, and the others are stopped. */
    this.finished = Promise.all(this.members.map((member) => this.endOf(member))).then(() => undefined);
  }

  /** Rounds that are begun are finished, and no other is begun. */
  enough() {
    for (const member of this.members) if (member.connected) member.send('enough');
  }

  /** Somebody wants them gone: at once when they say it twice. */
  interrupt() {
    if (this.interrupted) for (const member of this.members) member.kill('SIGKILL');
    this.interrupted = true;
    this.enough();
  }

  endOf(member) {
    return new Promise((resolve, reject) => {
      member.once('error', reject);
      member.once('exit', (code, signal) => {
        if (code === 0 || this.interrupted) return resolve();
        for (const other of this.members) other.kill('SIGKILL');
        reject(new Error(`A process that plays has ended (${signal ?? code})`));
      });
    });
  }
}
