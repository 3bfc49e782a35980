import type { LegalDay } from '../legal-time/legal-day.js';
import type { Errand, Event, Outcome } from '../workflow/workflow.js';
import type { Term } from '../term/term.js';
import { awaitedLetters, withdrawalFinding } from './withdrawal-finding.js';
import { notifyBy } from './withdrawal.js';
import type { NoticeLetter, Withdrawal, WithdrawalEffect, WithdrawalFacts } from './withdrawal.js';

type Facts = WithdrawalFacts;
type Asked = Event<Withdrawal>;

/** What is known once the event is: the verdict is always computed from all the letters. */
export function withEvent(facts: Facts, event: Asked): Facts {
  const { letters } = facts;
  switch (event.type) {
    case 'send':
      return { ...facts, rules: event.rules, awaitedSince: event.effectiveOn, letters: [...letters, ...event.letters.map(asSent)] };
    case 'recordOutcome': {
      const { outcome, presentedOn, deliveredOn } = event;
      return { ...facts, rules: event.rules, letters: letters.map((letter) => (letter.id === event.letterId ? { ...letter, outcome, presentedOn, deliveredOn } : letter)) };
    }
    case 'decideReception': {
      const decided = { decision: { receivedOn: event.receivedOn }, decisionReason: event.reason.trim() };
      return { ...facts, rules: event.rules, letters: letters.map((letter) => (letter.id === event.letterId ? { ...letter, ...decided } : letter)) };
    }
    case 'reexamine':
      return { ...facts, rules: event.rules };
    default:
      return facts;
  }
}

function asSent(letter: Extract<Withdrawal['command'], { type: 'send' }>['letters'][number]): NoticeLetter {
  const { id, addresseeId, mode, trackingNumber, sentOn } = letter;
  return { id, addresseeId, mode, trackingNumber, sentOn, outcome: 'pending', presentedOn: null, deliveredOn: null, decisionReason: null };
}

export function draftAuthority(_: Facts, event: Asked): Outcome<Withdrawal> {
  return event.type === 'showAuthority' ? { change: { authority: { ...event.authority, reference: event.authority.reference.trim() } } } : {};
}

/** Nothing is settled yet: the letters are kept, and those concerned know of them. */
export function wait(facts: Facts, event: Asked): Outcome<Withdrawal> {
  const known = withEvent(facts, event);
  const undecidable: WithdrawalEffect[] = withdrawalFinding(known).capKnown ? [] : [{ type: 'askAccordCadre' }];
  return { change: kept(known), effects: [...filed(event), ...cameBack(known, event), ...undecidable] };
}

/** A letter that is no notice leaves the way open: the party is told until when. */
export function receive(facts: Facts, event: Asked): Outcome<Withdrawal> {
  const known = withEvent(facts, event);
  return { change: kept(known), effects: [...filed(event), ...cameBack(known, event)] };
}

export function conclude(facts: Facts, event: Asked): Outcome<Withdrawal> {
  return { change: kept(withEvent(facts, event)), effects: [...filed(event), ...settled] };
}

/** The agreement learns of its leaver in the same transaction (decision 24). */
export function accept(facts: Facts, event: Asked): Outcome<Withdrawal> {
  const known = withEvent(facts, event);
  const { effectiveOn: leavesOn } = withdrawalFinding(known);
  if (leavesOn === null) throw new Error('A notice is accepted for no day');
  return { change: { ...kept(known), leavesOn }, effects: [...filed(event), ...settled], commands: [leaver(known, leavesOn)] };
}

/** A letter that was still on its way proves an earlier day: the agreement learns of it in place of the former one. */
export function advance(facts: Facts, event: Asked): Outcome<Withdrawal> {
  const known = withEvent(facts, event);
  const { effectiveOn: leavesOn } = withdrawalFinding(known);
  if (leavesOn === null || leavesOn === facts.leavesOn) return { change: kept(known) };
  return { change: { ...kept(known), leavesOn }, effects: settled, commands: [annulment(known), leaver(known, leavesOn)] };
}

export function leave(facts: Facts): Outcome<Withdrawal> {
  return { effects: [{ type: 'informParties', what: 'effective' }], commands: [errand(facts, { type: 'releaseLeaver', partyId: facts.party.id })] };
}

export function alertMissing(facts: Facts): Outcome<Withdrawal> {
  const useful = notifyBy(facts);
  return { effects: [{ type: 'alertDeliveryMissing', letterIds: awaitedLetters(facts).map(({ id }) => id), notifyBy: useful, uselessAfter: useful }] };
}

export function examine({ examinations }: Facts, event: Asked): Outcome<Withdrawal> {
  if (event.type !== 'examine') return {};
  const examination = { gestionnaireId: event.gestionnaireId, on: event.effectiveOn, remark: event.remark.trim() };
  return { change: { examinations: [...examinations, examination] }, effects: [{ type: 'informPrefecture', what: 'examined' }] };
}

export function cancel(_: Facts, event: Asked): Outcome<Withdrawal> {
  if (event.type !== 'cancel') return {};
  return { change: { cancelReason: event.reason.trim() }, effects: [{ type: 'informPrefecture', what: 'cancelled' }, { type: 'informParties', what: 'cancelled' }] };
}

export function cancelAccepted(facts: Facts, event: Asked): Outcome<Withdrawal> {
  return { ...cancel(facts, event), commands: [annulment(facts)] };
}

const settled: readonly WithdrawalEffect[] = [{ type: 'informPrefecture', what: 'settled' }, { type: 'informParties', what: 'settled' }];

function filed(event: Asked): WithdrawalEffect[] {
  if (event.type !== 'send') return [];
  return [{ type: 'issueReceipt', letterIds: event.letters.map(({ id }) => id) }, { type: 'informPrefecture', what: 'filed' }, { type: 'informParties', what: 'filed' }];
}

function cameBack(known: Facts, event: Asked): WithdrawalEffect[] {
  if (event.type !== 'recordOutcome' || event.outcome === 'pending' || event.outcome === 'delivered') return [];
  const useful = notifyBy(known);
  return [{ type: 'reportUnreceived', letterId: event.letterId, notifyBy: useful, uselessAfter: useful }];
}

function kept({ rules, letters, awaitedSince }: Facts): Partial<Facts> {
  return { rules, letters, awaitedSince };
}

function leaver(known: Facts, leavesOn: LegalDay): Errand {
  const { id: partyId, kind } = known.party;
  if (kind === 'prefet' || kind === 'national_partner') throw new Error('A notice is accepted from a party that has none to give');
  return errand(known, { type: 'recordLeaver', leaver: { partyId, kind, leavesOn, withdrawalId: known.id } });
}

function annulment(facts: Facts): Errand {
  return errand(facts, { type: 'withdrawLeaver', partyId: facts.party.id, withdrawalId: facts.id });
}

function errand({ termId }: Facts, command: Term['command']): Errand {
  return { kind: 'term', id: termId, command };
}
