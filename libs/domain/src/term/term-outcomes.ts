import { addDays } from '../legal-time/legal-day.js';
import type { LegalDay } from '../legal-time/legal-day.js';
import type { Event, Outcome } from '../workflow/workflow.js';
import { currentLastUsefulDay, currentTermEndsOn, expiryReason, nextAlert } from './term-calendar.js';
import { annulled, departing, lapseDay, without } from './term-leavers.js';
import type { EndReason, Leaver, Term, TermEffect, TermFacts, TermReport } from './term.js';

type Facts = TermFacts;
type Asked = Event<Term>;

export function enter(facts: Facts): Outcome<Term> {
  const termEndsOn = currentTermEndsOn(facts);
  return { effects: [{ type: 'announceInForce', since: facts.inForceSince, termEndsOn, uselessAfter: termEndsOn }] };
}

/** The decision is asked with the first alert that goes out, whichever it is. */
export function alert(facts: Facts, { effectiveOn }: Asked): Outcome<Term> {
  const next = nextAlert(facts);
  if (!next) throw new Error('An alert comes due that no stage asks for');
  const [termEndsOn, lastUsefulDay] = [currentTermEndsOn(facts), currentLastUsefulDay(facts)];
  const told: TermEffect = { type: 'alertParties', stage: next.stage, termEndsOn, lastUsefulDay, uselessAfter: next.uselessAfter };
  const change = { alerts: next.rank + 1 };
  if (facts.decisionAskedOn !== null || facts.decision !== null) return { change, effects: [told] };
  return { change: { ...change, decisionAskedOn: effectiveOn }, effects: [told, { type: 'askDecision', termEndsOn, uselessAfter: lastUsefulDay }] };
}

export function closeNotice(facts: Facts, { effectiveOn }: Asked): Outcome<Term> {
  return { effects: [report('notice_closed', effectiveOn, currentTermEndsOn(facts))] };
}

export function renew(facts: Facts, event: Asked): Outcome<Term> {
  const left = leave(facts, currentTermEndsOn(facts), event.effectiveOn);
  return { change: { ...left.change, ...nextTerm(facts, event.effectiveOn) }, effects: [...left.effects, ...renewalEffects({ ...facts, renewals: facts.renewals + 1 }, event.effectiveOn, left.goneIds)] };
}

export function expire(facts: Facts, { effectiveOn }: Asked): Outcome<Term> {
  const on = currentTermEndsOn(facts);
  const left = leave(facts, on, effectiveOn);
  const reason = expiryReason(facts);
  if (!reason) throw new Error('An agreement expires that could be renewed');
  // A task, not a reminder: it waits until somebody acts, however late.
  return { change: { ...left.change, expiry: { reason, on } }, effects: [...left.effects, report(reason, effectiveOn, null)] };
}

export function lapseAtTerm(facts: Facts): Outcome<Term> {
  return lapseOf(facts, departing(facts, currentTermEndsOn(facts)));
}

/** The last gestionnaire is gone since the eve at the latest; the leaver of the command is among those who left. */
export function lapse(facts: Facts, event: Asked): Outcome<Term> {
  return lapseOf(facts, departing(withLeaver(facts, event), eveOf(facts, event)));
}

export function keepLeaver(facts: Facts, event: Asked): Outcome<Term> {
  const known = withLeaver(facts, event);
  const left = leave(known, eveOf(facts, event), null);
  return { change: { leavers: known.leavers, ...left.change }, effects: left.effects };
}

export function undoLeaver(facts: Facts, event: Asked): Outcome<Term> {
  if (event.type !== 'withdrawLeaver') return {};
  const undone = annulled(facts, event);
  return { change: { leavers: facts.leavers.filter((leaver) => leaver !== undone) } };
}

export function release(facts: Facts, event: Asked): Outcome<Term> {
  const { change, effects } = leave(facts, eveOf(facts, event), null);
  return { change, effects };
}

export function keepGestionnaire({ gestionnaireIds }: Facts, event: Asked): Outcome<Term> {
  return event.type === 'recordGestionnaire' ? { change: { gestionnaireIds: [...gestionnaireIds, event.gestionnaireId] } } : {};
}

/** The successor takes the place as it is: a notice that was given binds it too, unless it was a party in its own right already. */
export function replaceGestionnaire({ gestionnaireIds, leavers }: Facts, event: Asked): Outcome<Term> {
  if (event.type !== 'replaceGestionnaire') return {};
  const { leavingId, arrivingId, stays } = event;
  if (stays) return { change: { gestionnaireIds: [...new Set([...gestionnaireIds, arrivingId])] } };
  const wasParty = gestionnaireIds.includes(arrivingId);
  const handed = leavers.flatMap((leaver) => (leaver.partyId !== leavingId ? [leaver] : wasParty ? [] : [{ ...leaver, partyId: arrivingId }]));
  return { change: { gestionnaireIds: [...new Set([...gestionnaireIds.filter((id) => id !== leavingId), arrivingId])], leavers: handed } };
}

export function keepDecision(_: Facts, event: Asked): Outcome<Term> {
  if (event.type !== 'decide') return {};
  // The préfet has no notice to give (art. 7): what he wants still takes an act of his own (decision 19).
  const effects = event.decision === 'denounce' ? [report('denounce_needs_an_act', event.effectiveOn, null)] : [];
  return { change: { decision: { choice: event.decision, on: event.effectiveOn } }, effects };
}

export function keepCap(_: Facts, event: Asked): Outcome<Term> {
  return event.type === 'recordAccordCadre' ? { change: { capEndsOn: event.endsOn } } : {};
}

/** The cap cuts the current term, or gives it its length back: its alerts start again from today. */
export function moveTerm(facts: Facts, event: Asked): Outcome<Term> {
  const moved = withCap(facts, event);
  const [from, to] = [currentTermEndsOn(facts), currentTermEndsOn(moved)];
  return { change: { capEndsOn: moved.capEndsOn, alerts: 0, alertsFrom: event.effectiveOn, decisionAskedOn: null }, effects: [{ type: 'announceTermMoved', from, to, uselessAfter: to }] };
}

/** What the agreement would have been, had the Accord cadre been typed in when it was concluded. */
export function regularised(facts: Facts, event: Asked): Facts {
  const capped = withCap(facts, event);
  const on = facts.expiry!.on;
  const alertsFrom = addDays(on, 1);
  // A term that the former cap had cut goes on to its own end; another one is renewed.
  if (currentTermEndsOn(capped) > on) return { ...capped, expiry: null, alerts: 0, alertsFrom };
  return { ...capped, expiry: null, ...nextTerm(capped, alertsFrom) };
}

export function regularise(facts: Facts, event: Asked): Outcome<Term> {
  const next = regularised(facts, event);
  const { capEndsOn, expiry, alerts, alertsFrom, renewals, decision, decisionAskedOn } = next;
  const to = currentTermEndsOn(next);
  const effects = renewals > facts.renewals ? renewalEffects(next, alertsFrom, []) : [{ type: 'announceTermMoved' as const, from: facts.expiry!.on, to, uselessAfter: to }];
  return { change: { capEndsOn, expiry, alerts, alertsFrom, renewals, decision, decisionAskedOn }, effects };
}

/** The day of the expiry stays what it was: the new Accord cadre serves the next agreement. */
export function reportLateCap(_: Facts, { effectiveOn }: Asked): Outcome<Term> {
  return { effects: [report('accord_cadre_after_expiry', effectiveOn, null)] };
}

/** An Accord cadre that ended with the term, or before it, says why and when the agreement expired. */
export function correctExpiry({ expiry }: Facts, event: Asked): Outcome<Term> {
  if (event.type !== 'recordAccordCadre') return {};
  const reason = expiry!.reason === 'not_renewable' && event.endsOn === expiry!.on ? 'not_renewable' : 'cap_reached';
  return { change: { capEndsOn: event.endsOn, expiry: { reason, on: event.endsOn } } };
}

export function keepTermination(_: Facts, event: Asked): Outcome<Term> {
  return event.type === 'recordGeneralInterestTermination' ? { change: { termination: { reason: event.reason.trim(), endsOn: event.endsOn } } } : {};
}

export function terminate({ termination }: Facts): Outcome<Term> {
  return endOn('general_interest', termination!.endsOn, termination!.reason);
}

export function keepEnd(_: Facts, event: Asked): Outcome<Term> {
  return event.type === 'endInFact' ? endOn('ended_in_fact', event.endedOn, event.reason.trim()) : {};
}

export function withCap(facts: Facts, event: Asked): Facts {
  return event.type === 'recordAccordCadre' ? { ...facts, capEndsOn: event.endsOn } : facts;
}

export function withLeaver(facts: Facts, event: Asked): Facts {
  return event.type === 'recordLeaver' ? { ...facts, leavers: [...facts.leavers, event.leaver] } : facts;
}

/** The last day that is over; after the term nobody leaves any more, whatever their notice said. */
export function eveOf({ expiry }: Facts, { effectiveOn }: Asked): LegalDay {
  const eve = addDays(effectiveOn, -1);
  return expiry && expiry.on < eve ? expiry.on : eve;
}

// --- what they share --------------------------------------------------------------------------------------------

function nextTerm({ renewals }: Facts, from: LegalDay): Pick<Facts, 'renewals' | 'alerts' | 'alertsFrom' | 'decision' | 'decisionAskedOn'> {
  return { renewals: renewals + 1, alerts: 0, alertsFrom: from, decision: null, decisionAskedOn: null };
}

function renewalEffects(renewed: Facts, from: LegalDay, leaverIds: readonly string[]): TermEffect[] {
  const [renewal, until] = [renewed.renewals, currentTermEndsOn(renewed)];
  return [{ type: 'issueRenewalRecord', renewal, from, until, leaverIds }, { type: 'sendRenewalRecord', renewal, uselessAfter: until }];
}

/** Those bound until that day are released; at a term (`reportedOn`), a denunciation that not all gestionnaires made falls (I-05). */
function leave(facts: Facts, upTo: LegalDay, reportedOn: LegalDay | null): { change: Partial<Facts>; effects: TermEffect[]; goneIds: string[] } {
  const gone = departing(facts, upTo);
  const rest = without(facts, gone);
  const fallen = reportedOn === null ? [] : rest.leavers.filter(({ leavesOn }) => leavesOn <= upTo);
  return {
    change: { ...rest, leavers: rest.leavers.filter((leaver) => !fallen.includes(leaver)) },
    effects: [...annexesWithout(gone), ...(fallen.length > 0 ? [report('denunciation_incomplete', reportedOn!, null)] : [])],
    goneIds: gone.map(({ partyId }) => partyId),
  };
}

/** Annexes 4, 5 and 6, then a consolidated version: one per day on which somebody left. */
function annexesWithout(gone: readonly Leaver[]): TermEffect[] {
  const days = [...new Set(gone.map(({ leavesOn }) => leavesOn))].sort();
  return days.map((day) => ({ type: 'regenerateAnnexes', leaverIds: gone.filter(({ leavesOn }) => leavesOn === day).map(({ partyId }) => partyId), from: addDays(day, 1) }));
}

function lapseOf(facts: Facts, gone: readonly Leaver[]): Outcome<Term> {
  const on = lapseDay(facts, gone);
  if (!on) throw new Error('An agreement ends while a gestionnaire remains');
  const ended = endOn('last_gestionnaire_left', on, null);
  return { change: { ...without(facts, gone), ...ended.change }, effects: ended.effects! };
}

function endOn(reason: EndReason, on: LegalDay, said: string | null): Outcome<Term> {
  return { change: { end: { reason, on, said } }, effects: [{ type: 'announceEnd', reason, on }] };
}

function report(what: TermReport, on: LegalDay, uselessAfter: LegalDay | null): TermEffect {
  return { type: 'reportToClerks', what, on, uselessAfter };
}
