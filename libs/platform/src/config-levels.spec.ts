import { loadConfig } from './config.js';

const base = { DATABASE_URL: 'postgres://x', SMTP_URL: 'smtp://x', PARAPHE_SECRET: 'x'.repeat(43) };
const production = { ...base, PARAPHE_MODE: 'production' };
const demonstration = { ...base, PARAPHE_MODE: 'demonstration' };
const chosen = { SIGNATURE_LEVEL_PREFET: 'qualifiee-ou-manuscrite', SIGNATURE_LEVEL_GESTIONNAIRE: 'simple' };

describe('Le niveau de signature de chaque rôle', () => {
  test('en production, rien n’est choisi par défaut', () => expect(loadConfig(production).signatureLevels).toEqual({ prefet: null, gestionnaire: null, partenaire: null }));
  test('en démonstration, simple pour tous', () => expect(loadConfig(demonstration).signatureLevels).toEqual({ prefet: 'simple', gestionnaire: 'simple', partenaire: 'simple' }));
  test('choisi, il est lu dans les deux modes ; une ligne vide ne choisit rien', () => {
    expect(loadConfig({ ...production, ...chosen, SIGNATURE_LEVEL_PARTENAIRE: '' }).signatureLevels).toEqual({ prefet: 'strong', gestionnaire: 'simple', partenaire: null });
    expect(loadConfig({ ...demonstration, ...chosen }).signatureLevels).toEqual({ prefet: 'strong', gestionnaire: 'simple', partenaire: 'simple' });
  });
  test('un autre mot est refusé, et le réglage est nommé', () => expect(() => loadConfig({ ...production, SIGNATURE_LEVEL_PREFET: 'avancee' })).toThrow(/SIGNATURE_LEVEL_PREFET/));
});
