import type { HeldCode } from './link.store.js';
import { codesOfSitting, isShared, mailedCode, sharedCodeId } from './shared-code.js';

const mailedId = '6f0d2b0e-6f0c-4b7e-9a7e-0d8a4b1c2d3e';
const at = (minute: number) => new Date(Date.UTC(2026, 10, 24, 9, minute));
const held = (id: string, linkId: string, minute = 0): HeldCode => ({ id, linkId, typedName: 'Anne Vidal', channel: 'mail', createdAt: at(minute), expiresAt: at(minute + 10), tries: 0, usedAt: null, link: { id: linkId } as HeldCode['link'] });
const mailed = held(mailedId, 'lien-1');
const second = held(sharedCodeId(mailedId, 'lien-2'), 'lien-2');
const stranger = held('11111111-1111-4111-8111-111111111111', 'lien-3');

test('l’identifiant d’un code partagé est un UUID, le même à chaque calcul, un autre à chaque place', () => {
  expect(second.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(sharedCodeId(mailedId, 'lien-2')).toBe(second.id);
  expect(sharedCodeId(mailedId, 'lien-3')).not.toBe(second.id);
  expect([isShared(second.id), isShared(mailed.id)]).toEqual([true, false]);
});

test('de l’une ou de l’autre place, on retrouve le code envoyé et toute la séance, sans les codes demandés à part', () => {
  for (const one of [mailed, second]) {
    expect(mailedCode(one, [stranger, second, mailed])).toBe(mailed);
    expect(codesOfSitting(one, [stranger, second, mailed])).toEqual([second, mailed]);
  }
  expect(codesOfSitting(stranger, [stranger, second, mailed])).toEqual([stranger]);
});

test('un code demandé depuis à une place l’en retire', () => {
  const newer = held('22222222-2222-4222-8222-222222222222', 'lien-2', 2);
  expect(codesOfSitting(mailed, [mailed, second, newer])).toEqual([mailed]);
  expect(codesOfSitting(newer, [mailed, second, newer])).toEqual([newer]);
});
