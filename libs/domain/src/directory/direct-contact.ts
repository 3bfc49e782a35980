import type { Referent } from './directory.js';

/** RFC 5321, 4.5.3.1.3: a path is at most 256 octets with its brackets. */
const MAIL_ADDRESS_MAX_LENGTH = 254;

/** A direct line has at least six digits (New Caledonia); the four-digit service numbers (3646, 3949…) reach a call centre. */
const DIRECT_LINE_MIN_DIGITS = 6;

/** True when mail can be sent there: one local part, one dotted domain. Whether someone reads it, only the first mail tells. */
export function isMailAddress(text: string | null | undefined): text is string {
  return text != null && text.length <= MAIL_ADDRESS_MAX_LENGTH && /^[^\s@<>,;]+@[^\s@<>,;.]+(\.[^\s@<>,;.]+)+$/.test(text);
}

/** True for a direct telephone line, in any national or international writing. */
export function isDirectLine(text: string | null | undefined): text is string {
  return text != null && /^\+?[\d\s().-]+$/.test(text) && text.replace(/\D/g, '').length >= DIRECT_LINE_MIN_DIGITS;
}

/** Art. 5.2.1: a référent is reached by direct telephone AND direct mail. Returns what is missing, empty when nothing is. */
export function missingContacts(referent: Pick<Referent, 'phone' | 'email'>): ('phone' | 'email')[] {
  return [...(isDirectLine(referent.phone) ? [] : ['phone' as const]), ...(isMailAddress(referent.email) ? [] : ['email' as const])];
}

/** Art. 4.2: the page of a contact form, as an http or https address. */
export function isContactFormUrl(text: string | null | undefined): text is string {
  return text != null && /^https?:\/\/[^\s/]+\.[^\s]+$/.test(text);
}
