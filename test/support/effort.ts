/**
 * Processor time that this process spends on the work, in milliseconds: what else the machine does is not counted, as the clock would. For what must
 * not take for ever on hostile or very long input; how fast the product is belongs to test/bench.
 */
export function effortOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  return spentSince(before);
}

/** The same of work that waits. */
export async function effortOfAsync(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  return spentSince(before);
}

function spentSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
