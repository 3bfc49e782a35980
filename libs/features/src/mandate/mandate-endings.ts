import { Inject, Injectable } from '@nestjs/common';
import { dayAt, mandateWorkflow, possibleEvents, statesOf } from '#libs/domain';
import type { LegalDay, Mandate, RenunciationReason } from '#libs/domain';
import { AgreementMail } from '#libs/features/agreement';
import type { Departure } from '#libs/features/agreement';
import { departementOf, stableId } from '#libs/features/directory';
import { CLOCK, CONFIG, Database, WorkflowRunner, instantOf, systemActor } from '#libs/platform';
import type { Clock, Config } from '#libs/platform';
import { MandateStandings } from './mandate-standing.js';
import type { MandateStructure } from './mandate-standing.js';
import { mandateLinks } from './mandate.links.js';
import { mandateMailsVersion, structureMandatesEndedMail } from './mandate.mails.js';
import { mandates } from './mandate.store.js';

/** Ended in one go before looking again: a structure holds some hundreds at most. */
const batch = 200;
/** Those that a renunciation, or an abandonment, can end. */
const running = statesOf(mandateWorkflow).filter((state) => possibleEvents(mandateWorkflow, state).has('expire') || possibleEvents(mandateWorkflow, state).has('dropDraft'));

const keeper = systemActor('mandates');

/** Mandates that end with what they stand on: the structure's agreement, or the agent who is mandataire. */
@Injectable()
export class MandateEndings {
  constructor(
    private readonly db: Database,
    private readonly runner: WorkflowRunner,
    private readonly standings: MandateStandings,
    private readonly mail: AgreementMail,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Told by whatever an agreement loses. Structures that another agreement binds keep their mandates. */
  async ofDeparture({ agreement, on, delivery }: Departure): Promise<void> {
    // Structure by structure, as the indexes are; one that has ended already is looked at again, in case it was not told yet.
    const holding: { id: string }[] = await this.db.read(keeper, (tx) =>
      tx.query(
        `select s.id from structure s where s.departement_code = $1 and (
           exists (select from mandate m where m.structure_id = s.id and m.state = 'active')
           or exists (select from mandate m where m.structure_id = s.id and m.state in ('drafted', 'informed', 'identified', 'defined'))
           or exists (select from mandate m where m.structure_id = s.id and m.ended_at >= $2)) order by s.id`,
        [agreement.departementCode, delivery.createdAt],
      ));
    for (const { id } of holding) {
      const structure = await this.standings.structure(id);
      if (!structure || (await this.standings.isBound(id))) continue;
      await this.ofStructure(id, on);
      const count = await this.endedSince(id, delivery.createdAt);
      if (count > 0) await this.tell({ agreement, on, delivery: { ...delivery, id: stableId(`mandates-ended/${delivery.id}/${id}`) } }, structure, count);
    }
  }

  /** Everything the structure holds: mandates are renounced, drafts abandoned. `on`: the first day without an agreement; nothing is done before it. */
  async ofStructure(structureId: string, on: LegalDay): Promise<void> {
    const structure = await this.standings.structure(structureId);
    if (!structure || dayAt(instantOf(this.clock), structure.timeZone) < on) return;
    await this.endAll('structure_id = $1', [structureId], 'structure_closes');
  }

  /** The agent left the structure: the mandates of which they were the mandataire themselves (reading `mandat.mandataire`) end with them. */
  async ofMembership(membershipId: string): Promise<void> {
    const [left]: { agentId: string; structureId: string }[] = await this.db.read(keeper, (tx) =>
      tx.query(`select account_id as "agentId", organisation_id as "structureId" from membership m where m.id = $1 and not exists (select from membership o where o.account_id = m.account_id and o.organisation_id = m.organisation_id and o.role = 'agent' and o.ended_at is null)`, [membershipId]));
    if (left) await this.endAll(`structure_id = $1 and agent_id = $2 and facts->'readings'->>'mandatary' = 'agent'`, [left.structureId, left.agentId], 'agent_left');
  }

  /** Each once, in the order of their ids. One that time ends first says no, and has ended all the same. */
  private async endAll(condition: string, values: readonly unknown[], reason: RenunciationReason): Promise<void> {
    const [states, after, limit] = [1, 2, 3].map((rank) => `$${values.length + rank}`);
    for (let last: string | null = null; ; ) {
      const rows: { id: string; state: Mandate['state'] }[] = await this.db.read(keeper, (tx) =>
        tx.query(`select id, state from mandate where ${condition} and state = any(${states}::text[]) and (${after}::uuid is null or id > ${after}) order by id limit ${limit}`, [...values, running, last, batch]));
      for (const { id, state } of rows) await this.runner.submit(mandates, id, state === 'active' ? { type: 'renounce', reason } : { type: 'abandon' }, keeper);
      if (rows.length < batch) return;
      last = rows.at(-1)!.id;
    }
  }

  private async endedSince(structureId: string, since: Date): Promise<number> {
    const [row]: { count: number }[] = await this.db.read(keeper, (tx) =>
      tx.query(`select count(*)::int as count from mandate where structure_id = $1 and ended_at >= $2 and facts->'end'->>'detail' = 'structure_closes'`, [structureId, since]));
    return row!.count;
  }

  private async tell({ agreement, on, delivery }: Departure, structure: MandateStructure, count: number): Promise<void> {
    const { departement, agents } = await this.db.withIdentity(keeper, async (tx) => ({
      departement: await departementOf(tx, structure.departementCode),
      agents: await tx.query<{ id: string; name: string; address: string }[]>(
        `select a.id::text as id, a.full_name as name, a.email as address from membership m join account a on a.id = m.account_id where m.organisation_id = $1 and m.role = 'agent' and m.ended_at is null and a.disabled_at is null`, [structure.id],
      ),
    }));
    if (!departement) throw new Error(`No département ${structure.departementCode}`);
    const { name, email, phone } = departement.prefecture;
    const around = { departementName: departement.name, structure: structure.name, contact: { name, email, phone }, url: `${this.config.publicUrl}${mandateLinks.list}`, demonstration: this.config.mode === 'demonstration' };
    await this.mail.tell(delivery, agreement, { parties: [structure.gestionnaireId], addresses: agents }, { kind: 'mandate.structure_ended', version: mandateMailsVersion, content: (person) => structureMandatesEndedMail({ ...around, name: person.name }, { count, on }) });
  }
}
