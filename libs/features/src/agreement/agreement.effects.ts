import { Inject, Injectable } from '@nestjs/common';
import { addDays, currentLastUsefulDay, dayAt, termReportSentences, termsOf } from '#libs/domain';
import type { LegalDay, RoundEffect, TermEffect } from '#libs/domain';
import { departementOf, stableId } from '#libs/features/directory';
import { paperLinks, Papers, Press } from '#libs/features/papers';
import { rounds } from '#libs/features/round';
import { CLOCK, CONFIG, Database, EffectRegistry, instantOf, systemActor } from '#libs/platform';
import type { Clock, Config, Delivery, EffectHandlers, MailContent } from '#libs/platform';
import { accordCadreFor } from './accord-cadre.store.js';
import { agreementLinks } from './agreement.links.js';
import { AgreementMail } from './agreement.mail.js';
import type { MailRecipients } from './agreement.mail.js';
import { AgreementOpening } from './agreement-opening.js';
import { agreementById, agreements, endParty, partiesOf } from './agreement.store.js';
import type { AgreementRow } from './agreement.store.js';
import { renewalRecord } from './renewal-record.js';
import { StructureDepartures } from './structure-departures.js';
import { alertMail, decisionMail, endMail, inForceMail, renewalMail, reportMail, termMailsVersion, termMovedMail } from './term.mails.js';
import type { TermMail } from './term.mails.js';

/** Effects of the life on people and papers; the texts that follow from it live with the amendments. */
type OwnEffect = Exclude<TermEffect, { type: 'regenerateAnnexes' }>;
type RenewalToRecord = Omit<Extract<TermEffect, { type: 'issueRenewalRecord' }>, 'type'>;
type Of<T extends OwnEffect['type']> = Delivery<Extract<OwnEffect, { type: T }>>;

const worker = systemActor('worker');
const everybody: MailRecipients = { parties: 'all', prefecture: true };
const house: MailRecipients = { prefecture: true };

@Injectable()
export class AgreementEffects {
  constructor(
    private readonly db: Database,
    private readonly mail: AgreementMail,
    private readonly papers: Papers,
    private readonly press: Press,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly departures: StructureDepartures,
    opening: AgreementOpening,
    effects: EffectRegistry,
  ) {
    effects.handle<Extract<RoundEffect, { type: 'openTerm' }>>(rounds.kind, { openTerm: { queue: 'document', run: async ({ subjectId }) => void (await opening.ofRound(subjectId)) } });
    effects.handle<OwnEffect>(agreements.kind, {
      announceInForce: { queue: 'mail', run: (d) => this.tell(d, everybody, 'in_force', (m, { facts }) => inForceMail(m, { ...d.effect, lastUsefulDay: currentLastUsefulDay({ ...facts, renewals: 0 }) })) },
      alertParties: { queue: 'mail', run: (d) => this.tell(d, everybody, 'alert', (m, agreement) => alertMail(m, { ...d.effect, today: this.today(agreement) })) },
      askDecision: { queue: 'mail', run: (d) => this.tell(d, house, 'decision', (m) => decisionMail(m, { termEndsOn: d.effect.termEndsOn, lastUsefulDay: d.effect.uselessAfter })) },
      issueRenewalRecord: { queue: 'assembly', run: (d) => this.issueRecord(d, d.effect) },
      // In the queue of the printing, behind the record itself.
      sendRenewalRecord: { queue: 'assembly', run: (d) => this.sendRecord(d) },
      announceTermMoved: { queue: 'mail', run: (d) => this.tell(d, everybody, 'term_moved', (m) => termMovedMail(m, d.effect)) },
      reportToClerks: { queue: 'mail', run: (d) => this.tell(d, house, 'report', (m) => reportMail(m, { what: d.effect.what, sentence: termReportSentences[d.effect.what] })) },
      announceEnd: { queue: 'mail', run: (d) => this.announceEnd(d) },
    } satisfies EffectHandlers<OwnEffect>);
  }

  private async tell(delivery: Delivery<OwnEffect>, to: MailRecipients, kind: string, content: (m: TermMail, agreement: AgreementRow) => MailContent, page?: string): Promise<void> {
    const agreement = await this.load(delivery.subjectId);
    if (this.isUseless(delivery.effect, agreement)) return;
    const departement = await this.db.withIdentity(worker, (tx) => departementOf(tx, agreement.departementCode));
    if (!departement) throw new Error(`No département ${agreement.departementCode}`);
    const { name, email, phone } = departement.prefecture;
    const around = { departementName: departement.name, number: agreement.number, url: `${this.config.publicUrl}${page ?? agreementLinks.page(agreement.id)}`, contact: { name, email, phone }, demonstration: this.demonstration };
    await this.mail.tell(delivery, agreement, to, { kind: `agreement.${kind}`, version: termMailsVersion, content: (person) => content({ ...around, name: person.name }, agreement) });
  }

  private async announceEnd(delivery: Of<'announceEnd'>): Promise<void> {
    await this.departures.tell({ agreement: await this.load(delivery.subjectId), on: addDays(delivery.effect.on, 1), delivery });
    await this.tell(delivery, everybody, 'end', (m) => endMail(m, delivery.effect));
  }

  /** Made whatever the delay: it is the evidence of its legal day. */
  private async issueRecord({ subjectId, createdAt }: Delivery, { renewal, from, until, leaverIds }: RenewalToRecord): Promise<void> {
    const id = recordId(subjectId, renewal);
    const agreement = await this.load(subjectId);
    const known = await this.db.withIdentity(worker, (tx) => this.papers.of(tx, { subject: agreements.kind, subjectId }));
    if (known.some((paper) => paper.id === id)) return;
    const { departement, parties, accordCadre } = await this.db.withIdentity(worker, async (tx) => {
      // Their annexes wait in another queue: who has left is known here, whichever comes first.
      for (const leaverId of leaverIds) await endParty(tx, agreement.id, leaverId, addDays(from, -1));
      return { departement: await departementOf(tx, agreement.departementCode), parties: await partiesOf(tx, agreement.id), accordCadre: await accordCadreFor(tx, agreement.facts.inForceSince, agreement.facts.capFollows) };
    });
    const { name, code } = departement!;
    const data = renewalRecord({ agreement, departement: { name, code }, renewal, from, until, accordCadre, parties, demonstration: this.demonstration });
    const title = `Acte de reconduction n° ${renewal} – convention ${agreement.number}`;
    const { pdf } = await this.press.printSealed({ document: 'reconduction', data, title, date: createdAt }, {
      certification: { reason: `Certification de l’acte de reconduction de la convention ${agreement.number}` },
      seal: { reason: `Reconduction constatée de la convention ${agreement.number}`, lines: ['Reconduction constatée', `Convention ${agreement.number}`] },
    });
    await this.db.withIdentity(worker, (tx) =>
      this.papers.keep(tx, { id, agreementId: agreement.id, subject: agreements.kind, subjectId, kind: 'renewal_record', title, fileName: `reconduction-${renewal}-${agreement.number}.pdf`, mediaType: 'application/pdf', readers: 'parties' }, pdf),
    );
  }

  private async sendRecord(delivery: Of<'sendRenewalRecord'>): Promise<void> {
    const { subjectId, effect: { renewal } } = delivery;
    const agreement = await this.load(subjectId);
    if (this.isUseless(delivery.effect, agreement)) return;
    const { from, to: until } = termsOf(agreement.facts)[renewal]!;
    await this.issueRecord(delivery, { renewal, from, until, leaverIds: [] });
    await this.tell(delivery, everybody, 'renewal', (m) => renewalMail(m, { from, until }), paperLinks.file(recordId(subjectId, renewal)));
  }

  private isUseless(effect: OwnEffect, agreement: AgreementRow): boolean {
    const uselessAfter = 'uselessAfter' in effect ? effect.uselessAfter : null;
    return uselessAfter !== null && this.today(agreement) > uselessAfter;
  }

  private async load(id: string): Promise<AgreementRow> {
    const agreement = await this.db.withIdentity(worker, (tx) => agreementById(tx, id));
    if (!agreement) throw new Error(`No agreement ${id}`);
    return agreement;
  }

  private today({ timeZone }: AgreementRow): LegalDay {
    return dayAt(instantOf(this.clock), timeZone);
  }

  private get demonstration(): boolean {
    return this.config.mode === 'demonstration';
  }
}

/** One record per renewal, whatever the number of tries. */
function recordId(agreementId: string, renewal: number): string {
  return stableId(`renewal-record/${agreementId}/${renewal}`);
}
