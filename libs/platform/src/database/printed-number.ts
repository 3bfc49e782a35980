/** They sort as text up to a million, and are read aloud without a slip; beyond, a number simply grows: `lpad` alone would cut it, and the millionth would bear the number of another. */
const leastDigits = 6;

/** SQL of the next value of that sequence, as it is printed: `000123`, `999999`, `1000000`. `sequence`: a name that we wrote, never one that was received. */
export function nextPrinted(sequence: string): string {
  return `(select lpad(n::text, greatest(${leastDigits}, length(n::text)), '0') from nextval('${sequence}') as drawn(n))`;
}
