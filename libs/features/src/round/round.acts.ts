import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { dayAt, decide, emptyRound, roundWorkflow } from '#libs/domain';
import type { Dossier, Event, LegalDay, Round, Seat } from '#libs/domain';
import { departementOf, loadDossier } from '#libs/features/directory';
import { CLOCK, CONFIG, Database, WorkflowRunner, appendToJournal, instantOf } from '#libs/platform';
import type { Actor, Clock, Config, Submission } from '#libs/platform';
import { keptDossier } from './dossier.kept.js';
import { slotOf } from './round.launch.js';
import { RoundEntity, insertSignatories, loadRound, rounds } from './round.store.js';
import type { ActOfRound, RoundRow } from './round.store.js';

/** Acts use templates of the house, whose published versions never change. */
const actTemplateVersion = '1';

export type OpenAct = {
  act: ActOfRound;
  /** Unique among rounds: letters, digits and hyphens, forty at most, since the public verification is asked by it. */
  number: string;
  departementCode: string;
  seats: readonly Seat[];
  collectUntil: LegalDay;
};

/** Rounds that sign the acts of an agreement's life. Another feature decides the seats and the words; the circuit is the same. */
@Injectable()
export class RoundActs {
  constructor(private readonly db: Database, private readonly runner: WorkflowRunner, @Inject(CLOCK) private readonly clock: Clock, @Inject(CONFIG) private readonly config: Config) {}

  /** Creates the round and launches it, in the caller's transaction. Refused, it has written nothing. */
  async open(tx: EntityManager, { act, number, departementCode, seats, collectUntil }: OpenAct, actor: Actor): Promise<{ ok: true; roundId: string } | { ok: false; refusal: string }> {
    const departement = await departementOf(tx, departementCode);
    if (!departement) throw new Error(`No département ${departementCode}`);
    const { timeZone } = departement;
    const id = randomUUID();
    const at = instantOf(this.clock);
    const day = dayAt(at, timeZone);
    const seated = seats.map((seat) => ({ seat, slot: slotOf(seat, this.config.signatureLevels) }));
    const command: Launch = { type: 'launch', gaps: [], slots: seated.map(({ slot }) => slot), collectUntil, termEndsOn: null, act: { kind: act.kind, id: act.id, roundId: id } };
    const foreseen = decide(roundWorkflow, { state: 'draft', facts: emptyRound }, { ...command, effectiveOn: day, at } as Event<Round>);
    if (!foreseen.accepted) return { ok: false, refusal: foreseen.refusal };
    const row: RoundRow = {
      id, number, departementCode, timeZone, state: 'draft', facts: emptyRound, dueAt: null, modelId: act.template, modelVersion: actTemplateVersion, structuresMax: null, waivers: [],
      dossier: keptDossier(concerned(await loadDossier(tx, departementCode, day), seats)), officialFiles: null, act, createdAt: this.clock.now(), createdBy: actor.id,
    };
    await tx.insert(RoundEntity, row as never);
    const payload = { number, departementCode, act: { kind: act.kind, id: act.id } };
    await appendToJournal(tx, { subject: rounds.kind, subjectId: id, recordedAt: at, effectiveOn: day, actor, event: 'open', payload, stateFrom: null, stateTo: 'draft', basis: null });
    const launched = await this.runner.submitIn(tx, rounds, id, command, actor, () => insertSignatories(tx, id, seated));
    return launched.accepted ? { ok: true, roundId: id } : { ok: false, refusal: launched.refusal };
  }

  /** Assembles again, for the same seats and until the same day, after an assembly that failed. */
  relaunch({ id, facts }: RoundRow, actor: Actor): Promise<Submission<Round>> {
    return this.db.withIdentity(actor, async (tx) => {
      await rounds.store.loadForUpdate(tx, id);
      const { slots, collectUntil, termEndsOn, act } = (await loadRound(tx, id)).facts;
      if (!act || !collectUntil) throw new Error(`Round ${id} signs no act: ${facts.act === null ? 'it is an agreement' : 'it was never launched'}`);
      return this.runner.submitIn(tx, rounds, id, { type: 'launch', gaps: [], slots, collectUntil, termEndsOn, act }, actor);
    });
  }
}

type Launch = Extract<Round['command'], { type: 'launch' }>;

/** Of the directory an act freezes the préfecture and those who sign, and no card that it does not name. */
function concerned(dossier: Dossier, seats: readonly Seat[]): Dossier {
  const signing = new Set(seats.map(({ bodyId }) => bodyId));
  return {
    ...dossier, structures: [], referents: [], offers: [],
    gestionnaires: dossier.gestionnaires.filter(({ id }) => signing.has(id)),
    nationalPartners: dossier.nationalPartners.filter(({ id }) => signing.has(id)),
    localPartners: dossier.localPartners.filter(({ id }) => signing.has(id)),
  };
}
