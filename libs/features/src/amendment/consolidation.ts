import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { LegalDay } from '#libs/domain';
import { WorkflowRunner } from '#libs/platform';

/** What a consolidated version is made for: kind and id of what changed the agreement (« amendment », « adhesion », « assignment », « departure »). */
export type ConsolidationRequest = { agreementId: string; causeKind: string; causeId: string; effectiveOn: LegalDay; /** What changed, in French, without a final dot: « Avenant n° 1 ». */ title: string };
export type ConsolidationEffect = { type: 'consolidate' } & Omit<ConsolidationRequest, 'agreementId'>;

/** The outbox subject of consolidated versions: its id is the agreement's. */
export const consolidationSubject = 'consolidation';

/** The door to consolidated versions, for whatever changes an agreement. */
@Injectable()
export class Consolidation {
  constructor(private readonly runner: WorkflowRunner) {}

  /** Leaves with the transaction. The same cause twice makes one version. */
  async request(tx: EntityManager, { agreementId, ...cause }: ConsolidationRequest): Promise<void> {
    await this.runner.announce<ConsolidationEffect>(tx, consolidationSubject, agreementId, { type: 'consolidate', ...cause });
  }
}
