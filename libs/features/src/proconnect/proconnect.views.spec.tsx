import type { VNode } from 'preact';
import { brokenPageLaws, countWords, maxMailWords, renderPage } from '#libs/ui';
import type { Frame } from '#libs/ui';
import { failureWords } from './failure-words.js';
import { IdentitiesPage } from './identities.views.js';
import { providerCodeOf } from './proconnect.failure.js';
import type { ProConnectFailureCode } from './proconnect.failure.js';
import { attachMail } from './proconnect.mails.js';
import { AttachConfirmPage, AttachLinkSentPage, AttachPage, FailurePage, LeavingPage, LeftPage } from './proconnect.views.js';

const frame: Frame = { brand: null, demonstration: true, user: null, signInHref: '/connexion', navigation: [], path: '/', csrf: 'jeton', flash: [], accessibility: 'partiellement' };
const signedIn: Frame = { ...frame, user: { name: 'Hélène Bastide', role: 'Préfecture', signOutAction: '/deconnexion' } };
const pending = { siret: '21480095500012', fullName: '<b>Ana</b> Ailleurs' };
const contacts = [{ name: 'Préfecture de la Lozère', phone: '04 00 00 00 48', email: 'contact@prefecture-48.example' }];
const identity = { id: 'i', accountId: 'a', idpId: '71144ab3-ee1a', siret: '21480095500012', linkedAt: new Date('2026-11-24T09:00:00Z'), lastUsedAt: null };

const codes: Record<ProConnectFailureCode, true> = {
  attempt_unknown: true, attempt_expired: true, attempt_used: true, state_mismatch: true, cancelled: true, provider_refused: true, code_refused: true, nonce_mismatch: true, answer_invalid: true,
  userinfo_forged: true, subject_mismatch: true, claims_incomplete: true, unreachable: true, siret_unknown: true, account_inactive: true, identity_taken: true, pending_unknown: true, attach_link_dead: true,
};

const pages: Record<string, VNode> = {
  'rattacher': <AttachPage frame={frame} pending={pending} form={{ email: '<b>anne@', errors: [{ field: 'email', message: 'Adresse incomplète.' }] }} />,
  'lien envoyé': <AttachLinkSentPage frame={frame} email="anne@mairie.example" minutes={15} mailboxHref="/mailbox" />,
  'confirmer': <AttachConfirmPage frame={signedIn} pending={{ ...pending, fullName: '' }} accountName="Hélène Bastide" action="/x" />,
  'sortie': <LeavingPage frame={frame} url="https://proconnect.example/session/end?a=b&c=d" />,
  'sorti': <LeftPage frame={frame} everywhere />,
  'sorti d’ici seulement': <LeftPage frame={frame} everywhere={false} />,
  'aucune identité': <IdentitiesPage frame={signedIn} identities={[]} timeZone="Europe/Paris" />,
  'deux identités': <IdentitiesPage frame={signedIn} identities={[identity, { ...identity, id: 'j', lastUsedAt: new Date('2026-11-24T10:00:00Z') }]} timeZone="Europe/Paris" />,
};

test.each(Object.entries(pages))('La page « %s » obéit aux lois d’une page', (_, page) => {
  const html = renderPage(page);
  expect(brokenPageLaws(html)).toEqual([]);
  expect(html).not.toMatch(/<b>/);
});

describe.each(Object.keys(codes) as ProConnectFailureCode[])('L’échec « %s »', (code) => {
  const words = failureWords(code, { siret: '20003452800041', providerCode: 'Y500015', organisations: [{ name: 'Mairie', siretKnown: false }, { name: 'EPCI', siretKnown: true }] });

  test.each([frame, signedIn])('dit ce qui arrive, que rien n’est perdu, et une issue', (around) => {
    const html = renderPage(<FailurePage frame={around} words={words} contacts={contacts} />);
    expect(brokenPageLaws(html)).toEqual([]);
    expect(html).toMatch(/rien n’a été perdu ni changé/);
    expect(html).toContain(around.user ? 'href="/espace"' : 'href="/connexion"');
    expect(html).toContain('04 00 00 00 48');
    expect(words.status).toBeGreaterThanOrEqual(400);
  });
});

describe('Le code d’un refus', () => {
  test.each([
    ['server_error', 'Y500015 private sector', 'Y500015'], ['Y000400', null, 'Y000400'], ['temporarily_unavailable', null, 'temporarily_unavailable'], ['<script>', 'bla', 'inconnu'],
  ])('de « %s » et « %s » : %s', (error, description, code) => expect(providerCodeOf(error, description)).toBe(code));
});

test('Le courriel de rattachement dit ce qu’il fait, sa durée, et quoi faire si ce n’est pas soi', () => {
  const mail = attachMail({ fullName: 'Hélène Bastide', url: 'https://paraphe.example/connexion/proconnect/rattachement/lien/x', minutes: 15, siret: '214 800 955 00012', demonstration: true });
  expect(mail.text).toMatch(/214 800 955 00012[\s\S]*dans le navigateur où vous l’avez demandé[\s\S]*\nhttps:\/\/paraphe\.example\/connexion\/proconnect\/rattachement\/lien\/x\n[\s\S]*ne faites rien/);
  expect(mail.text).not.toMatch(/ [:;?!»](\s|$)/);
  expect(countWords(mail)).toBeLessThan(maxMailWords);
});
