import type { VNode } from 'preact';
import { brokenPageLaws, renderPage } from '#libs/ui';
import type { Frame } from '#libs/ui';
import { eventNames, eventWords, publicEvents } from './public-events.js';
import { disabledMail } from './webhook.mails.js';
import { deliveryFaults } from './webhook.post.js';
import { webhookRefusals } from './webhook.refusals.js';
import type { DeliveryRow } from './webhook.store.js';
import { SecretPage, WebhookPage, WebhooksPage } from './webhooks.views.js';
import type { ListedWebhook } from './webhooks.views.js';

const frame: Frame = {
  brand: ['Préfet', 'de la Lozère'], demonstration: false, user: { name: 'Sophie Ravel', role: 'Préfecture', signOutAction: '/deconnexion' }, signInHref: null,
  navigation: [], path: '/webhooks', csrf: 'jeton', flash: [], accessibility: 'partiellement',
};
const at = new Date('2026-11-24T09:42:00Z');
const webhook: ListedWebhook = {
  id: 'w1', departementCode: '48', organisationId: null, role: 'prefecture', url: 'https://partenaire.example/<b>', events: ['round.sealed', 'directory.changed'], secretRank: 1, secretChangedAt: at, createdBy: 'a1', createdAt: at,
  disabledAt: null, disabledReason: null, owner: 'Préfecture',
};
const delivery: DeliveryRow = {
  id: 'd1', webhookId: 'w1', eventId: 'e1', name: 'round.sealed', body: {} as never, state: 'delivered', replays: 0, attempts: 2, nextAt: null, lastStatus: 204, lastError: null, createdAt: at, attemptedAt: at, deliveredAt: at,
};
const failing = deliveryFaults.map((lastError, index): DeliveryRow => ({ ...delivery, id: `f${index}`, state: index % 2 ? 'waiting' : 'failed', lastError, lastStatus: lastError === 'status' ? 500 : null, nextAt: at, deliveredAt: null }));
const form = { from: '', to: '', errors: [] };
const errors = [{ field: 'url', message: webhookRefusals.url_not_https }, { field: 'events', message: webhookRefusals.events_missing }];

const pages: Record<string, VNode> = {
  'aucun webhook': <WebhooksPage frame={frame} webhooks={[]} form={{ url: '', events: [], errors: [] }} />,
  webhooks: <WebhooksPage frame={frame} webhooks={[webhook, { ...webhook, id: 'w2', disabledAt: at, disabledReason: 'gone' }]} form={{ url: '', events: [], errors: [] }} />,
  'un webhook refusé': <WebhooksPage frame={frame} webhooks={[]} form={{ url: 'http://x', events: ['round.sealed'], errors }} />,
  'le secret': <SecretPage frame={frame} id="w1" secret="whsec_abc" changed={false} />,
  'le nouveau secret': <SecretPage frame={frame} id="w1" secret="whsec_abc" changed />,
  'un webhook': <WebhookPage frame={frame} webhook={webhook} deliveries={[delivery, ...failing]} timeZone="Europe/Paris" form={form} />,
  'un webhook désactivé': <WebhookPage frame={frame} webhook={{ ...webhook, disabledAt: at, disabledReason: 'failed' }} deliveries={[delivery]} timeZone="Europe/Paris" form={form} />,
  'une période refusée': <WebhookPage frame={frame} webhook={webhook} deliveries={[delivery]} timeZone="Europe/Paris" form={{ from: 'x', to: '', errors: [{ field: 'from', message: webhookRefusals.period_unreadable }] }} />,
};

test.each(Object.entries(pages))('%s respecte les lois des pages', (_, page) => expect(brokenPageLaws(renderPage(page))).toEqual([]));

test('un webhook désactivé ne propose que de le réactiver', () => {
  const html = renderPage(pages['un webhook désactivé']!);
  expect(html).toContain('Réactiver');
  expect(html).not.toContain('Rejouer');
});

test('chaque événement a ses mots et vient d’une ligne du journal', () => {
  expect(Object.keys(eventWords).sort()).toEqual([...eventNames].sort());
  expect(new Set(publicEvents.map(({ name }) => name))).toEqual(new Set(eventNames));
});

test('le courriel dit pourquoi, et que rien n’est perdu', () => {
  const mail = { name: 'Sophie Ravel', host: 'partenaire.example', url: 'https://paraphe.example/webhooks/w1', demonstration: false };
  expect(disabledMail({ ...mail, gone: true }).text).toContain('statut 410');
  expect(disabledMail({ ...mail, gone: false }).text).toContain('pendant trois jours');
});
