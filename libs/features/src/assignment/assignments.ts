import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { assignmentWorkflow, bareSiret, dayAt, draftedAssignment, possibleEvents, prefetBodyId } from '#libs/domain';
import type { AssignedAgreement, AssignedPart, Assignment, ConsentProof, LegalDay, LegalGround, Standing } from '#libs/domain';
import type { Principal } from '#libs/features/access';
import { agreementById, agreements, partiesOf } from '#libs/features/agreement';
import type { AgreementParty, AgreementRow } from '#libs/features/agreement';
import { Papers } from '#libs/features/papers';
import type { Paper } from '#libs/features/papers';
import { CLOCK, Database, instantOf, systemActor, WorkflowRunner } from '#libs/platform';
import type { Clock } from '#libs/platform';
import type { AssignmentDeskRefusal, DeskRefusal } from './assignment-desk.js';
import { assignmentById, assignments, assignmentsOf, cardOfSiret, insertAssignment, structuresOf } from './assignment.store.js';
import type { AssignmentRow, RunStructure } from './assignment.store.js';

/** An agreement as whoever would hand over a place in it sees it. `me`: the party this person acts for. */
export type Assigning = { agreement: AgreementRow; today: LegalDay; parties: AgreementParty[]; me: AgreementParty | null; structures: RunStructure[] };

export type AssignmentRights = { answer: boolean; recordLetters: boolean; cancel: boolean };

/** A request with all that its page says. `parties`: those bound today, or on the day of effect once it has come. */
export type AssignmentFile = {
  row: AssignmentRow; agreement: AgreementRow; today: LegalDay; parties: AgreementParty[]; nameOf: (partyId: string) => string; structures: RunStructure[]; papers: Paper[]; meId: string | null; rights: AssignmentRights;
};

export type NewAssignment = { assignorId: string | null; name: string; siret: string; part: AssignedPart; effectOn: LegalDay; reason: string; byLaw: LegalGround | null };
export type NewAnswer = { partyId: string; answer: 'consent' | 'refuse'; on: LegalDay | null; paperId: string | null; reason: string };
export type Done = { ok: true; id: string } | { ok: false; refusal: AssignmentDeskRefusal };

/** Names and structures of the other parties: a party reads them here, and not the whole of their cards. */
const desk = systemActor('assignment-desk');
const refusedByDesk = (code: DeskRefusal): Done => ({ ok: false, refusal: { by: 'desk', code } });
const refused = (code: Extract<AssignmentDeskRefusal, { by: 'assignment' }>['code']): Done => ({ ok: false, refusal: { by: 'assignment', code } });
const noRights: AssignmentRights = { answer: false, recordLetters: false, cancel: false };

class Refused extends Error {
  constructor(readonly refusal: AssignmentDeskRefusal) {
    super(refusal.code);
  }
}

/** Assignments, from the form to the day of effect. Every change goes through the table, in the name of who asks. */
@Injectable()
export class Assignments {
  constructor(private readonly db: Database, private readonly runner: WorkflowRunner, private readonly papers: Papers, @Inject(CLOCK) private readonly clock: Clock) {}

  async assigning(agreementId: string, { actor, standing }: Principal): Promise<Assigning | null> {
    const agreement = await this.db.withIdentity(actor, (tx) => agreementById(tx, agreementId));
    return agreement && this.db.withIdentity(desk, async (tx) => {
      const today = this.today(agreement);
      const parties = await partiesOf(tx, agreement.id, today);
      return { agreement, today, parties, me: parties.find(({ partyId }) => partyId === partyIdOf(standing)) ?? null, structures: await structuresOf(tx, agreement.departementCode) };
    });
  }

  list(agreementId: string, { actor }: Principal): Promise<AssignmentRow[]> {
    return this.db.withIdentity(actor, (tx) => assignmentsOf(tx, agreementId));
  }

  async find(id: string, { actor, standing }: Principal): Promise<AssignmentFile | null> {
    const row = await this.db.withIdentity(actor, (tx) => assignmentById(tx, id));
    if (!row) return null;
    const file = await this.db.withIdentity(desk, (tx) => this.fileOf(tx, row, standing));
    return { ...file, papers: await this.db.withIdentity(actor, (tx) => this.papers.of(tx, { subject: assignments.kind, subjectId: id })) };
  }

  /** The same for the service's own work. */
  async load(id: string): Promise<AssignmentFile> {
    return this.db.withIdentity(desk, async (tx) => {
      const row = await assignmentById(tx, id);
      if (!row) throw new Error(`No assignment ${id}`);
      return this.fileOf(tx, row, null);
    });
  }

  /** A request that the table refuses leaves nothing. */
  async ask(agreementId: string, asked: NewAssignment, by: Principal): Promise<Done> {
    await this.runner.tick(agreements, agreementId);
    const seen = await this.assigning(agreementId, by);
    if (!seen) return refusedByDesk('no_agreement');
    const { agreement, parties, structures } = seen;
    const assignorId = by.standing.role === 'prefecture' ? asked.assignorId : by.standing.organisationId;
    const assignor = parties.find(({ partyId }) => partyId === assignorId);
    if (!assignor) return refused('unknown_assignor');
    const own = structures.filter(({ gestionnaireId }) => gestionnaireId === assignor.partyId).map(({ id }) => id);
    if (asked.part.kind === 'structures' && asked.part.structureIds.some((id) => !own.includes(id))) return refusedByDesk('structure_outside');
    const siret = bareSiret(asked.siret);
    const known = await this.db.withIdentity(desk, (tx) => cardOfSiret(tx, agreement.departementCode, assignor.kind, siret));
    const id = randomUUID();
    const facts = draftedAssignment({
      id, agreementId, assignor: { id: assignor.partyId, kind: assignor.kind }, assignee: { partyId: known ?? randomUUID(), name: asked.name.trim(), siret }, part: asked.part, effectOn: asked.effectOn, reason: asked.reason.trim(), byLaw: asked.byLaw,
    });
    try {
      await this.db.withIdentity(by.actor, async (tx) => {
        await insertAssignment(tx, { id, agreementId, departementCode: agreement.departementCode, timeZone: agreement.timeZone, assignorId: assignor.partyId, facts, createdAt: this.clock.now(), createdBy: by.actor.id });
        const done = await this.runner.submitIn(tx, assignments, id, { type: 'ask', agreement: assignedBy(agreement, parties, seen.today) }, by.actor);
        if (!done.accepted) throw new Refused({ by: 'assignment', code: done.refusal });
      });
    } catch (fault) {
      if (fault instanceof Refused) return { ok: false, refusal: fault.refusal };
      throw fault;
    }
    return { ok: true, id };
  }

  /** A party by its own account; the préfecture for the préfet, or for another party whose letter it has received. */
  async answer(id: string, given: NewAnswer, by: Principal): Promise<Done> {
    const file = await this.find(id, by);
    if (!file) return refusedByDesk('not_yours');
    const own = given.partyId === partyIdOf(by.standing);
    if (!own && by.standing.role !== 'prefecture') return refusedByDesk('not_yours');
    if (!file.parties.some(({ partyId }) => partyId === given.partyId)) return refusedByDesk('not_a_party');
    if (given.paperId !== null && !file.papers.some((paper) => paper.id === given.paperId)) return refusedByDesk('paper_unknown');
    const proof: ConsentProof = own ? { kind: 'account' } : { kind: 'letter', paperId: given.paperId };
    // A click counts on its own day; a letter on the day it bears.
    const on = own ? file.today : (given.on ?? file.today);
    const { partyId, reason } = given;
    return this.submit(id, given.answer === 'consent' ? { type: 'consent', partyId, on, proof } : { type: 'refuse', partyId, on, proof, reason }, by);
  }

  async cancel(id: string, reason: string, by: Principal): Promise<Done> {
    const file = await this.find(id, by);
    return file && mayCancel(file.row, by.standing) ? this.submit(id, { type: 'cancel', reason }, by) : refusedByDesk('not_yours');
  }

  private async submit(id: string, command: Assignment['command'], { actor }: Principal): Promise<Done> {
    const done = await this.runner.submit(assignments, id, command, actor);
    return done.accepted ? { ok: true, id } : refused(done.refusal);
  }

  private async fileOf(tx: EntityManager, row: AssignmentRow, standing: Standing | null): Promise<AssignmentFile> {
    const agreement = await agreementById(tx, row.agreementId);
    if (!agreement) throw new Error(`No agreement ${row.agreementId}`);
    const today = this.today(agreement);
    const { effectOn, assignee } = row.facts;
    const known = await partiesOf(tx, agreement.id);
    const parties = await partiesOf(tx, agreement.id, today < effectOn ? today : effectOn);
    const nameOf = (id: string): string => (id === assignee.partyId ? assignee.name : (known.find(({ partyId }) => partyId === id)?.name ?? 'Partie'));
    return { row, agreement, today, parties, nameOf, structures: await structuresOf(tx, agreement.departementCode), papers: [], meId: standing && partyIdOf(standing), rights: standing ? rightsOn(row, parties, standing) : noRights };
  }

  private today({ timeZone }: Pick<AgreementRow, 'timeZone'>): LegalDay {
    return dayAt(instantOf(this.clock), timeZone);
  }
}

/** What the table must know of the agreement. Ended after that day, it was still alive on it. */
export function assignedBy({ state, facts }: AgreementRow, parties: readonly AgreementParty[], on: LegalDay): AssignedAgreement {
  const wasAlive = facts.end !== null && facts.end.on >= on;
  return { state: wasAlive ? 'in_force' : state, inForceSince: facts.inForceSince, partyIds: parties.map(({ partyId }) => partyId), parties: parties.map(({ partyId, kind }) => ({ id: partyId, kind })) };
}

/** In the name of which party somebody acts; the préfecture acts for the préfet. */
function partyIdOf({ role, organisationId }: Standing): string | null {
  if (role === 'prefecture') return prefetBodyId;
  return role === 'gestionnaire' || role === 'partner' ? organisationId : null;
}

function rightsOn(row: AssignmentRow, parties: readonly AgreementParty[], standing: Standing): AssignmentRights {
  const { assignor, assignee, byLaw, answers } = row.facts;
  const mine = partyIdOf(standing);
  const open = row.state === 'awaiting' || row.state === 'pressing';
  const isOther = mine !== null && mine !== assignor.id && mine !== assignee.partyId && parties.some(({ partyId }) => partyId === mine);
  const consented = answers.some(({ partyId, answer }) => partyId === mine && answer === 'consent');
  return {
    answer: open && isOther && !consented,
    recordLetters: standing.role === 'prefecture' && byLaw === null && (open || row.state === 'settling' || row.state === 'refused'),
    cancel: possibleEvents(assignmentWorkflow, row.state).has('cancel') && mayCancel(row, standing),
  };
}

function mayCancel({ assignorId }: AssignmentRow, { role, organisationId }: Standing): boolean {
  return role === 'prefecture' || ((role === 'gestionnaire' || role === 'partner') && organisationId === assignorId);
}
