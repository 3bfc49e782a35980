import { roles } from '../access/access.js';
import { legalDay } from '../legal-time/legal-day.js';
import { keptFrom, retentionFor, retentionRules } from './retention.js';
import type { Concerned, KeptKind } from './retention.js';

const today = legalDay('2026-11-24');

test('chaque personne lit une seule règle par sorte de donnée', () => {
  const pairs = retentionRules.flatMap(({ kind, concerns }) => concerns.map((concerned) => `${kind} ${concerned}`));
  expect(new Set(pairs).size).toBe(pairs.length);
});

test.each(roles)('le rôle %s sait tout ce qui est gardé de qui se connecte', (role) =>
  expect(retentionFor(role).map(({ kind }) => kind)).toEqual(expect.arrayContaining<KeptKind>(['account', 'membership', 'session', 'sign_in_link', 'mail', 'journal', 'data_request'])));

test.each<[Concerned, KeptKind]>([['signatory', 'signature'], ['contact', 'directory_card'], ['contact', 'annex_answer'], ['requester', 'data_link'], ['user', 'mandate_working'], ['user', 'mandate_proof'], ['agent', 'mandate_agent']])('%s lit ce qui est gardé : %s', (concerned, kind) =>
  expect(retentionFor(concerned).map((rule) => rule.kind)).toContain(kind));

test('un agent apprend que son gestionnaire le lit, un partenaire non', () => {
  const readers = (concerned: Concerned) => retentionFor(concerned).find(({ kind }) => kind === 'account')!.readers;
  expect(readers('agent')).toContain('votre gestionnaire');
  expect(readers('partner')).not.toContain('gestionnaire');
});

test.each<[KeptKind, string | null]>([
  ['sign_in_link', '2026-10-25'], ['session', '2026-08-26'], ['account', '2025-11-24'], ['data_request', '2021-11-24'], ['data_link', '2026-11-23'], ['mandate_proof', '2020-11-24'],
])('%s : ce qui a pris fin avant le %s est effacé', (kind, day) => expect(keptFrom(kind, today)).toBe(day));

test.each<KeptKind>(['signature', 'journal', 'mail', 'annex_answer', 'directory_card', 'mandate_working', 'breach'])('aucun calendrier n’efface %s', (kind) => expect(keptFrom(kind, today)).toBeNull());

test('une sorte de donnée se garde le même temps pour tous', () => {
  for (const { kind, period } of retentionRules) expect(retentionRules.filter((rule) => rule.kind === kind).map((rule) => rule.period)).toEqual(retentionRules.filter((rule) => rule.kind === kind).map(() => period));
});

test.each(retentionRules.map((rule) => [rule.kind, rule] as const))('la règle « %s » se lit : quoi, pourquoi, fondement, durée, lecteurs', (_, rule) => {
  expect(rule.basis).toMatch(/^article/);
  for (const sentence of [rule.what, rule.why, rule.howLong, rule.readers]) expect(sentence).toMatch(/^[A-ZÀÉ][^!]*\.$/);
});
