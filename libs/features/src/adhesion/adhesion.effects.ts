import { Inject, Injectable } from '@nestjs/common';
import { awaitedVotes, voteUntil } from '#libs/domain';
import type { AdhesionEffect, LegalDay } from '#libs/domain';
import { AgreementMail } from '#libs/features/agreement';
import type { MailRecipients } from '#libs/features/agreement';
import { departementOf } from '#libs/features/directory';
import { CONFIG, Database, EffectRegistry, systemActor } from '#libs/platform';
import type { Config, Delivery, EffectHandlers, MailContent } from '#libs/platform';
import { AdhesionAdmission } from './adhesion-admission.js';
import { adhesionSentence } from './adhesion-words.js';
import { adhesionLinks } from './adhesion.links.js';
import { adhesionMailsVersion, newsMail, prefectureMail, requestSentMail, votesAskedMail, votesReminderMail } from './adhesion.mails.js';
import type { AdhesionMailAround } from './adhesion.mails.js';
import { adhesions, peopleOfPartner } from './adhesion.store.js';
import { Adhesions } from './adhesions.js';
import type { AdhesionFile } from './adhesions.js';

type Of<T extends AdhesionEffect['type']> = Delivery<Extract<AdhesionEffect, { type: T }>>;
type Written = { kind: string; content: (around: AdhesionMailAround, file: AdhesionFile) => MailContent };

const worker = systemActor('worker');

/** Mails about a request, and what its signature changes. A reminder that comes too late to help is not sent. */
@Injectable()
export class AdhesionEffects {
  constructor(
    private readonly db: Database, private readonly desk: Adhesions, private readonly mail: AgreementMail, @Inject(CONFIG) private readonly config: Config, admission: AdhesionAdmission, effects: EffectRegistry,
  ) {
    effects.handle<AdhesionEffect>(adhesions.kind, {
      askVotes: { queue: 'mail', run: (d) => this.askVotes(d) },
      remindVoters: { queue: 'mail', run: (d) => this.remind(d) },
      informPrefecture: { queue: 'mail', run: (d) => this.toPrefecture(d) },
      informPartner: { queue: 'mail', run: (d) => this.toPartner(d) },
      informGestionnaires: { queue: 'mail', run: (d) => this.toGestionnaires(d) },
      admitParty: { queue: 'document', run: (d) => admission.admit(d.subjectId, d.effect.since) },
      updateAnnexes: { queue: 'document', run: (d) => admission.updateAnnexes(d.subjectId, d.effect.from) },
    } satisfies EffectHandlers<AdhesionEffect>);
  }

  private async askVotes(delivery: Of<'askVotes'>): Promise<void> {
    const file = await this.desk.load(delivery.subjectId);
    if (isOver(file, delivery.effect.uselessAfter)) return;
    await this.tell(delivery, file, { parties: file.row.facts.concernedIds }, { kind: 'votes_asked', content: (m) => votesAskedMail(m, { until: delivery.effect.until, today: file.today }) });
  }

  private async remind(delivery: Of<'remindVoters'>): Promise<void> {
    const file = await this.desk.load(delivery.subjectId);
    const { silent, abstaining } = awaitedVotes(file.row.facts);
    if (isOver(file, delivery.effect.uselessAfter)) return;
    await this.tell(delivery, file, { parties: [...silent, ...abstaining] }, { kind: 'votes_reminder', content: (m) => votesReminderMail(m, { until: delivery.effect.until, today: file.today }) });
  }

  private async toPrefecture(delivery: Of<'informPrefecture'>): Promise<void> {
    const file = await this.desk.load(delivery.subjectId);
    await this.tell(delivery, file, { prefecture: true }, { kind: `prefecture_${delivery.effect.what}`, content: (m) => prefectureMail(m, { what: delivery.effect.what, sentence: adhesionSentence(file) }) });
  }

  private async toPartner(delivery: Of<'informPartner'>): Promise<void> {
    const file = await this.desk.load(delivery.subjectId);
    const { what } = delivery.effect;
    const addresses = await this.db.withIdentity(worker, (tx) => peopleOfPartner(tx, file.row.departementCode, file.row.partnerId));
    const content: Written['content'] = what === 'asked' ? (m) => requestSentMail(m, { until: voteUntil(file.row.facts) }) : (m) => newsMail(m, { what, sentence: adhesionSentence(file), toPartner: true });
    await this.tell(delivery, file, { addresses }, { kind: `partner_${what}`, content });
  }

  private async toGestionnaires(delivery: Of<'informGestionnaires'>): Promise<void> {
    const file = await this.desk.load(delivery.subjectId);
    await this.tell(delivery, file, { parties: file.row.facts.concernedIds }, { kind: `gestionnaires_${delivery.effect.what}`, content: (m) => newsMail(m, { what: delivery.effect.what, sentence: adhesionSentence(file), toPartner: false }) });
  }

  private async tell(delivery: Delivery, file: AdhesionFile, to: MailRecipients, { kind, content }: Written): Promise<void> {
    const { agreement, partner, row } = file;
    const departement = await this.db.withIdentity(worker, (tx) => departementOf(tx, agreement.departementCode));
    if (!departement) throw new Error(`No département ${agreement.departementCode}`);
    const { name, email, phone } = departement.prefecture;
    const around = { departementName: departement.name, number: agreement.number, partner, url: `${this.config.publicUrl}${adhesionLinks.page(row.id)}`, contact: { name, email, phone }, demonstration: this.config.mode === 'demonstration' };
    await this.mail.tell(delivery, agreement, to, { kind: `adhesion.${kind}`, version: adhesionMailsVersion, content: (person) => content({ ...around, name: person.name }, file) });
  }
}

/** Past its day, or settled meanwhile: nobody has anything to do any more. */
function isOver({ today, row: { state } }: AdhesionFile, uselessAfter: LegalDay): boolean {
  return today > uselessAfter || (state !== 'examined' && state !== 'pressing');
}
