import type { EntityManager } from 'typeorm';
import { instant, mailStanding } from '#libs/domain';
import type { MailReport, MailStanding } from '#libs/domain';

/** Where the latest mail to a signatory stands. `kind`: which mail it was, « signature.invitation ». */
export type SignatoryMail = MailStanding & { mailId: string; kind: string };

type Row = { signatoryId: string; mailId: string; kind: string; createdAt: Date; sentAt: Date | null; reports: { action: MailReport['action']; status: string | null; at: string }[] };

/**
 * The latest mail to each of these signatories, for whoever may see their round; those who were never written to are left out. What our own relay
 * refused counts until it takes the mail: reports come after.
 */
export async function mailStateOf(tx: EntityManager, signatoryIds: readonly string[]): Promise<Map<string, SignatoryMail>> {
  const rows: Row[] = await tx.query(
    `select distinct on (written."signatoryId") written."signatoryId", mail.id as "mailId", mail.kind, mail.created_at as "createdAt", mail.sent_at as "sentAt",
            coalesce((select jsonb_agg(jsonb_build_object('action', r.action, 'status', r.status, 'at', r.received_at)) from mail_report r where r.mail_id = mail.id and (r.source = 'report' or mail.sent_at is null)), '[]') as reports
     from (select id, recipient_id as "signatoryId" from mail where recipient_kind = 'signatory' and recipient_id = any($1)
           union all select mail_id, signatory_id::text from mail_cover where signatory_id = any($1::uuid[])) as written
     join mail on mail.id = written.id
     order by written."signatoryId", mail.created_at desc, mail.id`,
    [signatoryIds],
  );
  return new Map(rows.map(({ signatoryId, mailId, kind, createdAt, sentAt, reports }) => [
    signatoryId,
    { mailId, kind, ...mailStanding({ createdAt: at(createdAt), sentAt: sentAt && at(sentAt), reports: reports.map((report) => ({ ...report, at: at(new Date(report.at)) })) }) },
  ]));
}

function at(date: Date) {
  return instant(date.toISOString());
}
