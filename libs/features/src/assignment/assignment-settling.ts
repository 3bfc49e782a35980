import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { addDays } from '#libs/domain';
import type { LegalDay } from '#libs/domain';
import { addParty, agreementById, agreements, endParty, partiesOf } from '#libs/features/agreement';
import { Consolidation } from '#libs/features/amendment';
import { loadDossier, saveGestionnaire, saveLocalPartner } from '#libs/features/directory';
import { ObligationPlans } from '#libs/features/obligations';
import { Database, systemActor, WorkflowRunner } from '#libs/platform';
import { assignmentById, assignments } from './assignment.store.js';
import type { AssignmentRow } from './assignment.store.js';
import { assignedBy } from './assignments.js';

const worker = systemActor('worker');

/** The day of effect: who the parties are is counted, then the assignee takes the place. Twice changes nothing. */
@Injectable()
export class AssignmentSettling {
  constructor(private readonly db: Database, private readonly runner: WorkflowRunner, private readonly consolidation: Consolidation, private readonly obligations: ObligationPlans) {}

  async count(assignmentId: string, on: LegalDay): Promise<void> {
    const known = await this.db.withIdentity(worker, (tx) => assignmentById(tx, assignmentId));
    if (!known) return;
    await this.runner.tick(agreements, known.agreementId);
    await this.departuresRecorded(known.agreementId);
    await this.db.withIdentity(worker, async (tx) => {
      // Locked first, then judged: two deliveries of the same effect settle it once.
      const { state } = await assignments.store.loadForUpdate(tx, assignmentId);
      const agreement = await agreementById(tx, known.agreementId);
      if (state !== 'settling' || !agreement) return;
      const settled = await this.runner.submitIn(tx, assignments, assignmentId, { type: 'takeEffect', agreement: assignedBy(agreement, await partiesOf(tx, agreement.id, on), on) }, worker);
      if (!settled.accepted) throw new Error(`Assignment ${assignmentId} cannot be settled: ${settled.refusal}`);
    });
  }

  async replace(assignmentId: string, since: LegalDay): Promise<void> {
    const row = await this.db.withIdentity(worker, (tx) => assignmentById(tx, assignmentId));
    if (row?.state !== 'effective') return;
    const { assignor, assignee, part } = row.facts;
    await this.db.withIdentity(worker, async (tx) => {
      await addParty(tx, row.agreementId, { partyId: assignee.partyId, kind: assignor.kind, name: assignee.name, since });
      if (part.kind === 'whole') await endParty(tx, row.agreementId, assignor.id, addDays(since, -1));
      if (assignor.kind === 'gestionnaire') await handOverStructures(tx, row, since);
      if (assignor.kind === 'local_partner') await handOverPresence(tx, row, since);
    });
    if (assignor.kind === 'gestionnaire') await this.obligations.handOver(row.agreementId, { from: assignor.id, to: assignee.partyId, since, structureIds: part.kind === 'whole' ? null : part.structureIds });
  }

  /** Who left on the eve is written by another effect: until it has run, nobody can say who the parties are, and this one comes back. */
  private async departuresRecorded(agreementId: string): Promise<void> {
    const waiting: unknown[] = await this.db.withIdentity(worker, (tx) =>
      tx.query(`select 1 from outbox where subject = 'term' and subject_id = $1 and effect->>'type' = 'regenerateAnnexes' and done_at is null limit 1`, [agreementId]),
    );
    if (waiting.length > 0) throw new Error(`The departures of agreement ${agreementId} are not recorded yet`);
  }

  /** Annexes 4, 5 and 6 are printed with the assignee in place, so once it is. */
  async updateAnnexes(assignmentId: string, from: LegalDay): Promise<void> {
    await this.replace(assignmentId, from);
    await this.db.withIdentity(worker, async (tx) => {
      const row = await assignmentById(tx, assignmentId);
      if (row?.state !== 'effective') return;
      const { assignee, byLaw } = row.facts;
      await this.consolidation.request(tx, { agreementId: row.agreementId, causeKind: assignments.kind, causeId: assignmentId, effectiveOn: from, title: `${byLaw ? 'Substitution' : 'Cession'} au profit de ${assignee.name}` });
    });
  }
}

/** Annexe 4 is printed from the directory: the structures change hands there. A card that is missing is begun, and its gaps say what it lacks. */
async function handOverStructures(tx: EntityManager, { departementCode, facts: { assignor, assignee, part } }: AssignmentRow, day: LegalDay): Promise<void> {
  const { gestionnaires } = await loadDossier(tx, departementCode, day);
  const former = gestionnaires.find(({ id }) => id === assignor.id);
  if (!former) return;
  if (!gestionnaires.some(({ id }) => id === assignee.partyId)) {
    await saveGestionnaire(tx, departementCode, { id: assignee.partyId, name: assignee.name, kind: former.kind, siret: assignee.siret, address: '', postcode: '', city: '', email: '', signatory: null });
  }
  await tx.query('update structure set gestionnaire_id = $2::uuid where departement_code = $1 and gestionnaire_id = $3::uuid and ($4::text[] is null or id::text = any($4::text[]))', [
    departementCode, assignee.partyId, assignor.id, part.kind === 'whole' ? null : [...part.structureIds],
  ]);
}

async function handOverPresence(tx: EntityManager, { departementCode, facts: { assignor, assignee } }: AssignmentRow, day: LegalDay): Promise<void> {
  const { localPartners } = await loadDossier(tx, departementCode, day);
  const former = localPartners.find(({ id }) => id === assignor.id);
  if (!former || localPartners.some(({ id }) => id === assignee.partyId)) return;
  await saveLocalPartner(tx, departementCode, { id: assignee.partyId, name: assignee.name, kind: former.kind, address: '', email: '', siret: assignee.siret, signatory: null, structureIds: former.structureIds });
}
