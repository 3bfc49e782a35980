import { mobileNumber } from '#libs/domain';
import type { Signatory } from '#libs/domain';

/** RFC 2606: names under `.example` belong to nobody, so no mail of the demonstration can ever reach a person. */
const RESERVED_DOMAIN = 'example';

/** An invented signatory; `body` names the mail domain of the body for which they sign. */
export function signatory(civility: Signatory['civility'], firstName: string, lastName: string, quality: string, body: string): Signatory {
  const email = mailOf(`${firstName} ${lastName}`, body);
  return { civility, firstName, lastName, quality, email, mobile: fictionalMobile([...email].reduce((sum, sign) => (sum * 31 + sign.charCodeAt(0)) % 10_000, 0)) };
}

/** A mobile number of the block kept for fiction (06 39 98 XX XX, same decision), as the directory keeps it. `line` runs from 0 to 9999. */
function fictionalMobile(line: number): string {
  return mobileNumber(`06 39 98 ${String(line).padStart(4, '0')}`)!;
}

/** « Zoé Pagès », 'cpam-lozere' → zoe.pages@cpam-lozere.example */
export function mailOf(fullName: string, body: string): string {
  const [first = '', ...rest] = fullName.normalize('NFD').replace(/\p{Mark}/gu, '').toLowerCase().split(' ');
  return `${[first, ...rest].join('.').replaceAll(/[^a-z.-]/g, '')}@${body}.${RESERVED_DOMAIN}`;
}

/**
 * A telephone number of the block that the national numbering plan keeps for fiction (04 65 71 XX XX, Arcep decision n° 2018-0881).
 * `line` runs from 0 to 9999.
 */
export function fictionalPhone(line: number): string {
  const digits = String(line).padStart(4, '0');
  return `04 65 71 ${digits.slice(0, 2)} ${digits.slice(2)}`;
}
