import { instant, legalDay } from '../legal-time/legal-day.js';
import { decide, dueTick } from '../workflow/workflow.js';
import type { Errand, Event, Subject } from '../workflow/workflow.js';
import { addresseesOf, draftedWithdrawal } from './withdrawal.js';
import type { Addressee, NoticeAuthority, Party, SentLetter, Withdrawal, WithdrawalEffect, WithdrawalFacts, WithdrawalRules } from './withdrawal.js';
import { withdrawalWorkflow } from './withdrawal.workflow.js';

export const day = legalDay;
export const at = instant('2026-11-26T09:00:00Z');
const zone = 'Europe/Paris';
export const rules: WithdrawalRules = { termEndsOn: day('2027-06-30'), laterTerms: [day('2028-06-30')], months: 6, reading: 'first_presentation', effect: 'term', zone: 'metropole', capKnown: true };
export const readings = { 'denonciation.destinataire': 'prefet', 'retrait.destinataire': 'chaque_gestionnaire' } as const;
export const others: Party[] = [{ id: 'prefet', kind: 'prefet' }, { id: 'commune', kind: 'gestionnaire' }, { id: 'caf', kind: 'gestionnaire' }, { id: 'cpam', kind: 'national_partner' }];
export const concerned = (...ids: string[]): Party[] => ids.map((id) => ({ id, kind: 'gestionnaire' }));
export const partner: Party = { id: 'cidff', kind: 'local_partner' };
export const commune: Party = { id: 'commune', kind: 'gestionnaire' };
export const deliberation: NoticeAuthority = { kind: 'deliberation', reference: '2026-114', decidedOn: day('2026-10-05'), transmittedOn: day('2026-10-07') };

export const draft = (party: Party, addressees: readonly Addressee[], given: Partial<WithdrawalFacts> = {}): Subject<Withdrawal> => ({
  state: 'drafted', facts: { ...draftedWithdrawal({ id: 'w-1', termId: 't-1', party, addressees, form: 'letter_or_receipt', rules }), ...given },
});
export const withdrawing = (...ids: string[]) => draft(partner, addresseesOf(partner, { concerned: concerned(...ids), others: [] }, readings));
export const denouncing = (given: Partial<WithdrawalFacts> = { authority: deliberation }) => draft(commune, addresseesOf(commune, { concerned: [], others }, readings), given);

export type Asked = Withdrawal['command'];
export const letter = (id: string, addresseeId: string, sentOn: string | null, given: Partial<SentLetter> = {}): SentLetter => ({ id, addresseeId, mode: 'registered_letter', trackingNumber: 'RR473124829FR', sentOn: sentOn === null ? null : day(sentOn), ...given });
export const send = (...letters: SentLetter[]): Asked => ({ type: 'send', letters, rules });
export const outcome = (letterId: string, what: 'pending' | 'delivered' | 'refused' | 'unclaimed' | 'returned', presentedOn: string | null, deliveredOn: string | null = null, given: Partial<WithdrawalRules> = {}): Asked => ({
  type: 'recordOutcome', letterId, outcome: what, presentedOn: presentedOn === null ? null : day(presentedOn), deliveredOn: deliveredOn === null ? null : day(deliveredOn), rules: { ...rules, ...given },
});
export const delivered = (letterId: string, on: string, given: Partial<WithdrawalRules> = {}) => outcome(letterId, 'delivered', null, on, given);
export const decision = (letterId: string, receivedOn: string | null, reason = 'Adresse exacte, avis de passage constaté.'): Asked => ({ type: 'decideReception', letterId, receivedOn: receivedOn === null ? null : day(receivedOn), reason, rules });

type Kept = Subject<Withdrawal> & { effects: readonly WithdrawalEffect[]; commands: readonly Errand[] };
export const ask = (subject: Subject<Withdrawal>, today: string, command: Asked) => decide(withdrawalWorkflow, subject, { ...command, effectiveOn: day(today), at } as Event<Withdrawal>);
export function after(subject: Subject<Withdrawal>, today: string, command: Asked): Kept {
  const decided = ask(subject, today, command);
  if (!decided.accepted) throw new Error(`${command.type}: ${decided.refusal}`);
  return { state: decided.to, facts: decided.facts, effects: decided.effects, commands: decided.commands };
}
export const refusalOf = (subject: Subject<Withdrawal>, today: string, command: Asked) => {
  const decided = ask(subject, today, command);
  return decided.accepted ? null : decided.refusal;
};
export function tick(subject: Subject<Withdrawal>, today: string): Kept | null {
  const due = dueTick(withdrawalWorkflow, subject, day(today), zone);
  const decided = due && decide(withdrawalWorkflow, subject, due);
  return decided?.accepted ? { state: decided.to, facts: decided.facts, effects: decided.effects, commands: decided.commands } : null;
}
export const types = ({ effects }: Kept) => effects.map((effect) => ('what' in effect ? `${effect.type} ${effect.what}` : effect.type));
export const reason = 'Saisie sur la mauvaise convention.';
export const one = () => after(withdrawing('caf'), '2026-12-01', send(letter('l-1', 'caf', '2026-12-01')));
