import { addMonths, credentialIn, isMailAddress, personKey, unnamedField } from '#libs/domain';
import type { LegalDay, ScopeItem } from '#libs/domain';
import { scanType } from '#libs/features/papers';
import { refusedMandate } from './mandate-answers.js';
import type { MandateRefused } from './mandate-answers.js';
import type { PersonIdentity } from './mandate-secrets.js';

/** The longest line of an identity card, with room. */
const nameLengthMax = 100;
/** The six lines of a postal address, of 38 characters each, with room. */
const addressLengthMax = 300;
const phoneLengthMax = 30;
/** RFC 5321, 4.5.3.1.3. */
const emailLengthMax = 254;
/** Three lines of annexe 7: beyond, it is another démarche. */
export const wordsLengthMax = 300;
/** What one remembers between two visits, not a report. */
export const noteLengthMax = 2_000;
export const titleLengthMax = 120;
/** A scan of some forty pages, like every other paper of the service. */
export const mandateFileBytesMax = 10_000_000;
/** Below, somebody else consents for the person (Code civil, article 414). */
const adultMonths = 18 * 12;

/** `words`: what is precisely entrusted, as the mandate prints it. */
export type ScopeInput = ScopeItem & { words: string };
export type ReadFile = { ok: true; content: Buffer; mediaType: 'application/pdf' | 'image/png' | 'image/jpeg' } | MandateRefused;

const lengthMax: Readonly<Record<keyof PersonIdentity, number>> = { familyName: nameLengthMax, givenNames: nameLengthMax, birthDate: 10, birthPlace: nameLengthMax, address: addressLengthMax, phone: phoneLengthMax, email: emailLengthMax };
const fields = Object.keys(lengthMax) as (keyof PersonIdentity)[];
const optional: readonly (keyof PersonIdentity)[] = ['phone', 'email'];

/** As it will be printed: an empty line is none. */
export function trimmedPerson({ familyName, givenNames, birthDate, birthPlace, address, phone, email }: PersonIdentity): PersonIdentity {
  return { familyName: familyName.trim(), givenNames: givenNames.trim(), birthDate: birthDate.trim(), birthPlace: birthPlace.trim(), address: address.trim(), phone: phone?.trim() || null, email: email?.trim() || null };
}

/** The first thing that keeps the identity from being kept. The day of birth may be partly unknown to the registry (« 1948-00-00 »). */
export function personFault(person: PersonIdentity, today: LegalDay): MandateRefused | null {
  for (const field of fields) {
    const said = person[field] ?? '';
    if (said === '' && !optional.includes(field)) return refusedMandate('field_missing', { field });
    if (said.length > lengthMax[field]) return refusedMandate('field_too_long', { field });
    if (credentialIn(said)) return refusedMandate('credential_typed', { field });
  }
  const unnamed = unnamedField(person);
  if (unnamed && unnamed !== 'birthDate') return refusedMandate('field_missing', { field: unnamed });
  if (unnamed || !isPastDay(person.birthDate, today)) return refusedMandate('birth_date_unreadable', { field: 'birthDate' });
  if (person.email !== null && !isMailAddress(person.email)) return refusedMandate('email_unreadable', { field: 'email' });
  return person.birthDate > addMonths(today, -adultMonths) ? refusedMandate('person_minor', { field: 'birthDate' }) : null;
}

function isPastDay(birthDate: string, today: LegalDay): boolean {
  const known = birthDate.replace(/-00/g, '-01');
  const date = new Date(`${known}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(known) && birthDate <= today && birthDate >= '1850';
}

/** The table judges the démarches; the words are judged here, and never reach it. */
export function wordsFault(scope: readonly ScopeInput[]): MandateRefused | null {
  for (const { demarche, words } of scope) {
    if (words.trim() === '') return refusedMandate('words_missing', { field: demarche });
    if (words.trim().length > wordsLengthMax) return refusedMandate('field_too_long', { field: demarche });
    if (credentialIn(words)) return refusedMandate('credential_typed', { field: demarche });
  }
  return null;
}

/** A note, or the title of a document. */
export function textFault(text: string, max: number, field: string): MandateRefused | null {
  if (text.trim() === '') return refusedMandate('field_missing', { field });
  if (text.trim().length > max) return refusedMandate('field_too_long', { field });
  return credentialIn(text) ? refusedMandate('credential_typed', { field }) : null;
}

/** What the bytes are, whatever was said of them. */
export function readMandateFile(content: Buffer, field: string): ReadFile {
  if (content.length > mandateFileBytesMax) return refusedMandate('file_too_large', { field });
  const mediaType = scanType(content);
  return mediaType ? { ok: true, content, mediaType } : refusedMandate('file_unreadable', { field });
}

/**
 * One given name or several, then the name, or the other way round; accents, capitals, blanks and hyphens as they come: what counts is that the
 * person wrote their own name, on a screen they may meet for the first time.
 */
export function isNameOf(typed: string, { familyName, givenNames }: PersonIdentity): boolean {
  const [written, family] = [lettersOf(typed), lettersOf(familyName)];
  const given = givenNames.trim().split(/[\s,;]+/);
  return given.some((_, last) => {
    const names = lettersOf(given.slice(0, last + 1).join(' '));
    return names !== '' && (written === `${names}${family}` || written === `${family}${names}`);
  });
}

/** As the key of a person reads them. */
function lettersOf(text: string): string {
  const named = { familyName: text, givenNames: 'x', birthDate: '1900-01-01' };
  return unnamedField(named) ? '' : personKey(named).split('|')[0]!;
}
