import type { VNode } from 'preact';
import { brokenPageLaws, renderPage } from '#libs/ui';
import type { Frame } from '#libs/ui';
import { HomePage, LinksSentPage, RecoverLinksPage, SignInConfirmPage, SignInDeadPage, SignInPage, SignInSentPage } from './identity.views.js';
import { AccessibilityPage, ErrorPage, LegalNoticePage, PersonalDataPage } from './site-pages.views.js';
import type { ErrorStatus } from './site-pages.views.js';

const frame: Frame = { brand: null, demonstration: true, user: null, signInHref: '/connexion', navigation: [], path: '/', csrf: 'jeton', flash: [], accessibility: 'partiellement' };
const operator = { name: 'Préfecture de la Lozère', address: '2 rue de la Rovère', email: 'contact@pref.example', phone: '04 66 49 60 00', publicationDirector: 'le préfet', host: 'Préfecture', dataProtectionOfficer: 'dpd@pref.example' };
const refused = { email: '<b>anne@', errors: [{ field: 'email', message: 'Adresse incomplète.' }] };

const pages: Record<string, VNode> = {
  accueil: <HomePage frame={frame} />,
  'mes liens': <RecoverLinksPage frame={frame} form={refused} />,
  'liens envoyés': <LinksSentPage frame={frame} email="anne@mairie.example" />,
  connexion: <SignInPage frame={frame} form={refused} demonstrationAccounts={[{ email: 'a@b.example', role: 'préfecture' }]} />,
  'connexion envoyée': <SignInSentPage frame={frame} email="anne@mairie.example" validMinutes={15} mailboxHref="/mailbox" />,
  'connexion à confirmer': <SignInConfirmPage frame={frame} token="a/b" here fullName="Sophie Ravel" organisations={['Préfecture de la Lozère']} maskedEmail="a•••••e@mairie.example" />,
  'connexion périmée': <SignInDeadPage frame={frame} reason="expired" />,
  accessibilité: <AccessibilityPage frame={frame} operator={operator} />,
  mentions: <LegalNoticePage frame={frame} operator={operator} />,
  'données personnelles': <PersonalDataPage frame={frame} operator={operator} />,
};

test.each(Object.entries(pages))('La page « %s » obéit aux lois d’une page', (_, page) => expect(brokenPageLaws(renderPage(page))).toEqual([]));

test.each<ErrorStatus>([400, 403, 404, 410, 413, 429, 500, 503])('L’erreur %i dit que rien n’est perdu et donne une issue', status => {
  const html = renderPage(<ErrorPage frame={frame} status={status} reference="<i>" contact={operator} />);
  expect(brokenPageLaws(html)).toEqual([]);
  expect(html).toMatch(/perdu|intact|reste signé/);
  expect(html).toContain('Revenir à l’accueil');
  expect(html).not.toContain('<i>');
});

test('L’accueil ouvre trois portes', () => {
  const html = renderPage(<HomePage frame={frame} />);
  for (const door of ['/mes-liens', '/verifier', '/connexion']) expect(html).toContain(`<a href="${door}">`);
});

test('Un lien de connexion ne s’ouvre que par un bouton, à son adresse exacte', () => {
  expect(renderPage(pages['connexion à confirmer']!)).toContain('<form method="post" action="/connexion/a%2Fb"');
});
