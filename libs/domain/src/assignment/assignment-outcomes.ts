import type { Errand, Event, Outcome } from '../workflow/workflow.js';
import type { Term } from '../term/term.js';
import { consentUntil, othersOf } from './assignment.js';
import type { Assignment, AssignmentEffect, AssignmentFacts, AssignmentNews, ConsentAnswer } from './assignment.js';

type Facts = AssignmentFacts;
type Asked = Event<Assignment>;

export function ask(facts: Facts, event: Asked): Outcome<Assignment> {
  if (event.type !== 'ask') return {};
  return { change: asked(facts, event), effects: [{ type: 'informAssignor', what: 'asked' }, { type: 'askConsents', before: facts.effectOn, uselessAfter: consentUntil(facts) }, { type: 'informPrefecture', what: 'asked' }] };
}

export function announce(facts: Facts, event: Asked): Outcome<Assignment> {
  return event.type === 'ask' ? { change: asked(facts, event), effects: everyone('announced') } : {};
}

export function withAnswer({ answers }: Facts, event: Asked): Pick<Facts, 'answers'> {
  if (event.type !== 'consent' && event.type !== 'refuse') return { answers };
  const { partyId, on, proof } = event;
  const answer: ConsentAnswer = event.type === 'consent' ? { partyId, answer: 'consent', on, proof, reason: null } : { partyId, answer: 'refusal', on, proof, reason: event.reason.trim() };
  return { answers: [...answers.filter((said) => said.partyId !== partyId), answer] };
}

export function keepAnswer(facts: Facts, event: Asked): Outcome<Assignment> {
  return { change: withAnswer(facts, event), effects: [{ type: 'informPrefecture', what: 'answered' }, { type: 'informAssignor', what: 'answered' }] };
}

export function remindParties(facts: Facts): Outcome<Assignment> {
  return { effects: [{ type: 'remindParties', before: facts.effectOn, uselessAfter: consentUntil(facts) }] };
}

export function countParties({ effectOn }: Facts): Outcome<Assignment> {
  return { effects: [{ type: 'countParties', on: effectOn }] };
}

/** A consent found after the day, and dated before it: the parties are counted again. */
export function countAgain(facts: Facts, event: Asked): Outcome<Assignment> {
  return { change: withAnswer(facts, event), effects: [{ type: 'countParties', on: facts.effectOn }] };
}

/** The agreement learns of its new gestionnaire in the same transaction (decision 24). */
export function takeEffect(facts: Facts, event: Asked): Outcome<Assignment> {
  const { effectOn } = facts;
  return {
    change: counted(facts, event),
    effects: [{ type: 'replaceParty', since: effectOn }, { type: 'updateAnnexes', from: effectOn }, ...everyone('effective')],
    commands: facts.assignor.kind === 'gestionnaire' ? [replacement(facts)] : [],
  };
}

export function refuse(facts: Facts, event: Asked): Outcome<Assignment> {
  return { change: counted(facts, event), effects: everyone('refused') };
}

export function moot(facts: Facts, event: Asked): Outcome<Assignment> {
  return { change: counted(facts, event), effects: everyone('without_object') };
}

export function cancel(_: Facts, event: Asked): Outcome<Assignment> {
  return event.type === 'cancel' ? { change: { cancelReason: event.reason.trim() }, effects: everyone('cancelled') } : {};
}

function asked(facts: Facts, event: Extract<Asked, { type: 'ask' }>): Partial<Facts> {
  return { askedOn: event.effectiveOn, otherParties: othersOf(facts, event.agreement.parties) };
}

function counted(facts: Facts, event: Asked): Partial<Facts> {
  return event.type === 'takeEffect' ? { otherParties: othersOf(facts, event.agreement.parties) } : {};
}

function everyone(what: AssignmentNews): AssignmentEffect[] {
  return [{ type: 'informPrefecture', what }, { type: 'informParties', what }];
}

function replacement({ agreementId, assignor, assignee, part }: Facts): Errand {
  const command: Term['command'] = { type: 'replaceGestionnaire', leavingId: assignor.id, arrivingId: assignee.partyId, stays: part.kind === 'structures' };
  return { kind: 'term', id: agreementId, command };
}
