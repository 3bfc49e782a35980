import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { dayAt, routeOf, routingFaults, seatKey, seatsOf } from '#libs/domain';
import type { College, Dossier, Eligible, OpenSeat, Routing, RoutingFault, Signatory } from '#libs/domain';
import { candidatesFor } from '#libs/features/directory';
import type { BodyKind, Candidate } from '#libs/features/directory';
import { CLOCK, Database, appendToJournal, instantOf } from '#libs/platform';
import type { Actor, Clock } from '#libs/platform';
import { RoundEntity, loadRound, rounds } from './round.store.js';

const bodyKinds: Record<College, BodyKind> = { prefet: 'prefet', gestionnaire: 'gestionnaire', partenaire_national: 'national_partner', partenaire_local: 'local_partner' };

/** The seats of a dossier, with everybody who may sign for each: whoever the directory asks first, then the others. */
export function openSeatsOf(dossier: Dossier, candidates: readonly Candidate[]): OpenSeat[] {
  return seatsOf(dossier).map(({ signatory, candidates: _, ...seat }) => {
    const others = candidatesFor({ kind: bodyKinds[seat.college], id: seat.college === 'prefet' ? null : seat.bodyId }, candidates);
    const first = eligible(signatory);
    const rest = others.map(({ id: __, body: ___, ...person }) => eligible(person)).filter(({ key }, rank, all) => key !== first.key && all.findIndex((one) => one.key === key) === rank);
    return { ...seat, eligible: [first, ...rest] };
  });
}

/**
 * Who this is, whatever row of the directory holds them: asking a candidate first gives the candidate's row to whoever was asked before,
 * and the choice must not follow the row.
 */
function eligible(person: Signatory): Eligible {
  const words = [person.email, person.firstName, person.lastName].map((word) => word.trim().toLocaleLowerCase('fr'));
  return { ...person, key: createHash('sha256').update(words.join('\n')).digest('base64url').slice(0, 22) };
}

/** How the parties of a round are asked: in which order, and whom for each. */
@Injectable()
export class RoundRouting {
  constructor(private readonly db: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  /**
   * Keeps the choice with the round; `null` once its text is frozen. Nothing is kept when something is wrong with it.
   * @param seats the parties as the directory has them
   */
  choose(roundId: string, routing: Routing, seats: readonly OpenSeat[], actor: Actor): Promise<RoutingFault[] | null> {
    return this.db.withIdentity(actor, async (tx) => {
      const { state, timeZone } = await rounds.store.loadForUpdate(tx, roundId);
      if ((state !== 'draft' && state !== 'confirming') || (await loadRound(tx, roundId)).act) return null;
      const faults = routingFaults(seats, routing);
      if (faults.length > 0) return faults;
      await tx.update(RoundEntity, { id: roundId }, { routing });
      const at = instantOf(this.clock);
      const told = seats.map((seat) => ({ seat: seatKey(seat), ...routeOf(seat, routing) })).map(({ seat, group, asked }) => ({ seat, group, asked: typeof asked === 'string' ? asked : 'one' }));
      await appendToJournal(tx, { subject: rounds.kind, subjectId: roundId, recordedAt: at, effectiveOn: dayAt(at, timeZone), actor, event: 'route', payload: { seats: told }, stateFrom: state, stateTo: state, basis: 'décision 5' });
      return [];
    });
  }
}
