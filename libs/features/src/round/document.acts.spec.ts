import { emptySlot } from '#libs/domain';
import type { Slot } from '#libs/domain';
import { approvalAct, paperAct, sealAct } from './document.acts.js';
import type { RoundRow, SignatoryRow } from './round.store.js';

const round = { number: 'CDFS-48-2026-001', act: null, dossier: null, departementCode: '48', timeZone: 'Europe/Paris' } as unknown as RoundRow;
const slot: Slot = { ...emptySlot, id: 'slot_1', college: 'gestionnaire', group: 1, bodyId: 'b', bodyName: 'Commune de Mende', capacity: '', signatoryId: 'p', state: 'approved' };
const person: SignatoryRow = { id: 'p', roundId: 'r', bodyId: 'b', civility: 'Mme', firstName: 'Anne', lastName: 'Vidal', quality: 'maire', email: 'anne@mende.example' };
const at = new Date('2026-11-24T09:12:00Z');
const plain = (lines: readonly string[]): string[] => lines.map((line) => line.replace(/[\u00a0\u202f]/g, ' '));

describe('ce que le bloc de signature dit de lui-même', () => {
  test('par un code : une signature électronique simple, nommée ainsi dans le bloc et dans le motif', () => {
    const act = approvalAct(round, slot, person, at, '4f2a91c07be64d10a3');
    expect(plain(act.lines)).toEqual(['Mme Anne Vidal', 'maire', 'Signature électronique simple le 24 novembre 2026 à 10 h 12', 'Certificat nᵒ 4f2a91c07be64d10']);
    expect(act.reason).toBe('Approbation de la convention CDFS-48-2026-001 pour Commune de Mende, en qualité de maire ; signature électronique simple');
  });

  test('à la main : une signature manuscrite, jamais simple', () => {
    const act = paperAct(round, slot, person, { signedOn: '2026-11-24' as never, sha256: 'a'.repeat(64) }, at);
    expect(plain(act.lines)).toContain('Signature manuscrite du 24 novembre 2026');
    expect([...act.lines, act.reason].join()).not.toMatch(/simple/);
  });

  test('le cachet n’est la signature de personne, et n’a pas de niveau', () => expect([...sealAct(round, at).lines, sealAct(round, at).reason].join()).not.toMatch(/simple|qualifi/));
});
