import { loadConfig } from './config.js';

const base = { PARAPHE_MODE: 'demonstration', DATABASE_URL: 'postgres://x', SMTP_URL: 'smtp://x' };
const whole = { PROCONNECT_ISSUER: 'https://proconnect.example/api/v2/', PROCONNECT_CLIENT_ID: 'paraphe', PROCONNECT_CLIENT_SECRET: 'secret' };

describe('Les réglages de ProConnect', () => {
  test('absents, on se connecte par lien', () => expect(loadConfig(base).proconnect).toBeNull());
  test('entiers, sont lus sans barre finale', () => expect(loadConfig({ ...base, ...whole }).proconnect).toEqual({ issuer: 'https://proconnect.example/api/v2', clientId: 'paraphe', clientSecret: 'secret' }));
  test.each(Object.keys(whole))('sans %s, sont refusés, et ce qui manque est nommé', (key) => {
    expect(() => loadConfig({ ...base, ...whole, [key]: '' })).toThrow(`Configuration : ${key} manque pour se connecter par ProConnect.`);
  });
  test.each(['http://proconnect.example/api/v2', 'http://127.0.0.1.example/api/v2', 'http://localhost.example/', 'ftp://x', 'proconnect'])('n’envoient pas d’identité en clair à %s', (issuer) => {
    expect(() => loadConfig({ ...base, ...whole, PROCONNECT_ISSUER: issuer })).toThrow(/PROCONNECT_ISSUER/);
  });
  test.each(['http://127.0.0.1:4000/api/v2', 'http://localhost:4000/api/v2', 'http://[::1]:4000/api/v2'])('admettent un fournisseur d’essai sur cette machine, %s', (issuer) => {
    expect(loadConfig({ ...base, ...whole, PROCONNECT_ISSUER: issuer }).proconnect?.issuer).toBe(issuer);
  });
});
