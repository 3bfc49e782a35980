import { reasonLengthMin } from '../circuit/circuit.js';
import { derogationFindings } from '../model/derogations.js';
import type { AnnexClause } from '../model/derogations.js';
import type { Event } from '../workflow/workflow.js';
import { isHoursNotice } from './amendment.js';
import type { AgreementStanding, AmendedAgreement, Amendment, AmendmentChange, AmendmentFacts, AmendmentRefusal } from './amendment.js';
import { requiredSignatories } from './required-signatories.js';
import { hoursNotice, substantialChange } from './substantial-change.js';

type Facts = AmendmentFacts;
type Asked = Event<Amendment>;

const closed: Record<AgreementStanding, AmendmentRefusal | null> = {
  not_yet: 'not_in_force_yet', in_force: null, expired: 'term_expired', ending: 'terminating_already', ended: 'agreement_ended',
};

/** An agreement that binds nobody yet, or no more, is not amended. */
export function agreementNotInForce(_: Facts, event: Asked) {
  return 'agreement' in event ? closed[event.agreement.standing] : null;
}

export function empty(facts: Facts, event: Asked) {
  return changesOf(facts, event).length === 0 ? ('empty' as const) : null;
}

/** New hours need information only: mixed with changes to sign, they would wait for signatures that nobody owes. */
export function hoursApart(facts: Facts, event: Asked) {
  const changes = changesOf(facts, event);
  return changes.some(({ kind }) => kind === 'hours') && !isHoursNotice({ changes }) ? ('hours_apart' as const) : null;
}

export function wordingMissing(facts: Facts, event: Asked) {
  const isBlank = (words: string): boolean => words.trim() === '';
  return changesOf(facts, event).some((change) => ('wording' in change && isBlank(change.wording)) || (change.kind === 'article' && (isBlank(change.before) || isBlank(change.after)))) ? ('wording_missing' as const) : null;
}

export function wordingUnchanged(facts: Facts, event: Asked) {
  const single = (words: string): string => words.replace(/\s+/gu, ' ').trim();
  return changesOf(facts, event).some((change) => change.kind === 'article' && single(change.before) === single(change.after)) ? ('wording_unchanged' as const) : null;
}

export function unknownArticle(facts: Facts, event: Asked) {
  const { articles } = agreementOf(event);
  return changesOf(facts, event).some((change) => change.kind === 'article' && !articles.includes(change.article)) ? ('unknown_article' as const) : null;
}

export function unknownStructure(facts: Facts, event: Asked) {
  const { structures } = agreementOf(event);
  const isKnown = (id: string): boolean => structures.some((structure) => structure.id === id);
  return changesOf(facts, event).some((change) => {
    if (change.kind === 'annexe_5') return change.structureIds.length === 0 || !change.structureIds.every(isKnown);
    return change.kind !== 'structure_entry' && 'structureId' in change && !isKnown(change.structureId);
  }) ? ('unknown_structure' as const) : null;
}

export function structureAlready(facts: Facts, event: Asked) {
  const { structures } = agreementOf(event);
  return changesOf(facts, event).some((change) => change.kind === 'structure_entry' && structures.some(({ id }) => id === change.structureId)) ? ('structure_already' as const) : null;
}

/** A structure bears the name from its label on (art. 4.4): without it, there is nothing to enter. */
export function notLabelled(facts: Facts, event: Asked) {
  return changesOf(facts, event).some((change) => change.kind === 'structure_entry' && (change.labelledOn === null || change.labelledOn > event.effectiveOn)) ? ('not_labelled' as const) : null;
}

export function notAParty(facts: Facts, event: Asked) {
  const { parties } = agreementOf(event);
  const named = changesOf(facts, event).flatMap((change) => (change.kind === 'annexe_5' || change.kind === 'annexe_6' ? [change.partnerId] : change.kind === 'representative' ? [change.partyId] : []));
  return named.some((id) => !parties.some((party) => party.id === id)) ? ('not_a_party' as const) : null;
}

export function partyAlready(facts: Facts, event: Asked) {
  const { parties } = agreementOf(event);
  return entrantsOf(changesOf(facts, event)).some((id) => parties.some((party) => party.id === id)) ? ('party_already' as const) : null;
}

/** Whoever runs the structure is bound, or becomes so by the same amendment. */
export function gestionnaireNotParty(facts: Facts, event: Asked) {
  const changes = changesOf(facts, event);
  const bound = [...agreementOf(event).parties.map(({ id }) => id), ...entrantsOf(changes)];
  return changes.some((change) => change.kind === 'structure_entry' && !bound.includes(change.gestionnaireId)) ? ('gestionnaire_not_party' as const) : null;
}

/** Art. 11: an annexe departs from an article only if it says so and names it. */
export function silentDerogation(facts: Facts, event: Asked) {
  return derogationFindings(clausesOf(changesOf(facts, event))).length > 0 ? ('silent_derogation' as const) : null;
}

/** Art. 4.2: the hours are displayed at the entrance. */
export function publicNotTold(facts: Facts, event: Asked) {
  return changesOf(facts, event).some((change) => change.kind === 'hours' && !change.publicTold.includes('entrance')) ? ('public_not_told' as const) : null;
}

/** A party proposes for its own annexes: its structures, its offers, its référents. */
export function notTheirOwn(facts: Facts, event: Asked) {
  if (event.type !== 'propose') return null;
  const { by, agreement } = event;
  const runs = (structureId: string): boolean => agreement.structures.some(({ id, gestionnaireId }) => id === structureId && gestionnaireId === by);
  return changesOf(facts, event).every((change) => {
    if (change.kind === 'annexe_5' || change.kind === 'annexe_6') return change.partnerId === by;
    return (change.kind === 'annexe_4' || change.kind === 'hours') && runs(change.structureId);
  }) ? null : ('not_their_own' as const);
}

export function numberOutOfOrder(facts: Facts, event: Asked) {
  if (event.type !== 'launch') return null;
  const due = isHoursNotice(facts) ? null : event.agreement.nextNumber;
  return event.number === due ? null : ('number_out_of_order' as const);
}

export function effectInThePast(_: Facts, event: Asked) {
  return event.type === 'launch' && event.effectOn < event.effectiveOn ? ('effect_in_the_past' as const) : null;
}

/** The hard rule of art. 4.2: strictly before, whatever notice the reading advises. */
export function informedTooLate({ changes }: Facts, event: Asked) {
  if (event.type !== 'launch') return null;
  const { hours } = event.agreement;
  const late = hoursNotice(event.effectiveOn, event.effectOn, hours) === 'too_late';
  return late && changes.some((change) => change.kind === 'hours' && substantialChange(change.before, change.after, hours).substantial) ? ('informed_too_late' as const) : null;
}

export function signatoryMissing({ changes }: Facts, event: Asked) {
  if (event.type !== 'launch') return null;
  const { parties, structures, withoutSignatory } = event.agreement;
  return requiredSignatories(changes, parties, structures).some(({ id }) => withoutSignatory.includes(id)) ? ('signatory_missing' as const) : null;
}

export function roundMissing(_: Facts, event: Asked) {
  return event.type === 'launch' && event.roundId === null ? ('round_missing' as const) : null;
}

export function otherRound({ roundId }: Facts, event: Asked) {
  return event.type === 'recordSignatures' && event.roundId !== roundId ? ('other_round' as const) : null;
}

export function reasonMissing(_: Facts, event: Asked) {
  return 'reason' in event && event.reason.trim().length < reasonLengthMin ? ('reason_missing' as const) : null;
}

// --- what they share --------------------------------------------------------------------------------------------

/** What is being said of the changes: with the command, or kept since. */
export function changesOf({ changes }: Facts, event: Asked): readonly AmendmentChange[] {
  return event.type === 'define' || event.type === 'propose' ? event.changes : changes;
}

function agreementOf(event: Asked): AmendedAgreement {
  if (!('agreement' in event)) throw new Error(`${event.type} is judged without its agreement`);
  return event.agreement;
}

export function entrantsOf(changes: readonly AmendmentChange[]): string[] {
  return changes.flatMap((change) => (change.kind === 'gestionnaire_entry' || change.kind === 'national_partner_entry' ? [change.partyId] : []));
}

/** The clauses that could depart from an article. */
export function clausesOf(changes: readonly AmendmentChange[]): AnnexClause[] {
  return changes.flatMap((change) => {
    if (change.kind !== 'annexe_4' && change.kind !== 'annexe_5' && change.kind !== 'annexes_1_to_3') return [];
    const annexe = change.kind === 'annexes_1_to_3' ? String(change.annexe) : change.kind.slice(-1);
    return [{ annexe, paragraph: change.wording, derogeA: change.derogatesFrom }];
  });
}
