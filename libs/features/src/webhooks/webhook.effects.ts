import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { dayAt } from '#libs/domain';
import { departementOf } from '#libs/features/directory';
import { accountById } from '#libs/features/identity';
import { CLOCK, CONFIG, Database, EffectRegistry, KeyStore, Mailer, WorkflowRunner, appendToJournal, instantOf, publicEventSubject, systemActor } from '#libs/platform';
import type { Clock, Config, Delivery, EffectHandlers, PublishEvent } from '#libs/platform';
import { nextTry } from './delivery-schedule.js';
import { concerns, departementOfEvent, eventBody, isEventName } from './public-events.js';
import type { EventLine } from './public-events.js';
import { disabledMail, webhookMailsVersion } from './webhook.mails.js';
import { webhookLinks } from './webhook.links.js';
import { post } from './webhook.post.js';
import type { Answer } from './webhook.post.js';
import { signedHeaders } from './webhook.signature.js';
import { deliveryById, disableWebhook, giveUp, insertDelivery, recordTry, webhookById, webhooksAwaiting } from './webhook.store.js';
import type { DeliveryRow, DisabledReason, WebhookRow } from './webhook.store.js';
import { targetPolicyOf, webhookSubject } from './webhooks.js';
import type { WebhookEffect } from './webhooks.js';

type Try = Extract<WebhookEffect, { type: 'deliverWebhook' }>;

const worker = systemActor('webhooks');
/** Said by servers that want to hear nothing more (RFC 9110, 15.5.11). */
const goneStatus = 410;

/** From a public line of the journal to the servers of those who wait for it. */
@Injectable()
export class WebhookEffects {
  constructor(
    private readonly db: Database,
    private readonly runner: WorkflowRunner,
    private readonly keys: KeyStore,
    private readonly mailer: Mailer,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
    effects: EffectRegistry,
  ) {
    effects.handle<PublishEvent>(publicEventSubject, { publishEvent: { queue: 'webhook', run: (delivery) => this.publish(delivery) } } satisfies EffectHandlers<PublishEvent>);
    effects.handle<WebhookEffect>(webhookSubject, {
      deliverWebhook: { queue: 'webhook', run: ({ effect }) => this.deliver(effect) },
      reportWebhookDisabled: { queue: 'mail', run: (delivery) => this.report(delivery) },
    } satisfies EffectHandlers<WebhookEffect>);
  }

  /** Notes the event for each webhook that it concerns. The id of the effect is that of the event: run twice, it adds nothing. */
  private async publish({ id, effect: { name, subject, subjectId, rank } }: Delivery<PublishEvent>): Promise<void> {
    if (!isEventName(name)) throw new Error(`No public event is named ${name}`);
    await this.db.withIdentity(worker, async (tx) => {
      const departement = await departementOfEvent(tx, subject, subjectId);
      const body = eventBody(id, name, await lineOf(tx, subject, subjectId, rank), departement);
      for (const webhook of await webhooksAwaiting(tx, name, departement)) {
        if (webhook.organisationId && !(await concerns(tx, body, webhook.organisationId))) continue;
        const deliveryId = randomUUID();
        if (!(await insertDelivery(tx, { id: deliveryId, webhookId: webhook.id, eventId: id, name, body, at: this.clock.now() }))) continue;
        await this.runner.announce<WebhookEffect>(tx, webhookSubject, webhook.id, { type: 'deliverWebhook', deliveryId, replay: 0, attempt: 1 });
      }
    });
  }

  /** One try, outside any transaction; then what it came to, if nothing else was decided meanwhile. */
  private async deliver(asked: Try): Promise<void> {
    const found = await this.db.withIdentity(worker, (tx) => this.wanted(tx, asked));
    if (!found) return;
    const answer = await this.send(found.webhook, found.delivery);
    await this.db.withIdentity(worker, async (tx) => {
      // The webhook first, as everywhere: two tries that fail together disable it once.
      const webhook = await webhookById(tx, found.webhook.id, true);
      const delivery = await deliveryById(tx, asked.deliveryId, true);
      if (!webhook || !delivery || !isCurrent(delivery, asked)) return;
      await this.record(tx, webhook, delivery, asked, answer);
    });
  }

  /** Null when that try is no longer wanted: done already, replayed since, or its webhook is disabled. */
  private async wanted(tx: EntityManager, asked: Try): Promise<{ webhook: WebhookRow; delivery: DeliveryRow } | null> {
    const delivery = await deliveryById(tx, asked.deliveryId);
    const webhook = delivery && (await webhookById(tx, delivery.webhookId));
    if (!webhook || !isCurrent(delivery, asked)) return null;
    if (!webhook.disabledAt) return { webhook, delivery };
    await giveUp(tx, delivery.id);
    return null;
  }

  private send({ id, url, secretRank, secretChangedAt }: WebhookRow, { eventId, body: event }: DeliveryRow): Promise<Answer> {
    const body = JSON.stringify(event);
    const signed = signedHeaders(this.keys, { id, secretRank, secretChangedAt }, { eventId, body, now: this.clock.now() });
    return post({ url, body, headers: { 'content-type': 'application/json', 'user-agent': 'Paraphe', ...signed } }, { policy: targetPolicyOf(this.config), proxyUrl: this.config.outboundProxy });
  }

  private async record(tx: EntityManager, webhook: WebhookRow, delivery: DeliveryRow, { replay, attempt }: Try, { status, fault }: Answer): Promise<void> {
    const now = this.clock.now();
    const gone = status === goneStatus;
    const next = fault === null || gone || webhook.disabledAt ? null : nextTry(attempt, now);
    await recordTry(tx, delivery.id, { status, error: fault, now, next });
    if (next) await this.runner.announce<WebhookEffect>(tx, webhookSubject, webhook.id, { type: 'deliverWebhook', deliveryId: delivery.id, replay, attempt: attempt + 1 }, next);
    else if (fault !== null) await this.disable(tx, webhook, gone ? 'gone' : 'failed', now);
  }

  /** A server that has been silent for three days, or that has said that it is gone, is left in peace, and its owner is told. */
  private async disable(tx: EntityManager, { id, departementCode }: WebhookRow, reason: DisabledReason, now: Date): Promise<void> {
    if (!(await disableWebhook(tx, id, reason, now))) return;
    const at = instantOf(this.clock);
    const timeZone = (await departementOf(tx, departementCode))?.timeZone ?? 'Europe/Paris';
    await appendToJournal(tx, { subject: webhookSubject, subjectId: id, recordedAt: at, effectiveOn: dayAt(at, timeZone), actor: worker, event: 'disable', payload: { reason }, stateFrom: null, stateTo: null, basis: null });
    await this.runner.announce<WebhookEffect>(tx, webhookSubject, id, { type: 'reportWebhookDisabled' });
  }

  private async report(delivery: Delivery): Promise<void> {
    if (await this.mailer.isSent(delivery)) return;
    const { webhook, owner } = await this.db.withIdentity(worker, async (tx) => {
      const row = await webhookById(tx, delivery.subjectId);
      return { webhook: row, owner: row && (await accountById(tx, row.createdBy)) };
    });
    if (!webhook || !owner) return;
    const content = disabledMail({
      name: owner.fullName, host: new URL(webhook.url).host, gone: webhook.disabledReason === 'gone', url: `${this.config.publicUrl}${webhookLinks.page(webhook.id)}`, demonstration: this.config.mode === 'demonstration',
    });
    await this.mailer.send(delivery, { kind: 'webhook.disabled', templateVersion: webhookMailsVersion, recipient: { kind: 'account', id: owner.id, address: owner.email, name: owner.fullName }, content });
  }
}

function isCurrent({ state, replays, attempts }: DeliveryRow, { replay, attempt }: Try): boolean {
  return state === 'waiting' && replays === replay && attempts === attempt - 1;
}

async function lineOf(tx: EntityManager, subject: string, subjectId: string, rank: number): Promise<EventLine> {
  const rows: EventLine[] = await tx.query(
    `select subject, subject_id as "subjectId", event, recorded_at as "recordedAt", effective_on::text as "effectiveOn", payload, state_from as "stateFrom", state_to as "stateTo" from journal where subject = $1 and subject_id = $2 and rank = $3`,
    [subject, subjectId, rank],
  );
  if (!rows[0]) throw new Error(`No line ${rank} of ${subject} ${subjectId}`);
  return rows[0];
}
