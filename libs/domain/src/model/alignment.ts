/**
 * Alignment of two sequences, by dynamic programming. The cost is the product of the two lengths, so it is bounded by the caller; common ends
 * are set aside first, which makes the usual case (a few changes in a long text) cheap.
 */

/** A pair keeps both ranks; otherwise the element stands alone on its side. */
export type AlignedPair = { before: number; after: number } | { before: number; after: null } | { before: null; after: number };

/** Aligns two sequences of `n` and `m` elements so that the sum of `score` over the pairs is greatest; a score of 0 pairs nothing. */
export function alignByScore(n: number, m: number, score: (before: number, after: number) => number, cellsMax: number): AlignedPair[] {
  if (n * m > cellsMax) return [...alone(0, n, 'before'), ...alone(0, m, 'after')];
  const width = m + 1;
  const best = new Float64Array((n + 1) * width);
  const at = (i: number, j: number): number => best[i * width + j] ?? 0;
  for (let i = n - 1; i >= 0; i -= 1) {
    for (let j = m - 1; j >= 0; j -= 1) {
      const gain = score(i, j);
      best[i * width + j] = Math.max(at(i + 1, j), at(i, j + 1), gain > 0 ? gain + at(i + 1, j + 1) : 0);
    }
  }
  const pairs: AlignedPair[] = [];
  let [i, j] = [0, 0];
  while (i < n && j < m) {
    const gain = score(i, j);
    if (gain > 0 && at(i, j) === gain + at(i + 1, j + 1)) pairs.push({ before: i++, after: j++ });
    else if (at(i + 1, j) >= at(i, j + 1)) pairs.push({ before: i++, after: null });
    else pairs.push({ before: null, after: j++ });
  }
  return [...pairs, ...alone(i, n, 'before'), ...alone(j, m, 'after')];
}

/** Longest common subsequence of two lists of words or paragraphs. Beyond `cellsMax`, what is not common at the ends is given as replaced. */
export function alignEqual(before: readonly string[], after: readonly string[], cellsMax: number): AlignedPair[] {
  const shortest = Math.min(before.length, after.length);
  let start = 0;
  while (start < shortest && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < shortest - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  const paired = (from: number, length: number, shift: number): AlignedPair[] => Array.from({ length }, (_, step) => ({ before: from + step, after: from + step + shift }));
  const middle = alignByScore(
    before.length - start - end,
    after.length - start - end,
    (i, j) => (before[start + i] === after[start + j] ? 1 : 0),
    cellsMax,
  ).map((pair): AlignedPair => {
    if (pair.before === null) return { before: null, after: pair.after + start };
    return pair.after === null ? { before: pair.before + start, after: null } : { before: pair.before + start, after: pair.after + start };
  });
  return [...paired(0, start, 0), ...middle, ...paired(before.length - end, end, after.length - before.length)];
}

function alone(from: number, to: number, side: 'before' | 'after'): AlignedPair[] {
  return Array.from({ length: to - from }, (_, step) => (side === 'before' ? { before: from + step, after: null } : { before: null, after: from + step }));
}
