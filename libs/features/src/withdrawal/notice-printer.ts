import { Inject, Injectable } from '@nestjs/common';
import { dayAt } from '#libs/domain';
import type { Dossier } from '#libs/domain';
import { partiesOf } from '#libs/features/agreement';
import type { AgreementRow } from '#libs/features/agreement';
import { loadDossier } from '#libs/features/directory';
import { Papers, Press } from '#libs/features/papers';
import type { Printed } from '#libs/features/papers';
import { CLOCK, CONFIG, Database, instantOf, systemActor } from '#libs/platform';
import type { Clock, Config } from '#libs/platform';
import { noticeLetter, noticeReceipt } from './notice-prints.js';
import { namesOf, noticeName } from './notice-words.js';
import { structuresOf, withdrawals } from './withdrawal.store.js';
import type { WithdrawalRow } from './withdrawal.store.js';

type Around = { dossier: Dossier; structures: string[]; nameOf: (id: string) => string };

const printer = systemActor('notice-printer');

/** The letters of a notice, to be signed by hand, and its sealed receipt. */
@Injectable()
export class NoticePrinter {
  constructor(private readonly db: Database, private readonly press: Press, private readonly papers: Papers, @Inject(CLOCK) private readonly clock: Clock, @Inject(CONFIG) private readonly config: Config) {}

  /** Null when that body is no addressee. Throws DocumentFault when the converter is missing or fails. */
  async letter(row: WithdrawalRow, agreement: AgreementRow, addresseeId: string): Promise<Printed | null> {
    const addressee = row.facts.addressees.find(({ id }) => id === addresseeId);
    if (!addressee) return null;
    const around = await this.around(row, agreement);
    const data = noticeLetter({ row, agreement, ...around, demonstration: this.demonstration }, addressee, dayAt(instantOf(this.clock), row.timeZone));
    return this.press.print({ document: 'preavis', data, title: `${noticeName(row.facts.party.kind)} – convention ${agreement.number}`, date: this.clock.now() });
  }

  /** Kept once for its id: printed again, the first one stays. */
  async receipt(row: WithdrawalRow, agreement: AgreementRow, { id, letterIds, filedAt }: { id: string; letterIds: readonly string[]; filedAt: Date }): Promise<void> {
    const known = await this.db.withIdentity(printer, (tx) => this.papers.of(tx, { subject: withdrawals.kind, subjectId: row.id }));
    if (known.some((paper) => paper.id === id)) return;
    const around = await this.around(row, agreement);
    const data = noticeReceipt({
      row, agreement, ...around, letterIds, filedAt: filedAt.toISOString(), filedBy: row.filedBy === null ? around.dossier.departement.prefecture.name : around.nameOf(row.filedBy),
      attachments: known.filter(({ kind }) => kind === 'scan'), today: dayAt(instantOf(this.clock), row.timeZone), demonstration: this.demonstration,
    });
    const title = `Récépissé de ${row.facts.party.kind === 'gestionnaire' ? 'dénonciation' : 'retrait'}, ${around.nameOf(row.facts.party.id)} – convention ${agreement.number}`;
    const { pdf } = await this.press.printSealed({ document: 'recepisse', data, title, date: filedAt }, {
      certification: { reason: `Certification du récépissé de préavis, convention ${agreement.number}` },
      seal: { reason: `Préavis enregistré, convention ${agreement.number}`, lines: ['Préavis enregistré', `Convention ${agreement.number}`] },
    });
    await this.db.withIdentity(printer, (tx) =>
      this.papers.keep(tx, { id, agreementId: agreement.id, subject: withdrawals.kind, subjectId: row.id, kind: 'receipt', title, fileName: `recepisse-${agreement.number}.pdf`, mediaType: 'application/pdf', readers: readersOf(row) }, pdf),
    );
  }

  private around({ facts, timeZone }: WithdrawalRow, agreement: AgreementRow): Promise<Around> {
    return this.db.withIdentity(printer, async (tx) => ({
      dossier: await loadDossier(tx, agreement.departementCode, dayAt(instantOf(this.clock), timeZone)),
      structures: await structuresOf(tx, facts.party.id),
      nameOf: namesOf(await partiesOf(tx, agreement.id)),
    }));
  }

  private get demonstration(): boolean {
    return this.config.mode === 'demonstration';
  }
}

/** Papers of a notice: the party's, those it writes to, and whoever entered it; the préfecture reads them anyway. */
export function readersOf({ facts, filedBy }: WithdrawalRow): string[] {
  return [...new Set([facts.party.id, ...facts.addressees.filter(({ decides }) => decides).map(({ id }) => id), ...(filedBy === null ? [] : [filedBy])])];
}

/** The same, and whoever attaches it: informed only, a gestionnaire reads what it brought itself. */
export function scanReadersOf(row: WithdrawalRow, organisationId: string | null): string[] {
  return [...new Set([...readersOf(row), ...(organisationId === null ? [] : [organisationId])])];
}
