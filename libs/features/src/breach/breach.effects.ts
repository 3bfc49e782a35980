import { Inject, Injectable } from '@nestjs/common';
import { compareInstants, noticeStanding } from '#libs/domain';
import type { BreachEffect, Instant } from '#libs/domain';
import { AgreementMail, peopleOf } from '#libs/features/agreement';
import type { MailAddressee } from '#libs/features/agreement';
import { departementOf } from '#libs/features/directory';
import { CLOCK, CONFIG, Database, EffectRegistry, instantOf, systemActor, WorkflowRunner } from '#libs/platform';
import type { Clock, Config, Delivery } from '#libs/platform';
import type { Mail } from '#libs/ui';
import { partnersNamed, peopleOfController, peopleToRemind } from './breach-people.js';
import { durationLeft, durationToSecond, instantWords, placeName } from './breach-words.js';
import { breachLinks } from './breach.links.js';
import { breachMailsVersion, controllerMail, declaredMail, reminderMail } from './breach.mails.js';
import type { BreachMail, NoticeDue } from './breach.mails.js';
import { breachById, breaches } from './breach.store.js';
import type { BreachRow } from './breach.store.js';

type Of<T extends BreachEffect['type']> = Delivery<Extract<BreachEffect, { type: T }>>;
type Letter = { kind: string; to: readonly MailAddressee[]; content: (m: BreachMail) => Mail };

const worker = systemActor('worker');

/** What follows a breach outside the transaction: the mails, and what they prove. */
@Injectable()
export class BreachEffects {
  constructor(
    effects: EffectRegistry,
    private readonly db: Database,
    private readonly runner: WorkflowRunner,
    private readonly mail: AgreementMail,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    effects.handle<BreachEffect>(breaches.kind, {
      announceBreach: { queue: 'mail', run: (d) => this.announce(d) },
      remindNotice: { queue: 'mail', run: (d) => this.remind(d) },
      informController: { queue: 'mail', run: (d) => this.informController(d) },
    }, { discreet: true });
  }

  /** Useless once somebody has notified. */
  private async announce(delivery: Of<'announceBreach'>): Promise<void> {
    const row = await this.load(delivery.subjectId);
    if (!isAwaited(row)) return;
    const { departementCode, gestionnaireId, gestionnaireName } = row;
    const to = await this.db.withIdentity(worker, (tx) => peopleOf(tx, departementCode, { partyId: gestionnaireId, name: gestionnaireName }));
    await this.write(delivery, row, { kind: 'breach.declared', to, content: (m) => declaredMail(m, dueWords(row, this.now())) });
  }

  /** Of another clock than today's (the awareness was corrected), after the next one's hour, or once notified: nobody is told. */
  private async remind(delivery: Of<'remindNotice'>): Promise<void> {
    const { stage, dueAt, corrections, uselessAfter } = delivery.effect;
    const row = await this.load(delivery.subjectId);
    const now = this.now();
    if (!isAwaited(row) || row.facts.dueAt !== dueAt || row.facts.formerAwareAt.length !== corrections || compareInstants(now, uselessAfter) > 0) return;
    const to = await this.db.withIdentity(worker, (tx) => peopleToRemind(tx, row));
    await this.write(delivery, row, { kind: `breach.reminder_${stage}`, to, content: (m) => reminderMail(m, dueWords(row, now), stage) });
  }

  /** Told when the mail server took every mail; whom nobody can write to stays to be told, and the page says so. */
  private async informController(delivery: Of<'informController'>): Promise<void> {
    const row = await this.load(delivery.subjectId);
    const { partnerId } = delivery.effect;
    const controller = row.facts.controllers?.find((one) => one.partnerId === partnerId);
    if (!controller || controller.told !== null || row.state === 'closed') return;
    const { partner, to, gestionnaire } = await this.db.withIdentity(worker, async (tx) => {
      const [named] = await partnersNamed(tx, row.departementCode, [partnerId]);
      const [card]: { email: string }[] = await tx.query('select email from gestionnaire where id = $1', [row.gestionnaireId]);
      return { partner: named, to: named ? await peopleOfController(tx, row, named) : [], gestionnaire: card };
    });
    if (!partner || to.length === 0 || !gestionnaire) return;
    const contact = { name: row.gestionnaireName, email: gestionnaire.email };
    await this.write(delivery, row, { kind: 'breach.controller', to, content: (m) => controllerMail(m, { aware: instantWords(row.facts.awareAt, row.timeZone), partner: partner.name, contact }) });
    await this.runner.submit(breaches, row.id, { type: 'recordControllerTold', partnerId, doneAt: this.now(), means: 'service_mail' }, worker);
  }

  private async write(delivery: Delivery, row: BreachRow, { kind, to, content }: Letter): Promise<void> {
    const departement = await this.db.withIdentity(worker, (tx) => departementOf(tx, row.departementCode));
    if (!departement) throw new Error(`No département ${row.departementCode}`);
    const around = { departementName: departement.name, number: row.number, place: placeName(row), url: `${this.config.publicUrl}${breachLinks.page(row.id)}`, demonstration: this.config.mode === 'demonstration' };
    await this.mail.write(delivery, to, { kind, version: breachMailsVersion, content: ({ name }) => content({ ...around, name }) });
  }

  private async load(id: string): Promise<BreachRow> {
    const row = await this.db.withIdentity(worker, (tx) => breachById(tx, id));
    if (!row) throw new Error(`No breach ${id}`);
    return row;
  }

  private now(): Instant {
    return instantOf(this.clock);
  }
}

function isAwaited({ state }: BreachRow): boolean {
  return state === 'to_notify' || state === 'overdue';
}

function dueWords({ facts, timeZone }: BreachRow, now: Instant): NoticeDue {
  const { kind, seconds } = noticeStanding(facts, now);
  return { due: instantWords(facts.dueAt, timeZone), left: durationLeft(seconds), late: kind === 'overdue' ? durationToSecond(seconds) : null };
}
