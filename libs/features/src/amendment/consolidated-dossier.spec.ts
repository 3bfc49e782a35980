import { emptyRound, legalDay } from '#libs/domain';
import type { AmendmentChange } from '#libs/domain';
import { demonstrationDossier } from '#libs/features/directory';
import type { AgreementParty } from '#libs/features/agreement';
import { amendmentsInForce, boundDossier, boundSlots } from './consolidated-dossier.js';
import type { AsOf } from './consolidated-dossier.js';

const dossier = demonstrationDossier();
const [first, second] = dossier.structures.filter(({ gestionnaireId }, rank, all) => all.findIndex((other) => other.gestionnaireId === gestionnaireId) === rank) as [(typeof dossier.structures)[number], (typeof dossier.structures)[number]];
const partner = dossier.localPartners[0]!;
const since = legalDay('2026-07-01');
const party = (partyId: string, kind: AgreementParty['kind'], name: string): AgreementParty => ({ partyId, kind, name, since, until: null });
const everyone = [party('prefet', 'prefet', 'L’État'), ...dossier.gestionnaires.map(({ id, name }) => party(id, 'gestionnaire', name)), ...dossier.nationalPartners.map(({ id, name }) => party(id, 'national_partner', name))];
const amended = (inForceOn: string, number: number | null, ...changes: AmendmentChange[]) => ({ state: 'in_force', facts: { changes, number, inForceOn: legalDay(inForceOn) } });
const asOf = (given: Partial<AsOf> & { on?: AsOf['on'] } = {}): AsOf =>
  ({ round: { dossier, facts: emptyRound }, dossier, parties: everyone, allParties: everyone, amendments: [], on: legalDay('2027-03-01'), ...given }) as unknown as AsOf;

test('un gestionnaire qui n’est plus lié emmène ses structures, les offres et les référents qui en dépendent', () => {
  const left = boundDossier(asOf({ parties: everyone.filter(({ partyId }) => partyId !== first.gestionnaireId) }));
  const kept = new Set(left.structures.map(({ id }) => id));
  expect(kept.has(first.id)).toBe(false);
  expect(left.structures.every(({ gestionnaireId }) => gestionnaireId !== first.gestionnaireId)).toBe(true);
  expect(left.offers.every(({ structureId }) => kept.has(structureId))).toBe(true);
  expect(left.referents.every(({ structureId }) => structureId === null || kept.has(structureId))).toBe(true);
  expect(left.gestionnaires.map(({ id }) => id)).not.toContain(first.gestionnaireId);
});
test('un partenaire local n’y est que s’il a adhéré', () => {
  expect(boundDossier(asOf()).localPartners).toEqual([]);
  expect(boundDossier(asOf({ parties: [...everyone, party(partner.id, 'local_partner', partner.name)] })).localPartners.map(({ id }) => id)).toEqual([partner.id]);
});
test('une structure sortie n’y est plus à partir de son jour', () => {
  const amendments = [amended('2027-02-01', 1, { kind: 'structure_exit', structureId: second.id, cause: 'closed' })] as unknown as AsOf['amendments'];
  expect(boundDossier(asOf({ amendments, on: legalDay('2027-01-31') })).structures.map(({ id }) => id)).toContain(second.id);
  expect(boundDossier(asOf({ amendments, on: legalDay('2027-02-01') })).structures.map(({ id }) => id)).not.toContain(second.id);
});
test('une structure de l’annuaire qui n’est pas entrée par avenant n’y est pas', () => {
  const signed = { ...dossier, structures: dossier.structures.filter(({ id }) => id !== first.id) };
  const round = { dossier: signed, facts: emptyRound } as unknown as AsOf['round'];
  expect(boundDossier(asOf({ round })).structures.map(({ id }) => id)).not.toContain(first.id);
  const entry = [amended('2027-02-01', 1, { kind: 'structure_entry', structureId: first.id, gestionnaireId: first.gestionnaireId!, labelledOn: since })] as unknown as AsOf['amendments'];
  expect(boundDossier(asOf({ round, amendments: entry })).structures.map(({ id }) => id)).toContain(first.id);
});
test('les emplacements sont ceux des parties liées, l’entrant compris, les partenaires locaux exclus', () => {
  const slots = boundSlots(asOf({ parties: [...everyone, party(partner.id, 'local_partner', partner.name), party('nouveau', 'gestionnaire', 'Commune nouvelle')] }));
  expect(slots).toHaveLength(everyone.length + 1);
  expect(slots.at(-1)).toMatchObject({ id: 'slot_nouveau', college: 'gestionnaire', bodyName: 'Commune nouvelle' });
});
test('les actes se lisent dans l’ordre de leur effet, sans les annonces d’horaires ni ce qui est à venir', () => {
  const amendments = [amended('2027-03-01', 2), amended('2027-01-01', null), amended('2027-02-01', 1), amended('2027-03-02', 3)] as unknown as AsOf['amendments'];
  expect(amendmentsInForce(asOf({ amendments })).map(({ facts }) => facts.number)).toEqual([1, 2]);
});
