import type { PublicityFault } from './authority-faults.js';
import type { Deliberation } from './authority.js';
import { standingOf } from './publicity.js';
import type { PublicityStanding, SigningMoment } from './publicity.js';

const publication: Readonly<Record<PublicityStanding, PublicityFault | null>> = { before: null, missing: 'not_published', too_late: 'published_too_late', same_day_unproven: 'published_same_day_unproven' };
const transmission: Readonly<Record<PublicityStanding, PublicityFault | null>> = { before: null, missing: 'not_transmitted', too_late: 'transmitted_too_late', same_day_unproven: 'transmitted_same_day_unproven' };

/** What an act of a collectivity lacks to be executory at that moment: both formalities, each strictly before (CGCT, art. L2131-1 and L3131-1). */
export function publicityFaults({ published, transmitted }: Pick<Deliberation, 'published' | 'transmitted'>, moment: SigningMoment): PublicityFault[] {
  return [publication[standingOf(published, moment)], transmission[standingOf(transmitted, moment)]].filter((fault) => fault !== null);
}
