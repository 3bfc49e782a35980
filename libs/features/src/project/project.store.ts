import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';

export type ProjectLink = { id: string; roundId: string; bodyId: string; addressMac: string; createdAt: Date };
/** `words`: what is wrong, when something is. */
export type AnnexAnswer = { id: string; roundId: string; bodyId: string; linkId: string; kind: 'confirmed' | 'contested'; partHash: string; typedName: string; words: string | null; answeredAt: Date };

/** Keeps the link of one mail. The mail sent again finds it already there. */
export async function insertProjectLink(tx: EntityManager, { id, roundId, bodyId, addressMac, createdAt }: ProjectLink, token: string): Promise<void> {
  await tx.query(
    'insert into project_link (id, round_id, body_id, address_mac, token_hash, created_at) values ($1, $2, $3, $4, $5, $6) on conflict (id) do nothing', [id, roundId, bodyId, addressMac, hashOf(token), createdAt],
  );
}

export async function projectLinkByToken(tx: EntityManager, token: string): Promise<ProjectLink | null> {
  const rows: ProjectLink[] = await tx.query(
    'select id, round_id as "roundId", body_id as "bodyId", address_mac as "addressMac", created_at as "createdAt" from project_link where token_hash = $1', [hashOf(token)],
  );
  return rows[0] ?? null;
}

export async function insertAnnexAnswer(tx: EntityManager, row: AnnexAnswer): Promise<void> {
  await tx.query(
    'insert into annex_answer (id, round_id, body_id, link_id, kind, part_hash, typed_name, words, answered_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)',
    [row.id, row.roundId, row.bodyId, row.linkId, row.kind, row.partHash, row.typedName, row.words, row.answeredAt],
  );
}

/** All that was answered in a round, the oldest first. */
export function annexAnswersOf(tx: EntityManager, roundId: string): Promise<AnnexAnswer[]> {
  return tx.query(
    `select id, round_id as "roundId", body_id as "bodyId", link_id as "linkId", kind, part_hash as "partHash", typed_name as "typedName", words, answered_at as "answeredAt"
     from annex_answer where round_id = $1 order by answered_at, id`, [roundId],
  );
}

/** When each body was last written to, whether the mail server took it, and whether it came back. */
export async function projectMailsOf(tx: EntityManager, roundId: string): Promise<Map<string, { at: Date; sent: boolean; bounced: boolean }>> {
  const rows: { bodyId: string; at: Date; sent: boolean; bounced: boolean }[] = await tx.query(
    `select distinct on (effect->>'bodyId') effect->>'bodyId' as "bodyId", coalesce(mail.sent_at, outbox.created_at) as at, mail.sent_at is not null as sent,
            exists (select from mail_report r where r.mail_id = mail.id and r.action = 'failed' and (r.source = 'report' or mail.sent_at is null)) as bounced
     from outbox left join mail on mail.id = outbox.id
     where outbox.subject = 'round' and outbox.subject_id = $1 and effect->>'type' in ('askConfirmation', 'sendProject') order by effect->>'bodyId', outbox.created_at desc, outbox.seq desc`,
    [roundId],
  );
  return new Map(rows.map(({ bodyId, ...last }) => [bodyId, last]));
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
