import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { answerDeadline, civilTimeAt, dayAt, legalDay, obligationKindNames, requestObligation, zoneOfDepartement } from '#libs/domain';
import type { CivilTime, LegalDay, Obligation, OpeningHours } from '#libs/domain';
import { agreementById, partiesOf } from '#libs/features/agreement';
import { Papers } from '#libs/features/papers';
import { CLOCK, Database, WorkflowRunner, appendToJournal, instantOf, journalOf, systemActor } from '#libs/platform';
import type { Actor, Clock, JournalLine, Submission } from '#libs/platform';
import { insertCommitteePaper, papersOfCommittee } from './committee.store.js';
import type { CommitteePaper, Convocation, Minutes } from './committee.store.js';
import { plansOfStructure } from './obligation-plan.store.js';
import { insertObligation, obligationById, obligations, obligationsDue, openObligations, openStates, requestsOfStructure } from './obligation.store.js';
import type { ObligationRow, RequestChannel } from './obligation.store.js';

/** Whoever acts on an obligation: a person, or a program of an organisation. */
export type ObligationActor = Extract<Actor, { kind: 'account' | 'token' }>;
export type ProofFile = { name: string; mediaType: string; content: Buffer };
export type NewRequest = { receivedAt: CivilTime; channel: RequestChannel; reference: string };
export type RequestRefusal = 'no_agreement' | 'received_to_come' | 'before_force' | 'reference_missing' | 'reference_names';
export type Recorded = { ok: true; id: string } | { ok: false; refusal: RequestRefusal };

/** The latest requests of a structure; older ones stay on the pages of their years. */
const requestsShownMax = 50;
/** A file number of the longest tools we know of. */
export const referenceLengthMax = 40;

const keeper = systemActor('obligations');

/** What people and programs do to obligations; the calendar is `ObligationPlans`. */
@Injectable()
export class Obligations {
  constructor(private readonly db: Database, private readonly runner: WorkflowRunner, private readonly papers: Papers, @Inject(CLOCK) private readonly clock: Clock) {}

  find(actor: ObligationActor, id: string): Promise<ObligationRow | null> {
    return this.db.withIdentity(actor, (tx) => obligationById(tx, id));
  }

  /** Those due in one year, and those that wait whatever their year. */
  year(actor: ObligationActor, agreementId: string, year: number): Promise<{ due: ObligationRow[]; open: ObligationRow[] }> {
    return this.db.withIdentity(actor, async (tx) => ({ due: await obligationsDue(tx, agreementId, legalDay(`${year}-01-01`), legalDay(`${year}-12-31`)), open: await openObligations(tx, agreementId) }));
  }

  history(actor: ObligationActor, id: string): Promise<JournalLine[]> {
    return this.db.withIdentity(actor, (tx) => journalOf(tx, obligations.kind, id));
  }

  committeePapers(actor: ObligationActor, obligationId: string): Promise<CommitteePaper[]> {
    return this.db.withIdentity(actor, (tx) => papersOfCommittee(tx, obligationId));
  }

  /** What everybody may ask but the proof by a file. */
  submit(actor: ObligationActor, id: string, command: Exclude<Obligation['command'], { type: 'convoke' | 'recordMinutes' | 'release' }>): Promise<Submission<Obligation>> {
    return this.apply(actor, id, command);
  }

  /** The file is kept with the acceptance, or not at all. */
  declareWithFile(actor: ObligationActor, row: ObligationRow, doneOn: LegalDay, file: ProofFile): Promise<Submission<Obligation>> {
    const paperId = randomUUID();
    return this.apply(actor, row.id, { type: 'declare', doneOn, proof: { kind: 'paper', paperId } }, async (tx) => {
      const title = `Preuve : ${obligationKindNames[row.kind]}, ${row.debtorName ?? 'convention'}`;
      await this.papers.keep(tx, { id: paperId, agreementId: row.agreementId, subject: obligations.kind, subjectId: row.id, kind: 'obligation_proof', title, fileName: file.name, mediaType: file.mediaType, readers: await readersOf(tx, row) }, file.content);
    });
  }

  /** The same decision for all the structures that owe the same thing on the same day: all, or none when it is refused. */
  async waiveAlike(actor: ObligationActor, { agreementId, kind, dueOn }: ObligationRow, reason: string): Promise<{ waived: number; refused: (Submission<Obligation> & { accepted: false })['refusal'] | null }> {
    return this.db.withIdentity(actor, async (tx) => {
      const alike = (await obligationsDue(tx, agreementId, dueOn, dueOn)).filter((row) => row.kind === kind && openStates.includes(row.state));
      for (const { id } of alike) {
        const waived = await this.runner.submitIn(tx, obligations, id, { type: 'waive', reason }, actor);
        // The reason is the same for all: the first one says no for all, and nothing has changed yet.
        if (!waived.accepted) return { waived: 0, refused: waived.refusal };
      }
      return { waived: alike.length, refused: null };
    });
  }

  convoke(actor: ObligationActor, row: ObligationRow, content: Convocation): Promise<Submission<Obligation>> {
    const meetingId = randomUUID();
    return this.apply(actor, row.id, { type: 'convoke', meetingId, meetingOn: content.on }, (tx) => this.keepPaper(tx, row, { id: meetingId, kind: 'convocation', content }));
  }

  recordMinutes(actor: ObligationActor, row: ObligationRow, content: Minutes): Promise<Submission<Obligation>> {
    const meetingId = randomUUID();
    return this.apply(actor, row.id, { type: 'recordMinutes', meetingId, heldOn: content.on }, (tx) => this.keepPaper(tx, row, { id: meetingId, kind: 'minutes', content }));
  }

  requests(actor: ObligationActor, structureId: string): Promise<ObligationRow[]> {
    return this.db.withIdentity(actor, (tx) => requestsOfStructure(tx, structureId, requestsShownMax));
  }

  /** Opens the obligation to answer a user; its hours are counted from the reception, however late it is typed in. */
  async recordRequest(actor: ObligationActor, structureId: string, { receivedAt, channel, reference }: NewRequest): Promise<Recorded> {
    const wrong = referenceFault(reference);
    if (wrong) return { ok: false, refusal: wrong };
    const bound = await this.boundStructure(structureId);
    if (!bound) return { ok: false, refusal: 'no_agreement' };
    const { agreement, gestionnaireId, since, opening, name } = bound;
    const at = instantOf(this.clock);
    if (receivedAt > civilTimeAt(at, agreement.timeZone)) return { ok: false, refusal: 'received_to_come' };
    if (receivedAt.slice(0, 10) < since) return { ok: false, refusal: 'before_force' };
    const { departementCode, timeZone, readings, id: agreementId } = agreement;
    const answer = answerDeadline({ receivedAt, zone: zoneOfDepartement(departementCode), chosen: readings['delai72.mode'], opening });
    const facts = requestObligation(bound.plan, { structureId, gestionnaireId }, answer);
    const id = randomUUID();
    await this.db.withIdentity(actor, async (tx) => {
      await insertObligation(tx, { id, agreementId, departementCode, timeZone, debtorName: name, channel, reference: reference.trim(), facts, createdAt: this.clock.now() });
      await appendToJournal(tx, {
        subject: obligations.kind, subjectId: id, recordedAt: at, effectiveOn: dayAt(at, timeZone), actor, event: 'record', payload: { structureId, receivedAt, channel, dueAt: answer.dueAt, reading: answer.applied },
        stateFrom: null, stateTo: obligations.workflow.initial, basis: 'art. 4.2 : réponse en 72 heures ouvrées',
      });
    });
    await this.runner.tick(obligations, id);
    return { ok: true, id };
  }

  /** Where a user's request is counted: the structure, by the agreement that binds it. Null when none does. */
  async boundStructure(structureId: string) {
    return this.db.withIdentity(keeper, async (tx) => {
      const [card]: { name: string; hours: OpeningHours | null }[] = await tx.query('select name, hours from structure where id = $1', [structureId]);
      const [plan] = await plansOfStructure(tx, structureId);
      const agreement = plan && (await agreementById(tx, plan.id));
      const bound = plan?.facts.structures.find((one) => one.structureId === structureId && one.until === null);
      if (!card || !plan || !agreement || !bound) return null;
      return { agreement, plan: plan.facts, gestionnaireId: bound.gestionnaireId, since: bound.since, opening: card.hours, name: card.name };
    });
  }

  private keepPaper(tx: EntityManager, { id, agreementId, departementCode }: ObligationRow, paper: Pick<CommitteePaper, 'id' | 'kind' | 'content'>): Promise<void> {
    return insertCommitteePaper(tx, { ...paper, obligationId: id, agreementId, departementCode, createdAt: this.clock.now() });
  }

  /** An agent keeps no paper of the agreement, which it is no party to: what it shows is kept by the service, in its name. */
  private apply(actor: ObligationActor, id: string, command: Obligation['command'], alongside?: (tx: EntityManager) => Promise<void>): Promise<Submission<Obligation>> {
    return this.db.withIdentity(actor.role === 'agent' ? keeper : actor, (tx) => this.runner.submitIn(tx, obligations, id, command, actor, alongside));
  }
}

/** Whether that organisation answers for it: the préfecture for all, each gestionnaire and each structure for its own. */
export function answersFor({ role, organisation }: Pick<ObligationActor, 'role' | 'organisation'>, row: Pick<ObligationRow, 'structureId' | 'gestionnaireId'>): boolean {
  if (role === 'prefecture') return true;
  return (role === 'gestionnaire' || role === 'agent') && organisation !== null && (organisation === row.gestionnaireId || organisation === row.structureId);
}

/** A number, not a name: what is not kept cannot leak (decision 26). */
export function referenceFault(reference: string): Extract<RequestRefusal, 'reference_missing' | 'reference_names'> | null {
  const written = reference.trim();
  if (written === '') return 'reference_missing';
  return written.length <= referenceLengthMax && /^[A-Za-z0-9][A-Za-z0-9 ./_-]*$/.test(written) && /\d/.test(written) ? null : 'reference_names';
}

/** What a structure does is read by whoever runs it and by the partners, not by the other gestionnaires; what is owed together, by all. */
async function readersOf(tx: EntityManager, { agreementId, structureId, facts }: ObligationRow): Promise<'parties' | string[]> {
  if (structureId === null) return 'parties';
  const partners = (await partiesOf(tx, agreementId)).filter(({ kind }) => kind === 'national_partner' || kind === 'local_partner');
  return [structureId, ...(facts.debtor ? [facts.debtor.gestionnaireId] : []), ...partners.map(({ partyId }) => partyId)];
}
