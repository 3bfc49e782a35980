import { instant, legalDay } from '../legal-time/legal-day.js';
import type { LegalDay } from '../legal-time/legal-day.js';
import { decide, dueTick } from '../workflow/workflow.js';
import type { Event, Subject } from '../workflow/workflow.js';
import { signedTerm } from './term.js';
import type { Leaver, SignedTerm, Term, TermEffect } from './term.js';
import { termWorkflow } from './term.workflow.js';

export const day = legalDay;
export const at = instant('2026-11-26T09:00:00Z');
const zone = 'Europe/Paris';
export const agreed: SignedTerm = {
  inForceSince: day('2026-07-01'), firstTermEndsOn: day('2027-06-30'), renewalMonths: 12, capEndsOn: day('2032-12-31'), capFollows: 'latest', noticeMonths: 6, noticeEffect: 'term', denunciation: 'individual', gestionnaireIds: ['commune', 'caf'],
};
export const signed = (given: Partial<SignedTerm> = {}): Subject<Term> => ({ state: 'signed', facts: signedTerm({ ...agreed, ...given }) });
export const leaver = (partyId: string, leavesOn: string, kind: Leaver['kind'] = 'gestionnaire'): Leaver => ({ partyId, kind, leavesOn: day(leavesOn), withdrawalId: `withdrawal-${partyId}` });

type Kept = Subject<Term> & { effects: (TermEffect & { born: LegalDay })[]; days: string[] };
/** As the runner does: the calendar speaks until it is silent. */
export function until(subject: Subject<Term>, today: string): Kept {
  const kept: Kept = { ...subject, effects: [], days: [] };
  for (let tick = dueTick(termWorkflow, kept, day(today), zone); tick; tick = dueTick(termWorkflow, kept, day(today), zone)) {
    const decision = decide(termWorkflow, kept, tick);
    if (!decision.accepted) throw new Error(`${tick.type}: ${decision.refusal}`);
    kept.days.push(`${tick.effectiveOn} ${tick.type} ${decision.to}`);
    Object.assign(kept, { state: decision.to, facts: decision.facts });
    kept.effects.push(...decision.effects.map((effect) => ({ ...effect, born: tick.effectiveOn })));
  }
  return kept;
}
export type Asked = Term['command'];
const ask = (subject: Subject<Term>, today: string, command: Asked) => decide(termWorkflow, until(subject, today), { ...command, effectiveOn: day(today), at } as Event<Term>);
export function after(subject: Subject<Term>, today: string, command: Asked): Kept {
  const decision = ask(subject, today, command);
  if (!decision.accepted) throw new Error(`${command.type}: ${decision.refusal}`);
  return { state: decision.to, facts: decision.facts, effects: decision.effects.map((effect) => ({ ...effect, born: day(today) })), days: [] };
}
export const refusalOf = (subject: Subject<Term>, today: string, command: Asked) => {
  const decision = ask(subject, today, command);
  return decision.accepted ? null : decision.refusal;
};
export const recordLeaver = (leaving: Leaver): Asked => ({ type: 'recordLeaver', leaver: leaving });
export const accordCadre = (concludedOn: string, endsOn: string): Asked => ({ type: 'recordAccordCadre', concludedOn: day(concludedOn), endsOn: day(endsOn) });
export const reason = 'Réorganisation du service public local.';
