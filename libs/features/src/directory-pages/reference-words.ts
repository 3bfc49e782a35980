import { addDays, isInForce, nameOn } from '#libs/domain';
import type { DatedPeriod, LegalDay, NationalPartnerReference } from '#libs/domain';
import { formatDay } from '#libs/ui';

const quoted = (name: string): string => `« ${name} »`;

/** « jusqu’au 31 décembre 2023 », « depuis le 1er janvier 2024 », « du … au … ». Empty for a period without bounds; a period ends on the eve of `validTo`. */
export function periodWords({ validFrom, validTo }: DatedPeriod): string {
  const last = validTo === null ? null : formatDay(addDays(validTo, -1), 'bare');
  if (validFrom !== null && last !== null) return `du ${formatDay(validFrom, 'bare')} au ${last}`;
  if (validFrom !== null) return `depuis le ${formatDay(validFrom, 'bare')}`;
  return last === null ? '' : `jusqu’au ${last}`;
}

/** What became of a partner, in words: its names one after the other, when it has had several. */
export function nameHistory({ names }: Pick<NationalPartnerReference, 'names'>): string {
  if (names.length < 2) return '';
  return `Ses noms : ${names.map((name) => `${quoted(name.name)} ${periodWords(name)}`).join(', puis ')}.`;
}

/** Since when a partner belongs to the Accord cadre, and until when. */
export function membershipWords({ membership }: Pick<NationalPartnerReference, 'membership'>): string {
  const period = periodWords(membership);
  return period === '' ? 'Signataire de l’Accord cadre national.' : `Signataire de l’Accord cadre national ${period}.`;
}

/** How a partner stood on a day: its name then, or null when it was not in force. */
export function standingOn({ names, membership }: NationalPartnerReference, day: LegalDay): string | null {
  return isInForce(membership, day) ? nameOn(names, day) : null;
}
