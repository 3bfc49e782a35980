/** What PostgreSQL answers to a transaction that it undoes so that another can go on: it may be tried again as it was. */
const contention = new Set(['40001', '40P01']);
/** Another transaction got through each time: five in a row is no longer chance. */
const triesMax = 5;

/** Does the work again when the database undid it for the sake of another transaction. The work has left nothing behind but what was in its transaction. */
export async function retryContention<T>(work: () => Promise<T>, onRetry: (fault: unknown) => void): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (fault) {
      if (tries === triesMax || !isContention(fault)) throw fault;
      onRetry(fault);
    }
  }
}

function isContention(fault: unknown): boolean {
  return typeof fault === 'object' && fault !== null && 'code' in fault && contention.has(String(fault.code));
}
