import type { VNode } from 'preact';
import { brokenPageLaws, renderPage } from '#libs/ui';
import type { Frame } from '#libs/ui';
import type { ApiTokenRow } from './api-token.store.js';
import { TokenPage, TokensPage } from './tokens.views.js';
import type { TokensPageProps } from './tokens.views.js';

const frame: Frame = {
  brand: ['Préfet', 'de la Lozère'], demonstration: false, user: { name: 'Sophie Ravel', role: 'Préfecture', signOutAction: '/deconnexion' }, signInHref: null,
  navigation: [], path: '/jetons', csrf: 'jeton', flash: [], accessibility: 'partiellement',
};
const token: ApiTokenRow = {
  id: 't1', departementCode: '48', role: 'prefecture', organisationId: null, label: 'Site <b>', shownPrefix: 'pfh_AbCdEf', createdBy: 'a1', createdAt: new Date('2026-11-24T09:00:00Z'), expiresAt: new Date('2027-09-20T22:00:00Z'), lastUsedAt: null, revokedAt: null,
};
const page: TokensPageProps = { frame, tokens: [token], own: null, now: new Date('2026-11-24T09:42:00Z'), timeZone: 'Europe/Paris', limits: { first: '2026-11-24', last: '2027-11-24' }, form: { label: '', expiresOn: '2027-09-20', errors: [] } };

const pages: Record<string, VNode> = {
  jetons: <TokensPage {...page} tokens={[token, { ...token, id: 't2', organisationId: 'g1', lastUsedAt: page.now }, { ...token, id: 't3', expiresAt: new Date('2026-11-01T23:00:00Z') }]} />,
  'aucun jeton': <TokensPage {...page} tokens={[]} />,
  'un jeton refusé': <TokensPage {...page} form={{ label: '', expiresOn: '', errors: [{ field: 'label', message: 'Dites à quoi il sert' }, { field: 'expiresOn', message: 'Indiquez une date' }] }} />,
  'un jeton créé': <TokenPage frame={frame} label="Site" token="pfh_abc" />,
};

test.each(Object.entries(pages))('%s respecte les lois des pages', (_, shown) => expect(brokenPageLaws(renderPage(shown))).toEqual([]));

test('le dernier jour est celui qui a été choisi, non le minuit qui le ferme', () => {
  expect(renderPage(pages['jetons']!).replaceAll(/[\u00a0\u202f]/g, ' ')).toContain('Jusqu’au 20 septembre 2027 compris');
});
