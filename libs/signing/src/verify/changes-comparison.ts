import { generationOf } from './cos-document.js';
import type { CosDocument } from './cos-document.js';
import type { References } from './cos-references.js';
import type { Finding } from './cos-revisions.js';
import { CosStream, dictOf, referencesIn, sameValue } from './cos-values.js';
import type { CosValue } from './cos-values.js';
import type { Modification } from './report.js';
import type { Form } from './structure-fields.js';

/**
 * Who may have made a change: `any` even where DocMDP allows nothing (validation data, document timestamps), `filling` from
 * level 2 on and where nothing is certified, `uncertified` where nothing is certified, `annotating` under level 3 only.
 */
export type Allowance = 'any' | 'filling' | 'uncertified' | 'annotating' | 'never';

export interface Change {
  readonly kind: Modification['kind'];
  readonly allowance: Allowance;
  readonly objects: number[];
  readonly field?: string;
  readonly detail?: string;
}

export interface ChangedObject {
  readonly number: number;
  /** Undefined when the revision before had no such object. */
  readonly before: CosValue | undefined;
  /** Undefined when this revision freed it. */
  readonly after: CosValue | undefined;
  /** New, and nothing older was waiting for it. */
  readonly added: boolean;
}

/** Types that nothing may bring in by referring to them: they have their own rules, or none. */
const STRUCTURAL_TYPES = new Set(['Catalog', 'Pages', 'Page', 'XRef', 'ObjStm', 'StructTreeRoot', 'StructElem']);

/**
 * One revision against the one before. It starts with every object that changed; each rule takes away those that it explains;
 * what is left when all have spoken is not permitted.
 */
export class Comparison {
  readonly pending = new Map<number, ChangedObject>();
  readonly changes: Change[] = [];
  readonly findings: Finding[] = [];

  constructor(
    readonly document: CosDocument,
    readonly references: References,
    readonly rank: number,
    readonly before: Form,
    readonly after: Form,
  ) {
    for (const version of document.changed[rank]?.values() ?? []) {
      const { number } = version;
      const former = document.versionOf(number, rank - 1);
      const read = version.entry.kind === 'free' ? undefined : document.readVersion(version);
      if (read?.finding) this.findings.push(read.finding);
      const [before, after] = [former && document.readVersion(former).value, read?.value];
      if (former && read && generationOf(former.entry) !== generationOf(version.entry)) {
        this.findings.push({ code: 'OBJECT_MISPLACED', detail: `object ${number}: its generation changed`, objects: [number] });
      }
      if (before === undefined && after === undefined) continue;
      if (before !== undefined && after !== undefined && sameValue(before, after)) continue;
      this.pending.set(number, { number, before, after, added: former === undefined && !references.referredBefore(number, rank) });
    }
  }

  /** The object, when it changed here without being new. */
  altered(number: number): ChangedObject | undefined {
    const object = this.pending.get(number);
    return object && !object.added ? object : undefined;
  }

  isAdded(number: number): boolean {
    return this.pending.get(number)?.added === true;
  }

  /** Takes objects away as explained by a change. */
  explain(change: Change, numbers: Iterable<number>): void {
    for (const number of numbers) if (this.pending.delete(number)) change.objects.push(number);
  }

  /** Explains the new objects that a value leads to. Objects that existed before are never explained by being referred to. */
  absorb(change: Change, value: CosValue, except: (value: CosValue) => boolean = () => false): void {
    const waiting = referencesIn(value);
    for (let ref = waiting.pop(); ref; ref = waiting.pop()) {
      const object = this.pending.get(ref.number);
      if (!object?.added || object.after === undefined) continue;
      const dict = dictOf(object.after);
      if (STRUCTURAL_TYPES.has(dict?.name('Type') ?? '') || except(object.after)) continue;
      this.explain(change, [ref.number]);
      for (const next of referencesIn(object.after)) waiting.push(next);
    }
  }

  add(change: Omit<Change, 'objects'> & { objects?: readonly number[] }): Change {
    const added = { ...change, objects: [...(change.objects ?? [])] };
    this.changes.push(added);
    return added;
  }

  /** Takes away the containers that the revision's own cross-reference needs, when they are new. */
  explainContainers(): void {
    const containers = new Set<number>();
    for (const { entry } of this.document.changed[this.rank]?.values() ?? []) if (entry.kind === 'compressed') containers.add(entry.container);
    for (const number of containers) if (this.isAdded(number) && typeOfStream(this.pending.get(number)?.after) === 'ObjStm') this.pending.delete(number);
    for (const number of this.document.revisions[this.rank]?.streams ?? []) {
      const object = this.pending.get(number);
      // A cross-reference stream may take the number of the one before it.
      if (object && typeOfStream(object.after) === 'XRef' && (object.added || typeOfStream(object.before) === 'XRef')) this.pending.delete(number);
    }
  }
}

function typeOfStream(value: CosValue | undefined): string | null {
  return value instanceof CosStream ? value.dict.name('Type') : null;
}
