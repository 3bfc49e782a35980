import { loadConfig } from './config.js';

const read = (given: string) => loadConfig({ PARAPHE_MODE: 'demonstration', DATABASE_URL: 'postgres://localhost/paraphe', SMTP_URL: 'smtp://localhost', TRUSTED_PROXIES: given }).trustedProxies;

test('sans le réglage, personne n’est cru', () => {
  expect(read('')).toEqual([]);
});

test.each([['10.0.0.7', ['10.0.0.7']], ['10.0.0.0/8, fd00::/8,', ['10.0.0.0/8', 'fd00::/8']], ['::1', ['::1']]])('« %s » nomme ceux qui disent d’où vient une visite', (given, expected) => {
  expect(read(given)).toEqual(expected);
});

test.each(['everywhere', 'true', '10.0.0.0/33', '0.0.0.0/0', 'fd00::/129', '10.0.0.0/8/8', '10.0.0.0/', '300.1.1.1'])('« %s » n’est ni une adresse ni un réseau', (given) => {
  expect(() => read(given)).toThrow(/TRUSTED_PROXIES/);
});
