import type { JournalFinding, JournalReport } from '#libs/platform';
import { reportText, tokenFault } from './journal.js';

const report: JournalReport = { intact: true, lines: 1_234, subjects: 56, anchors: 12, stamped: 1, findings: [], further: 0, keyUnknown: false };
const finding = (over: Partial<JournalFinding>): JournalFinding => ({ fault: 'hash_wrong', subject: 'round', subjectId: '7f', rank: 5, seq: '88', ...over });
const lines = (over: Partial<JournalReport>) => reportText({ ...report, intact: false, ...over }).split('\n');

test('un journal intact tient en une ligne', () => {
  expect(reportText(report)).toBe('Journal intact : 1\u202F234\u00A0lignes, 56\u00A0dossiers, 12\u00A0ancrages dont 1\u00A0horodaté.');
});

test('un journal altéré nomme le dossier, le rang, le numéro et ce qui ne va pas', () => {
  expect(lines({ findings: [finding({})] })[1]).toBe('– round 7f : la ligne de rang 5 a été modifiée : elle ne correspond plus à son empreinte [ligne n° 88].');
  expect(lines({ findings: [finding({ fault: 'tail_missing', rank: 6, seq: null })] })[1]).toBe('– round 7f : les dernières lignes ont disparu, à partir du rang 6.');
  expect(lines({ findings: [finding({ fault: 'witness_missing', subject: null, subjectId: null, rank: null, detail: '90' })] })[1]).toBe('– Journal : la ligne n° 88 du journal a disparu (la ligne n° 90 l’avait vue).');
  expect(lines({ findings: [finding({ fault: 'anchor_forged', subject: null, subjectId: null, rank: 3, seq: null, detail: '2026-11-20' })] })[1]).toBe('– Journal : l’ancrage n° 3, du 2026-11-20, a été modifié ou n’a pas été écrit par ce service.');
});

test('ce qui n’est pas montré est compté, et une clé étrangère est dite', () => {
  expect(lines({ findings: [finding({})], further: 3, keyUnknown: true }).slice(2)).toEqual(['… et 3\u00A0autres anomalies.', expect.stringContaining('PARAPHE_SECRET')]);
});

test('un jeton qui n’en est pas un n’est pas valable', async () => {
  expect(await tokenFault(Buffer.from('3003020100', 'hex'), Buffer.alloc(32))).toBe('token_invalid');
  expect(await tokenFault(Buffer.alloc(0), Buffer.alloc(32))).toBe('token_invalid');
});
