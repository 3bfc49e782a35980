import { Inject, Injectable } from '@nestjs/common';
import { missingSlots } from '#libs/domain';
import type { RoundEffect } from '#libs/domain';
import { accountById } from '#libs/features/identity';
import { CONFIG, Database, EffectRegistry, Mailer, WorkflowRunner, systemActor } from '#libs/platform';
import type { Config, Delivery, EffectHandlers, MailContent } from '#libs/platform';
import { DocumentWriter } from './document.writer.js';
import { RoundAssembly } from './round.assembly.js';
import { roundLinks } from './round.links.js';
import { clerkMail, roundMailsVersion } from './round.mails.js';
import { loadRound, rounds } from './round.store.js';
import type { RoundRow } from './round.store.js';
import { subjectOf } from './round.subject.js';

/** Effects of a round on the préfecture and on the document; those on signatories live with the signature. */
export type HouseEffect = Extract<RoundEffect, { type: 'assembleDocument' | 'appendRevisions' | 'reportToClerks' }>;
type Report = Extract<RoundEffect, { type: 'reportToClerks' }>;

const worker = systemActor('worker');

@Injectable()
export class RoundEffects {
  constructor(
    private readonly db: Database,
    private readonly runner: WorkflowRunner,
    private readonly mailer: Mailer,
    private readonly writer: DocumentWriter,
    @Inject(CONFIG) private readonly config: Config,
    assembly: RoundAssembly,
    effects: EffectRegistry,
  ) {
    effects.handle<HouseEffect>(rounds.kind, {
      assembleDocument: { queue: 'assembly', run: (delivery, report) => assembly.run(delivery, report) },
      appendRevisions: { queue: 'document', run: ({ subjectId }) => this.catchUp(subjectId) },
      reportToClerks: { queue: 'mail', run: (delivery) => this.report(delivery) },
    } satisfies EffectHandlers<HouseEffect>);
  }

  /** Brings the file up to the approvals, then records the seal. Run twice, it finds nothing left to do. */
  private async catchUp(roundId: string): Promise<void> {
    const pass = await this.writer.catchUp(roundId);
    if (!pass?.sealed) return;
    const { state } = await this.load(roundId);
    if (state === 'sealing') await this.runner.submit(rounds, roundId, { type: 'recordSeal', finalHash: pass.hash }, worker);
  }

  private async report(delivery: Delivery<Report>): Promise<void> {
    if (await this.mailer.isSent(delivery)) return;
    const round = await this.load(delivery.subjectId);
    const account = await this.db.withIdentity(worker, (tx) => (/^[0-9a-f-]{36}$/.test(round.createdBy) ? accountById(tx, round.createdBy) : Promise.resolve(null)));
    const { prefecture } = round.dossier!.departement;
    const recipient = account ? { kind: 'account', id: account.id, address: account.email, name: account.fullName } : { kind: 'prefecture', id: round.departementCode, address: prefecture.email, name: prefecture.name };
    await this.mailer.send(delivery, { kind: `round.${delivery.effect.what}`, templateVersion: roundMailsVersion, recipient, content: this.content(round, delivery.effect, recipient.name) });
  }

  private content(round: RoundRow, { what, slotId }: Report, name: string): MailContent {
    const slot = round.facts.slots.find(({ id }) => id === slotId);
    return clerkMail({
      what, name, number: round.number, subject: subjectOf(round), departementName: round.dossier!.departement.name, url: `${this.config.publicUrl}${roundLinks.page(round.id)}`,
      body: slot?.bodyName ?? null, reason: slot?.reason ?? null, missing: missingSlots(round.facts).length, deadline: round.facts.collectUntil, demonstration: this.config.mode === 'demonstration',
    });
  }

  private load(roundId: string): Promise<RoundRow> {
    return this.db.withIdentity(worker, (tx) => loadRound(tx, roundId));
  }
}
