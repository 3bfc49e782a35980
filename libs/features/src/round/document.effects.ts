import { Injectable } from '@nestjs/common';
import { dayAt, instant } from '#libs/domain';
import type { Preservation, RoundEffect } from '#libs/domain';
import { proofOf } from '#libs/features/sealing';
import { Database, EffectRegistry, WorkflowRunner, systemActor } from '#libs/platform';
import type { EffectHandlers } from '#libs/platform';
import { DocumentWriter, documentKind } from './document.writer.js';
import type { DocumentEffect, Pass } from './document.writer.js';
import { revisionsOf, roundOfDocument } from './document.store.js';
import { preservationOf, preservations } from './preservation.store.js';
import { loadRound, rounds } from './round.store.js';

const worker = systemActor('worker');

/** No authority answers: the queue comes back, at longer and longer intervals, for as long as it takes. */
class AuthoritySilent extends Error {
  override readonly name = 'AuthoritySilent';
}

/** Proofs of time over a document: fetched late when an authority was out of reach, renewed before they expire. */
@Injectable()
export class DocumentEffects {
  constructor(private readonly db: Database, private readonly runner: WorkflowRunner, private readonly writer: DocumentWriter, effects: EffectRegistry) {
    effects.handle<DocumentEffect>(documentKind, {
      coverSignatures: { queue: 'document', run: ({ subjectId }) => this.catchUp(subjectId).then(() => undefined) },
      resumeWriting: { queue: 'document', run: ({ subjectId }) => this.catchUp(subjectId).then(() => undefined) },
    } satisfies EffectHandlers<DocumentEffect>);
    effects.handle<Preservation['effect']>(preservations.kind, { extendArchive: { queue: 'document', run: ({ subjectId }) => this.extend(subjectId) } } satisfies EffectHandlers<Preservation['effect']>);
  }

  private async catchUp(documentId: string): Promise<Pass> {
    const pass = await this.writer.catchUp(await this.db.withIdentity(worker, (tx) => roundOfDocument(tx, documentId)));
    if (!pass) throw new Error(`No document ${documentId}`);
    if (pass.waiting) throw new AuthoritySilent('No timestamp authority answers yet');
    return pass;
  }

  private async extend(documentId: string): Promise<void> {
    const pass = await this.catchUp(documentId);
    const { preservation, timeZone, lastToken } = await this.db.withIdentity(worker, async (tx) => {
      const kept = await preservationOf(tx, documentId);
      if (!kept) throw new Error(`No preservation of document ${documentId}`);
      const revisions = await revisionsOf(tx, documentId);
      return { preservation: kept, timeZone: (await loadRound(tx, kept.roundId)).timeZone, lastToken: revisions.findLast(({ kind }) => kind === 'timestamp')?.token ?? null };
    });
    if (preservation.state !== 'extending') return;
    if (pass.archives > preservation.facts.archives && lastToken) {
      const day = (at: Date) => dayAt(instant(at.toISOString()), timeZone);
      const { at, authorityUntil } = proofOf(lastToken);
      await this.runner.submit(preservations, documentId, { type: 'recordArchive', provenOn: day(at), authorityUntil: day(authorityUntil) }, worker, async (tx, { facts }) => {
        // An evidence file made during an outage can now be made again with its proofs of time; made in time, it stays.
        if (facts.archives === 1) await this.runner.announce<RoundEffect>(tx, rounds.kind, preservation.roundId, { type: 'compileEvidence' });
      });
    } else if (pass.spares === 0) await this.runner.submit(preservations, documentId, { type: 'reportNoFieldLeft' }, worker);
  }
}
