/** Letters that have no accent to lose. */
const plainLetters: Readonly<Record<string, string>> = { œ: 'oe', æ: 'ae', ß: 'ss', ø: 'o', đ: 'd', ð: 'd', ł: 'l', ı: 'i' };

function words(name: string): string[] {
  const plain = name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/[œæßøđðłı]/g, (letter) => plainLetters[letter]!);
  return plain.split(/[^\p{L}]+/u).filter((word) => word !== '');
}

/** Whether it bears one at least of those first names too, in another word than the family name: « COMMUNE DE SAINT MARTIN » is not Jean Martin, nor is « JEAN Sophie » Jean-Pierre Jean. */
export function bearsName(commonName: string, { firstName, lastName }: { firstName: string; lastName: string }): boolean {
  const [borne, family] = [words(commonName), words(lastName)];
  if (!bearsFamilyName(commonName, lastName)) return false;
  const left = [...borne];
  for (const word of family.every((one) => borne.includes(one)) ? family : [family.join('')]) left.splice(left.indexOf(word), 1);
  return words(firstName).some((word) => left.includes(word));
}

/**
 * Whether a certificate's common name bears that family name: « DUPONT-LEFEVRE Jean » bears « Dupont Lefèvre ». Accents, capitals, hyphens and apostrophes
 * count for nothing; every word of the family name must be there.
 */
export function bearsFamilyName(commonName: string, familyName: string): boolean {
  const [borne, family] = [words(commonName), words(familyName)];
  return family.length > 0 && (family.every((word) => borne.includes(word)) || borne.includes(family.join('')));
}
