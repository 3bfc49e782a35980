import { Inject, Injectable } from '@nestjs/common';
import type { AssignmentEffect, LegalDay } from '#libs/domain';
import { AgreementMail } from '#libs/features/agreement';
import type { MailRecipients } from '#libs/features/agreement';
import { departementOf } from '#libs/features/directory';
import { CONFIG, Database, EffectRegistry, systemActor } from '#libs/platform';
import type { Config, Delivery, EffectHandlers, MailContent } from '#libs/platform';
import { AssignmentSettling } from './assignment-settling.js';
import { assignmentSentence, missingIn } from './assignment-words.js';
import { assignmentLinks } from './assignment.links.js';
import { assignmentMailsVersion, assignorMail, consentAskedMail, consentReminderMail, newsMail, prefectureMail } from './assignment.mails.js';
import type { AssignmentMailAround } from './assignment.mails.js';
import { assignments } from './assignment.store.js';
import { Assignments } from './assignments.js';
import type { AssignmentFile } from './assignments.js';

type Of<T extends AssignmentEffect['type']> = Delivery<Extract<AssignmentEffect, { type: T }>>;

const worker = systemActor('worker');

/** Mails about an assignment, the count of its day, and what it changes. A reminder that comes too late to help is not sent. */
@Injectable()
export class AssignmentEffects {
  constructor(
    private readonly db: Database, private readonly desk: Assignments, private readonly mail: AgreementMail, @Inject(CONFIG) private readonly config: Config, settling: AssignmentSettling, effects: EffectRegistry,
  ) {
    effects.handle<AssignmentEffect>(assignments.kind, {
      askConsents: { queue: 'mail', run: (d) => this.askConsents(d) },
      remindParties: { queue: 'mail', run: (d) => this.remind(d) },
      informPrefecture: { queue: 'mail', run: (d) => this.toPrefecture(d) },
      informParties: { queue: 'mail', run: (d) => this.toParties(d) },
      informAssignor: { queue: 'mail', run: (d) => this.toAssignor(d) },
      countParties: { queue: 'document', run: (d) => settling.count(d.subjectId, d.effect.on) },
      replaceParty: { queue: 'document', run: (d) => settling.replace(d.subjectId, d.effect.since) },
      updateAnnexes: { queue: 'document', run: (d) => settling.updateAnnexes(d.subjectId, d.effect.from) },
    } satisfies EffectHandlers<AssignmentEffect>);
  }

  private async askConsents(delivery: Of<'askConsents'>): Promise<void> {
    const file = await this.desk.load(delivery.subjectId);
    if (isOver(file, delivery.effect.uselessAfter)) return;
    await this.tell(delivery, file, { parties: file.row.facts.otherParties.map(({ id }) => id) }, 'consent_asked', (m) => consentAskedMail(m, file.row.facts, file.today));
  }

  private async remind(delivery: Of<'remindParties'>): Promise<void> {
    const file = await this.desk.load(delivery.subjectId);
    if (isOver(file, delivery.effect.uselessAfter)) return;
    await this.tell(delivery, file, { parties: missingIn(file).map(({ party }) => party.id) }, 'consent_reminder', (m) => consentReminderMail(m, file.row.facts, file.today));
  }

  private async toPrefecture(delivery: Of<'informPrefecture'>): Promise<void> {
    const file = await this.desk.load(delivery.subjectId);
    const { what } = delivery.effect;
    await this.tell(delivery, file, { prefecture: true }, `prefecture_${what}`, (m) => prefectureMail(m, what, assignmentSentence(file), what === 'effective' ? adviceOf(file) : null));
  }

  private async toParties(delivery: Of<'informParties'>): Promise<void> {
    const file = await this.desk.load(delivery.subjectId);
    const { assignor, otherParties } = file.row.facts;
    const { what } = delivery.effect;
    await this.tell(delivery, file, { parties: [assignor.id, ...otherParties.map(({ id }) => id)] }, `parties_${what}`, (m) => newsMail(m, what, assignmentSentence(file)));
  }

  private async toAssignor(delivery: Of<'informAssignor'>): Promise<void> {
    const file = await this.desk.load(delivery.subjectId);
    const { what } = delivery.effect;
    await this.tell(delivery, file, { parties: [file.row.facts.assignor.id] }, `assignor_${what}`, (m) => assignorMail(m, what, assignmentSentence(file)));
  }

  private async tell(delivery: Delivery, file: AssignmentFile, to: MailRecipients, kind: string, content: (m: AssignmentMailAround) => MailContent): Promise<void> {
    const { agreement, row: { id, facts } } = file;
    const departement = await this.db.withIdentity(worker, (tx) => departementOf(tx, agreement.departementCode));
    if (!departement) throw new Error(`No département ${agreement.departementCode}`);
    const { name, email, phone } = departement.prefecture;
    const around = {
      departementName: departement.name, number: agreement.number, assignor: file.nameOf(facts.assignor.id), assignee: facts.assignee.name, url: `${this.config.publicUrl}${assignmentLinks.page(id)}`, contact: { name, email, phone }, demonstration: this.config.mode === 'demonstration',
    };
    await this.mail.tell(delivery, agreement, to, { kind: `assignment.${kind}`, version: assignmentMailsVersion, content: (person) => content({ ...around, name: person.name }) });
  }
}

/** Past its day, or settled meanwhile: nobody has anything to do any more. */
function isOver({ today, row: { state } }: AssignmentFile, uselessAfter: LegalDay): boolean {
  return today > uselessAfter || (state !== 'awaiting' && state !== 'pressing');
}

/** What the service does not do for the préfecture. */
function adviceOf({ agreement, row: { facts } }: AssignmentFile): string {
  const amendment = facts.byLaw !== null && agreement.readings['cession.effet_de_la_loi'] === 'avenant' ? ' Les conditions particulières veulent qu’un avenant la constate : préparez-le.' : '';
  return `Complétez dans l’annuaire la fiche de ${facts.assignee.name} (adresse, signataire), et revoyez les habilitations de ${facts.part.kind === 'whole' ? 'l’ancienne partie' : 'chacun'}.${amendment}`;
}
