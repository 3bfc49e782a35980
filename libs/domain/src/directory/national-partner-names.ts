import type { LegalDay } from '../legal-time/legal-day.js';

/** A stretch of civil days: `validFrom` included, `validTo` excluded; null is open. Half-open, so that two names never share a day. */
export type DatedPeriod = { validFrom: LegalDay | null; validTo: LegalDay | null };

/** A name a body bore for a time: « Pôle emploi » until 2024-01-01, « France Travail » from that day. */
export type DatedName = DatedPeriod & { name: string };

/**
 * A signatory of the Accord cadre national, as reference data: its successive names, and the days between which its presence is
 * due in every structure (art. 2.2). A partner that joins later is a new line; nothing in the rules counts to nine.
 */
export type NationalPartnerReference = {
  /** Stable code, never renamed: 'france_travail', 'cnam'… */
  code: string;
  membership: DatedPeriod;
  names: readonly DatedName[];
};

/** True when `day` falls in the period. */
export function isInForce(period: DatedPeriod, day: LegalDay): boolean {
  return (period.validFrom === null || period.validFrom <= day) && (period.validTo === null || day < period.validTo);
}

/** The name borne on that day; null when the body had none then. Throws RangeError when two names claim the day: the data is wrong. */
export function nameOn(names: readonly DatedName[], day: LegalDay): string | null {
  const borne = names.filter((name) => isInForce(name, day));
  if (borne.length > 1) throw new RangeError(`Several names on ${day}: ${borne.map(({ name }) => name).join(', ')}`);
  return borne[0]?.name ?? null;
}

/** The partners whose presence is due on that day, with their name of that day, in the order of the reference. */
export function partnersInForce(partners: readonly NationalPartnerReference[], day: LegalDay): { code: string; name: string }[] {
  return partners
    .filter((partner) => isInForce(partner.membership, day))
    .map((partner) => {
      const name = nameOn(partner.names, day);
      if (name === null) throw new RangeError(`No name for ${partner.code} on ${day}`);
      return { code: partner.code, name };
    });
}
