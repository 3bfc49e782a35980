import type { AmendmentChange, AmendmentParty, AmendmentStructure, RequiredSignatory, SignatureReason } from './amendment.js';

type Reasoned = { party: AmendmentParty; why: SignatureReason; entrant?: true };

/**
 * Who must sign these changes, and why: each legal person once, with every reason it has. Empty: nobody signs, the parties are informed.
 * A party is a legal person: whoever represents it, the same one signs, and an amendment that changes its representative is signed by it.
 */
export function requiredSignatories(changes: readonly AmendmentChange[], parties: readonly AmendmentParty[], structures: readonly AmendmentStructure[]): RequiredSignatory[] {
  const found = new Map<string, RequiredSignatory>();
  changes.forEach((change, rank) => {
    for (const { party, why, entrant } of signatoriesOf(change, parties, structures)) {
      const known = found.get(party.id) ?? { ...party, entrant: entrant === true, reasons: [] };
      found.set(party.id, { ...known, reasons: [...known.reasons, { change: rank, why }] });
    }
  });
  // In the order of the parties, the entrants after them.
  const ranks = parties.map(({ id }) => id);
  const rankOf = ({ id }: RequiredSignatory): number => (ranks.includes(id) ? ranks.indexOf(id) : ranks.length);
  return [...found.values()].sort((a, b) => rankOf(a) - rankOf(b));
}

function signatoriesOf(change: AmendmentChange, parties: readonly AmendmentParty[], structures: readonly AmendmentStructure[]): Reasoned[] {
  const all = (why: SignatureReason): Reasoned[] => parties.map((party) => ({ party, why }));
  const one = (id: string | null | undefined, why: SignatureReason): Reasoned[] => parties.filter((party) => party.id === id).map((party) => ({ party, why }));
  const of = (kind: AmendmentParty['kind'], why: SignatureReason): Reasoned[] => parties.filter((party) => party.kind === kind).map((party) => ({ party, why }));
  const gestionnaireOf = (structureId: string): string | null => structures.find(({ id }) => id === structureId)?.gestionnaireId ?? null;
  // Art. 2.2: each national partner is bound to be in each structure, whence its signature on both ways.
  const structure = (gestionnaireId: string | null): Reasoned[] => [
    ...one(gestionnaireId, 'structure_gestionnaire'), ...of('national_partner', 'structure_national_partner'), ...of('prefet', 'structure_prefet'),
  ];

  switch (change.kind) {
    case 'article':
      return all('article_binds_all');
    case 'annexe_4':
      return one(gestionnaireOf(change.structureId), 'annexe_4_gestionnaire');
    case 'annexe_5':
      return [...one(change.partnerId, 'annexe_5_partner'), ...[...new Set(change.structureIds.map(gestionnaireOf))].filter((id) => id !== change.partnerId).flatMap((id) => one(id, 'annexe_5_gestionnaire'))];
    case 'annexe_6':
    case 'hours':
      return [];
    case 'annexes_1_to_3':
      return all('annexes_1_to_3_bind_all');
    case 'structure_entry':
      return structure(change.gestionnaireId);
    case 'structure_exit':
      return structure(gestionnaireOf(change.structureId));
    case 'gestionnaire_entry':
      return [...all('entry_binds_all'), { party: { id: change.partyId, kind: 'gestionnaire' }, why: 'entrant', entrant: true }];
    case 'national_partner_entry':
      return [...all('entry_binds_all'), { party: { id: change.partyId, kind: 'national_partner' }, why: 'entrant', entrant: true }];
    case 'representative':
      return one(change.partyId, 'representative_party');
  }
}
