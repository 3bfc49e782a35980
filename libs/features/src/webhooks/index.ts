export { eventNames, eventWords } from './public-events.js';
export type { EventName } from './public-events.js';
export { Webhook1700000000930 } from './webhook.migration.js';
export { webhookRefusals, webhooksMax } from './webhook.refusals.js';
export type { WebhookRefusal } from './webhook.refusals.js';
export type { DeliveryRow, WebhookRow } from './webhook.store.js';
export { Webhooks } from './webhooks.js';
export type { WebhookOutcome } from './webhooks.js';
export { WebhooksModule } from './webhooks.module.js';
