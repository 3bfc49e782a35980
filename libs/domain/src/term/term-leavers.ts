import type { LegalDay } from '../legal-time/legal-day.js';
import type { Leaver, Term, TermFacts } from './term.js';

/** Those who are gone at the end of that day. Under the collective reading, gestionnaires leave all together or not at all (I-05). */
export function departing({ leavers, gestionnaireIds, denunciation }: TermFacts, upTo: LegalDay): Leaver[] {
  const gone = leavers.filter(({ leavesOn }) => leavesOn <= upTo);
  const everyone = gestionnaireIds.every((id) => gone.some(({ partyId }) => partyId === id));
  return gone.filter(({ kind }) => kind === 'local_partner' || denunciation === 'individual' || everyone);
}

/** The departure that is annulled: that of the notice, when one is named. */
export function annulled({ leavers }: TermFacts, { partyId, withdrawalId }: Extract<Term['command'], { type: 'withdrawLeaver' }>): Leaver | undefined {
  return leavers.find((leaver) => (withdrawalId === undefined ? leaver.partyId === partyId : leaver.withdrawalId === withdrawalId));
}

/** The day on which nobody is left to run a structure, if those leave: the agreement ends with its last gestionnaire (art. 1). */
export function lapseDay({ gestionnaireIds }: TermFacts, gone: readonly Leaver[]): LegalDay | null {
  const days = gestionnaireIds.map((id) => gone.find(({ partyId }) => partyId === id)?.leavesOn);
  return days.some((day) => day === undefined) ? null : days.reduce<LegalDay | null>((last, day) => (last === null || day! > last ? day! : last), null);
}

export function without({ gestionnaireIds, leavers }: TermFacts, gone: readonly Leaver[]): Pick<TermFacts, 'gestionnaireIds' | 'leavers'> {
  const isGone = (id: string): boolean => gone.some(({ partyId }) => partyId === id);
  return { gestionnaireIds: gestionnaireIds.filter((id) => !isGone(id)), leavers: leavers.filter(({ partyId }) => !isGone(partyId)) };
}
