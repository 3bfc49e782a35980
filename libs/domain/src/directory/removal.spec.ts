import type { Dossier, Structure } from './directory.js';
import { removalRefusals, removalToll } from './removal.js';
import type { Commitment, RemovableKind } from './removal.js';

const place = (id: string, more: Partial<Structure> = {}): Structure => ({
  id, name: `France Services ${id}`, gestionnaireId: 'g', format: 'fixe', address: '', postcode: '', city: '', inseeCommune: '', phone: null, email: null, contactFormUrl: null,
  hours: null, equipment: [], staff: [], labelledOn: null, management: null, nationalPartnerIds: [], principalId: null, ...more,
});
const gestionnaire = { id: 'g', name: 'Commune', kind: 'commune', siret: '', address: '', postcode: '', city: '', email: '', signatory: null } as const;
const partner = { id: 'l', name: 'Association', kind: 'association', address: '', email: '', signatory: null, structureIds: ['s', 't'] } as const;
const stop = { id: 'x', commune: 'Chirac', place: '', weekday: 'monday', rhythm: 'weekly', from: null, to: null } as const;
const dossier: Pick<Dossier, 'structures' | 'gestionnaires' | 'localPartners' | 'referents' | 'offers'> = {
  structures: [place('s', { stops: [stop] }), place('t', { format: 'antenne', principalId: 's', gestionnaireId: 'h' })],
  gestionnaires: [gestionnaire],
  localPartners: [partner],
  referents: [
    { id: 'r1', partnerId: 'n', structureId: 's', fullName: '', phone: null, email: null },
    { id: 'r2', partnerId: 'l', structureId: null, fullName: '', phone: null, email: null },
  ],
  offers: [{ id: 'o1', partnerId: 'l', structureId: 's', label: '', schedule: null, mode: 'visio' }],
};
const commitment = (standing: Commitment['standing']): Commitment => ({ number: `CDFS-48-${standing}`, standing, names: ['s', 'g', 'l', 'r1', 'o1'] });
const codes = (kind: RemovableKind, id: string, commitments: Commitment[] = []) => removalRefusals({ kind, id }, dossier, commitments).map(({ code }) => code);

describe('Un retrait de l’annuaire', () => {
  test.each<[RemovableKind, string]>([['structure', 's'], ['gestionnaire', 'g'], ['local_partner', 'l']])('%s : refusé tant qu’une tournée court ou qu’une convention est en vigueur', (kind, id) => {
    expect(codes(kind, id, [commitment('running'), commitment('in_force')])).toEqual(expect.arrayContaining(['running_round_needs_it', 'agreement_in_force_needs_it']));
  });

  test('nomme les conventions qui s’y opposent', () => {
    expect(removalRefusals({ kind: 'local_partner', id: 'l' }, dossier, [commitment('running')])).toEqual([{ code: 'running_round_needs_it', agreements: ['CDFS-48-running'] }]);
  });

  test('une convention qui n’en parle pas ne s’oppose à rien', () => expect(codes('structure', 'u', [commitment('in_force')])).toEqual([]));
  test('un gestionnaire garde ses structures', () => expect(removalRefusals({ kind: 'gestionnaire', id: 'g' }, dossier, [])).toEqual([{ code: 'gestionnaire_has_structures', structures: ['France Services s'] }]));
  test('une structure garde ses antennes', () => expect(codes('structure', 's')).toEqual(['structure_has_antennes']));
  test('une structure reste tant que ses mandats ne sont pas détruits', () => {
    expect(removalRefusals({ kind: 'structure', id: 't' }, dossier, [], { mandates: 3 })).toEqual([{ code: 'structure_has_mandates', count: 3 }]);
    expect(removalRefusals({ kind: 'local_partner', id: 'l' }, dossier, [], { mandates: 3 })).toEqual([]);
  });
  test('un organisme garde ceux qui agissent en son nom', () => expect(removalRefusals({ kind: 'local_partner', id: 'l' }, dossier, [], { memberships: 2 })).toEqual([{ code: 'organisation_has_memberships', count: 2 }]));
  test('une antenne part seule', () => expect(codes('structure', 't')).toEqual([]));

  test.each<[RemovableKind, string]>([['referent', 'r1'], ['offer', 'o1']])('%s : toujours permis, l’annexe signée garde sa copie', (kind, id) => {
    expect(codes(kind, id, [commitment('running'), commitment('in_force')])).toEqual([]);
  });

  test('dit ce qui part avec lui', () => {
    expect(removalToll({ kind: 'structure', id: 's' }, dossier, 0)).toEqual({ referents: 1, offers: 1, stops: 1, candidates: 0, localPartners: 1 });
    expect(removalToll({ kind: 'local_partner', id: 'l' }, dossier, 2)).toEqual({ referents: 1, offers: 1, stops: 0, candidates: 2, localPartners: 0 });
    expect(removalToll({ kind: 'referent', id: 'r1' }, dossier, 0)).toEqual({ referents: 0, offers: 0, stops: 0, candidates: 0, localPartners: 0 });
  });
});
