import { mandateRefusalSentence } from '#libs/domain';
import type { MandateState } from '#libs/domain';

/** Article 4.6 wants its order: whoever comes too early, or too late, by an address is told which step lacks. */
export function outOfOrderSentence(state: MandateState): string {
  switch (state) {
    case 'drafted': return mandateRefusalSentence('not_informed');
    case 'informed': return mandateRefusalSentence('identity_not_verified');
    case 'identified': return mandateRefusalSentence('scope_not_defined');
    case 'abandoned': return mandateRefusalSentence('draft_dropped');
    default: return mandateRefusalSentence('signed_already');
  }
}
