import { authorityFault } from './authority-faults.js';
import type { AuthorityFault, AuthorityRemark } from './authority-faults.js';
import type { ActToSign, SigningAuthority, Tenure } from './authority.js';
import { judgeDecision } from './decision-judgement.js';
import type { LegalBasis } from './legal-bases.js';
import { judgePower } from './power-judgement.js';

/** `irregular`, never void: only a court says that (decision 20). `bases`: what was applied, faults included. */
export type AuthorityVerdict = { verdict: 'regular' | 'irregular'; faults: readonly AuthorityFault[]; remarks: readonly AuthorityRemark[]; bases: readonly LegalBasis[] };

/**
 * Judges the title of whoever signs, at the moment they do: the body's decision, then the person's power. Every fault is returned. `tenures`: the
 * terms of office of the body, and the préfet's when he signs for it. Throws when the authority is of another body, or names an unknown term of office.
 */
export function authorityVerdict(authority: SigningAuthority | null, act: ActToSign, tenures: readonly Tenure[]): AuthorityVerdict {
  if (authority === null) return verdictOf([authorityFault('authority_missing', 'power', ['own_rules'], act.body.kind === 'prefet')], [], []);
  if (authority.bodyId !== act.body.id) throw new Error('An authority is judged for another body');
  const halves = [judgeDecision(authority, act, tenures), judgePower(authority, act, tenures)];
  return verdictOf(halves.flatMap(({ faults }) => faults), halves.flatMap(({ remarks }) => remarks), halves.flatMap(({ bases }) => bases));
}

/**
 * What the body decided, judged alone: it is the body's, whoever signs for it, and the power of that person stays what they declare. Null when there is
 * none, or when the assembly delegated it: that was given to a person (CGCT, art. L5211-10). Throws as `authorityVerdict` does.
 */
export function decisionVerdict(authority: SigningAuthority, act: ActToSign): AuthorityVerdict | null {
  if (authority.decision === null || authority.decision.kind === 'standing') return null;
  if (authority.bodyId !== act.body.id) throw new Error('An authority is judged for another body');
  const { faults, remarks, bases } = judgeDecision(authority, act, []);
  return verdictOf(faults, remarks, bases);
}

function verdictOf(faults: readonly AuthorityFault[], remarks: readonly AuthorityRemark[], applied: readonly LegalBasis[]): AuthorityVerdict {
  return { verdict: faults.length === 0 ? 'regular' : 'irregular', faults, remarks, bases: [...new Set([...applied, ...faults.flatMap(({ bases }) => bases)])] };
}
