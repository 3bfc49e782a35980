import type { EntityManager } from 'typeorm';
import { dayAt, possibleEvents, withdrawalWorkflow } from '#libs/domain';
import type { Instant } from '#libs/domain';
import { agreementById } from '#libs/features/agreement';
import type { Actor, WorkflowRunner } from '#libs/platform';
import { foresee } from './foresight.js';
import { firstDispatch, rulesOn } from './notice-rules.js';
import { withdrawals, withdrawalsOf } from './withdrawal.store.js';

/**
 * Judges again the notices that a new Accord cadre may settle: it can bring the next term that a late notice lacked. One that the agreement
 * would refuse (its party leaves already by another notice) stays as it is: the Accord cadre is recorded all the same. `at`: of the clock that
 * the runner follows. Returns how many were judged.
 */
export async function reexamineNotices(tx: EntityManager, agreementId: string, runner: WorkflowRunner, actor: Actor, at: Instant): Promise<number> {
  const open = (await withdrawalsOf(tx, agreementId)).filter(({ state }) => possibleEvents(withdrawalWorkflow, state).has('reexamine'));
  let judged = 0;
  for (const { id, state, facts, timeZone } of open) {
    // Read again each time: the notice before may have changed the agreement.
    const agreement = await agreementById(tx, agreementId);
    if (!agreement) return judged;
    const today = dayAt(at, timeZone);
    const command = { type: 'reexamine' as const, rules: rulesOn(agreement, firstDispatch(facts, [], today), today) };
    const foreseen = foresee({ withdrawal: { state, facts }, term: { state: agreement.state, facts: agreement.facts } }, [command], { today, at, timeZone });
    if (!foreseen.accepted) continue;
    await runner.submitIn(tx, withdrawals, id, command, actor);
    judged++;
  }
  return judged;
}
