import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { CodeChannel } from '#libs/domain';

/** `copy` only shows: where the round stands, then the sealed copy. */
export type LinkPurpose = 'sign' | 'copy';
export type LinkRow = { id: string; purpose: LinkPurpose; roundId: string; slotId: string; signatoryId: string; contentHash: string; createdAt: Date; expiresAt: Date };

const linkColumns = 'id, purpose, round_id as "roundId", slot_id as "slotId", signatory_id as "signatoryId", content_hash as "contentHash", created_at as "createdAt", expires_at as "expiresAt"';

export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Keeps the link of one mail. The mail sent again finds it already there. */
export async function insertLink(tx: EntityManager, link: LinkRow, token: string): Promise<void> {
  await tx.query(
    `insert into link (id, purpose, round_id, slot_id, signatory_id, content_hash, token_hash, created_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (id) do nothing`,
    [link.id, link.purpose, link.roundId, link.slotId, link.signatoryId, link.contentHash, hashOf(token), link.createdAt, link.expiresAt],
  );
}

export async function linkById(tx: EntityManager, id: string): Promise<LinkRow | null> {
  const rows: LinkRow[] = await tx.query(`select ${linkColumns} from link where id = $1`, [id]);
  return rows[0] ?? null;
}

/** Every link that left for that person, the latest first, with what tells its token. */
export async function linksOf(tx: EntityManager, { id, roundId }: { id: string; roundId: string }): Promise<(LinkRow & { tokenHash: string })[]> {
  return tx.query(`select ${linkColumns}, token_hash as "tokenHash" from link where round_id = $1 and signatory_id = $2 order by created_at desc, id`, [roundId, id]);
}

export async function linkByToken(tx: EntityManager, token: string): Promise<LinkRow | null> {
  const rows: LinkRow[] = await tx.query(`select ${linkColumns} from link where token_hash = $1`, [hashOf(token)]);
  return rows[0] ?? null;
}

/** A link that signs lives as long as its round collects: what it signed must not look later than its own end, once that end was moved. */
export async function prolongLink(tx: EntityManager, linkId: string, until: Date): Promise<void> {
  await tx.query('update link set expires_at = $2 where id = $1 and expires_at < $2', [linkId, until]);
}

/** When a link last left, or was about to leave, for that person: requests for a fresh one are answered once in a while, not at will. */
export async function lastLinkAt(tx: EntityManager, roundId: string, signatoryId: string): Promise<Date | null> {
  const rows: { at: Date | null }[] = await tx.query(
    `select greatest(
       (select max(created_at) from link where signatory_id = $2::uuid),
       (select max(created_at) from outbox where subject = 'round' and subject_id = $1 and effect->>'signatoryId' = $2::text
          and effect->>'type' in ('inviteSignatory', 'deliverFinalCopy', 'sendFreshLink', 'sendStatusLink'))) as at`,
    [roundId, signatoryId],
  );
  return rows[0]?.at ?? null;
}

/** Who asked: anybody who types an address, or whoever holds a link of its owner. */
export type RenewalSource = 'stranger' | 'holder';
/** Who is named in the journal when the address was typed. */
export const strangerId = 'recovery';

/** How often requests from there were answered since then, at the mailbox of that person, and when last. The others that concern it wait until the end of the transaction. */
export async function renewalsSince(tx: EntityManager, signatoryId: string, source: RenewalSource, since: Date): Promise<{ count: number; last: Date | null }> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('fresh links ' || mailbox, 0)) from signatory where id = $1`, [signatoryId]);
  // All that was answered together is one mail, and one instant. Who they are is written first as the journal writes it: a comparison that converts would read all of it.
  const rows: { count: number; last: Date | null }[] = await tx.query(
    `with asked as materialized (select other.id::text as key, other.round_id::text as subject_id from signatory me join signatory other on other.mailbox = me.mailbox where me.id = $1)
     select count(distinct line.recorded_at)::int as count, max(line.recorded_at) as last
     from asked join journal line on line.subject = 'round' and line.subject_id = asked.subject_id and line.payload->>'signatoryId' = asked.key
     where line.event = 'renewLink' and line.recorded_at > $3 and (line.actor->>'id' = $2) = $4`,
    [signatoryId, strangerId, since, source === 'stranger'],
  );
  return rows[0]!;
}

export type CodeRow = { id: string; linkId: string; typedName: string; /** By what it left. */ channel: CodeChannel; createdAt: Date; expiresAt: Date; tries: number; usedAt: Date | null };

/** A code, and the link behind which it was asked for. */
export type HeldCode = CodeRow & { link: LinkRow };

const codeColumns = 'id, link_id as "linkId", typed_name as "typedName", channel, created_at as "createdAt", expires_at as "expiresAt", tries, used_at as "usedAt"';

export async function insertCode(tx: EntityManager, code: Omit<CodeRow, 'tries' | 'usedAt'>): Promise<void> {
  await tx.query('insert into code (id, link_id, typed_name, channel, created_at, expires_at) values ($1, $2, $3, $4, $5, $6)', [code.id, code.linkId, code.typedName, code.channel, code.createdAt, code.expiresAt]);
}

export async function codeById(tx: EntityManager, id: string): Promise<CodeRow | null> {
  const rows: CodeRow[] = await tx.query(`select ${codeColumns} from code where id = $1`, [id]);
  return rows[0] ?? null;
}

export async function latestCode(tx: EntityManager, linkId: string): Promise<CodeRow | null> {
  const rows: CodeRow[] = await tx.query(`select ${codeColumns} from code where link_id = $1 order by created_at desc, tries, id desc limit 1`, [linkId]);
  return rows[0] ?? null;
}

/** Codes asked for a slot since then, whatever the link: the limit is the person's, not the link's. */
export async function codesSince(tx: EntityManager, roundId: string, slotId: string, since: Date): Promise<number> {
  const rows: { count: number }[] = await tx.query(
    'select count(*)::int as count from code join link on link.id = code.link_id where link.round_id = $1 and link.slot_id = $2 and code.created_at > $3',
    [roundId, slotId, since],
  );
  return rows[0]!.count;
}

/** Takes one try of these codes before looking at them, under their locks: simultaneous guesses cannot share a try. Those that had none left, or are used or too old, are left out. */
export async function takeTries(tx: EntityManager, codeIds: readonly string[], now: Date, triesMax: number): Promise<CodeRow[]> {
  const [rows]: [CodeRow[], number] = await tx.query(
    `update code set tries = tries + 1 where id = any($1::uuid[]) and used_at is null and expires_at > $2 and tries < $3 returning ${codeColumns}`,
    [codeIds, now, triesMax],
  );
  return rows;
}

/** Codes asked for by whoever reads the mails of that person, whatever their place, that are not too old; used ones among them. */
export async function codesOfMailbox(tx: EntityManager, signatoryId: string, now: Date): Promise<HeldCode[]> {
  const rows: (CodeRow & Omit<LinkRow, 'id' | 'createdAt' | 'expiresAt'> & { linkMadeAt: Date; linkEndsAt: Date })[] = await tx.query(
    `select code.id, code.link_id as "linkId", code.typed_name as "typedName", code.channel, code.created_at as "createdAt", code.expires_at as "expiresAt", code.tries, code.used_at as "usedAt",
            link.purpose, link.round_id as "roundId", link.slot_id as "slotId", link.signatory_id as "signatoryId", link.content_hash as "contentHash", link.created_at as "linkMadeAt", link.expires_at as "linkEndsAt"
     from signatory me join signatory on signatory.mailbox = me.mailbox join link on link.round_id = signatory.round_id and link.signatory_id = signatory.id join code on code.link_id = link.id
     where me.id = $1 and code.expires_at > $2 order by code.created_at, code.tries desc, code.id`,
    [signatoryId, now],
  );
  return rows.map(({ purpose, roundId, slotId, signatoryId: holder, contentHash, linkMadeAt, linkEndsAt, ...code }) => ({
    ...code, link: { id: code.linkId, purpose, roundId, slotId, signatoryId: holder, contentHash, createdAt: linkMadeAt, expiresAt: linkEndsAt },
  }));
}

export async function useCode(tx: EntityManager, codeId: string, now: Date): Promise<void> {
  await tx.query('update code set used_at = $2 where id = $1', [codeId, now]);
}

/** What is counted before it is allowed waits for its turn, until the end of the transaction: simultaneous visitors would all see the same count. */
export async function waitForTurn(tx: EntityManager, what: string): Promise<void> {
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [what]);
}

/** Wrong codes typed at a place, by whoever holds a link to it, among the codes asked since then. */
export async function wrongCodesSince(tx: EntityManager, roundId: string, slotId: string, since: Date): Promise<number> {
  const rows: { count: number }[] = await tx.query(
    `select coalesce(sum(tries - (used_at is not null)::int), 0)::int as count from code join link on link.id = code.link_id
     where link.round_id = $1 and link.slot_id = $2 and code.created_at > $3`,
    [roundId, slotId, since],
  );
  return rows[0]!.count;
}

/** Who, of that address, is or was asked to sign somewhere: what still waits first, then the latest. */
export async function signatoriesAt(tx: EntityManager, email: string, limit: number): Promise<string[]> {
  const rows: { id: string }[] = await tx.query(
    `select signatory.id from signatory join round on round.id = signatory.round_id cross join lateral jsonb_array_elements(round.facts->'slots') as slot
     where signatory.mailbox = lower($1) and (slot->>'signatoryId' = signatory.id::text or slot->'candidateIds' ? signatory.id::text)
       and round.state not in ('draft', 'assembling', 'abandoned', 'superseded')
     order by round.state = 'collecting' and slot->>'state' = 'invited' desc, round.created_at desc limit $2`,
    [email.trim(), limit],
  );
  return rows.map(({ id }) => id);
}

/** `id`: a link of that person, in whose name their place may be read. */
export type MailboxLink = { id: string; signatoryId: string; awaited: boolean; samePerson: boolean; /** Links of that place whose mail was accepted by a server. */ sent: string[] };

/** One link of each person who, at the address of whoever holds that link, is asked for something: what waits for them first, then the latest. */
export async function linksOfMailbox(tx: EntityManager, linkId: string, limit: number): Promise<MailboxLink[]> {
  return tx.query(
    `select latest.id, other.id as "signatoryId", round.state = 'collecting' and slot->>'state' = 'invited' as awaited,
            lower(other.first_name) = lower(me.first_name) and lower(other.last_name) = lower(me.last_name) as "samePerson",
            array(select l.id::text from link l where l.round_id = round.id and l.signatory_id = other.id and (
              exists (select from mail where mail.id = l.id and mail.sent_at is not null)
              or exists (select from mail_cover c join mail on mail.id = c.mail_id where c.signatory_id = other.id and mail.recipient_kind = 'correspondent' and l.created_at >= c.created_at and mail.sent_at >= l.created_at))) as sent
     from link mine join signatory me on me.id = mine.signatory_id join signatory other on other.mailbox = me.mailbox join round on round.id = other.round_id
       cross join lateral jsonb_array_elements(round.facts->'slots') as slot
       cross join lateral (select id from link where link.round_id = round.id and link.signatory_id = other.id and link.slot_id = slot->>'id' order by created_at desc, id limit 1) as latest
     where mine.id = $1 and (slot->>'signatoryId' = other.id::text or slot->'candidateIds' ? other.id::text) and round.state in ('collecting', 'blocked', 'expired', 'sealing', 'sealed')
     order by awaited desc, round.created_at desc, slot->>'id' limit $2`,
    [linkId, limit],
  );
}

/** Lines the journal already holds of a dead link's holder since then. */
export async function deadLinksSince(tx: EntityManager, subjectId: string, actorId: string, since: Date): Promise<number> {
  const rows: { count: number }[] = await tx.query(
    `select count(*)::int as count from journal where subject_id = $1 and event = 'refused.link' and actor->>'id' = $2 and recorded_at > $3`,
    [subjectId, actorId, since],
  );
  return rows[0]!.count;
}
