/**
 * What the launcher says, and how it gives up.
 *
 * Everything the launcher prints for a person goes through here, on one stream: standard output for `npm start`, standard error for
 * `npx paraphe`, whose standard output belongs to the command's own answer.
 */

/** Exit code for "could not run" (product promise: 0 done, 1 refused, 2 could not run). */
export const EXIT_CANNOT_RUN = 2;

/** A progress line is redrawn this often on a terminal: often enough to look alive, rarely enough to cost nothing. */
const PROGRESS_REDRAW_MS = 500;

let stream = process.stdout;
/** Clears the pending progress line before anything else is printed; null when no progress line is drawn. */
let clearProgress = null;

// A reader that leaves (`npm start | head`) must not take the database down with it.
for (const output of [process.stdout, process.stderr]) output.on('error', () => {});

/** The launcher cannot go on, for a reason the user can act upon. The message is one French line, shown without a stack. */
export class CannotRun extends Error {
  /** @param {string} message one French line. @param {{ cause?: unknown, code?: number }} [options] `code`: exit code, 2 by default. */
  constructor(message, { cause, code = EXIT_CANNOT_RUN } = {}) {
    super(message, { cause });
    this.name = 'CannotRun';
    this.code = code;
  }
}

/** From now on the launcher speaks on standard error only. */
export function speakOnStderr() {
  stream = process.stderr;
}

/** Prints one line (or several, separated by line feeds). */
export function say(text) {
  clearProgress?.();
  stream.write(`${text}\n`);
}

/** Prints a line that must not be missed: something optional is absent and the result will be poorer. */
export function warn(text) {
  say(`⚠  ${text}`);
}

/**
 * Runs `work` under a progress line. On a terminal the line counts the seconds in place; elsewhere (a log file) one line opens it and
 * one closes it.
 * @template T
 * @param {string} label French, without final full stop.
 * @param {() => Promise<T>} work
 * @returns {Promise<T>} what `work` returns.
 */
export async function progress(label, work) {
  const startedAt = Date.now();
  const seconds = () => `${((Date.now() - startedAt) / 1000).toFixed(0)}\u00a0s`;
  const timer = stream.isTTY ? drawEvery(() => `${label}… ${seconds()}`) : null;
  if (!timer) say(`${label}…`);
  try {
    const result = await work();
    timer?.stop();
    say(`${label}\u00a0: fait (${seconds()})`);
    return result;
  } finally {
    timer?.stop();
  }
}

function drawEvery(text) {
  const draw = () => stream.write(`\r\u001b[2K${text()}`);
  const erase = () => stream.write('\r\u001b[2K');
  clearProgress = erase;
  draw();
  const interval = setInterval(draw, PROGRESS_REDRAW_MS);
  return {
    stop() {
      if (clearProgress !== erase) return;
      clearInterval(interval);
      erase();
      clearProgress = null;
    },
  };
}

/**
 * Runs a command's main function and turns its end into an exit code. A `CannotRun` is one line; anything else is a bug of ours, shown whole.
 * The process is ended explicitly: a socket still waiting for a silent server must never keep the terminal busy.
 * @param {() => Promise<number>} main returns the exit code.
 */
export async function runMain(main) {
  let code;
  try {
    code = await main();
  } catch (error) {
    code = error instanceof CannotRun ? error.code : 1;
    clearProgress?.();
    process.stderr.write(error instanceof CannotRun ? `${error.message}\n` : `${error?.stack ?? error}\n`);
  }
  process.exit(code);
}

/** The last lines of a program's output, enough to understand a failure without drowning the terminal. */
export function tail(text, lines = 20) {
  return text.trimEnd().split('\n').slice(-lines).join('\n');
}
