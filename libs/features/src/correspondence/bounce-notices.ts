import { Inject, Injectable } from '@nestjs/common';
import { askedOf, dayAt } from '#libs/domain';
import type { Slot } from '#libs/domain';
import { accountById } from '#libs/features/identity';
import { isChangeable, loadRound, roundLinks, rounds } from '#libs/features/round';
import type { RoundRow } from '#libs/features/round';
import { CLOCK, CONFIG, Database, Mailer, WorkflowRunner, instantOf, systemActor } from '#libs/platform';
import type { Clock, Config, Delivery } from '#libs/platform';
import { owedBy } from './answer-mails.js';
import { bounceMail } from './bounce.mails.js';
import type { BounceMail } from './bounce.mails.js';
import { correspondenceMailsVersion } from './correspondence-version.js';
import { mailStateOf } from './mail-state.store.js';
import type { SignatoryMail } from './mail-state.store.js';

/** To whoever follows the round: mails to its signatories came back. */
export type BounceEffect = { type: 'reportBounces' };

const actor = systemActor('correspondence');

/** Tells the préfecture of mails that came back: one mail per round and day, that names all those who cannot be reached. */
@Injectable()
export class BounceNotices {
  constructor(
    private readonly db: Database,
    private readonly runner: WorkflowRunner,
    private readonly mailer: Mailer,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Looks for what came back since the last notice of each round. What two workers find is told once. */
  async catchUp(): Promise<void> {
    await this.db.withIdentity(actor, async (tx) => {
      const rows: { roundId: string; timeZone: string; until: Date }[] = await tx.query(
        `select round.id as "roundId", round.time_zone as "timeZone", max(report.received_at) as until
         from mail_report as report
         cross join lateral (
           select signatory.round_id from mail join signatory on signatory.id = case when mail.recipient_kind = 'signatory' then mail.recipient_id::uuid end where mail.id = report.mail_id
           union select mail_cover.round_id from mail_cover where mail_cover.mail_id = report.mail_id) as written
         join round on round.id = written.round_id
         where report.action = 'failed' and round.state not in ('abandoned', 'superseded')
           and report.received_at > coalesce((select max(until) from bounce_notice where bounce_notice.round_id = round.id), '-infinity')
         group by round.id`,
      );
      for (const { roundId, timeZone, until } of rows) {
        const day = dayAt(instantOf(this.clock), timeZone);
        const made: unknown[] = await tx.query('insert into bounce_notice (round_id, day, until) values ($1, $2, $3) on conflict do nothing returning 1', [roundId, day, until]);
        if (made.length > 0) await this.runner.announce<BounceEffect>(tx, rounds.kind, roundId, { type: 'reportBounces' });
      }
    });
  }

  /** Nothing leaves when, meanwhile, everybody could be reached, was replaced, or has signed and has what is owed for it. */
  async write(delivery: Delivery): Promise<void> {
    if (await this.mailer.isSent(delivery)) return;
    const { round, clerk, unreached } = await this.db.withIdentity(actor, async (tx) => {
      const found = await loadRound(tx, delivery.subjectId);
      const states = await mailStateOf(tx, found.facts.slots.flatMap(askedOf));
      return { round: found, clerk: /^[0-9a-f-]{36}$/.test(found.createdBy) ? await accountById(tx, found.createdBy) : null, unreached: found.facts.slots.flatMap((slot) => unreachedAt(found, slot, states)) };
    });
    if (unreached.length === 0 || !round.dossier) return;
    const { departement } = round.dossier;
    const recipient = clerk ? { kind: 'account', id: clerk.id, address: clerk.email, name: clerk.fullName } : { kind: 'prefecture', id: round.departementCode, address: departement.prefecture.email, name: departement.prefecture.name };
    const content = bounceMail({
      unreached, name: recipient.name, number: round.number, departementName: departement.name, url: `${this.config.publicUrl}${roundLinks.page(round.id)}`, demonstration: this.config.mode === 'demonstration',
    });
    await this.mailer.send(delivery, { kind: 'correspondence.bounces', templateVersion: correspondenceMailsVersion, recipient, content });
  }
}

/** Those who may still act for a body, and what is owed to whoever has signed; whoever was replaced, or has nothing more to receive, is nobody's concern any more. */
function unreachedAt(round: RoundRow, slot: Slot, states: ReadonlyMap<string, SignatoryMail>): BounceMail['unreached'] {
  const isOpen = isChangeable(round, slot);
  return (isOpen ? askedOf(slot) : [slot.signatoryId]).flatMap((id) => {
    const mail = states.get(id);
    const missing = isOpen ? 'invitation' : owedBy(slot, mail);
    return mail?.state === 'bounced' && missing ? [{ bodyName: slot.bodyName, words: mail.words, missing }] : [];
  });
}
