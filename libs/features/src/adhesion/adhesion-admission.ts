import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { LegalDay } from '#libs/domain';
import { addParty, agreementById, agreements } from '#libs/features/agreement';
import { Consolidation } from '#libs/features/amendment';
import { saveOffer, stableId } from '#libs/features/directory';
import { Database, systemActor, WorkflowRunner } from '#libs/platform';
import { ofName } from './adhesion-words.js';
import { adhesionById, adhesions, localPartner, partnerName } from './adhesion.store.js';
import type { AdhesionRow } from './adhesion.store.js';

const worker = systemActor('worker');

/** The day the act is signed, the partner becomes a party, and the directory says what it was agreed to bring. Twice changes nothing. */
@Injectable()
export class AdhesionAdmission {
  constructor(private readonly db: Database, private readonly runner: WorkflowRunner, private readonly consolidation: Consolidation) {}

  async admit(adhesionId: string, since: LegalDay): Promise<void> {
    const row = await this.db.withIdentity(worker, (tx) => adhesionById(tx, adhesionId));
    if (!row || row.state !== 'in_force') return;
    await this.runner.tick(agreements, row.agreementId);
    await this.db.withIdentity(worker, async (tx) => {
      const agreement = await agreementById(tx, row.agreementId);
      const ended = agreement?.facts.end?.on;
      // Signed after the agreement had ended: nobody joins what is no more.
      if (ended && ended < since) return void (await this.runner.submitIn(tx, adhesions, adhesionId, { type: 'findEnded', endedOn: ended }, worker));
      const partner = await localPartner(tx, row.departementCode, row.partnerId);
      await addParty(tx, row.agreementId, { partyId: row.partnerId, kind: 'local_partner', name: partner?.name ?? 'Partenaire local', since });
      if (partner) await recordPresence(tx, row);
    });
  }

  /** Annexes 4, 5 and 6 are printed with the partner in, so once it is. */
  async updateAnnexes(adhesionId: string, from: LegalDay): Promise<void> {
    await this.admit(adhesionId, from);
    await this.db.withIdentity(worker, async (tx) => {
      const row = await adhesionById(tx, adhesionId);
      if (row?.state !== 'in_force') return;
      await this.consolidation.request(tx, { agreementId: row.agreementId, causeKind: adhesions.kind, causeId: adhesionId, effectiveOn: from, title: `Adhésion ${ofName(await partnerName(tx, row.partnerId))}` });
    });
  }
}

/** Annexes 5 and 6 are printed from the directory: what was agreed is written there, unless it says more already. */
async function recordPresence(tx: EntityManager, { id, departementCode, partnerId, facts }: AdhesionRow): Promise<void> {
  const structures: { id: string; hasOffer: boolean }[] = await tx.query(
    `select s.id, exists (select from offer o where o.local_partner_id::text = $2 and o.structure_id = s.id) as "hasOffer" from structure s where s.departement_code = $1 and s.id::text = any($3::text[])`,
    [departementCode, partnerId, [...facts.structureIds]],
  );
  for (const structure of structures) {
    await tx.query('insert into local_partner_structure (local_partner_id, structure_id, departement_code) values ($1::uuid, $2::uuid, $3) on conflict do nothing', [partnerId, structure.id, departementCode]);
    if (!structure.hasOffer) await saveOffer(tx, departementCode, { id: stableId(`adhesion/${id}/${structure.id}`), partnerId, structureId: structure.id, label: facts.offer, schedule: null, mode: 'sur_place' });
  }
}
