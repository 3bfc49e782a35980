import { Inject, Injectable } from '@nestjs/common';
import { dayAt, noticeNames, prefetBodyId } from '#libs/domain';
import type { LegalDay, WithdrawalEffect } from '#libs/domain';
import { agreementById, AgreementMail, partiesOf } from '#libs/features/agreement';
import type { AgreementParty, AgreementRow, MailRecipients } from '#libs/features/agreement';
import { departementOf } from '#libs/features/directory';
import { CLOCK, CONFIG, Database, EffectRegistry, instantOf, systemActor } from '#libs/platform';
import type { Clock, Config, Delivery, MailContent } from '#libs/platform';
import { NoticePrinter } from './notice-printer.js';
import { isFallen, namesOf, outcomeNames, stateSentence } from './notice-words.js';
import { noticeLinks } from './withdrawal.links.js';
import { accordCadreMail, missingDeliveryMail, newsMail, noticeMailsVersion, unreceivedMail } from './withdrawal.mails.js';
import type { NoticeMail } from './withdrawal.mails.js';
import { withdrawalById, withdrawals } from './withdrawal.store.js';
import type { WithdrawalRow } from './withdrawal.store.js';

type Of<T extends WithdrawalEffect['type']> = Delivery<Extract<WithdrawalEffect, { type: T }>>;
type ToldToParties = Extract<WithdrawalEffect, { type: 'informParties' }>['what'];
type Loaded = { row: WithdrawalRow; agreement: AgreementRow; parties: AgreementParty[]; nameOf: (id: string) => string; today: LegalDay };

const worker = systemActor('worker');
const house: MailRecipients = { prefecture: true };

/** What a notice does to people and papers: the sealed receipt, and those who must hear of it (art. 7). What has become pointless is not sent. */
@Injectable()
export class WithdrawalEffects {
  constructor(
    private readonly db: Database,
    private readonly mail: AgreementMail,
    private readonly printer: NoticePrinter,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
    effects: EffectRegistry,
  ) {
    effects.handle<WithdrawalEffect>(withdrawals.kind, {
      issueReceipt: { queue: 'document', run: (delivery) => this.issueReceipt(delivery) },
      informPrefecture: { queue: 'mail', run: (delivery) => this.inform(delivery, () => house) },
      informParties: { queue: 'mail', run: (delivery) => this.inform(delivery, (loaded) => everybody(loaded, delivery.effect.what)) },
      alertDeliveryMissing: { queue: 'mail', run: (delivery) => this.alertMissing(delivery) },
      reportUnreceived: { queue: 'mail', run: (delivery) => this.reportUnreceived(delivery) },
      askAccordCadre: { queue: 'mail', run: async (delivery) => this.send(delivery, 'accord_cadre', await this.load(delivery), house, accordCadreMail) },
    });
  }

  private async issueReceipt({ id, subjectId, effect: { letterIds }, createdAt }: Of<'issueReceipt'>): Promise<void> {
    const { row, agreement } = await this.load({ subjectId });
    await this.printer.receipt(row, agreement, { id, letterIds, filedAt: createdAt });
  }

  private async inform(delivery: Delivery<Extract<WithdrawalEffect, { what: string }>>, to: (loaded: Loaded) => MailRecipients): Promise<void> {
    const loaded = await this.load(delivery);
    const { row, agreement, nameOf, today } = loaded;
    const what = delivery.effect.what === 'effective' && isFallen(row, agreement.facts) ? 'fallen' : delivery.effect.what;
    await this.send(delivery, what, loaded, to(loaded), (m) => newsMail(m, { what, sentence: stateSentence(row, nameOf(row.facts.party.id), today, agreement.facts), state: row.state }));
  }

  /** Told to whoever can still do something about it: the party, and whoever entered the notice. */
  private async alertMissing(delivery: Of<'alertDeliveryMissing'>): Promise<void> {
    const { letterIds, notifyBy, uselessAfter } = delivery.effect;
    const loaded = await this.load(delivery);
    const { row, nameOf, today } = loaded;
    // Proven meanwhile, cancelled, or too late to help: it would only worry.
    if (row.state !== 'pressing' || isPast(uselessAfter, today)) return;
    const awaited = row.facts.letters.filter(({ id, outcome }) => letterIds.includes(id) && outcome === 'pending').map(({ addresseeId }) => addresseeId);
    const unwritten = row.facts.addressees.filter(({ id, decides }) => decides && !row.facts.letters.some(({ addresseeId }) => addresseeId === id)).map(({ id }) => id);
    const missing = [...new Set([...awaited, ...unwritten])].map(nameOf);
    if (missing.length === 0) return;
    await this.send(delivery, 'delivery_missing', loaded, keepersOf(row, true), (m) => missingDeliveryMail(m, { missing, notifyBy, today }));
  }

  private async reportUnreceived(delivery: Of<'reportUnreceived'>): Promise<void> {
    const { letterId, notifyBy, uselessAfter } = delivery.effect;
    const loaded = await this.load(delivery);
    const letter = loaded.row.facts.letters.find(({ id }) => id === letterId);
    if (!letter || letter.outcome === 'delivered' || loaded.row.state === 'cancelled' || isPast(uselessAfter, loaded.today)) return;
    await this.send(delivery, 'unreceived', loaded, keepersOf(loaded.row, false), (m) => unreceivedMail(m, { addressee: loaded.nameOf(letter.addresseeId), outcome: outcomeNames[letter.outcome], notifyBy }));
  }

  private async send(delivery: Delivery, kind: string, { row, agreement, nameOf }: Loaded, to: MailRecipients, content: (m: NoticeMail) => MailContent): Promise<void> {
    const departement = await this.db.withIdentity(worker, (tx) => departementOf(tx, agreement.departementCode));
    if (!departement) throw new Error(`No département ${agreement.departementCode}`);
    const { name, email, phone } = departement.prefecture;
    const { party } = row.facts;
    const around = {
      departementName: departement.name, number: agreement.number, url: `${this.config.publicUrl}${noticeLinks.page(row.id)}`, party: nameOf(party.id),
      notice: party.kind === 'gestionnaire' ? noticeNames.gestionnaire : noticeNames.local_partner, contact: { name, email, phone }, demonstration: this.config.mode === 'demonstration',
    };
    await this.mail.tell(delivery, agreement, to, { kind: `notice.${kind}`, version: noticeMailsVersion, content: (person) => content({ ...around, name: person.name }) });
  }

  private load({ subjectId }: { subjectId: string }): Promise<Loaded> {
    return this.db.withIdentity(worker, async (tx) => {
      const row = await withdrawalById(tx, subjectId);
      const agreement = row && (await agreementById(tx, row.agreementId));
      if (!row || !agreement) throw new Error(`No notice ${subjectId}`);
      const parties = await partiesOf(tx, agreement.id);
      return { row, agreement, parties, nameOf: namesOf(parties), today: dayAt(instantOf(this.clock), row.timeZone) };
    });
  }
}

/** Those bound, and the one that leaves even when it is gone; the préfecture has its own mail, but for the last one. */
function everybody({ parties, row }: Loaded, what: ToldToParties): MailRecipients {
  const bound = parties.filter(({ partyId, until }) => partyId !== prefetBodyId && (until === null || partyId === row.facts.party.id)).map(({ partyId }) => partyId);
  return { parties: bound, prefecture: what === 'effective' };
}

function keepersOf({ facts, filedBy }: WithdrawalRow, always: boolean): MailRecipients {
  return { parties: [...new Set([facts.party.id, ...(filedBy === null ? [] : [filedBy])])], prefecture: always || filedBy === null };
}

function isPast(day: LegalDay | null, today: LegalDay): boolean {
  return day !== null && today > day;
}
