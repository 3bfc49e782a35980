import { missingByCollege, roundSentence, waitingSentence } from './round-sentences.js';
import type { RoundStanding, ViewCollege } from './round-sentences.js';

type Slot = RoundStanding['slots'][number];
const slots = (college: ViewCollege, count: number, state: Slot['state']): Slot[] => Array.from({ length: count }, (_, index) => ({ college, bodyName: `${college} ${index}`, state }));
const standing: RoundStanding = {
  subject: { act: null, short: 'la convention', feminine: true }, state: 'collecting', today: '2026-11-24', timeZone: 'Europe/Paris', deadline: '2026-12-05', endedAt: null, late: false,
  slots: [...slots('gestionnaire', 9, 'invited'), ...slots('gestionnaire', 28, 'approved'), ...slots('partenaire_national', 3, 'invited'), ...slots('partenaire_national', 6, 'approved'), ...slots('prefet', 1, 'waiting')],
};
const said = (change: Partial<RoundStanding>): string => roundSentence({ ...standing, ...change }).replaceAll(/[\u00A0\u202F]/g, ' ');

describe('La phrase d’une tournée', () => {
  test('dit ce qui manque, de qui, et pour quand', () => {
    expect(said({})).toBe('Il manque 13 signatures : 9 gestionnaires, 3 partenaires et le préfet. Échéance dans 11 jours.');
  });
  test.each<[string, Slot[], string]>([
    ['le préfet', slots('prefet', 1, 'invited'), 'Il manque une signature : celle du préfet. Échéance dans 11 jours.'],
    ['un gestionnaire', [{ college: 'gestionnaire', bodyName: 'Commune de Mende', state: 'invited' }], 'Il manque une signature : celle de « Commune de Mende ». Échéance dans 11 jours.'],
    ['deux partenaires', slots('partenaire_national', 2, 'invited'), 'Il manque 2 signatures : 2 partenaires. Échéance dans 11 jours.'],
  ])('quand il ne manque que %s', (_, missing, sentence) => expect(said({ slots: [...slots('gestionnaire', 4, 'approved'), ...missing] })).toBe(sentence));

  test('nomme qui refuse et rassure sur ce qui est signé', () => {
    const blocked = [...slots('gestionnaire', 12, 'approved'), { college: 'gestionnaire' as const, bodyName: 'Commune de Langogne', state: 'refused' as const }];
    expect(said({ state: 'blocked', slots: blocked })).toBe('La tournée est suspendue : « Commune de Langogne » a refusé de signer. Les 12 signatures déjà recueillies restent valables.');
    expect(said({ state: 'blocked', slots: blocked.slice(12) })).toContain('Aucune signature n’a encore été recueillie.');
    expect(said({ state: 'blocked', slots: blocked.slice(11) })).toContain('La signature déjà recueillie reste valable.');
  });

  test('suspendue au-delà du dernier jour, dit qu’il faut d’abord une autre date', () => {
    const blocked = [...slots('gestionnaire', 12, 'approved'), { college: 'gestionnaire' as const, bodyName: 'Commune de Langogne', state: 'refused' as const }];
    const late = 'Le délai pour signer est passé depuis le 5 décembre 2026 : fixez d’abord une nouvelle date.';
    expect(said({ state: 'blocked', slots: blocked, today: '2026-12-06' })).toBe(`La tournée est suspendue : « Commune de Langogne » a refusé de signer. Les 12 signatures déjà recueillies restent valables. ${late}`);
    expect(said({ state: 'blocked', slots: blocked, today: '2026-12-05' })).not.toContain('nouvelle date');
  });

  test('après le délai, dit depuis quand', () => {
    expect(said({ state: 'expired', today: '2026-12-07' })).toBe('Le délai de signature est passé depuis le 5 décembre 2026. Il manque 13 signatures : 9 gestionnaires, 3 partenaires et le préfet. Les 34 signatures déjà recueillies restent valables.');
  });

  test('un scellement en retard se voit', () => {
    expect(said({ state: 'sealing' })).not.toContain('retard');
    expect(said({ state: 'sealing', late: true })).toContain('a pris du retard ; il reprend de lui-même');
  });

  test('la fin porte sa date, dans l’heure du département', () => {
    expect(said({ state: 'sealed', endedAt: '2026-12-31T23:30:00Z' })).toBe('La convention est signée par ses 47 parties et scellée depuis le 1er janvier 2027 à 0 h 30.');
    expect(said({ state: 'abandoned', endedAt: '2026-12-01T10:00:00Z' })).toBe('La tournée a été abandonnée le 1er décembre 2026. Il n’en sortira pas de document définitif.');
  });

  test('un avenant se dit avec ses mots, et un partenaire local compte parmi les partenaires', () => {
    const subject = { act: { kind: 'amendment', id: 'a1', agreementId: 'g1', href: '/avenants/a1' }, short: 'l’avenant nᵒ 1', feminine: false };
    const three = [...slots('prefet', 1, 'approved'), ...slots('partenaire_national', 1, 'approved'), ...slots('partenaire_local', 1, 'approved')];
    expect(said({ subject, state: 'sealed', slots: three, endedAt: '2026-12-31T23:30:00Z' })).toBe('L’avenant nᵒ 1 est signé par ses 3 signataires et scellé depuis le 1er janvier 2027 à 0 h 30.');
    expect(missingByCollege([...slots('partenaire_national', 1, 'invited'), ...slots('partenaire_local', 1, 'invited')]).replaceAll(/[\u00A0\u202F]/g, ' ')).toBe('2 partenaires');
  });

  test('les signataires qui ont signé ne manquent pas', () => expect(missingByCollege(slots('gestionnaire', 3, 'approved'))).toBe(''));
});

describe('Qui n’est pas encore invité', () => {
  const asked = (college: ViewCollege, group: number, state: Slot['state'], bodyName = 'Commune de Mende') => ({ college, group, state, bodyName });
  const waits = (...before: ReturnType<typeof asked>[]) => waitingSentence({ facts: { slots: before } }, { group: 2 }).replaceAll(/[\u00A0\u202F]/g, ' ');
  test('nomme le seul qu’il attend', () => {
    expect(waits(asked('gestionnaire', 1, 'invited'), asked('gestionnaire', 1, 'approved'), asked('gestionnaire', 2, 'waiting'))).toBe('Attend la signature de « Commune de Mende »');
    expect(waits(asked('prefet', 1, 'invited'))).toBe('Attend la signature du préfet');
  });
  test('compte ceux qu’il attend, sans ceux qui ont signé ou décliné', () => {
    expect(waits(asked('gestionnaire', 1, 'invited'), asked('partenaire_national', 1, 'invited'), asked('partenaire_local', 1, 'declined'))).toBe('Attend 2 signatures : 1 gestionnaire et 1 partenaire');
  });
});

describe('Un partenaire local qui décline', () => {
  const slots = [{ college: 'gestionnaire' as const, bodyName: 'Commune de Mende', state: 'invited' as const }, { college: 'partenaire_local' as const, bodyName: 'Mission locale', state: 'declined' as const }];
  test('n’est plus attendu', () => expect(said({ slots })).toBe('Il manque une signature : celle de « Commune de Mende ». Échéance dans 11 jours.'));
  test('n’est pas compté parmi ceux qui ont signé l’acte', () => {
    const act = { id: 'a', kind: 'amendment', agreementId: 'g', href: '/' };
    expect(said({ subject: { act, short: 'l’avenant', feminine: false }, state: 'sealed', slots: [{ ...slots[0]!, state: 'approved' }, slots[1]!] })).toContain('signé par son unique signataire');
  });
});
