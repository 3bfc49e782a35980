import { instant, legalDay } from '#libs/domain';
import type { BodyDecision, Publicity } from '#libs/domain';
import { provenBy, typedFromDecision, withFileIds } from './deposit-form.js';

const day = '2026-11-26';
const at = (hour: string | null, proofFileId: string | null = null): Publicity => ({ on: legalDay(day), at: hour === null ? null : instant(`${day}T${hour}:00Z`), proofFileId });
const decision = (published: Publicity | null, transmitted: Publicity | null, reference = 'n° 41') => ({ kind: 'deliberation', approvesHash: null, reference, adoptedOn: legalDay('2026-11-20'), published, transmitted }) satisfies BodyDecision;
const none = { sent: null, carried: null, recorded: null };
const proofs = (of: BodyDecision) => (of.kind === 'own_decision' ? [] : [of.published?.proofFileId ?? null, of.transmitted?.proofFileId ?? null]);

describe('la pièce qui prouve un jour et une heure', () => {
  const said = decision(at('08:00'), at('09:00'));
  const before = decision(at('08:00', 'ancienne'), at('07:30', 'ancienne'));
  test('déposée avant, elle reste à ce qui n’a pas changé, et ne prouve pas l’heure nouvelle', () => expect(proofs(provenBy(said, { ...none, carried: before }))).toEqual(['ancienne', null]));
  test('retenue, de même', () => expect(proofs(provenBy(said, { ...none, recorded: before }))).toEqual(['ancienne', null]));
  test('retenue pour une autre délibération, elle ne prouve rien', () => expect(proofs(provenBy(said, { ...none, recorded: { ...before, reference: 'n° 40' } }))).toEqual([null, null]));
  test('retenue pour une autre séance, non plus', () => expect(proofs(provenBy(said, { ...none, recorded: { ...before, adoptedOn: legalDay('2026-11-19') } }))).toEqual([null, null]));
  test('envoyée, elle prouve ce que le titre enregistré ne prouvait pas déjà', () => expect(proofs(provenBy(said, { sent: 'neuve', carried: null, recorded: before }))).toEqual(['ancienne', 'neuve']));
  test('envoyée, elle remplace celle qui attendait', () => expect(proofs(provenBy(said, { sent: 'neuve', carried: before, recorded: null }))).toEqual(['neuve', 'neuve']));
  test('un autre jour la perd, même sans heure', () => expect(proofs(provenBy(decision({ ...at(null), on: legalDay('2026-11-25') }, null), { ...none, carried: decision(at(null, 'ancienne'), null) }))).toEqual([null, null]));
  test('ce qui n’est pas fait ne se prouve pas', () => expect(provenBy(decision(null, null), { ...none, sent: 'neuve' })).toEqual(decision(null, null)));
  test('elle suit son fichier quand il change de numéro, et celle qui reste en arrière ne prouve plus rien', () => expect(proofs(withFileIds(decision(at('08:00', 'a'), at('09:00', 'b')), new Map([['a', 'a2']])))).toEqual(['a2', null]));
});

describe('la case « cite l’empreinte de ce texte »', () => {
  const contentHash = 'ab'.repeat(32);
  const cites = (approvesHash: string | null) => typedFromDecision({ ...decision(null, null), approvesHash }, { timeZone: 'Europe/Paris', contentHash }).cites;
  test('est cochée si c’est ce texte', () => expect(cites(contentHash)).toBe('yes'));
  test.each([null, 'cd'.repeat(32)])('ne l’est pas sinon : %s', (hash) => expect(cites(hash)).toBe(''));
});
