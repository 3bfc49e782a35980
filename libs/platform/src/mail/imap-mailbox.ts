import { ImapFlow } from 'imapflow';
import type { BounceMailbox } from './bounce-mailbox.js';
import { reportReadBytes } from './delivery-report.js';

/** As for the server that takes our mails: one that does not answer must free whoever waits. */
const connectTimeoutMs = 15_000;
/** Enough for a slow server to let us in and show the folder, and no more than a person waits for. */
const tryMs = 20_000;
/** A server that keeps silent this long in the middle of an answer has left. */
const silenceMs = 30_000;
/** A server that says more than it was asked for is left rather than listened to: one part asked for never weighs more than what is read of a report. */
const literalBytesMax = 2 * reportReadBytes;
/** Beyond, in one answer: a list of numbers of messages, eight bytes each, for half a million of them. */
const answerBytesMax = 4 * 1024 * 1024;

/** Why a mailbox does not open, as a code that says nothing of whom it belongs to. */
export const mailboxFaults = ['refused', 'certificate', 'clear', 'folder', 'unreachable', 'silent', 'other'] as const;
export type MailboxFault = (typeof mailboxFaults)[number];

/**
 * Opens the folder where reports come, ready to be read and marked. The way follows that of the mail server: no proxy of HTTP. Certificates are those
 * that Node trusts (NODE_EXTRA_CA_CERTS adds an authority of the house). Rejects with what `mailboxFaultOf` reads; whoever opened it closes it.
 * `signal`: hangs up, whatever is under way.
 */
export async function openMailbox({ host, port, secure, clear, user, password, folder }: BounceMailbox, signal: AbortSignal): Promise<ImapFlow> {
  const client = new ImapFlow({
    host, port, secure,
    // In clear to this very machine only; elsewhere a server that does not offer STARTTLS is left before the password.
    ...(!secure && { doSTARTTLS: !clear }),
    auth: { user, pass: password },
    tls: { rejectUnauthorized: true },
    logger: false, disableAutoIdle: true, disableCompression: true,
    connectionTimeout: connectTimeoutMs, greetingTimeout: connectTimeoutMs, socketTimeout: silenceMs,
    maxLiteralSize: literalBytesMax, maxLineLength: answerBytesMax, maxResponseSize: answerBytesMax,
  });
  // Whatever goes wrong is told by what was asked of it.
  client.on('error', () => undefined);
  signal.addEventListener('abort', () => client.close(), { once: true });
  try {
    signal.throwIfAborted();
    await client.connect();
    await client.mailboxOpen(folder);
    return client;
  } catch (fault) {
    client.close();
    throw fault;
  }
}

/** Ends politely, and in any case: a server that does not say goodbye is left. */
export async function closeMailbox(client: ImapFlow): Promise<void> {
  await client.logout().catch(() => undefined);
  client.close();
}

/** Opens the mailbox and leaves: null when it opens. Whoever waits for the answer waits for `tryMs` at most. */
export async function tryMailbox(settings: BounceMailbox): Promise<MailboxFault | null> {
  const signal = AbortSignal.timeout(tryMs);
  try {
    await closeMailbox(await openMailbox(settings, signal));
    return null;
  } catch (fault) {
    return signal.aborted ? 'silent' : mailboxFaultOf(fault);
  }
}

/** Never the words of a server: they may repeat a name. */
export function mailboxFaultOf(fault: unknown): MailboxFault {
  const { code = '', authenticationFailed, mailboxMissing, tlsFailed, message = '' } = fault as { code?: unknown; authenticationFailed?: boolean; mailboxMissing?: boolean; tlsFailed?: boolean; message?: string };
  const known = String(code);
  if (authenticationFailed) return 'refused';
  if (mailboxMissing) return 'folder';
  if (/CERT|ISSUER|LEAF|ALTNAME/.test(known)) return 'certificate';
  if (tlsFailed && /STARTTLS/.test(message)) return 'clear';
  if (/TIMEOUT|TIMEDOUT/i.test(known)) return 'silent';
  return /^E[A-Z_]+$|NoConnection|ClosedAfterConnect|EConnectionClosed/.test(known) ? 'unreachable' : 'other';
}
