import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { annexPartsOf, movedBodies } from '#libs/domain';
import type { AskedBody, Dossier, LegalDay, Round } from '#libs/domain';
import { Database, WorkflowRunner, canonicalJson } from '#libs/platform';
import type { Actor, Submission } from '#libs/platform';
import { keptDossier } from './dossier.kept.js';
import { RoundLaunch, officialIdsOf, slotOf } from './round.launch.js';
import type { DraftChecks } from './round.launch.js';
import { RoundEntity, insertSignatories, loadRound, rounds } from './round.store.js';

/** What the directory says today of a project, beside what it said when each body was asked. `moved`: the bodies to ask again. */
export type ProjectChecks = DraftChecks & { moved: string[] };

/** From the draft to the frozen text: the bodies read their annexes in the directory as it was when they were asked, and the text is frozen once it says the same. */
@Injectable()
export class RoundProject {
  constructor(private readonly db: Database, private readonly runner: WorkflowRunner, private readonly launches: RoundLaunch) {}

  /** Asks every body that the annexes describe. On refusal nothing is kept but the journal's line. */
  open(roundId: string, actor: Actor): Promise<Submission<Round>> {
    return this.db.withIdentity(actor, async (tx) => {
      await rounds.store.loadForUpdate(tx, roundId);
      const { dossier, gaps } = await this.launches.examine(tx, await loadRound(tx, roundId));
      return this.runner.submitIn(tx, rounds, roundId, { type: 'openProject', gaps, parts: askedBodies(dossier) }, actor, () => keep(tx, roundId, dossier));
    });
  }

  /** What is missing today, and whose part has moved. */
  async checks(roundId: string, actor: Actor): Promise<ProjectChecks> {
    const found = await this.launches.checks(roundId, actor);
    return { ...found, moved: movedBodies(found.round.facts.confirmations, askedBodies(found.dossier)) };
  }

  /** Asks again those whose part has moved since they were asked, and them alone. */
  review(roundId: string, actor: Actor): Promise<Submission<Round>> {
    return this.db.withIdentity(actor, async (tx) => {
      await rounds.store.loadForUpdate(tx, roundId);
      const { dossier } = await this.launches.examine(tx, await loadRound(tx, roundId));
      return this.reviewIn(tx, roundId, dossier, actor);
    });
  }

  /** Freezes the dossier, the seats and the term, and has the text assembled. Refused because a part has moved, it asks again those whose part it is. */
  freeze(roundId: string, termEndsOn: LegalDay, actor: Actor): Promise<Submission<Round>> {
    return this.db.withIdentity(actor, async (tx) => {
      await rounds.store.loadForUpdate(tx, roundId);
      const { dossier, gaps, seats, routingFaults: routing, levels, officialFiles } = await this.launches.examine(tx, await loadRound(tx, roundId));
      const seated = seats.map((seat) => ({ seat, slot: slotOf(seat, levels) }));
      const frozen = await this.runner.submitIn(tx, rounds, roundId, { type: 'freeze', gaps, slots: seated.map(({ slot }) => slot), parts: askedBodies(dossier), termEndsOn, routing }, actor, async () => {
        await tx.update(RoundEntity, { id: roundId }, { dossier: keptDossier(dossier) as never, officialFiles: officialIdsOf(officialFiles) });
        await insertSignatories(tx, roundId, seated);
      });
      if (!frozen.accepted && frozen.refusal === 'annexes_moved') await this.reviewIn(tx, roundId, dossier, actor);
      return frozen;
    });
  }

  private reviewIn(tx: EntityManager, roundId: string, dossier: Dossier, actor: Actor): Promise<Submission<Round>> {
    return this.runner.submitIn(tx, rounds, roundId, { type: 'changeContent', parts: askedBodies(dossier) }, actor, () => keep(tx, roundId, dossier));
  }
}

/** What each body is shown is the directory of the day on which it was asked. */
async function keep(tx: EntityManager, roundId: string, dossier: Dossier): Promise<void> {
  await tx.update(RoundEntity, { id: roundId }, { dossier: keptDossier(dossier) as never });
}

function askedBodies(dossier: Dossier): AskedBody[] {
  return annexPartsOf(dossier).map((part) => ({ bodyId: part.bodyId, bodyName: part.bodyName, college: part.college, hash: createHash('sha256').update(canonicalJson(part)).digest('hex') }));
}
