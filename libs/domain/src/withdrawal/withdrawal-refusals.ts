import { reasonLengthMin } from '../circuit/circuit.js';
import type { LegalDay } from '../legal-time/legal-day.js';
import { noticeFaults } from '../notice/notice-faults.js';
import { trackingFault } from '../notice/tracking-number.js';
import type { Event } from '../workflow/workflow.js';
import { withEvent } from './withdrawal-outcomes.js';
import type { NoticeLetter, SentLetter, Withdrawal, WithdrawalFacts } from './withdrawal.js';

type Facts = WithdrawalFacts;
type Asked = Event<Withdrawal>;

/** Art. 7 lets local partners withdraw and gestionnaires denounce; nobody else (decision 19). */
export function notProvided({ party }: Facts) {
  return party.kind === 'prefet' || party.kind === 'national_partner' ? ('not_provided_by_agreement' as const) : null;
}

/** A plain message commits nobody: it may announce the denunciation before the assembly has voted. */
export function authorityMissing({ party, authority }: Facts, event: Asked) {
  return party.kind === 'gestionnaire' && authority === null && sentLetters(event).some(({ mode }) => mode !== 'plain_message') ? ('authority_missing' as const) : null;
}

export function authorityReferenceMissing(_: Facts, event: Asked) {
  return event.type === 'showAuthority' && event.authority.reference.trim() === '' ? ('authority_reference_missing' as const) : null;
}

export function letterMissing(_: Facts, event: Asked) {
  return event.type === 'send' && event.letters.length === 0 ? ('letter_missing' as const) : null;
}

export function letterKnownAlready({ letters }: Facts, event: Asked) {
  const ids = [...letters, ...sentLetters(event)].map(({ id }) => id);
  return new Set(ids).size < ids.length ? ('letter_known_already' as const) : null;
}

export function unknownAddressee({ addressees }: Facts, event: Asked) {
  return sentLetters(event).some(({ addresseeId }) => !addressees.some(({ id }) => id === addresseeId)) ? ('unknown_addressee' as const) : null;
}

/** Art. 7 asks for a registered letter as a proof: a receipt proves as much, unless the signed reading excludes it. */
export function formNotAccepted({ form }: Facts, event: Asked) {
  return form === 'registered_letter' && sentLetters(event).some(({ mode }) => mode === 'hand_delivery') ? ('form_not_accepted' as const) : null;
}

export function trackingNumberWrong(_: Facts, event: Asked) {
  return sentLetters(event).some(({ mode, trackingNumber }) => mode === 'registered_letter' && trackingFault(trackingNumber ?? '') !== null) ? ('tracking_number_wrong' as const) : null;
}

export function unknownLetter({ letters }: Facts, event: Asked) {
  return 'letterId' in event && !letters.some(({ id }) => id === event.letterId) ? ('unknown_letter' as const) : null;
}

export function datesContradict(facts: Facts, event: Asked) {
  return withEvent(facts, event).letters.some((letter) => noticeFaults(letter).length > 0) ? ('dates_contradict' as const) : null;
}

/** What is to come proves nothing. */
export function dayToCome(facts: Facts, event: Asked) {
  const days = withEvent(facts, event).letters.flatMap(daysOf);
  return days.some((day) => day !== null && day > event.effectiveOn) ? ('day_to_come' as const) : null;
}

/** Decision 18: a clerk decides on letters that came back, never against a proven delivery. */
export function letterNotReturned({ letters }: Facts, event: Asked) {
  const letter = event.type === 'decideReception' ? letters.find(({ id }) => id === event.letterId) : undefined;
  return letter && (letter.outcome === 'pending' || letter.outcome === 'delivered') ? ('letter_not_returned' as const) : null;
}

/** Once the notice is accepted, what a letter proved is settled; only one still on its way can tell more. */
export function letterSettled({ letters }: Facts, event: Asked) {
  return event.type === 'recordOutcome' && letters.some(({ id, outcome }) => id === event.letterId && outcome !== 'pending') ? ('settled_already' as const) : null;
}

export function reasonMissing(_: Facts, event: Asked) {
  return 'reason' in event && event.reason.trim().length < reasonLengthMin ? ('reason_missing' as const) : null;
}

/** Examined by those it concerns, without a veto: art. 7 lets nobody refuse a departure. */
export function notConcerned({ addressees }: Facts, event: Asked) {
  return event.type === 'examine' && !addressees.some(({ id, kind }) => id === event.gestionnaireId && kind === 'gestionnaire') ? ('not_concerned' as const) : null;
}

function sentLetters(event: Asked): readonly SentLetter[] {
  return event.type === 'send' ? event.letters : [];
}

function daysOf({ sentOn, presentedOn, deliveredOn, decision }: NoticeLetter): (LegalDay | null)[] {
  return [sentOn, presentedOn, deliveredOn, decision?.receivedOn ?? null];
}
