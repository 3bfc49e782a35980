import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { draftedBreach, noticeReminders } from '#libs/domain';
import type { Breach, BreachDescription, BreachFacts, BreachRefusal, Instant, NotPossibleNow } from '#libs/domain';
import { Readings } from '#libs/features/access';
import type { Principal } from '#libs/features/access';
import { CLOCK, Database, instantOf, journalOf, systemActor, WorkflowRunner } from '#libs/platform';
import type { Clock, JournalLine, Submission } from '#libs/platform';
import { partnersNamed, placeOfGestionnaire, placeOfStructure, possibleControllers, structuresOf } from './breach-people.js';
import type { BreachPlace, PossibleController } from './breach-people.js';
import { BreachTexts } from './breach-texts.js';
import type { BreachText, DescribingText, NewTexts } from './breach-texts.js';
import { breachById, breaches, breachesSeen, countBreaches, insertBreach } from './breach.store.js';
import type { BreachRow } from './breach.store.js';

type Acting = Principal['actor'];

/** Of the desk itself: before the table is asked anything. */
export type DeskRefusal = 'structure_unknown';
export type Refusal = BreachRefusal | NotPossibleNow | DeskRefusal;
export type Declared = { ok: true; id: string } | { ok: false; refusal: Refusal };

export type NewBreach = { structureId: string | null; awareAt: Instant; description: BreachDescription; texts: Partial<Record<DescribingText, string>> };

/** Where somebody may declare: an agent for its structure alone, a gestionnaire for itself or for one of its structures. */
export type Declarable = { place: BreachPlace; structures: { id: string; name: string }[] };

/** One breach with all that its page says. `partners`: those named as controllers, and those who could be. */
export type BreachFile = { row: BreachRow; texts: BreachText[]; partners: ReadonlyMap<string, string>; possible: PossibleController[]; history: JournalLine[]; now: Instant };

/** Breaches per page of the register. */
export const registerPageSize = 50;

/** The directory is read, and an agent's declaration written, by the service: an agent holds no pen on the register (row-level security says so too). */
const desk = systemActor('breach-desk');

/** Thrown to leave nothing of a declaration that the table refuses. */
class Refused extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal);
  }
}

/** Data breaches, from the declaration to the closing of their file. Every change goes through the table, in the name of who asks. */
@Injectable()
export class Breaches {
  constructor(private readonly db: Database, private readonly runner: WorkflowRunner, private readonly texts: BreachTexts, private readonly readings: Readings, @Inject(CLOCK) private readonly clock: Clock) {}

  async declarable({ standing: { role, organisationId } }: Principal): Promise<Declarable | null> {
    if (organisationId === null) return null;
    return this.db.withIdentity(desk, async (tx) => {
      const place = role === 'agent' ? await placeOfStructure(tx, organisationId) : role === 'gestionnaire' ? await placeOfGestionnaire(tx, organisationId) : null;
      return place && { place, structures: role === 'gestionnaire' ? await structuresOf(tx, organisationId) : [] };
    });
  }

  /** A declaration that the table refuses leaves nothing. The 72 hours run from awareness, however late it is typed. */
  async declare({ structureId, awareAt, description, texts }: NewBreach, { actor, standing }: Principal): Promise<Declared> {
    const place = await this.placeOf(structureId, standing);
    if (!place) return { ok: false, refusal: 'structure_unknown' };
    const { gestionnaireId, timeZone } = place;
    const id = randomUUID();
    const facts = draftedBreach({ ...description, gestionnaireId, structureId: place.structureId, timeZone, awareAt });
    try {
      await this.db.withIdentity(desk, async (tx) => {
        await insertBreach(tx, { id, ...place, declaredBy: actor.kind === 'account' ? actor.id : null, facts, createdAt: this.clock.now() });
        const declared = await this.runner.submitIn(tx, breaches, id, { type: 'declare', account: texts.account ?? '' }, actor, async (held, _, at) => {
          await this.texts.keep(held, id, texts, { by: actor, at });
          await this.remind(held, id, facts);
        });
        if (!declared.accepted) throw new Refused(declared.refusal);
      });
    } catch (fault) {
      if (fault instanceof Refused) return { ok: false, refusal: fault.refusal };
      throw fault;
    }
    // Declared days late, it is overdue already: the calendar says so at once.
    await this.runner.tick(breaches, id);
    return { ok: true, id };
  }

  /** What the gestionnaire says of a breach, with the words that go with it: all of it, or nothing. */
  async submit(actor: Acting, id: string, { command, texts = {} }: { command: Breach['command']; texts?: NewTexts }): Promise<Submission<Breach>> {
    if (command.type === 'nameControllers' && !(await this.arePossible(id, command.partnerIds))) return { accepted: false, refusal: 'controller_unknown' };
    const done = await this.runner.submit(breaches, id, command, actor, async (tx, { facts }, at) => {
      await this.texts.keep(tx, id, texts, { by: actor, at });
      if (command.type === 'correctAwareness') await this.remind(tx, id, facts);
    });
    if (done.accepted && command.type === 'correctAwareness') await this.runner.tick(breaches, id);
    return done;
  }

  /** Its words may name people: who read them is journalled. */
  async find(actor: Acting, id: string): Promise<BreachFile | null> {
    const seen = await this.db.withIdentity(actor, async (tx) => {
      const row = await breachById(tx, id);
      return row && { row, texts: await this.texts.of(tx, id), history: await journalOf(tx, breaches.kind, id) };
    });
    if (!seen) return null;
    await this.readings.note(actor, breaches.kind, id);
    const { possible, named } = await this.db.withIdentity(desk, async (tx) => ({ possible: await possibleControllers(tx, seen.row), named: await partnersNamed(tx, seen.row.departementCode, (seen.row.facts.controllers ?? []).map(({ partnerId }) => partnerId)) }));
    return { ...seen, possible, partners: new Map([...possible, ...named].map((partner) => [partner.id, partner.name])), now: this.now() };
  }

  list(actor: Acting, page: number): Promise<{ rows: BreachRow[]; all: number; toNotify: number; now: Instant }> {
    return this.db.withIdentity(actor, async (tx) => ({ rows: await breachesSeen(tx, { limit: registerPageSize, offset: (page - 1) * registerPageSize }), ...(await countBreaches(tx)), now: this.now() }));
  }

  /** The whole register, with its words: read once, journalled once. */
  async register(actor: Acting): Promise<{ row: BreachRow; texts: BreachText[] }[]> {
    await this.readings.note(actor, 'breach_register', actor.organisation ?? actor.departement);
    return this.db.withIdentity(actor, async (tx) => {
      const lines: { row: BreachRow; texts: BreachText[] }[] = [];
      for (const row of await breachesSeen(tx)) lines.push({ row, texts: await this.texts.of(tx, row.id) });
      return lines;
    });
  }

  now(): Instant {
    return instantOf(this.clock);
  }

  private async placeOf(structureId: string | null, { role, organisationId }: Principal['standing']): Promise<BreachPlace | null> {
    if (organisationId === null) return null;
    return this.db.withIdentity(desk, async (tx) => {
      if (role === 'agent') return structureId === null || structureId === organisationId ? placeOfStructure(tx, organisationId) : null;
      if (role !== 'gestionnaire') return null;
      if (structureId === null) return placeOfGestionnaire(tx, organisationId);
      const place = await placeOfStructure(tx, structureId);
      return place?.gestionnaireId === organisationId ? place : null;
    });
  }

  private async arePossible(id: string, partnerIds: readonly string[]): Promise<boolean> {
    const possible = await this.db.withIdentity(desk, async (tx) => {
      const row = await breachById(tx, id);
      return row ? possibleControllers(tx, row) : [];
    });
    return partnerIds.every((asked) => possible.some((partner) => partner.id === asked));
  }

  /** The hours of the clock are the outbox's: each reminder is committed now, and leaves at its own instant. */
  private async remind(tx: EntityManager, id: string, facts: BreachFacts): Promise<void> {
    for (const { at, effect } of noticeReminders(facts, this.now())) await this.runner.announce(tx, breaches.kind, id, effect, new Date(at));
  }
}
