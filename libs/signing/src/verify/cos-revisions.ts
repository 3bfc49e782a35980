import type { Budget } from './cos-limits.js';
import { tooComplex, unreadable } from './cos-limits.js';
import { CosSyntaxError } from './cos-parser.js';
import { readSection } from './cos-xref.js';
import type { XrefEntry, XrefSection } from './cos-xref.js';
import type { CosDict } from './cos-values.js';
import type { StructureReasonCode } from './structure-codes.js';

/** One state of the file: what a cross-reference section (two in a linearized file) and a « %%EOF » closed. */
export interface CosRevision {
  readonly rank: number;
  readonly start: number;
  /** After « %%EOF », without its end of line, and with it: a signature may stop at either (ISO 32000-1, 7.5.5 says nothing). */
  readonly markerEnd: number;
  readonly end: number;
  readonly startxref: number;
  readonly trailer: CosDict;
  /** Every entry of its sections. */
  readonly listed: ReadonlyMap<number, XrefEntry>;
  /** Where its sections stand, and from where to where it is closed. */
  readonly spans: readonly (readonly [from: number, to: number])[];
  /** Numbers of its cross-reference streams. */
  readonly streams: readonly number[];
  readonly findings: readonly Finding[];
}

export interface Finding {
  readonly code: StructureReasonCode;
  readonly detail: string;
  readonly objects?: readonly number[];
}

/** « startxref » is tried from the last one back: those that lead nowhere are bytes added after the file. */
const STARTXREF_TRIED_MAX = 16;
/** « startxref », blanks, ten digits, blanks and « %%EOF ». */
const STARTXREF_BYTES_MAX = 96;

/**
 * The revisions of a file, oldest first, following /Prev from its last « startxref »; and why a later one could not be followed.
 *
 * @throws SigningError PDF_UNREADABLE when the chain cannot be followed to its beginning
 */
export function readRevisions(bytes: Buffer, budget: Budget): { revisions: CosRevision[]; failure: string | null } {
  let cause: unknown;
  let before = bytes.length;
  for (let tried = 0; tried < STARTXREF_TRIED_MAX; tried++) {
    const at = before > 0 ? bytes.lastIndexOf('startxref', before - 1, 'latin1') : -1;
    if (at < 0) break;
    before = at;
    const closing = closingAt(bytes, at);
    if (!closing) continue;
    try {
      return { revisions: revisionsOf(bytes, sectionsFrom(bytes, closing.offset, budget)), failure: cause instanceof Error ? cause.message : null };
    } catch (error) {
      if (!(error instanceof CosSyntaxError)) throw error;
      cause ??= error;
    }
  }
  throw unreadable(cause instanceof Error ? cause.message : 'no cross-reference is announced at its end', cause);
}

function closingAt(bytes: Buffer, at: number): { offset: number; markerEnd: number } | null {
  const match = /^startxref[\0\t\n\f\r ]+(\d{1,10})[\0\t\n\f\r ]+%%EOF/.exec(bytes.toString('latin1', at, at + STARTXREF_BYTES_MAX));
  return match ? { offset: Number(match[1]), markerEnd: at + match[0].length } : null;
}

function sectionsFrom(bytes: Buffer, offset: number, budget: Budget): XrefSection[] {
  const sections: XrefSection[] = [];
  const seen = new Set<number>();
  for (let at: number | null = offset; at !== null; ) {
    if (seen.has(at)) throw new CosSyntaxError('its chain of revisions loops');
    if (sections.length >= budget.limits.revisionsMax) throw tooComplex(`more than ${budget.limits.revisionsMax} revisions`);
    budget.tick();
    seen.add(at);
    const section: XrefSection = readSection(bytes, at, budget);
    if (section.trailer.get('Encrypt') !== null) return [section];
    sections.push(section);
    at = section.previous;
  }
  return sections;
}

function revisionsOf(bytes: Buffer, sections: readonly XrefSection[]): CosRevision[] {
  const groups = grouped(sections);
  const revisions: CosRevision[] = [];
  groups.forEach((group, rank) => {
    const start = revisions.at(-1)?.end ?? 0;
    const limit = groups[rank + 1]?.[0]?.offset ?? bytes.length;
    revisions.push(revisionOf(bytes, group, rank, start, limit, revisions.at(-1)?.trailer));
  });
  return revisions;
}

/**
 * Sections by revision, oldest first. A linearized file has two: the first page's, near the beginning, which points forward to
 * the main one (ISO 32000-1, annex F).
 */
function grouped(sections: readonly XrefSection[]): XrefSection[][] {
  const groups = sections.map((section) => [section]);
  const [last, first] = [sections.at(-1), sections.at(-2)];
  if (last && first && last.offset > first.offset) groups.splice(-2, 2, [first, last]);
  groups.reverse();
  for (let i = 1; i < groups.length; i++) {
    const [older, newer] = [groups[i - 1]?.at(-1), groups[i]?.[0]];
    if (older && newer && older.offset >= newer.offset) throw new CosSyntaxError('its chain of revisions is out of order');
  }
  return groups;
}

function revisionOf(bytes: Buffer, group: readonly XrefSection[], rank: number, start: number, limit: number, former?: CosDict): CosRevision {
  const [main, linearized] = group;
  if (!main) throw new CosSyntaxError('a revision has no cross-reference');
  const findings: Finding[] = [];
  const from = Math.max(...group.map((section) => section.end));
  const closing = closingOf(bytes, main.offset, from, limit);
  if (!closing) findings.push({ code: 'REVISION_END_MISSING', detail: `the cross-reference at ${main.offset} is not closed by its own startxref` });
  const markerEnd = closing?.markerEnd ?? endMarkerAfter(bytes, from, limit);
  const spans = group.flatMap((section) => section.spans);
  if (group.some((section) => section.ambiguous)) findings.push({ code: 'XREF_AMBIGUOUS', detail: `the cross-reference at ${main.offset} can be read in two ways` });
  if (spans.some(([at, to]) => at < start || to > markerEnd)) {
    findings.push({ code: 'XREF_OUTSIDE_REVISION', detail: `part of the cross-reference at ${main.offset} lies in another revision` });
  }
  const listed = linearized ? new Map([...linearized.entries, ...main.entries]) : main.entries;
  const [size, formerSize] = [main.trailer.get('Size'), former?.get('Size') ?? 0];
  // Some readers ignore the objects beyond /Size (ISO 32000-1, table 15).
  if (typeof size !== 'number' || (typeof formerSize === 'number' && size < formerSize) || [...listed.keys()].some((number) => number >= size)) {
    findings.push({ code: 'XREF_AMBIGUOUS', detail: `the cross-reference at ${main.offset} lists objects beyond its /Size` });
  }
  return {
    rank, start, markerEnd,
    end: afterEndOfLine(bytes, markerEnd),
    startxref: main.offset,
    trailer: main.trailer,
    listed,
    spans: closing ? [...spans, [closing.at, closing.markerEnd]] : spans,
    streams: group.flatMap((section) => (section.object === null ? [] : [section.object])),
    findings,
  };
}

/** Where « startxref », this very offset and « %%EOF » stand, after the section and before the next one. */
function closingOf(bytes: Buffer, offset: number, from: number, limit: number): { at: number; markerEnd: number } | null {
  for (let at = bytes.indexOf('startxref', from, 'latin1'); at >= 0 && at < limit; at = bytes.indexOf('startxref', at + 1, 'latin1')) {
    const closing = closingAt(bytes, at);
    if (closing?.offset === offset) return { at, markerEnd: closing.markerEnd };
  }
  return null;
}

function endMarkerAfter(bytes: Buffer, from: number, limit: number): number {
  const at = bytes.indexOf('%%EOF', from, 'latin1');
  return at >= 0 && at < limit ? at + '%%EOF'.length : limit;
}

function afterEndOfLine(bytes: Buffer, at: number): number {
  if (bytes[at] === 0x0d) return bytes[at + 1] === 0x0a ? at + 2 : at + 1;
  return bytes[at] === 0x0a ? at + 1 : at;
}
