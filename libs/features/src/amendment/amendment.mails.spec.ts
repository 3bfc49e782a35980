import { legalDay } from '#libs/domain';
import { countWords, maxMailWords, maxSubjectLength } from '#libs/ui';
import { amendmentMail } from './amendment.mails.js';
import type { AmendmentMail, AmendmentNews } from './amendment.mails.js';

const mail: AmendmentMail = {
  name: 'Communauté de communes des Terres d’Apcher-Margeride-Aubrac', departementName: 'Alpes-de-Haute-Provence', number: 'CDFS-04-2026-001', what: 'l’avenant n°\u00a02',
  subjects: ['Annexe 5 : offre du Centre d’information sur les droits des femmes et des familles', 'Entrée de la maison France Services de Saint-Chély-d’Apcher', 'et 4 autres'],
  url: 'https://paraphe.example/avenants/0b8e3f0e-0000-4000-8000-000000000000', contact: { name: 'Préfecture des Alpes-de-Haute-Provence', email: 'france-services@alpes-de-haute-provence.gouv.example', phone: '04 92 00 00 00' }, demonstration: false,
};
const everyNews: AmendmentNews[] = ['proposed', 'declined', 'informed', 'hours', 'adopted', 'in_force', 'abandoned', 'withdrawn', 'mandates', 'consolidated'];

test.each(everyNews)('%s : un objet court, peu de mots, un bouton', (news) => {
  const written = amendmentMail(news, mail, legalDay('2027-03-01'));
  const { subject, text } = written;
  expect(subject.length).toBeLessThanOrEqual(maxSubjectLength);
  expect(countWords(written)).toBeLessThanOrEqual(maxMailWords);
  expect(text).toContain(mail.url);
  expect(text).not.toContain('!');
});
test('les horaires disent leur jour et l’article', () => {
  const { text } = amendmentMail('hours', mail, legalDay('2027-03-01'));
  expect(text.replace(/\u00a0/gu, ' ')).toContain('le 1er mars 2027');
  expect(text).toContain('article 4.2');
});
