import { createHash } from 'node:crypto';
import { withoutAddresses } from './header-words.js';

/** What a server says has become of a message (RFC 3464, 2.3.3). */
export const reportActions = ['failed', 'delayed', 'delivered', 'relayed', 'expanded'] as const;
export type ReportAction = (typeof reportActions)[number];

/** `status`: enhanced status code (RFC 3463), « 5.1.1 », null when the report bears none. `diagnostic`: the server's own words, without any address. */
export type DeliveryReport = { action: ReportAction; status: string | null; diagnostic: string };

/** A report gives its machine-readable part before the message it returns: what comes after this many bytes is not read. */
export const reportReadBytes = 256 * 1024;
/** A report has two or three parts, and our mails one recipient; a list behind an address may have some. */
const partsMax = 20;
const recipientsMax = 50;
/** Fields that a header or a group may have: honest ones have some twenty. */
const fieldsMax = 200;

const statusTypes = ['message/delivery-status', 'message/global-delivery-status'];
/** The mail that is returned: whole, or its headers. */
const returnedTypes = ['text/rfc822-headers', 'message/rfc822', 'message/global-headers', 'message/global'];

/** Written on our mails whose reports come back to an ordinary mailbox, and returned with them: some servers drop what follows « + ». */
export const proofHeader = 'X-Paraphe-Avis';

/**
 * `contentHash`: SHA-256, hex, of what stays the same whichever way the report comes (its Message-ID, its date, its part for machines): each server on
 * the way adds lines of its own. `head`: its header, as it came. `returnedProof`: the proof that our mail bore; '' when the report does not return it.
 */
export type ReadReport = { report: DeliveryReport; contentHash: string; head: string; returnedProof: string };

type Fields = Map<string, string>;

/**
 * Reads a delivery status notification: a multipart/report, and in it the part for machines (RFC 3464, 6522). Null for anything else, such as
 * the answer of somebody on leave. Written for hostile input: one level of parts, each pass linear, everything bounded.
 */
export function readReport(message: Buffer): ReadReport | null {
  const lines = message.subarray(0, reportReadBytes).toString('latin1').split(/\r?\n/);
  const { fields, next } = fieldsFrom(lines, 0);
  const boundary = reportBoundary(fields);
  if (!boundary) return null;
  const parts = partsOf(lines.slice(next), boundary).map((part) => ({ part, ...fieldsFrom(part, 0) }));
  const bodyOf = (types: readonly string[]) => {
    const found = parts.find((part) => types.includes(contentType(part.fields).type));
    return found ? decoded(found.part.slice(found.next), found.fields.get('content-transfer-encoding') ?? '') : [];
  };
  const status = bodyOf(statusTypes);
  const report = gravest(status);
  if (!report) return null;
  const contentHash = createHash('sha256').update([fields.get('message-id') ?? '', fields.get('date') ?? '', ...status].join('\n')).digest('hex');
  return { report, contentHash, head: lines.slice(0, next).join('\n'), returnedProof: fieldsFrom(bodyOf(returnedTypes), 0).fields.get(proofHeader.toLowerCase())?.trim() ?? '' };
}

/** Whether a message with this header may be a report: the rest of it is worth fetching. */
export function announcesReport(head: Buffer): boolean {
  return reportBoundary(fieldsFrom(head.toString('latin1').split(/\r?\n/), 0).fields) !== null;
}

function reportBoundary(fields: Fields): string | null {
  const { type, parameters } = contentType(fields);
  return type === 'multipart/report' && parameters.get('report-type')?.toLowerCase() === 'delivery-status' ? parameters.get('boundary') || null : null;
}

/** Of several recipients behind one address, the one that fares worst decides. */
function gravest(lines: readonly string[]): DeliveryReport | null {
  const reports: DeliveryReport[] = [];
  for (let at = 0, groups = 0; at < lines.length && groups <= recipientsMax; groups++) {
    const { fields, next } = fieldsFrom(lines, at);
    at = next;
    const action = reportActions.find((one) => one === fields.get('action')?.trim().toLowerCase().split(/[\s(;]/)[0]);
    if (action) reports.push({ action, status: /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec((fields.get('status') ?? '').slice(0, 100))?.[0] ?? null, diagnostic: words(fields.get('diagnostic-code') ?? '') });
  }
  return reports.sort((a, b) => reportActions.indexOf(a.action) - reportActions.indexOf(b.action))[0] ?? null;
}

function words(diagnostic: string): string {
  return withoutAddresses(diagnostic.replace(/^\s*[\w-]{1,20}\s*;/, '').replace(/[^\x20-\x7e\xa0-\xff]+/g, ' ').trim());
}

/** A group of header fields, unfolded, their names in lower case; `next`: the first line after the blank one that ends it. */
function fieldsFrom(lines: readonly string[], from: number): { fields: Fields; next: number } {
  const fields: Fields = new Map();
  let [at, last] = [from, ''];
  for (; at < lines.length && lines[at] !== ''; at++) {
    const line = lines[at]!;
    if (/^[ \t]/.test(line)) {
      if (last) fields.set(last, `${fields.get(last)} ${line.trim()}`);
      continue;
    }
    const colon = line.indexOf(':');
    last = colon > 0 && fields.size < fieldsMax ? line.slice(0, colon).trim().toLowerCase() : '';
    if (last) fields.set(last, line.slice(colon + 1).trim());
  }
  return { fields, next: at + 1 };
}

function contentType(fields: Fields): { type: string; parameters: Map<string, string> } {
  const [type = '', ...rest] = (fields.get('content-type') ?? 'text/plain').slice(0, 2_000).split(';');
  const pairs = rest.map((text) => /^\s*([\w-]+)\s*=\s*(?:"([^"]*)"|([^\s"]+))/.exec(text)).filter((found) => found !== null);
  return { type: type.trim().toLowerCase(), parameters: new Map(pairs.map(([, name, quoted, bare]) => [name!.toLowerCase(), quoted ?? bare ?? ''])) };
}

function partsOf(lines: readonly string[], boundary: string): string[][] {
  const parts: string[][] = [];
  for (const line of lines) {
    const isMark = line.startsWith(`--${boundary}`) && /^(--)?\s*$/.test(line.slice(boundary.length + 2));
    if (isMark && (line.startsWith(`--${boundary}--`) || parts.length === partsMax)) break;
    if (isMark) parts.push([]);
    else parts.at(-1)?.push(line);
  }
  return parts;
}

function decoded(lines: readonly string[], encoding: string): string[] {
  const way = encoding.trim().toLowerCase();
  if (way === 'base64') return Buffer.from(lines.join(''), 'base64').toString('latin1').split(/\r?\n/);
  if (way !== 'quoted-printable') return [...lines];
  return lines.join('\n').replace(/=[ \t]*\n/g, '').replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))).split(/\r?\n/);
}
