import { Inject, Injectable } from '@nestjs/common';
import type { MandateEffect } from '#libs/domain';
import { membershipSubject } from '#libs/features/accounts';
import type { MembershipEffect } from '#libs/features/accounts';
import { AgreementMail, agreementById } from '#libs/features/agreement';
import type { MailAddressee } from '#libs/features/agreement';
import { departementOf } from '#libs/features/directory';
import { CONFIG, Database, DiscreetError, EffectRegistry, WorkflowRunner, systemActor } from '#libs/platform';
import type { Config, Delivery, EffectHandlers } from '#libs/platform';
import { concernedAddresses, demarchesBefore } from './mandate-addresses.js';
import { MandateEndings } from './mandate-endings.js';
import { MandatePrinter } from './mandate-print.js';
import { MandatePrintData } from './mandate-print-data.js';
import { MandateSecrets } from './mandate-secrets.js';
import type { ProofKind } from './mandate-secrets.js';
import { MandateStandings } from './mandate-standing.js';
import { MandateVisas } from './mandate-visas.js';
import { mandateEndedMail, mandateMailsVersion } from './mandate.mails.js';
import { actsOf, mandateById, mandates } from './mandate.store.js';
import type { MandateRow } from './mandate.store.js';

/** Destruction is another feature's. */
type OwnEffect = Exclude<MandateEffect, { type: 'destroyWorkingData' | 'destroyProof' }>;

const worker = systemActor('worker');

/** What follows a mandate outside its transaction: its papers under the proof key, and those who must know that it ended. */
@Injectable()
export class MandateEffects {
  constructor(
    private readonly db: Database,
    private readonly secrets: MandateSecrets,
    private readonly prints: MandatePrintData,
    private readonly printer: MandatePrinter,
    private readonly standings: MandateStandings,
    private readonly visas: MandateVisas,
    private readonly mail: AgreementMail,
    @Inject(CONFIG) private readonly config: Config,
    private readonly runner: WorkflowRunner,
    endings: MandateEndings,
    effects: EffectRegistry,
  ) {
    effects.handle<OwnEffect>(mandates.kind, {
      sealOriginal: { queue: 'document', run: ({ subjectId }) => this.sealOriginal(subjectId) },
      printReceipt: { queue: 'document', run: ({ subjectId }) => this.printReceipt(subjectId) },
      tellPartners: { queue: 'mail', run: (delivery) => this.tellPartners(delivery) },
    } satisfies EffectHandlers<OwnEffect>, { discreet: true });
    effects.handle<MembershipEffect>(membershipSubject, { agentLeft: { queue: 'mail', run: ({ subjectId }) => endings.ofMembership(subjectId) } }, { discreet: true });
  }

  /** As it was signed, whatever has happened since: an end that came at once is on the receipt. */
  private async sealOriginal(id: string): Promise<void> {
    const row = await this.row(id);
    await this.keepOnce(row, 'original', async () => {
      const data = await this.prints.of({ ...row, facts: { ...row.facts, end: null, takenOver: [], sharing: [], acts: 0 } });
      return data && this.printer.original(data);
    });
  }

  private async printReceipt(id: string): Promise<void> {
    const row = await this.row(id);
    await this.keepOnce(row, 'receipt', async () => {
      const data = await this.prints.receiptOf(row, (await this.visas.isStanding(row.gestionnaireId)) ? 'standing' : 'awaited');
      return data && this.printer.receipt(data);
    });
  }

  /** Printed once, whatever the number of tries; destruction waits for it. Once the working key is gone, nothing names the person any more. */
  private async keepOnce(row: MandateRow, kind: ProofKind, print: () => Promise<{ pdf: Buffer } | null>): Promise<void> {
    const kept = await this.db.read(worker, (tx) => this.secrets.proofs(tx, row.id));
    if (kept.some((one) => one.kind === kind)) return;
    const printed = await print();
    if (printed) {
      return this.db.withIdentity(worker, async (tx) => {
        await this.secrets.keepProof(tx, row, kind, printed.pdf, 'application/pdf');
        // Destruction waited for it: it is asked again at once, rather than at its next try.
        if ((await mandateById(tx, row.id))?.facts.end) await this.runner.announce(tx, mandates.kind, row.id, { type: 'destroyWorkingData' });
        // The page that waits for it looks again.
        await tx.query(`select pg_notify('changes', json_build_object('subject', $1::text, 'id', $2::text)::text)`, [mandates.kind, row.id]);
      });
    }
    if (await this.secrets.isReadable(row)) throw new DiscreetError(`The ${kind} of mandate ${row.id} lacks what it is filled with`);
  }

  /** Third parties in good faith are bound by what they do not know (Code civil, article 2005): those of the scope, and those who had to do with an act. */
  private async tellPartners(delivery: Delivery): Promise<void> {
    const row = await this.row(delivery.subjectId);
    const { scope, sharing, end, agreementId } = row.facts;
    if (!end || !agreementId) return;
    const structure = await this.standings.structure(row.structureId);
    const known = await this.db.read(worker, async (tx) => {
      const acts = await actsOf(tx, row.id);
      const partners = new Set([...scope.flatMap((item) => item.partners), ...sharing.map(({ partner }) => partner), ...acts.map(({ partner }) => partner)]);
      return { acts, agreement: await agreementById(tx, agreementId), departement: await departementOf(tx, row.departementCode), addresses: await concernedAddresses(tx, row, [...partners]) };
    });
    const { acts, agreement, departement, addresses } = known;
    if (!agreement || !departement) throw new DiscreetError(`No agreement of mandate ${row.id}`);
    const { name, email, phone } = departement.prefecture;
    const around = { departementName: departement.name, structure: structure?.name ?? 'une France Services', contact: { name, email, phone }, url: this.config.publicUrl, demonstration: this.config.mode === 'demonstration' };
    const demarchesOf = (address: string) => demarchesBefore(addresses.find((one) => one.address === address)?.partners ?? [], row.facts, acts);
    const content = ({ name: to, address }: MailAddressee) => mandateEndedMail({ ...around, name: to }, { number: row.number, demarches: demarchesOf(address), end, facts: row.facts });
    await this.mail.tell(delivery, agreement, { addresses }, { kind: 'mandate.ended', version: mandateMailsVersion, content });
  }

  private async row(id: string): Promise<MandateRow> {
    const row = await this.db.read(worker, (tx) => mandateById(tx, id));
    if (!row) throw new DiscreetError(`No mandate ${id}`);
    return row;
  }
}
