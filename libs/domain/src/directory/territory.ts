/** The time zone of the départements of Europe, whose civil days count unless the table below says otherwise. */
const metropolitanZone = 'Europe/Paris';

/** Overseas, each département or collectivité keeps its own hour (IANA names). */
const overseasZones: Readonly<Record<string, string>> = {
  '971': 'America/Guadeloupe',
  '972': 'America/Martinique',
  '973': 'America/Cayenne',
  '974': 'Indian/Reunion',
  '975': 'America/Miquelon',
  '976': 'Indian/Mayotte',
  '977': 'America/St_Barthelemy',
  '978': 'America/Marigot',
};

/** Two collectivités share the postal prefix of the Guadeloupe, which they left in 2007. */
const sharedPostcodes: Readonly<Record<string, string>> = { '977': '97133', '978': '97150' };

/** 01 to 95, of which 20 is no more: the Corse has been 2A and 2B since 1976. */
const LAST_METROPOLITAN_NUMBER = 95;
const FORMER_CORSE = '20';

/**
 * The code of a département as INSEE writes it, from the text of a file: « 1 » has lost its zero in a spreadsheet, « 2a » its capital,
 * « 048 » has a zero too many. Null when no convention can be signed there: « 20 », which says no more which Corse, « 99 », « Lozère ».
 */
export function readDepartementCode(text: string): string | null {
  const written = text.trim().toUpperCase();
  if (/^0?2[AB]$/.test(written)) return written.slice(-2);
  if (!/^\d{1,3}$/.test(written)) return null;
  const number = Number(written);
  if (String(number) in overseasZones) return String(number);
  const code = String(number).padStart(2, '0');
  return number >= 1 && number <= LAST_METROPOLITAN_NUMBER && code !== FORMER_CORSE ? code : null;
}

/** The IANA time zone of a département's civil days. */
export function departementTimeZone(code: string): string {
  return overseasZones[code] ?? metropolitanZone;
}

/** The département of a commune, from its INSEE code: « 48095 », « 2A004 », « 97418 ». Null for anything that is no such code. */
export function departementOfCommune(inseeCommune: string): string | null {
  if (!/^(\d{5}|2[AB]\d{3})$/.test(inseeCommune)) return null;
  return readDepartementCode(inseeCommune.startsWith('97') ? inseeCommune.slice(0, 3) : inseeCommune.slice(0, 2));
}

/** A code of five characters that a spreadsheet took for a number: « 1033 » was 01033. Anything else comes back as it is. */
export function withLostZero(code: string): string {
  const written = code.trim().toUpperCase();
  return /^\d{4}$/.test(written) ? `0${written}` : written;
}

/**
 * True when a postcode may be of that département. A few communes are served by the office of the next one, so a postcode from elsewhere
 * is a doubt to raise, never a mistake by itself. The Corse kept the 20 of old: 200 and 201 are the South, 202 and 206 the North.
 */
export function isPostcodeOf(departementCode: string, postcode: string): boolean {
  if (!/^\d{5}$/.test(postcode)) return false;
  const shared = sharedPostcodes[departementCode];
  if (shared !== undefined) return postcode === shared;
  if (departementCode === '2A') return /^20[01]/.test(postcode);
  if (departementCode === '2B') return /^20[26]/.test(postcode);
  return postcode.startsWith(departementCode);
}
