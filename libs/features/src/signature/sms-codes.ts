import { Inject, Injectable } from '@nestjs/common';
import { dayAt, isMobileNumber, maskedMobile } from '#libs/domain';
import { rounds } from '#libs/features/round';
import { CLOCK, Database, SmsGateway, appendToJournal, instantOf, systemActor } from '#libs/platform';
import type { Clock, Delivery } from '#libs/platform';
import type { CodeRow } from './link.store.js';
import type { Place } from './place.js';
import { codeSmsVersion } from './sms-text.js';
import { closeSms, destinationOf, openSms, smsSince } from './sms.store.js';

const worker = systemActor('sms');

/** Messages that one telephone receives in a day: two places signed with a code mistyped each, and some more. Each is paid for, and rings. */
const smsPerDayMax = 10;
const dayMs = 24 * 3_600_000;

/** Codes that leave by SMS: whom they may reach, that they left, and what the gateway said of them. */
@Injectable()
export class SmsCodes {
  constructor(private readonly db: Database, private readonly gateway: SmsGateway, @Inject(CLOCK) private readonly clock: Clock) {}

  /** The number on record of whoever sits there, masked; null when none of their codes may leave by SMS. */
  offeredTo({ person }: Pick<Place, 'person'>): string | null {
    return this.gateway.isConfigured && isMobileNumber(person.mobile) ? maskedMobile(person.mobile) : null;
  }

  /** Whether that telephone has received all that it may in a day, whoever asked. */
  async isFull({ person }: Pick<Place, 'person'>): Promise<boolean> {
    const since = new Date(this.clock.now().getTime() - dayMs);
    return (await this.db.read(worker, (tx) => smsSince(tx, person.mobile ?? '', since))) >= smsPerDayMax;
  }

  /** Where a code went, masked, and whether the gateway refused the number; null before anybody knows. `mailedId`: the code whose digits were sent. */
  async sent(mailedId: string): Promise<{ masked: string; refused: boolean } | null> {
    const found = await this.db.read(worker, (tx) => destinationOf(tx, mailedId));
    const masked = found?.maskedNumber ?? (found?.mobile ? maskedMobile(found.mobile) : null);
    return masked === null ? null : { masked, refused: found?.state === 'refused' };
  }

  /**
   * Sends the code of that effect once. A message that would arrive with a dead code is not sent: it only confuses. A number that the gateway refuses
   * is written in the journal, and is not tried again.
   */
  async send(delivery: Delivery, place: Place, code: Pick<CodeRow, 'id' | 'expiresAt'>, text: string): Promise<void> {
    const { mobile, id: signatoryId } = place.person;
    if (code.expiresAt <= this.clock.now() || !isMobileNumber(mobile)) return;
    const row = { id: delivery.id, roundId: place.round.id, signatoryId, codeId: code.id, maskedNumber: maskedMobile(mobile), templateVersion: codeSmsVersion, createdAt: this.clock.now() };
    if (!(await this.db.withIdentity(worker, (tx) => openSms(tx, row)))) return;
    const answer = await this.gateway.send({ to: mobile, text, reference: delivery.id });
    await this.db.withIdentity(worker, async (tx) => {
      if (!(await closeSms(tx, delivery.id, answer, this.clock.now())) || answer.accepted) return;
      const at = instantOf(this.clock);
      const { round, slot } = place;
      await appendToJournal(tx, {
        subject: rounds.kind, subjectId: round.id, recordedAt: at, effectiveOn: dayAt(at, round.timeZone), actor: worker, event: 'refused.sms',
        payload: { slotId: slot.id, signatoryId, codeId: code.id, status: answer.status }, stateFrom: round.state, stateTo: round.state, basis: null,
      });
    });
  }
}
