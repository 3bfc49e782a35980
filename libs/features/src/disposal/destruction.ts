import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { dayAt, openedSlip } from '#libs/domain';
import type { DisposalNature, LegalDay } from '#libs/domain';
import { MandatePersons, MandateSecrets, mandateById, mandates } from '#libs/features/mandate';
import type { MandateRow } from '#libs/features/mandate';
import { CLOCK, Database, DiscreetError, WorkflowRunner, instantOf, systemActor } from '#libs/platform';
import type { Clock } from '#libs/platform';
import { asVisa, covers, insertLine, insertSlip, lineOf, lockDisposals, markDestroyed, monthlySlip, openSlip, slipById, slips, standingVisaOf, waitingLines } from './disposal.store.js';
import type { SlipLine } from './disposal.store.js';

const worker = systemActor('worker');

/** The original and the receipt are printed from the working data, which go once both are made: destruction is asked again then, and by the queue. */
export class PapersAwaitedError extends DiscreetError {
  readonly code = 'papers_awaited';
}

/**
 * Destroys what no visa forbids any more. Each step may be done again: a mandate is first put on a slip; if the slip has its visa, the key goes,
 * then what it opened, then the person's mark, and last the table is told. Once the key is overwritten the rest is only sweeping.
 */
@Injectable()
export class Destruction {
  constructor(private readonly db: Database, private readonly runner: WorkflowRunner, private readonly secrets: MandateSecrets, private readonly persons: MandatePersons, @Inject(CLOCK) private readonly clock: Clock) {}

  /** @throws PapersAwaitedError */
  async destroyWorkingData(mandateId: string): Promise<void> {
    const mandate = await this.found(mandateId);
    if (mandate.state === 'abandoned') return this.forgetDraft(mandate);
    if (!mandate.facts.end || mandate.facts.destroyed) return;
    await this.requirePapers(mandate);
    const line = await this.listed(mandate, 'working_data');
    if (line) await this.execute(line);
  }

  async destroyProof(mandateId: string): Promise<void> {
    const mandate = await this.found(mandateId);
    if (mandate.state !== 'proof_ended') return;
    const line = await this.listed(mandate, 'proof');
    if (line) await this.execute(line);
  }

  /** The slip has received its visa: everything it lists goes. */
  async destroyLines(slipId: string): Promise<void> {
    for (const line of await this.db.withIdentity(worker, (tx) => waitingLines(tx, slipId))) await this.execute(line);
    await this.db.withIdentity(worker, async (tx) => {
      const slip = await slipById(tx, slipId);
      if (slip?.state === 'granted') await this.told(this.runner.submitIn(tx, slips, slipId, { type: 'recordExecution', remaining: (await waitingLines(tx, slipId)).length }, worker));
    });
  }

  /** Puts the mandate on the slip that fits, once. Null: that slip still waits for its visa, or for nothing any more. */
  private listed(mandate: MandateRow, nature: DisposalNature): Promise<SlipLine | null> {
    return this.db.withIdentity(worker, async (tx) => {
      await lockDisposals(tx, mandate.gestionnaireId);
      const line = (await lineOf(tx, mandate.id, nature)) ?? (await this.list(tx, mandate, nature));
      const slip = await slipById(tx, line.slipId);
      return slip?.facts.visa && line.destroyedAt === null ? line : null;
    });
  }

  private async list(tx: EntityManager, mandate: MandateRow, nature: DisposalNature): Promise<SlipLine> {
    const slipId = await this.slipFor(tx, mandate);
    const [structure]: { name: string }[] = await tx.query('select name from structure where id = $1', [mandate.structureId]);
    const counted = nature === 'proof' ? 'select count(*)::int as pieces, coalesce(sum(bytes), 0)::float8 as bytes from mandate_proof where mandate_id = $1' : `select count(*)::int as pieces, coalesce(sum(bytes), 0)::float8 as bytes from mandate_secret where mandate_id = $1 and kind in ('identity', 'note', 'document')`;
    const [{ pieces, bytes }]: [{ pieces: number; bytes: number }] = await tx.query(counted, [mandate.id]);
    const { startedOn, end, proofUntil } = mandate.facts;
    const line: SlipLine = {
      mandateId: mandate.id, nature, slipId, gestionnaireId: mandate.gestionnaireId, number: mandate.number, structureName: structure?.name ?? 'structure qui n’est plus à l’annuaire',
      fromDay: startedOn, untilDay: nature === 'proof' ? (proofUntil ?? end!.on) : end!.on, pieces, bytes, motive: nature === 'proof' ? 'proof_spent' : end!.how, addedAt: this.clock.now(), destroyedAt: null,
    };
    await insertLine(tx, line);
    return line;
  }

  /** Under a visa given once for all, the slip of the month; otherwise the one that is to be sent to the Archives. */
  private async slipFor(tx: EntityManager, { gestionnaireId, departementCode, timeZone }: MandateRow): Promise<string> {
    const now = this.clock.now();
    const today: LegalDay = dayAt(instantOf(this.clock), timeZone);
    const standing = await standingVisaOf(tx, gestionnaireId);
    const visa = standing && covers(standing, today) ? asVisa(standing) : null;
    const filling = visa ? await monthlySlip(tx, gestionnaireId, visa, now) : await openSlip(tx, gestionnaireId);
    if (filling) return filling.id;
    const id = await insertSlip(tx, { gestionnaireId, departementCode, timeZone, facts: openedSlip(gestionnaireId, today), createdAt: now });
    if (visa) await this.told(this.runner.submitIn(tx, slips, id, { type: 'openMonth', visa }, worker));
    return id;
  }

  private async execute(line: SlipLine): Promise<void> {
    const mandate = await this.found(line.mandateId);
    if (line.nature === 'proof') await this.secrets.destroyProof(mandate);
    else await this.secrets.destroyWorking(mandate);
    await this.db.withIdentity(worker, async (tx) => {
      if (line.nature === 'proof') await this.sweepProof(tx, mandate);
      else await this.sweepWorking(tx, mandate);
      await markDestroyed(tx, mandate.id, line.nature, this.clock.now());
      const { facts } = (await mandateById(tx, mandate.id))!;
      if (line.nature === 'proof' && !facts.forgottenAt) await this.told(this.runner.submitIn(tx, mandates, mandate.id, { type: 'recordForgetting' }, worker));
      if (line.nature === 'working_data' && !facts.destroyed) await this.told(this.runner.submitIn(tx, mandates, mandate.id, { type: 'recordDestruction', slipId: line.slipId }, worker));
    });
  }

  /** Nobody signed it, so no archive ever held it: both keys go, without a slip. */
  private async forgetDraft(mandate: MandateRow): Promise<void> {
    await this.secrets.destroyWorking(mandate);
    await this.secrets.destroyProof(mandate);
    await this.db.withIdentity(worker, async (tx) => {
      await this.sweepWorking(tx, mandate);
      await this.sweepProof(tx, mandate);
      await this.told(this.runner.submitIn(tx, mandates, mandate.id, { type: 'recordDestruction', slipId: null }, worker));
    });
  }

  private async sweepWorking(tx: EntityManager, { id }: MandateRow): Promise<void> {
    await tx.query('delete from mandate_secret where mandate_id = $1', [id]);
    await this.persons.forget(tx, id);
  }

  private async sweepProof(tx: EntityManager, { id }: MandateRow): Promise<void> {
    await tx.query('delete from mandate_proof where mandate_id = $1', [id]);
    await tx.query('update mandate set code_hash = null where id = $1', [id]);
  }

  private async requirePapers({ id }: MandateRow): Promise<void> {
    const awaited: unknown[] = await this.db.withIdentity(worker, (tx) => tx.query(`select from outbox where subject = $1 and subject_id = $2 and done_at is null and effect->>'type' in ('sealOriginal', 'printReceipt')`, [mandates.kind, id]));
    if (awaited.length > 0) throw new PapersAwaitedError(`Papers of mandate ${id} are still to be printed`);
  }

  private async found(mandateId: string): Promise<MandateRow> {
    const mandate = await this.db.withIdentity(worker, (tx) => mandateById(tx, mandateId));
    if (!mandate) throw new DiscreetError(`No mandate ${mandateId}`);
    return mandate;
  }

  /** A refusal here is a bug, not an answer: it undoes the transaction. */
  private async told(submission: ReturnType<WorkflowRunner['submitIn']>): Promise<void> {
    const done = await submission;
    if (!done.accepted) throw new DiscreetError(`Refused: ${done.refusal}`);
  }
}
