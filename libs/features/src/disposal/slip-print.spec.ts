import { legalDay } from '#libs/domain';
import { disposalSlipPrint } from '#libs/features/papers';
import { slipWords } from './slip-print.js';
import type { SlipLinePrint, SlipPrint } from './slip-print.js';

const line = (given: Partial<SlipLinePrint> = {}): SlipLinePrint => ({ number: 'MD-48-000001', structureName: 'France Services de Mende', nature: 'working_data', from: legalDay('2026-11-03'), until: legalDay('2026-11-24'), pieces: 3, motive: 'revoked', ...given });
const slip = (given: Partial<SlipPrint> = {}): SlipPrint => ({
  number: 'BE-48-2026-0007', day: legalDay('2026-11-30'), departement: { code: '48', name: 'Lozère' }, gestionnaire: { name: 'Cœur de Lozère', siret: '20006915100018' }, lines: [line()], managementTable: null, visa: null, ...given,
});

test('les dates extrêmes sont celles des dossiers, où qu’ils soient dans la liste', () => {
  const words = slipWords(slip({ lines: [line({ from: legalDay('2026-11-10') }), line({ from: legalDay('2026-10-01'), until: legalDay('2026-10-02') }), line({ until: legalDay('2026-11-29') })] }), false);
  expect(words.extremes).toEqual({ from: '1er\u00a0octobre\u00a02026', until: '29\u00a0novembre\u00a02026' });
  expect(words.count).toBe('3\u00a0dossiers');
  expect(words.lines[1]!.dates).toBe('01/10/2026 – 02/10/2026');
});

test('chaque ligne dit ce qui est détruit et pourquoi, par le seul numéro du mandat', () => {
  const words = slipWords(slip({ lines: [line(), line({ nature: 'proof', motive: 'proof_spent', pieces: 2 })] }), false);
  expect(disposalSlipPrint.parse(words)).toEqual(words);
  expect(words.nature).toMatch(/données de travail et .*preuve/);
  expect(words.lines.map(({ motive }) => motive)).toEqual(['retrait par la personne', 'terme de la preuve']);
});

test('le visa est permanent, propre au bordereau, ou attendu', () => {
  const visa = { reference: 'AD48-15', on: legalDay('2026-11-30') };
  expect(slipWords(slip({ visa: { kind: 'standing', ...visa } }), true).visa).toEqual({ standing: true, reference: 'AD48-15', on: '30\u00a0novembre\u00a02026' });
  expect(slipWords(slip({ visa: { kind: 'slip', ...visa } }), true).visa?.standing).toBe(false);
  expect(slipWords(slip(), true).visa).toBeNull();
});

test('un bordereau qui ne liste rien ne s’imprime pas', () => expect(() => slipWords(slip({ lines: [] }), true)).toThrow(/lists nothing/));
