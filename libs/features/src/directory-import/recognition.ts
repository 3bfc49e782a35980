import type { Cells } from './cells.js';
import { textOf } from './directory-rows.js';
import type { Row } from './directory-rows.js';
import { importId } from './import-id.js';
import { refuse } from './import-reasons.js';
import type { Entry, KindReader, Read } from './plan-types.js';

/** Tells which card of the directory a row is, and that no two rows are the same card. */
export class Recognition {
  private readonly byId: Map<string, Row>;
  private readonly byKey: Map<string, Row>;
  private readonly byLikeness = new Map<string, Row[]>();
  private readonly claimed = new Map<string, number>();

  constructor(private readonly reader: KindReader, rows: readonly Row[]) {
    this.byId = new Map(rows.map((row) => [textOf(row, 'id'), row]));
    this.byKey = new Map(rows.flatMap((row) => (textOf(row, 'source_key') ? [[placed(textOf(row, 'departement_code'), textOf(row, 'source_key')), row] as const] : [])));
    for (const row of rows) {
      const likeness = reader.likenessOf(row);
      if (likeness === null) continue;
      const key = placed(textOf(row, 'departement_code'), likeness);
      this.byLikeness.set(key, [...(this.byLikeness.get(key) ?? []), row]);
    }
  }

  /** The card's id, with what it holds; null when the row cannot be placed, which its refusals say. */
  find(cells: Cells, read: Read, departementCode: string, rank: number): Pick<Entry, 'id' | 'before' | 'merged'> | null {
    const first = read.unique === undefined ? undefined : this.claimed.get(placed(departementCode, read.unique));
    if (first !== undefined) return this.duplicate(cells, first);
    const own = this.byId.get(cells.text('id').toLowerCase());
    const known = own && textOf(own, 'departement_code') === departementCode ? own : this.byKey.get(placed(departementCode, read.sourceKey ?? ''));
    if (known) return this.once(textOf(known, 'id'), known, false, cells);
    const twin = this.twin(cells, read, departementCode);
    if (twin === null) return null;
    if (twin) return this.once(textOf(twin, 'id'), twin, read.sourceKey !== null, cells);
    const words = [this.reader.table, departementCode, read.sourceKey ?? read.likeness ?? `line ${rank}`].join('/');
    const same = read.sourceKey === null && read.likeness !== null ? this.claimed.get(placed(departementCode, read.likeness)) : undefined;
    if (same !== undefined) return this.duplicate(cells, same);
    return this.once(importId(words, (id) => this.byId.has(id)), null, false, cells);
  }

  claim(id: string, { likeness, unique }: Read, departementCode: string, rank: number): void {
    this.claimed.set(id, rank);
    if (unique !== undefined) this.claimed.set(placed(departementCode, unique), rank);
    if (likeness !== null) this.claimed.set(placed(departementCode, likeness), rank);
  }

  /** A card that looks the same and that no other key claims; undefined when there is none, null when there are several. */
  private twin(cells: Cells, { sourceKey, likeness }: Read, departementCode: string): Row | null | undefined {
    if (likeness === null) return undefined;
    const alike = this.byLikeness.get(placed(departementCode, likeness)) ?? [];
    const free = sourceKey === null ? alike : alike.filter((row) => !textOf(row, 'source_key') && !this.claimed.has(textOf(row, 'id')));
    if (free.length < 2) return free[0];
    cells.refuse(refuse('match_ambiguous', { count: free.length }));
    return null;
  }

  private once(id: string, before: Row | null, merged: boolean, cells: Cells) {
    const line = this.claimed.get(id);
    return line === undefined ? { id, before, merged } : this.duplicate(cells, line);
  }

  private duplicate(cells: Cells, line: number): null {
    cells.refuse(refuse('duplicate_in_file', { line }));
    return null;
  }
}

/** Keys and likenesses are told apart within one département: another's cards are never seen, nor guessed from a collision. */
const placed = (departementCode: string, words: string): string => `${departementCode} ${words}`;
