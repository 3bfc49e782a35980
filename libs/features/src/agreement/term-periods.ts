import { addDays, currentTermEndsOn, renewedTerm } from '#libs/domain';
import type { LegalDay } from '#libs/domain';
import type { AgreementRow } from './agreement.store.js';

/** First and last day of one term; renewal 0 is the first. A term that was renewed ran to its own end; only the current one can be cut by the cap. */
export function termOf({ facts }: Pick<AgreementRow, 'facts'>, renewal: number): { from: LegalDay; until: LegalDay } {
  const { inForceSince, firstTermEndsOn, renewalMonths, renewals } = facts;
  return {
    from: renewal === 0 ? inForceSince : addDays(renewedTerm(firstTermEndsOn, renewalMonths, renewal - 1), 1),
    until: renewal < renewals ? renewedTerm(firstTermEndsOn, renewalMonths, renewal) : currentTermEndsOn({ ...facts, renewals: renewal }),
  };
}
