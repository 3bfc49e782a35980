import { Inject, Injectable, Optional } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { askedOf, dayAt } from '#libs/domain';
import type { College, Slot } from '#libs/domain';
import { directoryLinks } from '#libs/features/directory';
import { CLOCK, Database, instantOf } from '#libs/platform';
import type { Actor, Clock } from '#libs/platform';
import { strongOf } from './round-levels.js';
import { RoundReader } from './round.read.js';
import type { SignatoryLine } from './signatory-line.js';
import { loadSignatory } from './round.store.js';
import type { RoundRow, SignatoryRow } from './round.store.js';
import { RoundWitnesses } from './round-witnesses.js';
import { isChangeable } from './signatory-lines.js';

/** One person asked for one body, as their page shows them. */
export type PlaceOfRound = {
  round: RoundRow;
  slot: Slot;
  person: SignatoryRow;
  line: SignatoryLine;
  card: string;
  proposed: { fullName: string; email: string; reason: string | null } | null;
  asked: boolean;
  changeable: boolean;
  paperDays: { min: string | null; max: string } | null;
};

const cards: Record<College, (bodyId: string) => string> = {
  prefet: () => directoryLinks.prefet, gestionnaire: directoryLinks.gestionnaire, partenaire_national: directoryLinks.partner, partenaire_local: directoryLinks.localPartner,
};

/** Reads one place of a round. */
@Injectable()
export class PlaceReader {
  constructor(private readonly db: Database, private readonly reader: RoundReader, @Inject(CLOCK) private readonly clock: Clock, @Optional() private readonly witnesses?: RoundWitnesses) {}

  /** Null when there is no such round, place or person asked in that département; `signatoryId` null: whoever is asked first. */
  async find({ roundId, slotId, signatoryId, departementCode }: { roundId: string; slotId: string; signatoryId: string | null; departementCode: string }, actor: Actor): Promise<PlaceOfRound | null> {
    const round = await this.reader.find(roundId, departementCode, actor);
    const slot = round?.facts.slots.find(({ id }) => id === slotId);
    const personId = slot && (signatoryId === null ? slot.signatoryId : askedOf(slot).find((id) => id === signatoryId));
    if (!round || !slot || !personId) return null;
    return this.db.withIdentity(actor, async (tx) => {
      const person = await loadSignatory(tx, personId);
      const mail = (await this.witnesses?.of(tx, round))?.get(personId)?.mail ?? null;
      const { college, group, bodyName, state, since, reason, proposalId } = slot;
      const name = `${person.civility} ${person.firstName} ${person.lastName}`;
      const line: SignatoryLine = { slotId, college, group, bodyName, person: name, quality: person.quality, state, since, reason, proposed: proposalId !== null, strong: strongOf(slot), people: [{ name, quality: person.quality, mail, place: null }], remindable: false };
      return { round, slot, person, line, card: cards[slot.college](slot.bodyId), proposed: slot.proposalId === null ? null : await proposalOf(tx, slot.proposalId), asked: slot.state === 'invited', changeable: isChangeable(round, slot), paperDays: round.state === 'collecting' && slot.state === 'invited' ? { min: round.facts.assembledOn, max: dayAt(instantOf(this.clock), round.timeZone) } : null };
    });
  }
}

/** What the person asked said: the signature keeps it, in a table of its own. */
async function proposalOf(tx: EntityManager, id: string): Promise<PlaceOfRound['proposed']> {
  const rows: NonNullable<PlaceOfRound['proposed']>[] = await tx.query('select full_name as "fullName", email, reason from signatory_proposal where id = $1', [id]);
  return rows[0] ?? null;
}
