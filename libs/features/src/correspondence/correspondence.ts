import { Injectable } from '@nestjs/common';
import { ReportListener } from '#libs/platform';
import { BounceNotices } from './bounce-notices.js';
import { Digests } from './digests.js';
import { OperatorAlarm } from './operator-alarm.js';

/** What the worker does about mails, beside the effects: it hears of those that came back, and looks at who is to be written to. */
@Injectable()
export class Correspondence {
  constructor(private readonly listener: ReportListener, private readonly bounces: BounceNotices, private readonly digests: Digests, private readonly alarm: OperatorAlarm) {}

  /** Rejects when the configured address cannot be listened on. */
  start(): Promise<void> {
    return this.listener.start();
  }

  /** Asked every minute. Each part is tried, whatever happens to the others; rejects afterwards with all that went wrong. */
  async catchUp(): Promise<void> {
    const faults: unknown[] = [];
    for (const part of [this.bounces, this.digests, this.alarm]) await part.catchUp().catch((fault: unknown) => faults.push(fault));
    if (faults.length > 0) throw new AggregateError(faults, faults.map(String).join('; '));
  }
}
