import type { EntityManager } from 'typeorm';

/** Places named by one mail: a person sits on a few bodies, not on fifty. */
export const coveredPlacesMax = 20;

/** What a reminder covers. Written with its announcement: the pace counts what was decided, however late the mail server is. */
export async function insertCovers(tx: EntityManager, mailId: string, places: readonly { signatoryId: string; roundId: string }[], at: Date): Promise<void> {
  await tx.query(
    `insert into mail_cover (mail_id, signatory_id, round_id, created_at) select $1, c."signatoryId", c."roundId", $3 from jsonb_to_recordset($2) as c("signatoryId" uuid, "roundId" uuid)`,
    [mailId, JSON.stringify(places.map(({ signatoryId, roundId }) => ({ signatoryId, roundId }))), at],
  );
}

/** One mail brings all these, each announced by an effect of its own: the first writes it. */
export async function bringTogether(tx: EntityManager, brought: readonly { effectId: string; signatoryId: string; roundId: string }[], at: Date): Promise<void> {
  await tx.query(
    `insert into mail_cover (mail_id, signatory_id, round_id, effect_id, created_at)
     select $1, c."signatoryId", c."roundId", c."effectId", $3 from jsonb_to_recordset($2) as c("effectId" uuid, "signatoryId" uuid, "roundId" uuid)`,
    [brought[0]!.effectId, JSON.stringify(brought), at],
  );
}

/** What a mail brings, in the order in which it was asked for: `mailId` is the effect that writes it. */
export type Brought = { mailId: string; signatoryIds: string[] };

/**
 * Which mail brings that invitation, decided once and for all: the one that took it already, else its own, which then takes all those that are due to the same
 * person and that nobody has begun to write. Null when it is pointless, or was begun before mails brought several.
 */
export async function bringInvitations(tx: EntityManager, { effectId, signatoryId, at }: { effectId: string; signatoryId: string; at: Date }): Promise<Brought | null> {
  // Two invitations of the same person wait for one another: the second sees what the first has taken.
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('invitations ' || mailbox, 0)) from signatory where id = $1`, [signatoryId]);
  const known = await broughtWith(tx, effectId);
  if (known) return known;
  const begun: unknown[] = await tx.query('select 1 from mail where id = $1', [effectId]);
  if (begun.length > 0) return null;
  await tx.query(takeAll, [effectId, signatoryId, at, coveredPlacesMax]);
  return broughtWith(tx, effectId);
}

/** The mail that brings what that effect announced, and all that it brings; null when it leaves alone. */
export async function broughtWith(tx: EntityManager, effectId: string): Promise<Brought | null> {
  // Its mail is found first: nothing but a plain equality may choose the rows of a table whose policies are checked, any other reads them all.
  const rows: { mailId: string; signatoryId: string }[] = await tx.query(
    `with bringing as materialized (select coalesce((select mail_id from mail_cover where effect_id = $1), $1) as mail_id)
     select mail_id as "mailId", mail_cover.signatory_id as "signatoryId" from bringing join mail_cover using (mail_id) join outbox on outbox.id = mail_cover.effect_id order by outbox.seq`, [effectId]);
  return rows[0] ? { mailId: rows[0].mailId, signatoryIds: rows.map(({ signatoryId }) => signatoryId) } : null;
}

/**
 * The invitation itself, then those that have waited longest; one per place. None when it is pointless: the others leave by themselves.
 * Who they are is found first, and written as the outbox writes it: a comparison that converts would read all of it.
 */
const takeAll = `
  with asked as materialized (
    select other.id, other.id::text as key, other.round_id, other.round_id::text as subject_id
    from signatory me join signatory other on other.mailbox = me.mailbox and lower(other.first_name) = lower(me.first_name) and lower(other.last_name) = lower(me.last_name)
    where me.id = $2),
  due as (
    select distinct on (asked.id) asked.id as signatory_id, asked.round_id, outbox.id, outbox.seq
    from asked join round on round.id = asked.round_id and round.state = 'collecting'
    join outbox on outbox.subject = 'round' and outbox.subject_id = asked.subject_id and outbox.done_at is null
      and outbox.effect->>'type' = 'inviteSignatory' and outbox.effect->>'signatoryId' = asked.key and not (outbox.effect->>'reminder')::boolean
    where (outbox.id = $1 or asked.id <> $2)
      and not exists (select from mail_cover where mail_cover.effect_id = outbox.id) and not exists (select from mail where mail.id = outbox.id)
      and exists (select from jsonb_array_elements(round.facts->'slots') as slot where slot->>'state' = 'invited' and (slot->>'signatoryId' = asked.key or slot->'candidateIds' ? asked.key))
    order by asked.id, outbox.seq)
  insert into mail_cover (mail_id, signatory_id, round_id, effect_id, created_at)
  select $1, signatory_id, round_id, id, $3 from due where exists (select from due as own where own.id = $1) order by id <> $1, seq limit $4`;
