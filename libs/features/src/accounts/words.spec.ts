import { roles } from '#libs/domain';
import { accountRefusals } from './account.refusals.js';
import { browserWords } from './browser-words.js';
import { giverName, membershipState, roleTitle } from './membership-words.js';

const day = new Date('2026-11-24T09:00:00Z');
const fresh = { lastUsedAt: null, endedAt: null, disabledAt: null, createdBy: 'x' };

test.each([
  ['jamais utilisée', fresh, 'Invitation envoyée'],
  ['de la démonstration, que nul courriel n’annonce', { ...fresh, createdBy: 'seed' }, 'Jamais utilisée'],
  ['déjà utilisée', { ...fresh, lastUsedAt: day }, 'Active'],
  ['close avant d’avoir servi', { ...fresh, endedAt: day }, 'Close'],
  ['utilisée puis close', { ...fresh, lastUsedAt: day, endedAt: day }, 'Close'],
  ['personne désactivée', { ...fresh, lastUsedAt: day, disabledAt: day }, 'Close'],
])('une habilitation %s', (_, dates, label) => expect(membershipState(dates).label).toBe(label));

test('chaque rôle a son nom', () => expect(roles.map(roleTitle)).toEqual(['Préfecture', 'Gestionnaire', 'Partenaire', 'Agent France Services', 'Auditeur (lecture seule)']));

test.each([
  [{ createdBy: 'x', givenBy: 'Hélène Bastide' }, 'Hélène Bastide'],
  [{ createdBy: 'seed', givenBy: null }, 'l’installation du service'],
  [{ createdBy: '4c0f0d5e-7a55-5d0a-9a3e-480000000001', givenBy: null }, 'une personne habilitée'],
])('qui a donné %j', (membership, name) => expect(giverName(membership)).toBe(name));

test.each([
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox sur Windows'],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0', 'Edge sur Windows'],
  ['Mozilla/5.0 (Linux; Android 15; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36', 'Chrome sur Android'],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1', 'Safari sur un iPhone'],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15', 'Safari sur un Mac'],
  ['node', 'Navigateur inconnu'],
  ['', 'Navigateur inconnu'],
])('%s', (userAgent, words) => expect(browserWords(userAgent)).toBe(words));

test('chaque refus se lit, et donne une issue', () => {
  for (const { sentence } of Object.values(accountRefusals)) expect(sentence).toMatch(/^[A-ZÉÀ][^!]{20,}/);
});
