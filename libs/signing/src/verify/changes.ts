import { appearanceStreams } from './changes-appearance.js';
import { compareCatalog } from './changes-catalog.js';
import { Comparison } from './changes-comparison.js';
import type { Change, ChangedObject } from './changes-comparison.js';
import { compareForm } from './changes-form.js';
import { comparePages } from './changes-pages.js';
import type { CosDocument } from './cos-document.js';
import { CosParser } from './cos-parser.js';
import type { References } from './cos-references.js';
import type { Finding } from './cos-revisions.js';
import { CosDict, differingKeys, dictOf } from './cos-values.js';
import type { Modification } from './report.js';
import type { Form } from './structure-fields.js';
import { isLocked } from './structure-permissions.js';
import type { DocMdpLevel, FieldLock } from './structure-permissions.js';

/** What one revision did to the one before: each change once, whatever the number of signatures that look at it. */
export interface RevisionChanges {
  readonly rank: number;
  readonly changes: readonly Change[];
  readonly findings: readonly Finding[];
}

/**
 * Compares a revision with the one before, object by object. Everything starts as forbidden; only what a rule explains can be
 * permitted.
 */
export function compareRevision(document: CosDocument, references: References, rank: number, before: Form, after: Form): RevisionChanges {
  const comparison = new Comparison(document, references, rank, before, after);
  const findings = [...(document.revisions[rank]?.findings ?? []), ...comparison.findings, ...unreferenced(document, rank)];
  for (const { detail, objects } of findings) comparison.add({ kind: 'structure', allowance: 'never', detail, ...(objects ? { objects } : {}) });
  comparison.explainContainers();
  const widgets = compareForm(comparison);
  comparePages(comparison, widgets);
  compareCatalog(comparison);
  refuseTheRest(comparison);
  return { rank, changes: comparison.changes, findings };
}

/** Bytes of a revision that are neither its objects nor its cross-reference: something hidden there could be shown later. */
function unreferenced(document: CosDocument, rank: number): Finding[] {
  const revision = document.revisions[rank];
  if (!revision) return [];
  const spans = [...revision.spans];
  for (const version of document.changed[rank]?.values() ?? []) {
    const span = version.entry.kind === 'free' ? null : document.readVersion(version).span;
    if (span) spans.push(span);
  }
  spans.sort(([a], [b]) => a - b);
  let at = revision.start;
  for (const [from, to] of [...spans, [revision.end, revision.end] as const]) {
    if (from > at && !isBlank(document, at, Math.min(from, revision.end))) {
      return [{ code: 'UNREFERENCED_BYTES', detail: `bytes ${at} to ${Math.min(from, revision.end)} belong to no object of their revision` }];
    }
    at = Math.max(at, to);
  }
  return [];
}

/** Blanks and comments only. */
function isBlank(document: CosDocument, from: number, to: number): boolean {
  const parser = new CosParser(document.bytes, from, to, document.budget);
  parser.skipWhite();
  return parser.at >= to;
}

function refuseTheRest(comparison: Comparison): void {
  const groups = new Map<string, Change>();
  const drawings = comparison.pending.size > 0 ? drawingsOf(comparison) : new Map<number, string>();
  for (const object of [...comparison.pending.values()]) {
    const field = drawings.get(object.number);
    const { kind, detail } = field === undefined ? described(comparison, object) : { kind: 'content' as const, detail: 'the drawing of a field was changed' };
    const key = `${kind} ${field ?? ''} ${detail}`;
    const change = groups.get(key) ?? comparison.add({ kind, allowance: 'never', detail, ...(field === undefined ? {} : { field }) });
    groups.set(key, change);
    comparison.explain(change, [object.number]);
  }
}

/** Objects with which fields were drawn in the revision before. */
function drawingsOf(comparison: Comparison): Map<number, string> {
  const drawings = new Map<number, string>();
  for (const field of comparison.before.fields) {
    for (const number of field.widgets) {
      const widget = comparison.document.valueOf(number, comparison.rank - 1);
      const streams = widget instanceof CosDict ? appearanceStreams(comparison, widget.get('AP'), comparison.rank - 1, true) : null;
      for (const stream of streams ?? []) drawings.set(stream, field.name);
    }
  }
  return drawings;
}

/** Types whose change shows on a page. */
const CONTENT_TYPES = new Set(['Page', 'Pages', 'XObject', 'Font', 'FontDescriptor', 'Annot', 'ExtGState', 'Pattern']);

function described(comparison: Comparison, { number, before, after, added }: ChangedObject): { kind: Change['kind']; detail: string } {
  if (before === undefined) {
    if (added) return { kind: 'other', detail: 'objects were added without a permitted reason' };
    return { kind: 'content', detail: 'objects that earlier ones referred to were supplied afterwards' };
  }
  const type = dictOf(before)?.name('Type') ?? dictOf(before)?.name('Subtype');
  if (after === undefined) return { kind: 'content', detail: `an object was removed${type ? ` (${type})` : ''}` };
  const [former, present] = [dictOf(before), dictOf(after)];
  const keys = former && present ? differingKeys(former, present).map((key) => `/${key}`) : [];
  const isContent = type == null ? comparison.references.onlyUser(number) !== 0 : CONTENT_TYPES.has(type);
  return { kind: isContent ? 'content' : 'structure', detail: `an object was replaced${type ? ` (${type})` : ''}${keys.length > 0 ? `: ${keys.join(', ')}` : ''}` };
}

/** What one signature allows after it. */
export interface Limits {
  /** Level of the certification in force, or of the signature itself; null when nothing limits but the default rule. */
  readonly level: DocMdpLevel | null;
  readonly locks: readonly FieldLock[];
}

/** The changes of later revisions, as one signature sees them. */
export function judgeChanges(later: readonly RevisionChanges[], limits: Limits): Modification[] {
  return later.flatMap(({ rank, changes }) =>
    changes.map((change) => ({
      revision: rank,
      kind: change.kind,
      permitted: isPermitted(change, limits),
      objects: change.objects,
      ...(change.field === undefined ? {} : { field: change.field }),
      ...(change.detail === undefined ? {} : { detail: change.detail }),
    })),
  );
}

function isPermitted({ allowance, field }: Change, { level, locks }: Limits): boolean {
  if (field !== undefined && isLocked(locks, field)) return false;
  switch (allowance) {
    case 'any':
      return true;
    case 'filling':
      return level !== 1;
    case 'uncertified':
      return level === null;
    case 'annotating':
      return level === 3;
    case 'never':
      return false;
  }
}
