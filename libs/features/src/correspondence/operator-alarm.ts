import { Inject, Injectable } from '@nestjs/common';
import { dayAt } from '#libs/domain';
import { CLOCK, CONFIG, Database, Mailer, anchorZone, derivedId, instantOf, systemActor } from '#libs/platform';
import type { Clock, Config, LateSubject } from '#libs/platform';
import { correspondenceMailsVersion } from './correspondence-version.js';
import { LateSubjects } from './late-subjects.js';
import { alarmMail } from './operator.mails.js';

/** Mails of one day to the operator: beyond, each says how many more there are, and `/health/work` has them all. */
const alarmsPerDayMax = 20;

const actor = systemActor('alarm');

/** Writes to whoever runs the service when something stays undone: once a day for each subject, until it is done. */
@Injectable()
export class OperatorAlarm {
  constructor(private readonly db: Database, private readonly late: LateSubjects, private readonly mailer: Mailer, @Inject(CLOCK) private readonly clock: Clock, @Inject(CONFIG) private readonly config: Config) {}

  /** Rejects when the mail server does not take the alarm: it is tried again at the next pass. */
  async catchUp(): Promise<void> {
    const address = this.config.operator.email;
    if (!address) return;
    const now = this.clock.now();
    const subjects = await this.late.list();
    const today = dayAt(instantOf(this.clock), anchorZone);
    const room = alarmsPerDayMax - (subjects.length > 0 ? await this.sentOn(today) : 0);
    let sent = 0;
    for (const late of subjects) {
      if (sent >= room) return;
      const delivery = { id: alarmId(late, today), subject: 'operator', subjectId: `${late.subject} ${late.subjectId}`, effect: { type: 'alarm' }, createdAt: now };
      if (await this.mailer.isSent(delivery)) continue;
      const content = alarmMail({ late, total: subjects.length, url: `${this.config.publicUrl}/health/work`, demonstration: this.config.mode === 'demonstration' });
      await this.mailer.send(delivery, { kind: 'operator.alarm', templateVersion: correspondenceMailsVersion, recipient: { kind: 'operator', id: 'operator', address, name: this.config.operator.name ?? 'Exploitation' }, content });
      sent++;
    }
  }

  private async sentOn(day: string): Promise<number> {
    const rows: { count: number }[] = await this.db.withIdentity(actor, (tx) =>
      tx.query(`select count(*)::int as count from mail where recipient_kind = 'operator' and recipient_id = 'operator' and state = 'sent' and (sent_at at time zone '${anchorZone}')::date = $1`, [day]));
    return rows[0]!.count;
  }
}

/** One mail per subject and day, by its very name: whoever comes second finds it sent. */
function alarmId({ subject, subjectId }: LateSubject, day: string): string {
  return derivedId(`operator alarm ${subject} ${subjectId} ${day}`);
}
