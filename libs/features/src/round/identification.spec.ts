import { USER_NOTICE_MAX } from '#libs/signing';
import { identificationOf } from './document.revisions.js';

test('dit par où le code est parti, et tient dans le certificat', () => {
  expect(identificationOf(null)).toBe('Lien personnel et code envoyés à l’adresse électronique déclarée par la préfecture');
  expect(identificationOf(null, 'sms')).toBe('Lien personnel envoyé à l’adresse électronique, et code envoyé au numéro de téléphone, déclarés par la préfecture');
  for (const channel of ['mail', 'sms'] as const) {
    expect([...identificationOf(null, channel)].length).toBeLessThan(USER_NOTICE_MAX);
    expect([...identificationOf({ capacity: ['Pour le préfet et par délégation, la secrétaire générale de la préfecture, '.repeat(4)], references: [] }, channel)]).toHaveLength(USER_NOTICE_MAX);
  }
});
