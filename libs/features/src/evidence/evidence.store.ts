import type { EntityManager } from 'typeorm';
import type { CodeChannel } from '#libs/domain';
import { paperSignaturesOf, usedReservations } from '#libs/features/round';
import type { DocumentReservation, OwnCertificate, PaperSignature, RoundRow } from '#libs/features/round';
import type { EvidenceSignatory } from './evidence.format.js';

/** `n` counts from 1. `archived`: nothing better can be made, the agreement and the file are both at B-LTA. */
export type EvidenceRow = { roundId: string; n: number; name: string; sha256: string; length: number; archived: boolean; madeAt: Date };

/** The latest evidence file of a round. */
export async function evidenceOf(tx: EntityManager, roundId: string): Promise<EvidenceRow | null> {
  const rows: EvidenceRow[] = await tx.query('select round_id as "roundId", n, name, sha256, length::float8 as length, archived, made_at as "madeAt" from evidence where round_id = $1 order by n desc limit 1', [roundId]);
  return rows[0] ?? null;
}

/** False when another worker had already kept its own: the first one stays. */
export async function insertEvidence(tx: EntityManager, row: EvidenceRow): Promise<boolean> {
  const rows: unknown[] = await tx.query('insert into evidence (round_id, n, name, sha256, length, archived, made_at) values ($1, $2, $3, $4, $5, $6, $7) on conflict (round_id, n) do nothing returning n', [
    row.roundId, row.n, row.name, row.sha256, row.length, row.archived, row.madeAt,
  ]);
  return rows.length === 1;
}

/** `slotId`: null for a mail that names several places. */
export type MailFact = { slotId: string | null; signatoryId: string; id: string; kind: string; templateVersion: string; contentHash: string | null; messageId: string; createdAt: Date; sentAt: Date | null; smtpReply: string | null; attempts: number; bounce: BounceFact | null };
/** `at`: as JSON writes it. */
export type BounceFact = { action: 'failed' | 'delayed'; status: string | null; at: string };
export type LinkFact = { slotId: string; signatoryId: string; id: string; purpose: 'sign' | 'copy'; contentHash: string; tokenHash: string; createdAt: Date; expiresAt: Date };
export type SmsFact = { id: string; to: string; state: 'sending' | 'accepted' | 'refused'; createdAt: Date; acceptedAt: Date | null; attempts: number };
export type CodeFact = { id: string; linkId: string; typedName: string; channel: CodeChannel; createdAt: Date; expiresAt: Date; tries: number; usedAt: Date | null };
export type ApprovalFact = {
  slotId: string; signatoryId: string; approvedAt: Date; contentHash: string; typedName: string; consentVersion: string; codeId: string | null; codeChannel: CodeChannel; linkId: string; ip: string; userAgent: string;
  authority: EvidenceSignatory['authority']; certificate: OwnCertificate | null; reservationId: string | null;
};

/** What the tables hold about those who signed. */
export type SignatoryFacts = { mails: MailFact[]; links: LinkFact[]; codes: CodeFact[]; approvals: ApprovalFact[]; papers: PaperSignature[]; /** Under which files were lent and came back signed. */ reservations: DocumentReservation[] };

const mailColumns = `mail.id, mail.kind, mail.template_version as "templateVersion", mail.content_hash as "contentHash", mail.message_id as "messageId",
  mail.created_at as "createdAt", mail.sent_at as "sentAt", mail.smtp_reply as "smtpReply", mail.attempts,
  (select jsonb_build_object('action', r.action, 'status', r.status, 'at', r.received_at) from mail_report r
   where r.mail_id = mail.id and r.source = 'report' and r.action in ('failed', 'delayed') order by r.action = 'failed' desc, r.received_at desc limit 1) as bounce`;
/** A mail bears the id of the effect that caused it, and the effect names the place it was written for. */
const ownMails = `
  select outbox.effect->>'slotId' as "slotId", outbox.effect->>'signatoryId' as "signatoryId", ${mailColumns}
  from mail join outbox on outbox.id = mail.id
  where mail.subject = 'round' and mail.subject_id = $1 and mail.recipient_kind = 'signatory' order by outbox.seq`;
/** Those that name several places of one person, whatever their rounds: an invitation that left alone is among the former. */
const sharedMails = `
  select null as "slotId", cover.signatory_id::text as "signatoryId", ${mailColumns}
  from mail_cover cover join mail on mail.id = cover.mail_id where cover.round_id = $1 and mail.recipient_kind = 'correspondent' order by mail.created_at, mail.id, cover.signatory_id`;

export async function signatoryFacts(tx: EntityManager, { id: roundId, facts: { slots } }: Pick<RoundRow, 'id' | 'facts'>): Promise<SignatoryFacts> {
  return {
    mails: [...(await tx.query<MailFact[]>(ownMails, [roundId])), ...(await tx.query<MailFact[]>(sharedMails, [roundId]))],
    links: await tx.query(
      `select slot_id as "slotId", signatory_id as "signatoryId", id, purpose, content_hash as "contentHash", token_hash as "tokenHash", created_at as "createdAt", expires_at as "expiresAt"
       from link where round_id = $1 order by created_at, id`,
      [roundId],
    ),
    codes: await tx.query(
      `select code.id, code.link_id as "linkId", code.typed_name as "typedName", code.channel, code.created_at as "createdAt", code.expires_at as "expiresAt", code.tries, code.used_at as "usedAt"
       from code join link on link.id = code.link_id where link.round_id = $1 order by code.created_at, code.id`,
      [roundId],
    ),
    approvals: await tx.query(
      `select slot_id as "slotId", signatory_id as "signatoryId", approved_at as "approvedAt", content_hash as "contentHash", typed_name as "typedName", consent_version as "consentVersion",
              code_id as "codeId", code_channel as "codeChannel", link_id as "linkId", ip, user_agent as "userAgent", authority, certificate, reservation_id as "reservationId"
       from approval where round_id = $1`,
      [roundId],
    ),
    papers: await paperSignaturesOf(tx, roundId, slots),
    reservations: await usedReservations(tx, roundId),
  };
}

/** The messages that carried these codes to a telephone, by code. */
export async function smsOfCodes(tx: EntityManager, codeIds: readonly string[]): Promise<Map<string, SmsFact>> {
  const rows: (SmsFact & { codeId: string })[] = await tx.query(
    'select code_id as "codeId", id, masked_number as "to", state, created_at as "createdAt", accepted_at as "acceptedAt", attempts from sms where code_id = any($1::uuid[])', [codeIds],
  );
  return new Map(rows.map(({ codeId, ...sms }) => [codeId, sms]));
}

/** The mails that carried the codes of other places of the same sittings. `mailed`: by code, the one from which it was drawn. */
export function sharedCodeMails(tx: EntityManager, mailed: ReadonlyMap<string, string>): Promise<MailFact[]> {
  return tx.query(
    `select link.slot_id as "slotId", link.signatory_id::text as "signatoryId", ${mailColumns}
     from jsonb_to_recordset($1::jsonb) as shared(id uuid, mailed text) join code on code.id = shared.id join link on link.id = code.link_id
     join outbox on outbox.subject = 'round' and outbox.effect->>'type' = 'sendCode' and outbox.effect->>'codeId' = shared.mailed join mail on mail.id = outbox.id
     order by mail.created_at, mail.id`,
    [JSON.stringify([...mailed].map(([id, from]) => ({ id, mailed: from })))],
  );
}
