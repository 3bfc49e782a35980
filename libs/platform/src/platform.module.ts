import { BullModule, OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { Global, Logger, Module } from '@nestjs/common';
import type { DynamicModule, Provider, Type } from '@nestjs/common';
import type { Job } from 'bullmq';
import { CLOCK, systemClock } from './clock.js';
import type { Clock } from './clock.js';
import { CONFIG } from './config.js';
import type { Config } from './config.js';
import { Database, ENTITIES } from './database/database.js';
import type { Entities } from './database/database.js';
import { Mailer } from './mail/mailer.js';
import { EffectDispatcher } from './outbox/dispatcher.js';
import { EffectRegistry, queueNames } from './outbox/effects.js';
import type { QueueName } from './outbox/effects.js';
import { EventTap } from './outbox/event-tap.js';
import { queueConnection, workerOptions } from './outbox/queues.js';
import { OutboxRelay } from './outbox/relay.js';
import { SmsGateway } from './sms/sms-gateway.js';
import { KeyStore } from './storage/key-store.js';
import { KeyVault } from './storage/key-vault.js';
import { Storage } from './storage/storage.js';
import { LiveFeed } from './web/live-feed.js';
import { JournalAnchors } from './workflow/journal-anchors.js';
import { JournalVerifier } from './workflow/journal-verifier.js';
import { WorkflowRunner } from './workflow/runner.js';

/** Mails and webhooks wait for a network, assemblies fill a core and 250 MB, documents are serialised by their own lock. */
const concurrency: Record<QueueName, number> = { code: 4, sms: 4, mail: 4, assembly: 1, document: 2, webhook: 4 };

const log = new Logger('Queue');

export type PlatformOptions = { config: Config; entities: Entities; clock?: Clock };

const services: Provider[] = [EventTap, Database, KeyStore, KeyVault, Storage, WorkflowRunner, JournalAnchors, JournalVerifier, EffectRegistry, Mailer, SmsGateway];

/** What every app shares: database, keys, files, the runner. */
@Global()
@Module({})
export class PlatformModule {
  static forRoot({ config, entities, clock = systemClock }: PlatformOptions): DynamicModule {
    const values: Provider[] = [{ provide: CONFIG, useValue: config }, { provide: CLOCK, useValue: clock }, { provide: ENTITIES, useValue: entities }];
    return { module: PlatformModule, providers: [...values, ...services, LiveFeed], exports: [CONFIG, CLOCK, ...services.map((service) => service as Type), LiveFeed] };
  }
}

/** What the worker adds: the relay, and one consumer per queue. */
@Module({})
export class QueueModule {
  static forRoot({ config }: { config: Config }): DynamicModule {
    const connection = queueConnection(config);
    return {
      module: QueueModule,
      imports: [BullModule.forRoot({ connection }), BullModule.registerQueue(...queueNames.map((name) => ({ name })))],
      providers: [OutboxRelay, EffectDispatcher, ...queueNames.map(consumerOf)],
      exports: [OutboxRelay],
    };
  }
}

function consumerOf(name: QueueName): Type {
  @Processor(name, workerOptions(concurrency[name]))
  class Consumer extends WorkerHost {
    constructor(private readonly dispatcher: EffectDispatcher) {
      super();
    }

    override process(job: Job<{ outboxId: string }>): Promise<void> {
      return this.dispatcher.dispatch(job.data.outboxId);
    }

    /** A lost lock, a connection that mends itself: the queue comes back by itself, and nothing is lost. */
    @OnWorkerEvent('error')
    onFault(fault: Error): void {
      log.warn(`${name}: ${fault.message}`);
    }
  }
  Object.defineProperty(Consumer, 'name', { value: `${name}Consumer` });
  return Consumer;
}
