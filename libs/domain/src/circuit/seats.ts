import type { Dossier, Signatory } from '../directory/directory.js';
import type { Slot } from './circuit.js';

/** A place to sign, before it has an id: one per body and capacity, so one person in two capacities signs twice (decision 3). */
export type Seat = Pick<Slot, 'college' | 'group' | 'bodyId' | 'bodyName' | 'capacity'> & {
  signatory: Signatory;
  /** Others who may sign for it; none when absent. */
  candidates?: readonly Signatory[];
  /** Whether its refusal stops the others: absent, that of a local partner does not (decision 10). */
  blocks?: boolean;
};

/** Gestionnaires and national partners sign together, in any order; the préfet signs last. */
const firstGroup = 1;
const prefetGroup = 2;

/** The préfet's body is the State itself: he has no row of his own in the directory. */
export const prefetBodyId = 'prefet';

/**
 * Who must sign the convention of this dossier, in the order of its signature pages: préfet, gestionnaires, national partners (art. 1).
 * Local partners hold no seat: each signs an adhesion apart (decision 10). Bodies without a signatory are left out: the checks name them.
 */
export function seatsOf({ departement, prefetSignatory, gestionnaires, nationalPartners }: Dossier): Seat[] {
  const prefet = { college: 'prefet', group: prefetGroup, bodyId: prefetBodyId, bodyName: 'L’État', capacity: `représenté par ${lowerFirst(departement.prefetTitle)}`, signatory: prefetSignatory } as const;
  const managing = gestionnaires.map(({ id, name, signatory }) => ({ college: 'gestionnaire' as const, group: firstGroup, bodyId: id, bodyName: name, capacity: 'gestionnaire France Services, par son représentant habilité', signatory }));
  const national = nationalPartners.map(({ id, name, localBody, signatory }) => ({
    college: 'partenaire_national' as const, group: firstGroup, bodyId: id, bodyName: localBody, capacity: `pour ${name}, par son représentant habilité`, signatory,
  }));
  return [prefet, ...managing, ...national].flatMap((seat) => (seat.signatory ? [{ ...seat, signatory: seat.signatory }] : []));
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
