import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { dayAt } from '#libs/domain';
import type { LegalDay } from '#libs/domain';
import type { Principal } from '#libs/features/access';
import { UnknownDepartement, departementOf } from '#libs/features/directory';
import { CLOCK, CONFIG, Database, KeyStore, WorkflowRunner, appendToJournal, instantOf } from '#libs/platform';
import type { Clock, Config } from '#libs/platform';
import { isEventName } from './public-events.js';
import { secretOf } from './webhook.signature.js';
import { replayMax, webhooksMax } from './webhook.refusals.js';
import type { WebhookRefusal } from './webhook.refusals.js';
import { changeSecret, countWebhooks, deliveriesBetween, deliveriesOf, deliveryById, disableWebhook, enableWebhook, insertWebhook, restart, webhookById, webhooksSeen } from './webhook.store.js';
import type { DeliveryRow, WebhookRow } from './webhook.store.js';
import { refusalOf } from './webhook.target.js';
import type { TargetPolicy } from './webhook.target.js';

/** Subject of the effects and journal lines about one webhook. */
export const webhookSubject = 'webhook';

export type WebhookEffect =
  /** One try of one series: what comes late of another series, or twice, is recognised and left. */
  | { type: 'deliverWebhook'; deliveryId: string; replay: number; attempt: number }
  | { type: 'reportWebhookDisabled' };

export type WebhookAsked = { url: string; events: readonly string[] };

/** What was asked is done, or refused for a reason that has its French sentence; `field` is the one to mend. */
export type WebhookOutcome<T = unknown> = ({ ok: true } & T) | { ok: false; refusal: WebhookRefusal; field: 'url' | 'events' | 'from' | null };

const refuse = (refusal: WebhookRefusal, field: 'url' | 'events' | 'from' | null = null) => ({ ok: false as const, refusal, field });

/** What one may do with the webhooks that row-level security shows; pages and API come here. */
@Injectable()
export class Webhooks {
  private readonly policy: TargetPolicy;

  constructor(private readonly db: Database, private readonly runner: WorkflowRunner, private readonly keys: KeyStore, @Inject(CLOCK) private readonly clock: Clock, @Inject(CONFIG) config: Config) {
    this.policy = targetPolicyOf(config);
  }

  list({ actor }: Principal): Promise<WebhookRow[]> {
    return this.db.withIdentity(actor, webhooksSeen);
  }

  find({ actor }: Principal, id: string): Promise<WebhookRow | null> {
    return this.db.withIdentity(actor, (tx) => webhookById(tx, id));
  }

  deliveries({ actor }: Principal, webhookId: string, limit: number, before: { at: string; id: string } | null = null): Promise<DeliveryRow[]> {
    return this.db.withIdentity(actor, (tx) => deliveriesOf(tx, webhookId, limit, before));
  }

  /** What is wrong with what was asked, each field once. */
  faults({ url, events }: WebhookAsked): { field: 'url' | 'events'; refusal: WebhookRefusal }[] {
    const target = refusalOf(url, this.policy);
    const known = events.length > 0 && events.every(isEventName);
    return [...(target ? [{ field: 'url' as const, refusal: target }] : []), ...(known ? [] : [{ field: 'events' as const, refusal: 'events_missing' as const }])];
  }

  /** Makes one for the organisation that asks. The secret is given here and never again. `owner` is the account to write to when deliveries stop. */
  async create(principal: Principal, asked: WebhookAsked, owner: string): Promise<WebhookOutcome<{ id: string; secret: string }>> {
    const [fault] = this.faults(asked);
    if (fault) return refuse(fault.refusal, fault.field);
    const { url } = asked;
    const chosen = [...new Set(asked.events)].filter(isEventName);
    const { departementCode, organisationId, role } = principal.standing;
    return this.db.withIdentity(principal.actor, async (tx) => {
      // Of two requests at the limit, one waits for the other.
      await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`webhooks ${departementCode} ${organisationId}`]);
      if ((await countWebhooks(tx, departementCode, organisationId)) >= webhooksMax) return refuse('webhooks_too_many');
      const now = this.clock.now();
      const id = randomUUID();
      await insertWebhook(tx, { id, departementCode, organisationId, role, url, events: chosen, secretChangedAt: now, createdBy: owner, createdAt: now });
      await this.journal(tx, principal, id, 'create', { events: chosen });
      return { ok: true, id, secret: secretOf(this.keys, id, 1) };
    });
  }

  /** A new secret; for a day both sign. */
  rotate(principal: Principal, id: string): Promise<{ secret: string } | null> {
    return this.db.withIdentity(principal.actor, async (tx) => {
      const row = await webhookById(tx, id, true);
      if (!row) return null;
      await changeSecret(tx, id, this.clock.now());
      await this.journal(tx, principal, id, 'changeSecret', { rank: row.secretRank + 1 });
      return { secret: secretOf(this.keys, id, row.secretRank + 1) };
    });
  }

  disable(principal: Principal, id: string): Promise<WebhookOutcome> {
    return this.db.withIdentity(principal.actor, async (tx) => {
      if (!(await disableWebhook(tx, id, 'asked', this.clock.now()))) return refuse('webhook_disabled');
      await this.journal(tx, principal, id, 'disable', { reason: 'asked' });
      return { ok: true };
    });
  }

  enable(principal: Principal, id: string): Promise<WebhookOutcome> {
    return this.db.withIdentity(principal.actor, async (tx) => {
      if (!(await enableWebhook(tx, id))) return refuse('webhook_enabled');
      await this.journal(tx, principal, id, 'enable', {});
      return { ok: true };
    });
  }

  /** Sends one event again, under the same id: whoever already has it recognises it. */
  replay(principal: Principal, deliveryId: string): Promise<WebhookOutcome<{ count: number }>> {
    return this.db.withIdentity(principal.actor, async (tx) => {
      const delivery = await deliveryById(tx, deliveryId, true);
      if (!delivery) throw new Error(`No delivery ${deliveryId}`);
      return this.replayAll(tx, principal, delivery.webhookId, [delivery]);
    });
  }

  /** The same for every event of these civil days, both included. */
  replayPeriod(principal: Principal, webhookId: string, { from, to }: { from: LegalDay; to: LegalDay }): Promise<WebhookOutcome<{ count: number }>> {
    if (to < from) return Promise.resolve(refuse('period_unreadable', 'from'));
    return this.db.withIdentity(principal.actor, async (tx) => {
      const timeZone = await timeZoneOf(tx, principal.standing.departementCode);
      const deliveries = await deliveriesBetween(tx, webhookId, { from, to, timeZone, limit: replayMax + 1 });
      if (deliveries.length === 0) return refuse('period_empty', 'from');
      if (deliveries.length > replayMax) return refuse('period_too_full', 'from');
      return this.replayAll(tx, principal, webhookId, deliveries);
    });
  }

  private async replayAll(tx: EntityManager, principal: Principal, webhookId: string, deliveries: readonly DeliveryRow[]): Promise<WebhookOutcome<{ count: number }>> {
    const webhook = await webhookById(tx, webhookId);
    if (!webhook || webhook.disabledAt) return refuse('webhook_disabled');
    for (const { id, replays } of deliveries) {
      await restart(tx, id, this.clock.now());
      await this.runner.announce<WebhookEffect>(tx, webhookSubject, webhookId, { type: 'deliverWebhook', deliveryId: id, replay: replays + 1, attempt: 1 });
    }
    await this.journal(tx, principal, webhookId, 'replay', { count: deliveries.length });
    return { ok: true, count: deliveries.length };
  }

  private async journal(tx: EntityManager, { actor, standing }: Principal, id: string, event: string, payload: object): Promise<void> {
    const at = instantOf(this.clock);
    const timeZone = await timeZoneOf(tx, standing.departementCode);
    await appendToJournal(tx, { subject: webhookSubject, subjectId: id, recordedAt: at, effectiveOn: dayAt(at, timeZone), actor, event, payload, stateFrom: null, stateTo: null, basis: null });
  }
}

export function targetPolicyOf({ mode, webhookPrivateHosts }: Config): TargetPolicy {
  return { demonstration: mode === 'demonstration', privateHosts: webhookPrivateHosts };
}

async function timeZoneOf(tx: EntityManager, code: string): Promise<string> {
  const departement = await departementOf(tx, code);
  if (!departement) throw new UnknownDepartement(code);
  return departement.timeZone;
}

