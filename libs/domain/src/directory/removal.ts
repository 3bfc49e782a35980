import type { Dossier } from './directory.js';

/** What can be taken out of a directory. The national partners are the reference's: they leave with a day, never by a click. */
export type RemovableKind = 'structure' | 'gestionnaire' | 'local_partner' | 'referent' | 'offer';

export type Removable = { kind: RemovableKind; id: string };

/** A round that runs, or a signed agreement whose term is not reached, with the ids of the parties and places that it names. */
export type Commitment = { number: string; standing: 'running' | 'in_force'; names: readonly string[] };

/** Each reason to refuse a removal, with the words its sentence needs. */
export type RemovalRefusal =
  | { code: 'organisation_has_memberships'; count: number }
  | { code: 'structure_has_mandates'; count: number }
  | { code: 'running_round_needs_it'; agreements: readonly string[] }
  | { code: 'agreement_in_force_needs_it'; agreements: readonly string[] }
  | { code: 'gestionnaire_has_structures'; structures: readonly string[] }
  | { code: 'structure_has_antennes'; antennes: readonly string[] };

/** What still hangs on the card, counted by whoever holds it: habilitations open in its name, mandates whose working data are not destroyed. */
export type RemovalTies = { memberships?: number; mandates?: number };

/** What leaves with it, counted. */
export type RemovalToll = { referents: number; offers: number; stops: number; candidates: number; localPartners: number };

/**
 * What forbids a removal, the farthest-reaching first; empty when nothing does. A party or a place named by a running round or by an
 * agreement in force stays: its notices, amendments and withdrawals (art. 7) are addressed through its card. Référents and offers
 * (annexes 5 and 6) are revised at any time, and the signed annexes keep their own copy. The holders of an open habilitation
 * would be let in to nothing; a mandate's receipt is printed from the card of its structure, and its data are not destroyed without a receipt.
 */
export function removalRefusals({ kind, id }: Removable, { structures }: Pick<Dossier, 'structures'>, commitments: readonly Commitment[], { memberships = 0, mandates = 0 }: RemovalTies = {}): RemovalRefusal[] {
  const bound = kind === 'referent' || kind === 'offer' ? [] : commitments;
  const naming = (standing: Commitment['standing']) => bound.filter((commitment) => commitment.standing === standing && commitment.names.includes(id)).map(({ number }) => number);
  const running = naming('running');
  const inForce = naming('in_force');
  const managed = kind === 'gestionnaire' ? structures.filter(({ gestionnaireId }) => gestionnaireId === id).map(({ name }) => name) : [];
  const antennes = kind === 'structure' ? structures.filter(({ principalId }) => principalId === id).map(({ name }) => name) : [];
  return [
    ...(running.length > 0 ? [{ code: 'running_round_needs_it' as const, agreements: running }] : []),
    ...(inForce.length > 0 ? [{ code: 'agreement_in_force_needs_it' as const, agreements: inForce }] : []),
    ...(managed.length > 0 ? [{ code: 'gestionnaire_has_structures' as const, structures: managed }] : []),
    ...(kind === 'structure' && mandates > 0 ? [{ code: 'structure_has_mandates' as const, count: mandates }] : []),
    ...(memberships > 0 ? [{ code: 'organisation_has_memberships' as const, count: memberships }] : []),
    ...(antennes.length > 0 ? [{ code: 'structure_has_antennes' as const, antennes }] : []),
  ];
}

/** What a removal takes along. `candidates` are the other people who may sign for the body: counted by whoever holds them. */
export function removalToll({ kind, id }: Removable, { structures, localPartners, referents, offers }: Pick<Dossier, 'structures' | 'localPartners' | 'referents' | 'offers'>, candidates: number): RemovalToll {
  const goes = (of: { partnerId: string; structureId: string | null }) => (kind === 'structure' ? of.structureId === id : kind === 'local_partner' && of.partnerId === id);
  return {
    referents: referents.filter(goes).length,
    offers: offers.filter(goes).length,
    stops: kind === 'structure' ? (structures.find((structure) => structure.id === id)?.stops?.length ?? 0) : 0,
    candidates,
    localPartners: kind === 'structure' ? localPartners.filter(({ structureIds }) => structureIds.includes(id)).length : 0,
  };
}
