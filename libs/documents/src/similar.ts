/** Letters to change, add or drop before two names are no longer taken for one another. */
const DISTANCE_MAX = 2;
/** Short names are all near one another: `nom` and `non` are, `l` and `p` are not worth suggesting. */
const LETTERS_PER_CHANGE = 2;

/**
 * The name somebody probably meant: the nearest within two letters, else one made of the same words.
 * @param candidates the names that exist; may be paths (`prefecture.name`)
 */
export function nearest(name: string, candidates: Iterable<string>): string | null {
  let best: string | null = null;
  let bestDistance = Math.min(DISTANCE_MAX, Math.floor(name.length / LETTERS_PER_CHANGE)) + 1;
  const all = [...candidates];
  for (const candidate of all) {
    const found = distance(name.toLowerCase(), candidate.toLowerCase(), bestDistance);
    if (found < bestDistance) [best, bestDistance] = [candidate, found];
  }
  return best ?? sameWords(name, all);
}

/** The shortest candidate that has all the words of a name, or all of whose words the name has: `nomPrefet` and `prefet.nom`. */
function sameWords(name: string, candidates: readonly string[]): string | null {
  const asked = words(name);
  const found = candidates.filter((candidate) => {
    const has = words(candidate);
    const [few, many] = has.size < asked.size ? [has, asked] : [asked, has];
    return few.size > 1 && [...few].every((word) => many.has(word));
  });
  return found.sort((a, b) => a.length - b.length)[0] ?? null;
}

/** `prefecture.fullAddress` → prefecture, full, address. Accents and plurals apart. */
function words(name: string): Set<string> {
  const plain = name.normalize('NFD').replace(/\p{M}/gu, '').replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2').toLowerCase();
  return new Set(plain.split(/[^\p{L}\p{N}]+/u).map((word) => word.replace(/s$/, '')).filter((word) => word !== ''));
}

/** Levenshtein's distance, given up from `max` on. */
function distance(a: string, b: string, max: number): number {
  if (Math.abs(a.length - b.length) >= max) return max;
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries()) {
      next.push(Math.min((row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1, (row[j] ?? 0) + (letter === other ? 0 : 1)));
    }
    if (Math.min(...next) >= max) return max;
    row = next;
  }
  return row.at(-1) ?? max;
}
