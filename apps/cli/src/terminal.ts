/** One line that fills up, on a terminal; elsewhere a line per step, so that logs stay readable. Written on stderr: stdout is for results. */
export class ProgressBar {
  private last = '';

  constructor(private readonly silent: boolean) {}

  show(percent: number, sentence: string): void {
    if (this.silent) return;
    if (!process.stderr.isTTY) {
      if (sentence !== this.last) process.stderr.write(`${String(percent).padStart(3)} %  ${sentence}\n`);
      this.last = sentence;
      return;
    }
    const width = 30;
    const full = Math.round((percent / 100) * width);
    process.stderr.write(`\r\x1b[2K${'█'.repeat(full)}${'░'.repeat(width - full)} ${String(percent).padStart(3)} %  ${sentence}`);
  }

  done(): void {
    if (!this.silent && process.stderr.isTTY) process.stderr.write('\n');
  }
}

/** Rows of two columns, aligned. */
export function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n');
}
