import { Injectable } from '@nestjs/common';

/**
 * Six queues, so that a long assembly never delays a mail, nor a mail a signature, nor the silence of another's server anything of ours. `code`: mails that
 * somebody waits for in front of the page, which must never wait behind those that nobody waits for, nor behind a gateway that does not answer: `sms`.
 */
export const queueNames = ['code', 'sms', 'mail', 'assembly', 'document', 'webhook'] as const;
export type QueueName = (typeof queueNames)[number];

/** What a handler receives. Assume it runs twice, late, or on another machine. */
export type Delivery<E extends { type: string } = { type: string }> = {
  /** Row id of the outbox, job id of the queue, and identity of whatever the effect produces. */
  id: string;
  subject: string;
  subjectId: string;
  effect: E;
  createdAt: Date;
};

/** Where a long effect has got to: shown live, kept in the outbox row. `percent` never goes back. */
export type Progress = { percent: number; step: string; detail?: string };
export type Report = (progress: Progress) => Promise<void>;

export type EffectHandler<E extends { type: string }> = { queue: QueueName; run(delivery: Delivery<E>, report: Report): Promise<void> };

/** One handler per effect of one subject: forgetting one does not compile. */
export type EffectHandlers<E extends { type: string }> = { [T in E['type']]: EffectHandler<Extract<E, { type: T }>> };

/** Which handler answers which effect; filled by the features at start. */
@Injectable()
export class EffectRegistry {
  private readonly handlers = new Map<string, EffectHandler<{ type: string }>>();
  private readonly discreet = new Set<string>();

  /** `discreet`: these effects read what persons said of themselves, and no fault of that subject, whoever handles it, may repeat it (`DiscreetError`). */
  handle<E extends { type: string }>(subject: string, handlers: EffectHandlers<E>, { discreet = false }: { discreet?: boolean } = {}): void {
    if (discreet) this.discreet.add(subject);
    for (const [type, handler] of Object.entries(handlers)) this.handlers.set(`${subject}.${type}`, handler as unknown as EffectHandler<{ type: string }>);
  }

  isDiscreet(subject: string): boolean {
    return this.discreet.has(subject);
  }

  /** Whether anybody here does: a row may have been left by a process that is newer, or older, than this one. */
  handles(subject: string, type: string): boolean {
    return this.handlers.has(`${subject}.${type}`);
  }

  /** Throws when nobody handles it: an effect that would be lost in silence is a bug to be shown. */
  handlerOf(subject: string, type: string): EffectHandler<{ type: string }> {
    const handler = this.handlers.get(`${subject}.${type}`);
    if (!handler) throw new Error(`Nobody handles ${subject}.${type}`);
    return handler;
  }
}
