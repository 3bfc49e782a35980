import { membershipOpenedBy, spellSiret } from './siret-rule.js';

const mende = { id: 'm1', organisationName: 'Commune de Mende', organisationSiret: '21480095500012' };
const poste = { id: 'm2', organisationName: 'La Poste', organisationSiret: '35600000000048' };
const silent = { id: 'm3', organisationName: 'Association locale', organisationSiret: null };
const wrong = { id: 'm4', organisationName: 'Communauté', organisationSiret: '20003452800041' };

describe('Le SIRET qui ouvre une habilitation', () => {
  test('est celui de l’organisme', () => expect(membershipOpenedBy('21480095500012', [poste, mende])).toEqual({ opens: true, membershipId: 'm1', vouched: ['m1'] }));

  test('ou d’un autre établissement du même organisme, La Poste comprise', () => {
    expect(membershipOpenedBy('35600000009075', [silent, mende, poste])).toEqual({ opens: true, membershipId: 'm2', vouched: ['m2'] });
  });

  test('ouvre la première habilitation de cet organisme, et laisse passer aux autres du même, à elles seules', () => {
    expect(membershipOpenedBy('21480095500012', [mende, poste, { ...mende, id: 'm5' }])).toEqual({ opens: true, membershipId: 'm1', vouched: ['m1', 'm5'] });
  });

  test('n’ouvre rien sinon, et dit ce qui manque à chaque organisme', () => {
    expect(membershipOpenedBy('35600000009075', [mende, silent])).toEqual({ opens: false, organisations: [{ name: 'Commune de Mende', siretKnown: true }, { name: 'Association locale', siretKnown: false }] });
  });

  test('doit être valide, des deux côtés', () => {
    expect(membershipOpenedBy('20003452800041', [wrong]).opens).toBe(false);
    expect(membershipOpenedBy('', [mende]).opens).toBe(false);
    expect(membershipOpenedBy('20003452800041', [wrong])).toEqual({ opens: false, organisations: [{ name: 'Communauté', siretKnown: false }] });
  });

  test('s’écrit par groupes', () => {
    expect(spellSiret('20003452800041')).toBe('200\u00A0034\u00A0528\u00A000041');
    expect(spellSiret('<script>alert(1)</script>')).toBe('<script>alert(1)</sc');
  });
});
