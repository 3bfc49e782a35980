/** What tells one person from another: the name of birth, the first given name, the day of birth (decision 26). */
export type PersonNamed = { familyName: string; givenNames: string; birthDate: string };

/** Letters that no decomposition takes apart: a document, or an agent in a hurry, writes them either way. */
const ligatures: Readonly<Record<string, string>> = { Œ: 'OE', Æ: 'AE', ẞ: 'SS', Ø: 'O', Ł: 'L', Đ: 'D', Ð: 'D', Þ: 'TH', Ħ: 'H', Ŋ: 'N' };

/**
 * The text whose digest finds a person again, by exact match only. Two spellings of one name are one person; a false match would end somebody
 * else's mandate, so a composed given name stays whole (« Jean-Pierre » is not « Jean »), and a particle stays in the name.
 * @throws RangeError for what names nobody: ask `unnamedField` first.
 */
export function personKey(person: PersonNamed): string {
  const unnamed = unnamedField(person);
  if (unnamed) throw new RangeError(`${unnamed} names nobody`);
  return [letters(person.familyName), letters(firstOf(person.givenNames)), person.birthDate.trim()].join('|');
}

/** The first of the three that tells nobody from anybody else. A day of birth may be unknown to the registry (« 1948-00-00 »). */
export function unnamedField({ familyName, givenNames, birthDate }: PersonNamed): keyof PersonNamed | null {
  if (letters(familyName) === '') return 'familyName';
  if (letters(firstOf(givenNames)) === '') return 'givenNames';
  return /^\d{4}-\d{2}-\d{2}$/.test(birthDate.trim()) ? null : 'birthDate';
}

/** Given names are parted by spaces or commas, as documents print them. Hyphens, whichever the keyboard gives, hold one name together. */
function firstOf(givenNames: string): string {
  return givenNames.trim().replace(/\s*[-\u2010-\u2015]\s*/g, '-').split(/[\s,;]+/)[0] ?? '';
}

function letters(name: string): string {
  return name.normalize('NFKD').toUpperCase().replace(/[^\p{L}]/gu, '').replace(/[^A-Z]/gu, (letter) => ligatures[letter] ?? letter);
}
