import type { EntityManager } from 'typeorm';
import { dayAt, instant, legalDay, zoneOfDepartement } from '#libs/domain';
import type { AwaitedPlace } from '#libs/domain';

/** Places looked at in one pass: many times what the whole country signs at once. */
const placesMax = 20_000;

/** A place where somebody is waited for, with what only the worker may know: the address. */
export type Awaited = AwaitedPlace & { roundId: string; timeZone: string; address: string };

type Row = { signatoryId: string; roundId: string; timeZone: string; departementCode: string; address: string; collectUntil: string; writtenAt: Date; reminders: number };

/**
 * Everybody who is waited for now, read from the rounds themselves: whoever signed, refused, was replaced, or named somebody else is not among them,
 * and nothing has to be told of it.
 */
export async function awaitedPlaces(tx: EntityManager): Promise<Awaited[]> {
  const rows: Row[] = await tx.query(
    `select signatory.id as "signatoryId", round.id as "roundId", round.time_zone as "timeZone", round.departement_code as "departementCode", signatory.email as address, round.facts->>'collectUntil' as "collectUntil",
            greatest(
              (slot->>'since')::timestamptz,
              (select max(created_at) from outbox where subject = 'round' and subject_id = round.id::text and effect->>'signatoryId' = signatory.id::text and effect->>'type' in ('inviteSignatory', 'sendFreshLink')),
              covered.at) as "writtenAt",
            covered.count as reminders
     from round
     cross join lateral jsonb_array_elements(round.facts->'slots') as slot
     join signatory on signatory.round_id = round.id and (slot->>'signatoryId' = signatory.id::text or slot->'candidateIds' ? signatory.id::text)
     cross join lateral (select max(created_at) as at, count(*)::int as count from mail_cover where mail_cover.signatory_id = signatory.id and mail_cover.effect_id is null) as covered
     where round.state = 'collecting' and slot->>'state' = 'invited' and slot->>'proposalId' is null
     order by round.created_at, round.id, signatory.id limit $1`,
    [placesMax],
  );
  return rows.map(({ signatoryId, roundId, timeZone, departementCode, address, collectUntil, writtenAt, reminders }) => ({
    signatoryId, roundId, timeZone, address, reminders, zone: zoneOfDepartement(departementCode), collectUntil: legalDay(collectUntil), writtenOn: dayAt(instant(writtenAt.toISOString()), timeZone),
  }));
}
