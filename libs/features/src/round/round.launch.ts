import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { dayAt, emptyRound, emptySlot, gaps, levelRoleOf, routed, routingFaults, unchosenRoles } from '#libs/domain';
import type { Dossier, Gap, LegalDay, LevelRole, LevelsChosen, OfficialAnnexNumber, OpenSeat, Round, RoutingFault, Seat, Slot, Waiver } from '#libs/domain';
import { builtInModel, currentOfficialFiles, modelLabels, RoundModels } from '#libs/features/model';
import type { OfficialFileIds, OfficialFileSet } from '#libs/features/model';
import { candidatesOf, departementOf, limitStructures, loadDossier } from '#libs/features/directory';
import { CLOCK, CONFIG, Database, WorkflowRunner, appendToJournal, instantOf } from '#libs/platform';
import type { Actor, Clock, Config, Submission } from '#libs/platform';
import { formerCorrections } from './former-corrections.js';
import type { FormerCorrection } from './former-corrections.js';
import { keptDossier } from './dossier.kept.js';
import { openSeatsOf } from './round.routing.js';
import { RoundEntity, insertSignatories, loadRound, rounds } from './round.store.js';
import type { RoundRow } from './round.store.js';

/** A waiver without a real reason is not a decision. */
const waiverReasonMin = 10;

type Draft = Pick<RoundRow, 'id' | 'departementCode' | 'timeZone' | 'modelId' | 'modelVersion' | 'structuresMax' | 'waivers' | 'routing' | 'facts'>;

export type DraftChecks = { round: RoundRow; dossier: Dossier; gaps: Gap[]; seats: Seat[]; /** Everybody who may sign, and what is wrong with the choice made among them. */ openSeats: OpenSeat[]; routingFaults: RoutingFault[]; /** What each role is asked, and the roles for which the operator has chosen nothing yet. */ levels: LevelsChosen; levelsUnchosen: LevelRole[]; officialFiles: OfficialFileSet; modelLabel: string; /** The round whose text this draft replaces. */ replaces: { id: string; number: string } | null; /** What was put right in that round alone. */ formerly: FormerCorrection[] };

/** No published version of a model is named so. */
export class UnknownModel extends Error {
  readonly code = 'model_unknown';
  readonly retryable = false;

  constructor(readonly model: string) {
    super(`No published model ${model}`);
  }
}

/** From the wish to sign an agreement to its launch: the draft, its checks, its parties. */
@Injectable()
export class RoundLaunch {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly db: Database,
    private readonly runner: WorkflowRunner,
    private readonly models: RoundModels,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Opens a draft for the département and returns its id. `structuresMax` keeps the first structures only (demonstration, trials).
   * @param model a published version: its id, « modele-paraphe » (the latest) or « modele-paraphe@1 »
   * @throws UnknownModel when it names no published version that the département may use
   */
  async open(departementCode: string, actor: Actor, structuresMax: number | null = null, model: string = builtInModel.id): Promise<string> {
    const chosen = await this.models.choose(model, departementCode, actor);
    if (!chosen) throw new UnknownModel(model);
    return this.db.withIdentity(actor, async (tx) => {
      const departement = await departementOf(tx, departementCode);
      if (!departement) throw new Error(`No département ${departementCode}`);
      const id = randomUUID();
      await this.insertDraft(tx, { id, departementCode, timeZone: departement.timeZone, modelId: chosen.modelId, modelVersion: String(chosen.version), structuresMax, waivers: [], facts: emptyRound }, { model: chosen.id }, actor);
      return id;
    });
  }

  /**
   * Another text in the place of this one: a draft with the next number, the same model and the same waivers, whose launch asks everybody again.
   * The signatures already given fall, and those who were asked are told, in the same transaction. Nothing is overwritten (decision 9).
   */
  supersede(roundId: string, reason: string, actor: Actor): Promise<{ submission: Submission<Round>; successorId: string }> {
    const successorId = randomUUID();
    return this.db.withIdentity(actor, async (tx) => {
      const submission = await this.runner.submitIn(tx, rounds, roundId, { type: 'supersede', successorId, reason }, actor, async () => {
        const { departementCode, timeZone, modelId, modelVersion, structuresMax, waivers, routing } = await loadRound(tx, roundId);
        await this.insertDraft(tx, { id: successorId, departementCode, timeZone, modelId, modelVersion, structuresMax, waivers, routing, facts: { ...emptyRound, supersedes: roundId } }, { supersedes: roundId }, actor);
      });
      return { submission, successorId };
    });
  }

  /** What the directory says today of a draft's parties, and what is missing. */
  checks(roundId: string, actor: Actor): Promise<DraftChecks> {
    return this.db.withIdentity(actor, async (tx) => this.examine(tx, await loadRound(tx, roundId)));
  }

  /** The préfecture's reasoned decision to go on in spite of a gap (art. 4.2). False when the reason is too short. */
  waive(roundId: string, waiver: Waiver, actor: Actor): Promise<boolean> {
    return this.db.withIdentity(actor, async (tx) => {
      if (waiver.reason.trim().length < waiverReasonMin) return false;
      const { state, timeZone } = await rounds.store.loadForUpdate(tx, roundId);
      if (state !== 'draft' && state !== 'confirming') return false;
      const round = await loadRound(tx, roundId);
      const others = round.waivers.filter(({ code, subjectId }) => code !== waiver.code || subjectId !== waiver.subjectId);
      await tx.update(RoundEntity, { id: roundId }, { waivers: [...others, { ...waiver, reason: waiver.reason.trim() }] });
      const at = instantOf(this.clock);
      await appendToJournal(tx, {
        subject: rounds.kind, subjectId: roundId, recordedAt: at, effectiveOn: dayAt(at, timeZone), actor, event: 'waive', payload: { code: waiver.code, subject: waiver.subjectId }, stateFrom: state, stateTo: state, basis: 'art. 4.2',
      });
      return true;
    });
  }

  /** Freezes the dossier and launches. On refusal nothing is kept but the journal's line. */
  launch(roundId: string, { collectUntil, termEndsOn }: { collectUntil: LegalDay; termEndsOn: LegalDay }, actor: Actor): Promise<Submission<Round>> {
    return this.db.withIdentity(actor, async (tx) => {
      await rounds.store.loadForUpdate(tx, roundId);
      const { dossier, gaps: found, seats, routingFaults: routing, levels, officialFiles } = await this.examine(tx, await loadRound(tx, roundId));
      const seated = seats.map((seat) => ({ seat, slot: slotOf(seat, levels) }));
      const slots = seated.map(({ slot }) => slot);
      return this.runner.submitIn(tx, rounds, roundId, { type: 'launch', gaps: found, slots, collectUntil, termEndsOn, act: null, routing }, actor, async () => {
        await tx.update(RoundEntity, { id: roundId }, { dossier: keptDossier(dossier) as never, officialFiles: officialIdsOf(officialFiles) });
        await insertSignatories(tx, roundId, seated);
      });
    });
  }

  private async insertDraft(tx: EntityManager, draft: Draft, told: object, actor: Actor): Promise<void> {
    const { id, departementCode, timeZone } = draft;
    const at = instantOf(this.clock);
    const day = dayAt(at, timeZone);
    const number = await this.nextNumber(tx, departementCode, day);
    const row: RoundRow = { ...draft, number, state: 'draft', dueAt: null, dossier: null, officialFiles: null, act: null, createdAt: this.clock.now(), createdBy: actor.id };
    await tx.insert(RoundEntity, row as never);
    await appendToJournal(tx, { subject: rounds.kind, subjectId: id, recordedAt: at, effectiveOn: day, actor, event: 'open', payload: { number, departementCode, ...told }, stateFrom: null, stateTo: 'draft', basis: null });
  }

  /** The same as `checks`, in the caller's transaction. */
  async examine(tx: EntityManager, round: RoundRow): Promise<DraftChecks> {
    const day = dayAt(instantOf(this.clock), round.timeZone);
    const whole = await loadDossier(tx, round.departementCode, day);
    const dossier = round.structuresMax ? limitStructures(whole, round.structuresMax) : whole;
    const officialFiles = await currentOfficialFiles(tx, round.departementCode);
    const openSeats = openSeatsOf(dossier, await candidatesOf(tx, round.departementCode));
    const routing = round.routing ?? {};
    const levels = this.config.signatureLevels;
    return { round, dossier, gaps: gaps(dossier, round.waivers, this.annexesMissing(officialFiles)), seats: routed(openSeats, routing), openSeats, routingFaults: routingFaults(openSeats, routing), levels, levelsUnchosen: unchosenRoles(levels, openSeats), officialFiles, modelLabel: (await modelLabels(tx))(round), replaces: await this.predecessor(tx, round), formerly: await formerCorrections(tx, round, openSeats) };
  }

  private async predecessor(tx: EntityManager, { facts }: RoundRow): Promise<DraftChecks['replaces']> {
    if (facts.supersedes === null) return null;
    const { id, number } = await loadRound(tx, facts.supersedes);
    return { id, number };
  }

  /** The demonstration signs nothing real: it does without (decision 17). */
  private annexesMissing({ charte, accordCadre }: OfficialFileSet): OfficialAnnexNumber[] {
    if (this.config.mode === 'demonstration') return [];
    return [...(charte ? [] : ['1' as const]), ...(accordCadre ? [] : ['3' as const])];
  }

  /** CDFS-48-2026-003: the third agreement of the year in that département; acts are numbered by their own. The unique column settles two clicks at once. */
  private async nextNumber(tx: EntityManager, departementCode: string, day: LegalDay): Promise<string> {
    const stem = `CDFS-${departementCode}-${day.slice(0, 4)}-`;
    await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [stem]);
    const rows: { count: number }[] = await tx.query('select count(*)::int as count from round where starts_with(number, $1) and act is null', [stem]);
    return `${stem}${String(rows[0]!.count + 1).padStart(3, '0')}`;
  }
}

/** An empty place for a seat. Its level is the one of this day: what the operator chooses later is for later rounds. */
export function slotOf({ college, group, bodyId, bodyName, capacity, candidates = [], blocks = college !== 'partenaire_local' }: Seat, levels: LevelsChosen): Slot {
  return { ...emptySlot, id: `slot_${randomUUID()}`, college, group, bodyId, bodyName, capacity, signatoryId: randomUUID(), candidateIds: candidates.map(() => randomUUID()), blocks, level: levels[levelRoleOf(college)], state: 'waiting' };
}

export const officialIdsOf = ({ charte, accordCadre }: OfficialFileSet): OfficialFileIds => ({ charte: charte?.id ?? null, accordCadre: accordCadre?.id ?? null });
