import type { CountedActs, CountedMandates } from '#libs/features/mandate';
import { countsCsv, countsOf, countsSentence } from './mandate-counts.js';

const structures = [{ id: 's1', name: '=Mende' }, { id: 's2', name: 'Florac' }];
const signed = (change: Partial<CountedMandates>): CountedMandates => ({ structureId: 's1', month: '2026-02', end: 'active', demarche: null, count: 1, ...change });
const done = (change: Partial<CountedActs>): CountedActs => ({ structureId: 's1', month: '2026-02', demarche: 'family', kind: 'action', count: 1, ...change });
/** Three mandates of which one entrusts two démarches; four acts. */
const counted = {
  mandates: [signed({ count: 2 }), signed({ structureId: 's2', month: '2026-11', end: 'revoked' }), signed({ demarche: 'family', count: 2 }), signed({ demarche: 'taxes' }), signed({ structureId: 's2', month: '2026-11', end: 'revoked', demarche: 'family' })],
  acts: [done({ count: 3 }), done({ kind: 'data_request' })],
};

test('Un mandat de deux démarches compte une fois dans l’ensemble, et une fois dans chacune', () => {
  const shown = countsOf(2026, counted, structures);
  expect([shown.mandates, shown.acts]).toEqual([3, 4]);
  expect(shown.demarches).toEqual([{ label: 'Famille et enfance', value: 3, second: 4 }, { label: 'Impôts et argent public', value: 1, second: 0 }]);
  expect(shown.months.filter(({ first }) => first > 0)).toEqual([{ month: '2026-02', first: 2, second: 4 }, { month: '2026-11', first: 1, second: 0 }]);
  expect(shown.months).toHaveLength(12);
  expect(shown.ends.map(({ label, value }) => [label, value])).toEqual([['Toujours en cours', 2], ['Retrait par la personne', 1]]);
  expect(shown.structures).toEqual([{ name: '=Mende', mandates: 2, acts: 4 }, { name: 'Florac', mandates: 1, acts: 0 }]);
  expect(countsSentence(2026, shown).replace(/\u00a0/g, ' ')).toBe('En 2026, 3 mandats signés et 4 actes faits.');
});

test('L’export se lit trimestre par trimestre, et rien n’y est une formule', () => {
  const lines = countsCsv(counted, structures).split('\r\n');
  expect(lines).toEqual([
    '\ufeffTrimestre;Mois;Structure;Démarche;Mandats signés;Actions;Demandes de données',
    '2026-T1;2026-02;\'=Mende;Toutes;2;3;1', '2026-T1;2026-02;\'=Mende;Famille et enfance;2;3;1', '2026-T1;2026-02;\'=Mende;Impôts et argent public;1;0;0',
    '2026-T4;2026-11;Florac;Toutes;1;0;0', '2026-T4;2026-11;Florac;Famille et enfance;1;0;0', '',
  ]);
});

test('Une année sans mandat le dit, et son export n’a que ses titres', () => {
  expect(countsSentence(2026, countsOf(2026, { mandates: [], acts: [] }, []))).toContain('Aucun mandat');
  expect(countsCsv({ mandates: [], acts: [] }, [])).toMatch(/^\ufeffTrimestre;.*\r\n$/);
});
