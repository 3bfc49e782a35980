import { Inject, Injectable } from '@nestjs/common';
import type { LegalDay } from '#libs/domain';
import { AgreementMail } from '#libs/features/agreement';
import type { AgreementRow, MailRecipients } from '#libs/features/agreement';
import { departementOf } from '#libs/features/directory';
import { CONFIG, Database, systemActor } from '#libs/platform';
import type { Config, Delivery } from '#libs/platform';
import { amendmentLinks } from './amendment.links.js';
import { amendmentMail, amendmentMailsVersion } from './amendment.mails.js';
import type { AmendmentNews } from './amendment.mails.js';
import type { ConsolidationEffect } from './consolidation.js';

const worker = systemActor('worker');
/** Titles beyond these would make the mail longer than anyone reads; its page has them all. */
const subjectsMax = 3;

/** Writes to those who must hear of a change of their agreement. */
@Injectable()
export class AmendmentPost {
  constructor(private readonly db: Database, private readonly mail: AgreementMail, @Inject(CONFIG) private readonly config: Config) {}

  async tell(delivery: Delivery, agreement: AgreementRow, to: MailRecipients, { news, what, subjects, on, page }: { news: AmendmentNews; what: string; subjects: readonly string[]; on: LegalDay | null; page: string }): Promise<void> {
    const departement = await this.db.withIdentity(worker, (tx) => departementOf(tx, agreement.departementCode));
    if (!departement) throw new Error(`No département ${agreement.departementCode}`);
    const { name, email, phone } = departement.prefecture;
    const named = subjects.length > subjectsMax ? [...subjects.slice(0, subjectsMax), `et ${subjects.length - subjectsMax} autres`] : subjects;
    const around = { departementName: departement.name, number: agreement.number, what, subjects: named, url: `${this.config.publicUrl}${page}`, contact: { name, email, phone }, demonstration: this.config.mode === 'demonstration' };
    await this.mail.tell(delivery, agreement, to, { kind: `amendment.${news}`, version: amendmentMailsVersion, content: (person) => amendmentMail(news, { ...around, name: person.name }, on) });
  }

  consolidated(delivery: Delivery<ConsolidationEffect>, agreement: AgreementRow, { title, effectiveOn }: ConsolidationEffect): Promise<void> {
    return this.tell(delivery, agreement, { parties: 'all', prefecture: true }, { news: 'consolidated', what: '', subjects: [title], on: effectiveOn, page: amendmentLinks.list(agreement.id) });
  }
}
