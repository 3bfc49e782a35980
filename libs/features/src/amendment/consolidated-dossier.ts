import { seatsOf } from '#libs/domain';
import type { College, Dossier, LegalDay, PartyKind } from '#libs/domain';
import type { AgreementParty, AgreementRow } from '#libs/features/agreement';
import type { RoundRow } from '#libs/features/round';
import { boundStructures } from './amended-agreement.js';
import type { InputSlot } from './agreement-words.js';
import type { AmendmentRow } from './amendment.store.js';

/** One agreement as of one day. `dossier`: the directory, with the names in force that day. */
export type AsOf = { agreement: AgreementRow; round: RoundRow; dossier: Dossier; parties: readonly AgreementParty[]; allParties: readonly AgreementParty[]; amendments: readonly AmendmentRow[]; on: LegalDay };

/** What annexes 4, 5 and 6 say of the parties bound that day: those who left took their structures, offers and référents along. */
export function boundDossier({ round, dossier, parties, amendments, on }: AsOf): Dossier {
  const bound = new Set(parties.map(({ partyId }) => partyId));
  const structures = boundStructures(round, amendments, dossier, on).filter(({ gestionnaireId }) => gestionnaireId !== null && bound.has(gestionnaireId));
  const kept = new Set(structures.map(({ id }) => id));
  return {
    ...dossier,
    gestionnaires: dossier.gestionnaires.filter(({ id }) => bound.has(id)),
    nationalPartners: dossier.nationalPartners.filter(({ id }) => bound.has(id)),
    localPartners: dossier.localPartners.filter(({ id }) => bound.has(id)).map((partner) => ({ ...partner, structureIds: partner.structureIds.filter((id) => kept.has(id)) })),
    structures: structures.map((structure) => ({ ...structure, nationalPartnerIds: structure.nationalPartnerIds.filter((id) => bound.has(id)) })),
    offers: dossier.offers.filter(({ partnerId, structureId }) => bound.has(partnerId) && kept.has(structureId)),
    referents: dossier.referents.filter(({ partnerId, structureId }) => bound.has(partnerId) && (structureId === null || kept.has(structureId))),
  };
}

/** The blocks of the signature pages: the parties bound that day, as they signed, or as they would. Local partners signed an adhesion apart. */
export function boundSlots({ round, dossier, parties }: AsOf): InputSlot[] {
  const seats = seatsOf(dossier);
  return parties.flatMap(({ partyId, kind, name }): InputSlot[] => {
    const college = colleges[kind];
    if (college === 'partenaire_local') return [];
    const signed = round.facts.slots.find(({ bodyId }) => bodyId === partyId);
    if (signed) return [signed];
    const seat = seats.find(({ bodyId }) => bodyId === partyId);
    return [{ id: `slot_${partyId}`, college, bodyName: seat?.bodyName ?? name, capacity: seat?.capacity ?? 'par son représentant habilité' }];
  });
}

const colleges: Record<PartyKind, College> = { prefet: 'prefet', gestionnaire: 'gestionnaire', national_partner: 'partenaire_national', local_partner: 'partenaire_local' };

/** Amendments that change the text on that day, the oldest first; notices of hours change annexe 4 only, and are no acts. */
export function amendmentsInForce({ amendments, on }: Pick<AsOf, 'amendments' | 'on'>): AmendmentRow[] {
  return amendments
    .filter(({ state, facts }) => state === 'in_force' && facts.number !== null && facts.inForceOn !== null && facts.inForceOn <= on)
    .sort((a, b) => a.facts.inForceOn!.localeCompare(b.facts.inForceOn!) || a.facts.number! - b.facts.number!);
}
