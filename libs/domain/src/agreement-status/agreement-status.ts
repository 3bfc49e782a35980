import { addDays } from '../legal-time/legal-day.js';
import type { LegalDay } from '../legal-time/legal-day.js';
import { renewedTerm } from '../legal-time/term-days.js';
import { currentTermEndsOn, expiryReason } from '../term/term-calendar.js';
import type { EndReason, ExpiryReason, TermFacts, TermState } from '../term/term.js';
import type { PartyKind } from '../withdrawal/withdrawal.js';
import { foreseen } from './foreseen.js';

/** A party from `since` to `until`, both days included; null: still bound. The agreement's facts forget those who left, these rows do not. */
export type BoundParty = { partyId: string; kind: PartyKind; since: LegalDay; until: LegalDay | null };
/** The text that applies from that day on; of two of the same day, the later one counts. */
export type DatedVersion = { n: number; title: string; effectiveOn: LegalDay };

/** All that is known of an agreement's life. */
export type AgreementLife = {
  state: TermState;
  facts: TermFacts;
  signedOn: LegalDay;
  parties: readonly BoundParty[];
  versions: readonly DatedVersion[];
};

/** `unknown`: the day is past what the recorded Accord cadre lets one say. */
export type DayStanding = 'not_signed' | 'not_in_force_yet' | 'in_force' | 'executed_in_fact' | 'ended' | 'unknown' | 'too_far';

/** `renewal`: 0 for the first term. */
export type DatedTerm = { renewal: number; from: LegalDay; to: LegalDay };

/** What was, is, or will be if nothing happens, on one day; with the steps that lead there. */
export type AgreementStatus = {
  day: LegalDay;
  /** `foreseen`: the day is to come, and the answer holds as long as nobody acts. */
  tense: 'past' | 'present' | 'foreseen';
  standing: DayStanding;
  term: DatedTerm | null;
  version: DatedVersion | null;
  bound: readonly BoundParty[];
  /** Those who had left before that day. */
  left: readonly BoundParty[];
  steps: readonly StatusStep[];
};

export type StatusStep =
  | { step: 'foreseen' }
  | { step: 'signed'; on: LegalDay }
  | { step: 'in_force_since'; on: LegalDay }
  | { step: 'first_term'; endsOn: LegalDay }
  | { step: 'renewed'; renewals: number; months: number; anchor: LegalDay; endsOn: LegalDay }
  | { step: 'capped'; counted: LegalDay; capEndsOn: LegalDay }
  | { step: 'expired'; reason: ExpiryReason; on: LegalDay }
  | { step: 'expiry_foreseen'; reason: ExpiryReason; on: LegalDay }
  | { step: 'terminating'; endsOn: LegalDay }
  | { step: 'ended'; reason: EndReason; on: LegalDay }
  | { step: 'version'; n: number; effectiveOn: LegalDay }
  | { step: 'left'; count: number }
  | { step: 'too_far'; years: number };

/** Further ahead, any answer would be a fairy tale; the longest agreements last a few years. */
export const FORESEEN_YEARS_MAX = 30;

/**
 * What was in force on `day`. A past day is read in the recorded facts, each on its legal day: what was typed in late counts on its own day.
 * A day to come is answered as if nobody acted from `today` on, by the agreement's own table.
 */
export function statusOn(day: LegalDay, life: AgreementLife, today: LegalDay): AgreementStatus {
  const tense = day < today ? 'past' : day === today ? 'present' : 'foreseen';
  const told = { day, tense } as const;
  const nobody = { term: null, version: null, bound: [], left: [] } as const;
  if (day < life.signedOn) return { ...told, ...nobody, standing: 'not_signed', steps: [{ step: 'signed', on: life.signedOn }] };
  if (Number(day.slice(0, 4)) > Number(today.slice(0, 4)) + FORESEEN_YEARS_MAX) return { ...told, ...nobody, standing: 'too_far', steps: [{ step: 'too_far', years: FORESEEN_YEARS_MAX }] };

  const { facts } = foreseen(life, day);
  const standing = standingOn(day, facts, life.facts, today);
  const exists = standing === 'in_force' || standing === 'executed_in_fact';
  const parties = life.parties.map((party) => withDeparture(party, life.facts, facts));
  const left = parties.filter(({ until }) => until !== null && until < day);
  const version = exists ? versionOn(day, life.versions) : null;
  return {
    ...told, standing,
    term: exists ? termOn(day, facts) : null,
    version,
    bound: standing === 'ended' || standing === 'unknown' ? [] : parties.filter(({ since, until }) => since <= day && (until === null || until >= day)),
    left: standing === 'unknown' ? [] : left,
    steps: [...(tense === 'foreseen' ? [{ step: 'foreseen' } as const] : []), ...stepsOf(standing, day, life.signedOn, facts), ...(version ? [{ step: 'version', n: version.n, effectiveOn: version.effectiveOn } as const] : []), ...(left.length > 0 && standing !== 'unknown' ? [{ step: 'left', count: left.length } as const] : [])],
  };
}

/** The terms that have begun by then, the current one last. */
export function termsOf(facts: TermFacts): DatedTerm[] {
  return Array.from({ length: facts.renewals + 1 }, (_, renewal) => ({
    renewal,
    from: renewal === 0 ? facts.inForceSince : addDays(renewedTerm(facts.firstTermEndsOn, facts.renewalMonths, renewal - 1), 1),
    // A term that was renewed reached its own end: the Accord cadre cut none of those.
    to: renewal < facts.renewals ? renewedTerm(facts.firstTermEndsOn, facts.renewalMonths, renewal) : currentTermEndsOn(facts),
  }));
}

/** The term that would follow the current one; null: none can. */
export function nextTermOf(facts: TermFacts): DatedTerm | null {
  if (facts.end || facts.expiry || facts.termination || expiryReason(facts) !== null) return null;
  return { renewal: facts.renewals + 1, from: addDays(currentTermEndsOn(facts), 1), to: currentTermEndsOn({ ...facts, renewals: facts.renewals + 1 }) };
}

function standingOn(day: LegalDay, facts: TermFacts, recorded: TermFacts, today: LegalDay): DayStanding {
  if (day < facts.inForceSince) return 'not_in_force_yet';
  if (facts.end && day > facts.end.on) return 'ended';
  if (!facts.expiry || day <= facts.expiry.on) return 'in_force';
  return isOpenQuestion(facts, recorded, today) ? 'unknown' : 'executed_in_fact';
}

/** An expiry to come for lack of an Accord cadre that says more: another one may be concluded by then, except where the first one stays the cap. */
function isOpenQuestion({ expiry }: TermFacts, recorded: TermFacts, today: LegalDay): boolean {
  if (!expiry || recorded.expiry || expiry.on < today) return false;
  return expiry.reason === 'cap_unknown' || (expiry.reason === 'cap_reached' && recorded.capFollows === 'latest');
}

function termOn(day: LegalDay, facts: TermFacts): DatedTerm {
  const terms = termsOf(facts);
  return terms.find(({ to }) => day <= to) ?? terms.at(-1)!;
}

function versionOn(day: LegalDay, versions: readonly DatedVersion[]): DatedVersion | null {
  return versions.reduce<DatedVersion | null>((latest, version) => {
    if (version.effectiveOn > day) return latest;
    const isLater = latest === null || version.effectiveOn > latest.effectiveOn || (version.effectiveOn === latest.effectiveOn && version.n > latest.n);
    return isLater ? version : latest;
  }, null);
}

/** A departure that is recorded and whose day has come by then, though the party's row does not say so yet. */
function withDeparture(party: BoundParty, recorded: TermFacts, then: TermFacts): BoundParty {
  if (party.until !== null) return party;
  const leaver = recorded.leavers.find(({ partyId }) => partyId === party.partyId);
  const isGone = leaver && !then.leavers.some(({ partyId }) => partyId === party.partyId) && (leaver.kind === 'local_partner' || !then.gestionnaireIds.includes(party.partyId));
  return isGone ? { ...party, until: leaver.leavesOn } : party;
}

function stepsOf(standing: DayStanding, day: LegalDay, signedOn: LegalDay, facts: TermFacts): StatusStep[] {
  const { inForceSince, firstTermEndsOn, renewalMonths, capEndsOn, expiry, termination, end } = facts;
  const signed: StatusStep[] = [{ step: 'signed', on: signedOn }, { step: 'in_force_since', on: inForceSince }];
  if (standing === 'not_in_force_yet') return signed;
  const { renewal, to } = termOn(day, facts);
  const counted = renewedTerm(firstTermEndsOn, renewalMonths, renewal);
  return [
    ...signed,
    { step: 'first_term', endsOn: firstTermEndsOn },
    ...(renewal > 0 ? [{ step: 'renewed', renewals: renewal, months: renewalMonths, anchor: firstTermEndsOn, endsOn: counted } as const] : []),
    ...(to < counted && capEndsOn !== null ? [{ step: 'capped', counted, capEndsOn } as const] : []),
    ...(expiry && day > expiry.on ? [{ step: standing === 'unknown' ? 'expiry_foreseen' : 'expired', reason: expiry.reason, on: expiry.on } as const] : []),
    ...(termination && !end ? [{ step: 'terminating', endsOn: termination.endsOn } as const] : []),
    ...(standing === 'ended' && end ? [{ step: 'ended', reason: end.reason, on: end.on } as const] : []),
  ];
}
