import { dayAt } from '../legal-time/legal-day.js';
import type { LegalDay } from '../legal-time/legal-day.js';
import type { JudgedAct } from './authority-faults.js';
import { authorityRequired, covers, officesOf } from './authority.js';
import type { BodyDecision, DelegationAct, PersonPower, Scope, SignedObject, SigningAuthority, SigningBodyKind } from './authority.js';
import type { Publicity } from './publicity.js';

/** A number and what an order is about: the longest seen holds in half of it; a text pasted by mistake does not. */
export const AUTHORITY_REFERENCE_LENGTH_MAX = 200;

export type AuthorityFactsRefusalCode =
  | 'office_of_another_body' | 'decision_not_asked' | 'reference_missing' | 'reference_too_long' | 'day_to_come' | 'published_before_act' | 'transmitted_before_act'
  | 'hour_of_another_day' | 'period_reversed' | 'delegate_is_delegator' | 'subdelegation_before_delegation' | 'scope_empty' | 'hash_malformed';

/** `act`: which of the papers to correct. */
export type AuthorityFactsRefusal = { code: AuthorityFactsRefusalCode; act: JudgedAct };

/** What a form or an API knows when facts are typed. `holderId`: who holds the office the power names; null when nobody recorded it. */
export type AuthorityEntry = { kind: SigningBodyKind; today: LegalDay; timeZone: string; holderId: string | null };

const everyObject: readonly SignedObject[] = ['agreement', 'amendment', 'adhesion'];
const sha256 = /^[0-9a-f]{64}$/;

/** What was typed and cannot be: to correct before it is kept. Whether it entitles anybody is judged apart, by `authorityVerdict`. */
export function authorityFactsRefusals({ power, decision }: Pick<SigningAuthority, 'power' | 'decision'>, entry: AuthorityEntry): AuthorityFactsRefusal[] {
  return [...(decision ? decisionRefusals(decision, entry).map(as('decision')) : []), ...powerRefusals(power, entry)];
}

function decisionRefusals(decision: BodyDecision, { kind, today, timeZone }: AuthorityEntry): AuthorityFactsRefusalCode[] {
  const { reference, adoptedOn } = decision;
  return [
    ...only(authorityRequired(kind) === 'none', 'decision_not_asked'),
    ...referenceRefusals(reference),
    ...(decision.kind === 'own_decision' ? only(adoptedOn > today, 'day_to_come') : publicityRefusals(adoptedOn, decision, { today, timeZone })),
    ...only(decision.kind === 'standing' && coversNothing(decision.scope), 'scope_empty'),
    ...only(decision.kind === 'deliberation' && decision.approvesHash !== null && !sha256.test(decision.approvesHash), 'hash_malformed'),
  ];
}

function powerRefusals(power: PersonPower, entry: AuthorityEntry): AuthorityFactsRefusal[] {
  const office = only(!officesOf(entry.kind).includes(power.office), 'office_of_another_body').map(as('power'));
  if (power.kind === 'own_right') return office;
  if (power.kind === 'interim') {
    const written = power.reference === null ? [] : referenceRefusals(power.reference);
    return [...office, ...[...written, ...only(isReversed(power), 'period_reversed')].map(as('power'))];
  }
  const { act, subdelegation } = power;
  const second = subdelegation && [
    ...delegationRefusals(subdelegation, act.delegateId, entry),
    ...only(subdelegation.signedOn < act.signedOn, 'subdelegation_before_delegation'),
  ];
  return [...office, ...delegationRefusals(act, entry.holderId, entry).map(as('power')), ...(second ?? []).map(as('subdelegation'))];
}

function delegationRefusals(act: DelegationAct, delegatorId: string | null, entry: AuthorityEntry): AuthorityFactsRefusalCode[] {
  return [
    ...referenceRefusals(act.reference),
    ...publicityRefusals(act.signedOn, act, entry),
    ...only(isReversed(act), 'period_reversed'),
    ...only(act.delegateId === delegatorId, 'delegate_is_delegator'),
    ...only(coversNothing(act.scope), 'scope_empty'),
  ];
}

function referenceRefusals(reference: string): AuthorityFactsRefusalCode[] {
  return [...only(reference.trim() === '', 'reference_missing'), ...only(reference.trim().length > AUTHORITY_REFERENCE_LENGTH_MAX, 'reference_too_long')];
}

type Made = { published: Publicity | null; transmitted: Publicity | null };
function publicityRefusals(madeOn: LegalDay, { published, transmitted }: Made, { today, timeZone }: Pick<AuthorityEntry, 'today' | 'timeZone'>): AuthorityFactsRefusalCode[] {
  const known = [published, transmitted].filter((publicity) => publicity !== null);
  return [
    // What is to come proves nothing.
    ...only([madeOn, ...known.map(({ on }) => on)].some((day) => day > today), 'day_to_come'),
    ...only(published !== null && published.on < madeOn, 'published_before_act'),
    ...only(transmitted !== null && transmitted.on < madeOn, 'transmitted_before_act'),
    ...only(known.some(({ on, at }) => at !== null && dayAt(at, timeZone) !== on), 'hour_of_another_day'),
  ];
}

function isReversed({ from, until }: { from: LegalDay; until: LegalDay | null }): boolean {
  return until !== null && until < from;
}

function coversNothing(scope: Scope): boolean {
  return !everyObject.some((object) => covers(scope, object));
}

function only(refused: boolean, code: AuthorityFactsRefusalCode): AuthorityFactsRefusalCode[] {
  return refused ? [code] : [];
}

function as(act: JudgedAct) {
  return (code: AuthorityFactsRefusalCode): AuthorityFactsRefusal => ({ code, act });
}
