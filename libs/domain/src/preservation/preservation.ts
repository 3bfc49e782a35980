import { addDays, daysBetween } from '../legal-time/legal-day.js';
import type { LegalDay } from '../legal-time/legal-day.js';

/**
 * How a sealed document stays provable: validation data and an archive timestamp over them (PAdES B-LTA, ETSI EN 319 142-1, 6.1),
 * renewed before the certificate of the authority that made it expires, for as long as the document is kept.
 */
export type Preservation = {
  /** `extending`: an archive timestamp is due. `exhausted`: the document has no prepared field left for one. */
  state: 'extending' | 'archived' | 'exhausted';
  command: { type: 'recordArchive'; provenOn: LegalDay; authorityUntil: LegalDay } | { type: 'reportNoFieldLeft' };
  tick: 'reachRenewal';
  facts: PreservationFacts;
  effect: { type: 'extendArchive' };
  refusal: 'archived_already' | 'no_field_left';
};

export type PreservationFacts = {
  /** Archive timestamps the document bears. */
  archives: number;
  /** Day of the last one. */
  archivedOn: LegalDay | null;
  /** Day from which another one is due. */
  renewOn: LegalDay | null;
};

export const notYetArchived: PreservationFacts = { archives: 0, archivedOn: null, renewOn: null };

/** Half a year before the authority's certificate ends: time for an outage, a change of authority, and a summer. */
const renewalMarginDays = 180;

/** The day on which an archive timestamp is renewed: half a year before its authority's certificate ends, or half way when it lives less than a year. */
export function renewalDay(provenOn: LegalDay, authorityUntil: LegalDay): LegalDay {
  const life = Math.max(0, daysBetween(provenOn, authorityUntil));
  return addDays(provenOn, Math.max(1, life - Math.min(renewalMarginDays, Math.ceil(life / 2))));
}
