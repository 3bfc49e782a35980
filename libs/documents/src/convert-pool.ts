import { DocumentFault } from './fault.js';

/** Longest queue: a hundred files of 138 pages wait seven minutes for one LibreOffice; beyond, answering « come back » is kinder than waiting. */
export const WAITING_MAX = 100;

/** A limited number of places, taken in the order of asking. */
export interface Places {
  /**
   * Runs the work as soon as a place is free, and gives the place back whatever happens.
   * @param onWaiting told how many must begin before this one, each time it changes; 0 when it begins
   * @throws DocumentFault `converter-busy` when too many wait already, `aborted` when the signal ends the wait; else whatever the work throws
   */
  use<T>(work: () => Promise<T>, options?: { signal?: AbortSignal; onWaiting?: (ahead: number) => void }): Promise<T>;
}

interface Waiter {
  begin(): void;
  tell(ahead: number): void;
}

/**
 * @param atOnce     how many may work at the same time
 * @param waitingMax how many may wait
 */
export function places(atOnce: number, waitingMax = WAITING_MAX): Places {
  const waiting: Waiter[] = [];
  let free = atOnce;
  const tellAll = () => waiting.forEach((waiter, ahead) => waiter.tell(ahead + 1));

  function take(signal: AbortSignal | undefined, onWaiting: (ahead: number) => void): Promise<void> {
    if (signal?.aborted) return Promise.reject(new DocumentFault('aborted'));
    if (free > 0) {
      free -= 1;
      onWaiting(0);
      return Promise.resolve();
    }
    if (waiting.length >= waitingMax) return Promise.reject(new DocumentFault('converter-busy', `${waiting.length} en attente`));
    return new Promise((resolve, reject) => {
      const abandon = () => {
        waiting.splice(waiting.indexOf(waiter), 1);
        tellAll();
        reject(new DocumentFault('aborted'));
      };
      const waiter: Waiter = {
        tell: onWaiting,
        begin() {
          signal?.removeEventListener('abort', abandon);
          onWaiting(0);
          resolve();
        },
      };
      signal?.addEventListener('abort', abandon, { once: true });
      waiting.push(waiter);
      onWaiting(waiting.length);
    });
  }

  /** The place goes straight to the first who waits: nobody who comes meanwhile can take it. */
  function giveBack(): void {
    const next = waiting.shift();
    if (!next) {
      free += 1;
      return;
    }
    next.begin();
    tellAll();
  }

  return {
    async use(work, { signal, onWaiting = () => undefined } = {}) {
      await take(signal, onWaiting);
      try {
        return await work();
      } finally {
        giveBack();
      }
    },
  };
}
