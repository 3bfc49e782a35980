import { Injectable } from '@nestjs/common';
import { legalDay, termRefusalSentence } from '#libs/domain';
import type { LegalDay, NotPossibleNow, TermDecision, TermRefusal } from '#libs/domain';
import { agreements } from '#libs/features/agreement';
import { WorkflowRunner } from '#libs/platform';
import type { Actor } from '#libs/platform';

/** `field`: what in the form can mend it; null: the agreement is not, or no more, in a state for it. */
export type ActRefused = { code: string; sentence: string; field: 'decision' | 'endedOn' | 'reason' | null };

const decisions: readonly TermDecision[] = ['continue', 'amend', 'denounce'];
const fields: Partial<Record<TermRefusal | NotPossibleNow, ActRefused['field']>> = { reason_missing: 'reason', end_before_expiry: 'endedOn', day_to_come: 'endedOn', notice_day_past: 'decision' };

/** What the préfecture does to an agreement from its page or by a program. Null: done. */
@Injectable()
export class AgreementActs {
  constructor(private readonly runner: WorkflowRunner) {}

  async decide(id: string, decision: string, actor: Actor): Promise<ActRefused | null> {
    const known = decisions.find((one) => one === decision);
    if (!known) return { code: 'decision_missing', sentence: 'Choisissez l’une des trois décisions', field: 'decision' };
    const submission = await this.runner.submit(agreements, id, { type: 'decide', decision: known }, actor);
    return submission.accepted ? null : refused(submission.refusal);
  }

  async end(id: string, { endedOn, reason }: { endedOn: string; reason: string }, actor: Actor): Promise<ActRefused | null> {
    const day = dayOrNull(endedOn);
    if (!day) return { code: 'day_unreadable', sentence: 'Indiquez un jour, par exemple 31/12/2027', field: 'endedOn' };
    const submission = await this.runner.submit(agreements, id, { type: 'endInFact', endedOn: day, reason }, actor);
    return submission.accepted ? null : refused(submission.refusal);
  }
}

function refused(refusal: TermRefusal | NotPossibleNow): ActRefused {
  return { code: refusal, sentence: termRefusalSentence(refusal), field: fields[refusal] ?? null };
}

function dayOrNull(text: string): LegalDay | null {
  try {
    return legalDay(text);
  } catch {
    return null;
  }
}
