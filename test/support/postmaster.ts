import { randomUUID } from 'node:crypto';
import { createTransport } from 'nodemailer';
import type { Mailbox } from './mailbox.js';

export type Report = { action: 'failed' | 'delayed' | 'delivered'; status: string; diagnostic: string };

/** What a mail server writes back (RFC 3464): words for people, the part for machines, and the headers of the mail (`returned`). */
export function deliveryReport(returnPath: string, recipient: string, { action, status, diagnostic }: Report, returned = 'Subject: Lozère'): string {
  const boundary = `report-${randomUUID()}`;
  return [
    'From: Mail Delivery System <MAILER-DAEMON@mx.ailleurs.example>', `To: ${returnPath}`, 'Subject: Delivery Status Notification', 'Date: Tue, 24 Nov 2026 09:05:00 +0000', `Message-ID: <${randomUUID()}@mx.ailleurs.example>`,
    'MIME-Version: 1.0', 'Auto-Submitted: auto-replied', `Content-Type: multipart/report; report-type=delivery-status;`, `\tboundary="${boundary}"`, '',
    'This is a MIME-encapsulated message.', '',
    `--${boundary}`, 'Content-Type: text/plain; charset=us-ascii', '', `Your message to ${recipient} was ${action}.`, '',
    `--${boundary}`, 'Content-Description: Delivery report', 'Content-Type: message/delivery-status', '',
    'Reporting-MTA: dns; mx.ailleurs.example', 'Arrival-Date: Tue, 24 Nov 2026 09:04:00 +0000', '',
    `Final-Recipient: rfc822; ${recipient}`, `Action: ${action}`, `Status: ${status}`, `Diagnostic-Code: smtp; ${diagnostic}`, '',
    `--${boundary}`, 'Content-Type: text/rfc822-headers', '', returned, '',
    `--${boundary}--`, '',
  ].join('\r\n');
}

/** Brings a message to a mail server, as another server would: no sender, one recipient. Rejects with the server's refusal. */
export async function bring(port: number, recipient: string, raw: string): Promise<void> {
  const transport = createTransport({ host: '127.0.0.1', port, ignoreTLS: true });
  try {
    await transport.sendMail({ envelope: { from: '', to: recipient }, raw });
  } finally {
    transport.close();
  }
}

/** What the sender asked to be told of (RFC 3461, 4.1). */
const asked = { failed: 'FAILURE', delayed: 'DELAY', delivered: 'SUCCESS' } as const;

/** From now on that server reports on what it takes, to the return path of each mail, as far as its sender asked. `reportOn`: null for a server that keeps silent. */
export function reportBack(mailbox: Mailbox, port: number, reportOn: (address: string) => Report | null): void {
  // A service that has stopped meanwhile is not told.
  reportInto(mailbox, (recipient, raw) => void bring(port, recipient, raw).catch(() => undefined), reportOn);
}

/** The same, when somebody else than the service takes what is written to that address. */
export function reportInto(mailbox: Mailbox, deliver: (recipient: string, raw: string) => void, reportOn: (address: string) => Report | null): void {
  mailbox.onTaken = ({ to, returnPath, notify, raw }) => {
    const report = reportOn(to);
    if (report && notify.includes(asked[report.action])) deliver(returnPath, deliveryReport(returnPath, to, report, raw.slice(0, raw.indexOf('\r\n\r\n'))));
  };
}
