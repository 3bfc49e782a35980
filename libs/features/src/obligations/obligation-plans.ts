import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { addDays, dayAt, isOwed, newPlan, obligationsOf, periodReadingOf } from '#libs/domain';
import type { LegalDay, ObligationPlan, PlanFacts } from '#libs/domain';
import { agreementById, partiesOf } from '#libs/features/agreement';
import type { AgreementRow } from '#libs/features/agreement';
import { loadDossier, stableId } from '#libs/features/directory';
import { loadRound } from '#libs/features/round';
import { CLOCK, Database, WorkflowRunner, appendToJournal, instantOf, systemActor } from '#libs/platform';
import type { Actor, Clock, Submission } from '#libs/platform';
import { insertPlan, obligationPlans, planOf } from './obligation-plan.store.js';
import { insertObligation, obligations, openObligations } from './obligation.store.js';
import type { ObligationRow } from './obligation.store.js';

const keeper = systemActor('obligations');

/** The calendar of each agreement's obligations: opened with it, told of who enters and leaves. */
@Injectable()
export class ObligationPlans {
  constructor(private readonly db: Database, private readonly runner: WorkflowRunner, @Inject(CLOCK) private readonly clock: Clock) {}

  /** With the agreement, in its transaction. The structures are those of the signed file; an antenne reports with the structure it belongs to. */
  async openPlan(tx: EntityManager, agreement: AgreementRow): Promise<void> {
    const { facts: { inForceSince }, readings, departementCode, roundId, id, timeZone } = agreement;
    const dossier = (await loadRound(tx, roundId)).dossier ?? (await loadDossier(tx, departementCode, agreement.signedOn));
    const structures = dossier.structures.flatMap(({ id: structureId, gestionnaireId, principalId }) => (gestionnaireId && !principalId ? [{ structureId, gestionnaireId, since: inForceSince, until: null }] : []));
    const plan = newPlan({ inForceSince, reading: periodReadingOf[readings.periodes], structures });
    if (!(await insertPlan(tx, agreement, plan, this.clock.now()))) return;
    const at = instantOf(this.clock);
    await appendToJournal(tx, {
      subject: obligationPlans.kind, subjectId: id, recordedAt: at, effectiveOn: dayAt(at, timeZone), actor: keeper, event: 'open', payload: { inForceSince, reading: plan.reading, structures: structures.length },
      stateFrom: null, stateTo: obligationPlans.workflow.initial, basis: 'art. 4.7 et 6',
    });
  }

  /** A structure enters the agreement: it owes from that day on. Twice is refused with `structure_known`. */
  structureEnters(agreementId: string, structure: { structureId: string; gestionnaireId: string; since: LegalDay }, actor: Actor = keeper): Promise<Submission<ObligationPlan>> {
    return this.tell(agreementId, { type: 'recordStructure', structure }, actor);
  }

  /** A structure has left: told from the day after its last one. */
  structureLeaves(agreementId: string, structureId: string, lastDay: LegalDay, actor: Actor = keeper): Promise<Submission<ObligationPlan>> {
    return this.tell(agreementId, { type: 'releaseStructure', structureId, lastDay }, actor);
  }

  /**
   * Structures pass from one gestionnaire to another: the former owes until the eve, the latter from that day. `structureIds` null: all of them.
   * Twice changes nothing, and what stopped half-way is taken up.
   */
  async handOver(agreementId: string, { from, to, since, structureIds }: { from: string; to: string; since: LegalDay; structureIds: readonly string[] | null }): Promise<void> {
    const plan = await this.db.withIdentity(keeper, (tx) => planOf(tx, agreementId));
    if (plan?.state !== 'running') return;
    const eve = addDays(since, -1);
    const moved = plan.facts.structures.filter(({ structureId, gestionnaireId, until }) => gestionnaireId === from && (until === null || until === eve) && (structureIds === null || structureIds.includes(structureId)));
    for (const { structureId, until } of moved) {
      if (until === null) await this.structureLeaves(agreementId, structureId, eve);
      await this.structureEnters(agreementId, { structureId, gestionnaireId: to, since });
    }
  }

  /** What the agreement says of its end and of its parties, told to its calendar: nobody is reminded of what they no longer owe. */
  async reconcile(agreementId: string): Promise<void> {
    const known = await this.db.withIdentity(keeper, async (tx) => ({ agreement: await agreementById(tx, agreementId), plan: await planOf(tx, agreementId), parties: await partiesOf(tx, agreementId) }));
    const { agreement, plan, parties } = known;
    if (!agreement || plan?.state !== 'running') return;
    const today = dayAt(instantOf(this.clock), agreement.timeZone);
    const end = agreement.facts.end?.on ?? null;
    if (agreement.state === 'ended' && end !== null && end < today && end >= plan.facts.inForceSince) {
      await this.tell(agreementId, { type: 'end', lastDay: end }, keeper);
      return;
    }
    for (const { structureId, lastDay } of gone(plan.facts, parties, today)) await this.structureLeaves(agreementId, structureId, lastDay);
  }

  /** Those that are still owed once the calendar has heard of every departure. */
  async stillOwed(agreementId: string, rows: readonly ObligationRow[]): Promise<ObligationRow[]> {
    await this.reconcile(agreementId);
    const plan = await this.db.withIdentity(keeper, (tx) => planOf(tx, agreementId));
    return rows.filter(({ facts }) => !plan || isOwed(plan.facts, facts));
  }

  /** Writes down what opens between two days; each then bears its own legal days, however late we are. */
  async openObligations(agreementId: string, from: LegalDay, until: LegalDay): Promise<void> {
    await this.reconcile(agreementId);
    const opened = await this.db.withIdentity(keeper, async (tx) => {
      const agreement = await agreementById(tx, agreementId);
      const plan = await planOf(tx, agreementId);
      if (!agreement || !plan) throw new Error(`No calendar of obligations for ${agreementId}`);
      const names = await structureNames(tx, agreement);
      const { departementCode, timeZone } = agreement;
      const made: string[] = [];
      for (const { key, facts } of obligationsOf(plan.facts, from, until)) {
        const id = stableId(`obligation/${agreementId}/${key}`);
        const debtorName = facts.debtor && (names.get(facts.debtor.structureId) ?? 'Structure sans fiche');
        if (await insertObligation(tx, { id, agreementId, departementCode, timeZone, debtorName, channel: null, reference: null, facts, createdAt: this.clock.now() })) made.push(id);
      }
      return made;
    });
    for (const id of opened) await this.runner.tick(obligations, id);
  }

  async releaseObligations(agreementId: string, structureId: string | null, lastDay: LegalDay): Promise<void> {
    const open = await this.db.withIdentity(keeper, (tx) => openObligations(tx, agreementId));
    for (const row of open) {
      // Done in the meantime, it refuses, and stays done.
      if (structureId === null || row.structureId === structureId) await this.runner.submit(obligations, row.id, { type: 'release', lastDay }, keeper);
    }
  }

  private tell(agreementId: string, command: ObligationPlan['command'], actor: Actor): Promise<Submission<ObligationPlan>> {
    return this.db.withIdentity(keeper, (tx) => this.runner.submitIn(tx, obligationPlans, agreementId, command, actor));
  }
}

/** Structures whose gestionnaire is bound no more since a day that has passed. */
function gone({ structures, inForceSince }: PlanFacts, parties: readonly { partyId: string; until: LegalDay | null }[], today: LegalDay): { structureId: string; lastDay: LegalDay }[] {
  return structures.flatMap(({ structureId, gestionnaireId, until }) => {
    const periods = parties.filter(({ partyId }) => partyId === gestionnaireId);
    if (until !== null || periods.length === 0 || periods.some((bound) => bound.until === null || bound.until >= today)) return [];
    const lastDay = periods.map((bound) => bound.until!).sort().at(-1)!;
    return lastDay < inForceSince ? [] : [{ structureId, lastDay }];
  });
}

/** As the directory calls them today; one that left it keeps the name of the signed file. */
async function structureNames(tx: EntityManager, { roundId, departementCode }: AgreementRow): Promise<Map<string, string>> {
  const { dossier } = await loadRound(tx, roundId);
  const today: { id: string; name: string }[] = await tx.query('select id, name from structure where departement_code = $1', [departementCode]);
  return new Map([...(dossier?.structures ?? []), ...today].map(({ id, name }) => [id, name]));
}
