/**
 * Where somebody types freely, nothing that opens an account may be written: the CNIL asks those who help not to keep it (mandate kit), and the
 * annexe promises it. Any mention is refused, « a perdu son mot de passe » too: the word invites what follows it, and the note says as much with
 * « accès perdu ». A number that only names a file (allocataire, fiscal, sécurité sociale) opens nothing by itself, and is needed.
 */
const patterns: readonly RegExp[] = [
  /\bmots?[\s-]+(?:de[\s-]+)?passes?\b/g,
  /\bm\.?\s?d\.?\s?p\b(?!\.?\s?h\b)/g,
  /\bpass\s?(?:word|wd|code|phrase)s?\b|\bpasswd\b|\bpwd\b/g,
  /\bphrases?\s+(?:de\s+passe|secretes?)\b/g,
  /\bcodes?\s+(?:d['’]\s?)?(?:secrets?|confidentiels?|acces|activation|personnels?|pin|puk|sms|otp|provisoires?|temporaires?)\b/g,
  /\bcodes?\s+de\s+(?:securite|verification|validation|connexion|confirmation|deverrouillage|(?:la|sa|ma)\s+carte|carte)\b/g,
  /\bcodes?\s+(?:recus?|envoyes?)\s+par\s+(?:sms|texto|mail|courriel)\b/g,
  // « 12 rue du Pin 48400 Florac » is an address.
  /\bpin\s*[:=]?\s*\d{4}(?!\d)/g,
  /\bidentifiants?\s*(?:[:=]|\b(?:est|sont)\b)/g,
  /\bidentifiants?\s+(?:et\s+code|de\s+connexion|france\s?connect|d['’]\s?acces)\b/g,
  /\blog[\s-]?ins?\b|\buser\s?name\b|\bnom\s+d['’]\s?utilisateur\b/g,
  /\bcryptogramme\b|\bcv[vc]2?\b/g,
  /\b(?:reponse|question)s?\s+secretes?\b/g,
];

/**
 * Visa, Mastercard (both ranges), Maestro and Discover: sixteen digits, together or by fours, as they are printed. A SIRET has fourteen, a
 * social security number fifteen, and two telephone numbers in a row go by twos.
 */
const card = /(?<!\d)(?:4\d|5[1-5]|6\d|2[2-7])\d\d(?:\d{12}|(?:[\s.-]\d{4}){3})(?!\d)/g;

/** The words found, as they were typed, in their order; null when there are none. */
export function credentialIn(text: string): string[] | null {
  const { plain, origin } = folded(text);
  const spans = patterns.flatMap((pattern) => [...plain.matchAll(pattern)].map(({ index, 0: found }) => ({ from: index, to: index + found.length })));
  const cards = [...plain.matchAll(card)].filter(({ 0: found }) => isCard(found)).map(({ index, 0: found }) => ({ from: index, to: index + found.length }));
  const found = [...spans, ...cards].sort((a, b) => a.from - b.from || b.to - a.to);
  const apart = found.filter(({ from }, at) => found.slice(0, at).every(({ to }) => to <= from));
  return apart.length === 0 ? null : apart.map(({ from, to }) => text.slice(origin[from], origin[to]).trim());
}

/** Without accents and in lower case, remembering where each character comes from. */
function folded(text: string): { plain: string; origin: number[] } {
  let plain = '';
  const origin: number[] = [];
  let at = 0;
  for (const character of text) {
    // A mark typed apart, or a character drawn to hide a word (soft hyphen, zero-width space), leaves nothing.
    const bare = character.normalize('NFKD').replace(/[\p{M}\p{Cf}]/gu, '').toLowerCase();
    for (let unit = 0; unit < bare.length; unit += 1) origin.push(at);
    plain += bare;
    at += character.length;
  }
  origin.push(at);
  return { plain, origin };
}

/** Luhn's check: one number of sixteen digits in ten passes by chance, so a reference is rarely taken for a card. */
function isCard(found: string): boolean {
  const sum = [...found.replace(/\D/g, '')].reverse().reduce((total, digit, rank) => {
    const value = rank % 2 === 0 ? Number(digit) : Number(digit) * 2;
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}
