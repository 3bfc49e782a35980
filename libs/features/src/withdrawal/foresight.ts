import { decide, termWorkflow, withdrawalWorkflow } from '#libs/domain';
import { owedTicks } from '#libs/platform';
import type { Errand, Event, Instant, LegalDay, NotPossibleNow, Subject, Term, TermRefusal, Vocabulary, Withdrawal, WithdrawalRefusal, Workflow } from '#libs/domain';

/** A notice and the agreement it would change, as they stand. */
export type NoticeAndTerm = { withdrawal: Subject<Withdrawal>; term: Subject<Term> };
export type Foreseen =
  | ({ accepted: true } & NoticeAndTerm)
  /** `rank`: which of the commands is refused. */
  | { accepted: false; by: 'withdrawal'; refusal: WithdrawalRefusal | NotPossibleNow; rank: number }
  | { accepted: false; by: 'term'; refusal: TermRefusal | NotPossibleNow; rank: number };
export type ForesightDay = { today: LegalDay; at: Instant; timeZone: string };

/**
 * What these commands would give, without writing anything: the verdict is shown before it is confirmed, and an agreement that would refuse
 * the departure says why in its own words, where the runner could only fail.
 */
export function foresee(standing: NoticeAndTerm, commands: readonly Withdrawal['command'][], { today, at, timeZone }: ForesightDay): Foreseen {
  let term = caughtUp(termWorkflow, standing.term, today, timeZone, () => {});
  let withdrawal = caughtUp(withdrawalWorkflow, standing.withdrawal, today, timeZone, (errands) => {
    term = afterErrands(term, errands, { today, at }) ?? term;
  });
  for (const [rank, command] of commands.entries()) {
    const decided = decide(withdrawalWorkflow, withdrawal, { ...command, effectiveOn: today, at } as Event<Withdrawal>);
    if (!decided.accepted) return { accepted: false, by: 'withdrawal', refusal: decided.refusal, rank };
    withdrawal = { state: decided.to, facts: decided.facts };
    for (const errand of decided.commands) {
      const heard = decide(termWorkflow, term, { ...errand.command, effectiveOn: today, at } as Event<Term>);
      if (!heard.accepted) return { accepted: false, by: 'term', refusal: heard.refusal, rank };
      term = { state: heard.to, facts: heard.facts };
    }
  }
  return { accepted: true, withdrawal, term };
}

function afterErrands(term: Subject<Term>, errands: readonly Errand[], { today, at }: { today: LegalDay; at: Instant }): Subject<Term> | null {
  return errands.reduce<Subject<Term> | null>((subject, { command }) => {
    const heard = subject && decide(termWorkflow, subject, { ...command, effectiveOn: today, at } as Event<Term>);
    return heard?.accepted ? { state: heard.to, facts: heard.facts } : null;
  }, term);
}

/** As the runner lets the calendar speak first. */
function caughtUp<W extends Vocabulary>(workflow: Workflow<W>, subject: Subject<W>, today: LegalDay, timeZone: string, hear: (errands: readonly Errand[]) => void): Subject<W> {
  let current = subject;
  for (const { decision } of owedTicks(workflow, workflow.name, subject, today, timeZone)) {
    hear(decision.commands);
    current = { state: decision.to, facts: decision.facts };
  }
  return current;
}
