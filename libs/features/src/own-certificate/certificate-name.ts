/** Letters that have no accent to lose. */
const plainLetters: Readonly<Record<string, string>> = { œ: 'oe', æ: 'ae', ß: 'ss', ø: 'o', đ: 'd', ð: 'd', ł: 'l', ı: 'i' };

function words(name: string): string[] {
  const plain = name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/[œæßøđðłı]/g, (letter) => plainLetters[letter]!);
  return plain.split(/[^\p{L}]+/u).filter((word) => word !== '');
}

/** Whether it bears one at least of those first names too: « COMMUNE DE SAINT MARTIN » is not Jean Martin, nor is his sister. */
export function bearsName(commonName: string, { firstName, lastName }: { firstName: string; lastName: string }): boolean {
  const borne = words(commonName);
  return bearsFamilyName(commonName, lastName) && words(firstName).some((word) => borne.includes(word));
}

/**
 * Whether a certificate's common name bears that family name: « DUPONT-LEFEVRE Jean » bears « Dupont Lefèvre ». Accents, capitals, hyphens and apostrophes
 * count for nothing; every word of the family name must be there.
 */
export function bearsFamilyName(commonName: string, familyName: string): boolean {
  const [borne, family] = [words(commonName), words(familyName)];
  return family.length > 0 && (family.every((word) => borne.includes(word)) || borne.includes(family.join('')));
}
