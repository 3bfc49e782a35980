import { electronicWindowEnd } from './notice.js';
import type { NoticeFacts } from './notice.js';

/** Dates that contradict one another or the outcome: to correct before anything is computed. */
export type NoticeFault =
  | 'presented_before_sent'
  | 'delivered_before_sent'
  | 'delivered_before_presented'
  | 'delivered_without_day'
  | 'day_without_delivery'
  | 'accepted_after_window';

export function noticeFaults({ mode, outcome, sentOn, presentedOn, deliveredOn }: NoticeFacts): NoticeFault[] {
  const faults: NoticeFault[] = [];
  if (sentOn !== null && presentedOn !== null && presentedOn < sentOn) faults.push('presented_before_sent');
  if (sentOn !== null && deliveredOn !== null && deliveredOn < sentOn) faults.push('delivered_before_sent');
  if (presentedOn !== null && deliveredOn !== null && deliveredOn < presentedOn) faults.push('delivered_before_presented');
  if (outcome === 'delivered' && deliveredOn === null) faults.push('delivered_without_day');
  if (outcome !== 'delivered' && deliveredOn !== null) faults.push('day_without_delivery');
  if (mode === 'electronic_registered_letter' && presentedOn !== null && deliveredOn !== null && deliveredOn > electronicWindowEnd(presentedOn)) faults.push('accepted_after_window');
  return faults;
}
