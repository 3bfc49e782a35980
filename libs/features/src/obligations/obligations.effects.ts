import { Inject, Injectable } from '@nestjs/common';
import { dayAt } from '#libs/domain';
import type { LegalDay, ObligationEffect, PlanEffect } from '#libs/domain';
import { AgreementMail, agreementById, partiesOf } from '#libs/features/agreement';
import type { AgreementLetter, AgreementRow, MailRecipients } from '#libs/features/agreement';
import { departementOf, stableId } from '#libs/features/directory';
import { Papers, Press } from '#libs/features/papers';
import type { Printed } from '#libs/features/papers';
import { CLOCK, CONFIG, Database, EffectRegistry, instantOf, systemActor } from '#libs/platform';
import type { Clock, Config, Delivery, MailAttachment } from '#libs/platform';
import { committeeYear, convocationData, minutesData } from './committee.print.js';
import type { CommitteeSetting } from './committee.print.js';
import { committeePaperById } from './committee.store.js';
import type { CommitteePaper, OtherAddressee } from './committee.store.js';
import { obligationPlans } from './obligation-plan.store.js';
import { ObligationPlans } from './obligation-plans.js';
import { obligationById, obligations, obligationsDue } from './obligation.store.js';
import type { ObligationRow } from './obligation.store.js';
import { obligationLinks } from './obligations.links.js';
import { cancelledMeetingMail, convocationMail, digestMail, lateMail, minutesMail, minutesReminderMail, obligationMailsVersion, reminderMail } from './obligations.mails.js';
import type { Group, ObligationMail } from './obligations.mails.js';

type Of<T extends ObligationEffect['type']> = Delivery<Extract<ObligationEffect, { type: T }>>;
type Told = { kind: string; content: (m: ObligationMail) => ReturnType<AgreementLetter['content']>; attachments?: readonly MailAttachment[] };

type GroupName = { agreement: AgreementRow; stage: 'remind' | 'late'; dueOn: LegalDay; remindOn: LegalDay; delivery: Delivery };

const worker = systemActor('worker');
const everybody: MailRecipients = { parties: 'all', prefecture: true };
const wordType = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

/** What follows an obligation outside the transaction: the calendar that opens, the mails, the papers of the committee. */
@Injectable()
export class ObligationsEffects {
  constructor(
    effects: EffectRegistry,
    private readonly db: Database,
    private readonly plans: ObligationPlans,
    private readonly papers: Papers,
    private readonly press: Press,
    private readonly mail: AgreementMail,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    effects.handle<PlanEffect>(obligationPlans.kind, {
      openObligations: { queue: 'document', run: ({ subjectId, effect }) => this.plans.openObligations(subjectId, effect.from, effect.until) },
      releaseObligations: { queue: 'document', run: ({ subjectId, effect }) => this.plans.releaseObligations(subjectId, effect.structureId, effect.lastDay) },
    });
    effects.handle<ObligationEffect>(obligations.kind, {
      remind: { queue: 'mail', run: (d) => this.tellGroup(d, 'remind') },
      reportLate: { queue: 'mail', run: (d) => this.tellGroup(d, 'late') },
      remindMinutes: { queue: 'mail', run: (d) => this.recallMinutes(d) },
      issueConvocation: { queue: 'assembly', run: (d) => this.issueConvocation(d) },
      announceCancelledMeeting: { queue: 'mail', run: (d) => this.announceCancelled(d) },
      issueMinutes: { queue: 'assembly', run: (d) => this.issueMinutes(d) },
    });
  }

  /**
   * One mail per organisation, day due and stage, however many structures and kinds share them: the first effect of a group says the whole
   * group, and the others find it said, or being said.
   */
  private async tellGroup(delivery: Of<'remind'> | Of<'reportLate'>, stage: 'remind' | 'late'): Promise<void> {
    const { obligation, agreement, today } = await this.load(delivery.subjectId);
    if (today > delivery.effect.uselessAfter) return;
    const sameDay = await this.db.withIdentity(worker, (tx) => obligationsDue(tx, agreement.id, obligation.dueOn, obligation.dueOn));
    const due = (await this.plans.stillOwed(agreement.id, sameDay)).filter((row) => isToTell(row, stage, today));
    const ofGroup = due.filter(({ facts }) => stage === 'late' || facts.remindOn === obligation.facts.remindOn);
    if (!ofGroup.some(({ id }) => id === obligation.id)) return;
    const { gestionnaireId, dueOn } = obligation;
    const about = { agreement, stage, dueOn, remindOn: obligation.facts.remindOn, delivery };
    if (gestionnaireId !== null) {
      const group: Group = { rows: ofGroup.filter((row) => row.gestionnaireId === gestionnaireId), dueOn, today };
      await this.tellOnce(about, gestionnaireId, { parties: [gestionnaireId] }, { kind: `obligation.${stage}`, content: (m) => (stage === 'late' ? lateMail(m, group) : reminderMail(m, group)) });
    }
    // An answer to a user is the structure's affair, until it is late.
    const told = ofGroup.filter(({ kind }) => stage === 'late' || kind !== 'user_request');
    if (told.length > 0) await this.tellOnce(about, 'prefecture', { prefecture: true }, { kind: `obligation.digest_${stage}`, content: (m) => digestMail(m, { rows: told, dueOn, today }, stage) });
  }

  /** The effects of a group come together, on several jobs: whoever does not get the lock leaves the mail to the one that has it, which comes back if it fails. */
  private async tellOnce({ agreement, stage, dueOn, remindOn, delivery }: GroupName, whom: string, to: MailRecipients, told: Told): Promise<void> {
    const id = stableId(`obligations/${stage}/${agreement.id}/${whom}/${dueOn}/${stage === 'late' ? '' : remindOn}`);
    await this.db.withIdentity(worker, async (tx) => {
      const [lock]: { held: boolean }[] = await tx.query('select pg_try_advisory_xact_lock(hashtextextended($1, 0)) as held', [`mail ${id}`]);
      if (lock!.held) await this.tell({ ...delivery, id }, agreement, to, told, obligationLinks.year(agreement.id));
    });
  }

  private async recallMinutes(delivery: Of<'remindMinutes'>): Promise<void> {
    const { obligation, agreement, today } = await this.load(delivery.subjectId);
    if (today > delivery.effect.uselessAfter || obligation.state !== 'minutes_awaited') return;
    await this.tell(delivery, agreement, { prefecture: true }, { kind: 'committee.minutes_reminder', content: (m) => minutesReminderMail(m, delivery.effect) }, obligationLinks.page(obligation.id));
  }

  private async issueConvocation(delivery: Of<'issueConvocation'>): Promise<void> {
    const { effect: { meetingId, uselessAfter } } = delivery;
    const { paper, setting } = await this.committee(delivery.subjectId, meetingId);
    if (paper.kind !== 'convocation') throw new Error(`${meetingId} is no convocation`);
    const title = `Convocation du comité de pilotage ${committeeYear(setting.obligation)}`;
    const attachments = await this.keepPrinted(paper, setting, { title, name: 'convocation' }, () => this.press.print({ document: 'convocation', data: convocationData(setting, paper.content), title, date: paper.createdAt }));
    if (setting.today > uselessAfter) return;
    await this.tell(delivery, setting.agreement, { ...everybody, addresses: addressesOf(paper.content.others) }, { kind: 'committee.convocation', content: (m) => convocationMail(m, paper.content), attachments }, obligationLinks.page(setting.obligation.id));
  }

  private async issueMinutes(delivery: Of<'issueMinutes'>): Promise<void> {
    const { paper, setting } = await this.committee(delivery.subjectId, delivery.effect.meetingId);
    if (paper.kind !== 'minutes') throw new Error(`${paper.id} holds no minutes`);
    const title = `Compte rendu du comité de pilotage ${committeeYear(setting.obligation)}`;
    const attachments = await this.keepPrinted(paper, setting, { title, name: 'compte-rendu' }, () => this.press.print({ document: 'compte-rendu', data: minutesData(setting, paper.content), title, date: paper.createdAt }));
    // Sent whatever the delay: art. 6 asks for it, and gives it no day.
    await this.tell(delivery, setting.agreement, { ...everybody, addresses: addressesOf(paper.content.others) }, { kind: 'committee.minutes', content: (m) => minutesMail(m, paper.content), attachments }, obligationLinks.page(setting.obligation.id));
  }

  private async announceCancelled(delivery: Of<'announceCancelledMeeting'>): Promise<void> {
    const { obligation, agreement, today } = await this.load(delivery.subjectId);
    if (today > delivery.effect.uselessAfter) return;
    const paper = await this.db.withIdentity(worker, (tx) => committeePaperById(tx, delivery.effect.meetingId));
    await this.tell(delivery, agreement, { ...everybody, addresses: addressesOf(paper?.content.others ?? []) }, { kind: 'committee.cancelled', content: (m) => cancelledMeetingMail(m, delivery.effect) }, obligationLinks.page(obligation.id));
  }

  /** The PDF bears the id of what was typed, the Word file a derived one: printed once, whatever the number of tries. */
  private async keepPrinted(paper: CommitteePaper, { agreement }: CommitteeSetting, { title, name }: { title: string; name: string }, print: () => Promise<Printed>): Promise<MailAttachment[]> {
    const fileName = `${name}-${agreement.number}.pdf`;
    const kept = await this.db.withIdentity(worker, (tx) => this.papers.find(tx, paper.id));
    if (kept) return [{ filename: fileName, contentType: 'application/pdf', content: await this.papers.content(kept) }];
    const { docx, pdf } = await print();
    const about = { agreementId: agreement.id, subject: obligations.kind, subjectId: paper.obligationId, kind: `committee_${paper.kind}`, readers: 'parties' as const };
    await this.db.withIdentity(worker, async (tx) => {
      await this.papers.keep(tx, { ...about, id: paper.id, title, fileName, mediaType: 'application/pdf' }, pdf);
      await this.papers.keep(tx, { ...about, id: wordIdOf(paper.id), title: `${title} (Word)`, fileName: `${name}-${agreement.number}.docx`, mediaType: wordType }, docx);
    });
    return [{ filename: fileName, contentType: 'application/pdf', content: pdf }];
  }

  private async tell(delivery: Delivery, agreement: AgreementRow, to: MailRecipients, { kind, content, attachments }: Told, path: string): Promise<void> {
    const departement = await this.db.withIdentity(worker, (tx) => departementOf(tx, agreement.departementCode));
    if (!departement) throw new Error(`No département ${agreement.departementCode}`);
    const { name, email, phone } = departement.prefecture;
    const around = { departementName: departement.name, number: agreement.number, url: `${this.config.publicUrl}${path}`, contact: { name, email, phone }, demonstration: this.demonstration };
    await this.mail.tell(delivery, agreement, to, { kind, version: obligationMailsVersion, content: (person) => content({ ...around, name: person.name }), ...(attachments && { attachments }) });
  }

  private async committee(obligationId: string, paperId: string): Promise<{ paper: CommitteePaper; setting: CommitteeSetting }> {
    const { obligation, agreement, today } = await this.load(obligationId);
    const found = await this.db.withIdentity(worker, async (tx) => ({ paper: await committeePaperById(tx, paperId), departement: await departementOf(tx, agreement.departementCode), parties: await partiesOf(tx, agreement.id, today) }));
    if (!found.paper || !found.departement) throw new Error(`No committee paper ${paperId}`);
    const { paper, departement, parties } = found;
    return { paper, setting: { agreement, departement, parties, obligation, today, demonstration: this.demonstration } };
  }

  private async load(id: string): Promise<{ obligation: ObligationRow; agreement: AgreementRow; today: LegalDay }> {
    return this.db.withIdentity(worker, async (tx) => {
      const obligation = await obligationById(tx, id);
      const agreement = obligation && (await agreementById(tx, obligation.agreementId));
      if (!obligation || !agreement) throw new Error(`No obligation ${id}`);
      return { obligation, agreement, today: dayAt(instantOf(this.clock), obligation.timeZone) };
    });
  }

  private get demonstration(): boolean {
    return this.config.mode === 'demonstration';
  }
}

/** Done, waived or fallen meanwhile: nobody is told. One whose tick is still to run this minute is told with the others. */
function isToTell({ state, dueOn, facts }: ObligationRow, stage: 'remind' | 'late', today: LegalDay): boolean {
  if (stage === 'late') return state === 'late' || ((state === 'awaited' || state === 'reminded') && dueOn < today);
  return (state === 'reminded' || state === 'awaited') && facts.remindOn <= today;
}

function addressesOf(others: readonly OtherAddressee[]): { id: string; name: string; address: string }[] {
  return others.map((one) => ({ ...one, id: stableId(`address/${one.address.toLowerCase()}`) }));
}

export function wordIdOf(paperId: string): string {
  return stableId(`committee-word/${paperId}`);
}
