import { createHash, randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { dayAt, departementTimeZone } from '#libs/domain';
import { readTable } from '#libs/features/tabular';
import type { Table } from '#libs/features/tabular';
import { CLOCK, Database, WorkflowRunner, appendToJournal, instantOf, systemActor } from '#libs/platform';
import type { Actor, Clock, Report } from '#libs/platform';
import { officialDepartements } from './departements.js';
import { textOf } from './directory-rows.js';
import { directoryRows } from './directory-snapshot.js';
import { undoChanges } from './directory-undo.js';
import type { UndoConflict } from './directory-undo.js';
import { writeChanges } from './directory-writes.js';
import { checkedMapping, guessKind, guessMapping } from './import-fields.js';
import type { ImportKind, Mapping } from './import-fields.js';
import { addImport, askToApply, chooseColumns, contentsHours, findImport, forgetChanges, forgetContents, giveBack, importSubject, listImports, recordApplied, recordUndone, undoDays, undoableChanges } from './import.store.js';
import type { ImportCounts, ImportRow } from './import.store.js';
import { plan } from './plan.js';
import type { Plan } from './plan-types.js';

const msPerHour = 3_600_000;
/** A page of past imports; a préfecture makes a few a year. */
const listedMax = 50;
/** Where writing stands between the reading of the directory and the journal, in percent. */
const writing = { from: 15, to: 95 };

/** What follows an import outside its transaction. */
export type ImportEffect = { type: 'applyImport' } | { type: 'forgetContents' } | { type: 'forgetChanges' };

export type Preview = { plan: Plan; counts: ImportCounts; /** Of the changes shown: applying other ones is refused. */ fingerprint: string };
export type Applying = { ok: true; counts: ImportCounts } | { ok: false; refusal: 'import_stale' | 'import_forgotten' | 'import_decided' };
export type Undoing = { ok: true } | { ok: false; refusal: 'undo_conflicts'; conflicts: readonly UndoConflict[] } | { ok: false; refusal: 'undo_too_late' } | { ok: false; refusal: 'undo_not_applied' };
export type Received = { bytes: Buffer; name: string; departementCode: string | null; kind?: ImportKind; mapping?: Readonly<Record<string, unknown>> };

/** Imports of the directory, from the file to its undoing; each in the name of whoever asks, within what they may see. */
@Injectable()
export class DirectoryImports {
  constructor(private readonly db: Database, private readonly runner: WorkflowRunner, @Inject(CLOCK) private readonly clock: Clock) {}

  /** Reads a file and keeps its table for a day, with the kind and the columns it seems to have. Throws TableRefusal. */
  async receive({ bytes, name, departementCode, kind, mapping }: Received, actor: Actor): Promise<ImportRow> {
    const contents = storable(await readTable(bytes, name));
    const chosen = kind ?? guessKind(contents) ?? 'structures';
    const columns = mapping ? checkedMapping(mapping, contents.header, chosen) : guessMapping(contents.header, chosen);
    const id = randomUUID();
    const createdAt = this.clock.now();
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return this.db.withIdentity(actor, async (tx) => {
      await addImport(tx, { id, departementCode, kind: chosen, fileName: name, sha256, contents, mapping: columns, actor, createdAt });
      await this.announce(tx, id, { type: 'forgetContents' }, new Date(createdAt.getTime() + contentsHours * msPerHour));
      return (await findImport(tx, id))!;
    });
  }

  find(id: string, actor: Actor): Promise<ImportRow | null> {
    return this.db.withIdentity(actor, (tx) => findImport(tx, id));
  }

  list(actor: Actor): Promise<ImportRow[]> {
    return this.db.withIdentity(actor, (tx) => listImports(tx, listedMax));
  }

  /** Whether the import may still be undone: its changes are kept for a month. */
  async isUndoable({ id, state }: ImportRow, actor: Actor): Promise<boolean> {
    return state === 'applied' && (await this.db.withIdentity(actor, (tx) => undoableChanges(tx, id))) > 0;
  }

  async choose(id: string, kind: ImportKind, mapping: Mapping, actor: Actor): Promise<void> {
    await this.db.withIdentity(actor, (tx) => chooseColumns(tx, id, kind, mapping));
  }

  /** What applying would do to the directory as it stands; null once the table is forgotten. Changes nothing. */
  async preview(row: ImportRow, actor: Actor): Promise<Preview | null> {
    return this.db.withIdentity(actor, (tx) => this.planned(tx, row, false));
  }

  /** Asks the worker to apply what was shown. Twice asks once. */
  async ask(id: string, fingerprint: string, actor: Actor): Promise<Applying['ok']> {
    return this.db.withIdentity(actor, async (tx) => {
      const row = await findImport(tx, id, true);
      if (!row?.contents || row.state !== 'previewed') return false;
      await askToApply(tx, id, fingerprint);
      await this.announce(tx, id, { type: 'applyImport' });
      return true;
    });
  }

  /**
   * Applies an import in one transaction: all of it, or nothing. Refused when the directory has changed since what was shown, so that nobody
   * confirms what they did not see. Applied already, it changes nothing.
   */
  async apply(id: string, fingerprint: string | null, actor: Actor, report: Report): Promise<Applying> {
    return this.db.withIdentity(actor, async (tx): Promise<Applying> => {
      await oneAtATime(tx);
      const row = await findImport(tx, id, true);
      if (!row || row.state === 'applied' || row.state === 'undone') return { ok: false, refusal: 'import_decided' };
      await report({ percent: 5, step: 'Lecture de l’annuaire' });
      const shown = await this.planned(tx, row, true);
      if (!shown) return { ok: false, refusal: 'import_forgotten' };
      if (fingerprint !== null && shown.fingerprint !== fingerprint) {
        await giveBack(tx, id, 'stale');
        return { ok: false, refusal: 'import_stale' };
      }
      const { changes } = shown.plan;
      await report({ percent: writing.from, step: 'Écriture des fiches', detail: `${changes.length} fiches` });
      await writeChanges(tx, id, changes, (share) => report({ percent: Math.round(writing.from + share * (writing.to - writing.from)), step: 'Écriture des fiches', detail: `${Math.round(share * changes.length)} sur ${changes.length}` }));
      await recordApplied(tx, id, shown.counts, shown.fingerprint, this.clock.now());
      await this.announce(tx, id, { type: 'forgetChanges' }, new Date(this.clock.now().getTime() + undoDays * 24 * msPerHour));
      const touched = [...new Set(changes.map(({ after }) => textOf(after, 'departement_code') || textOf(after, 'code')))];
      await this.journal(tx, touched, 'import', { importId: id, kind: row.kind }, actor);
      return { ok: true, counts: shown.counts };
    });
  }

  /** Puts every card back as it was, unless somebody has changed one since: then nothing moves, and those are named. */
  async undo(id: string, actor: Actor): Promise<Undoing | null> {
    return this.db.withIdentity(actor, async (tx): Promise<Undoing | null> => {
      await oneAtATime(tx);
      const row = await findImport(tx, id, true);
      if (!row) return null;
      if (row.state !== 'applied') return { ok: false, refusal: 'undo_not_applied' };
      const touched: { code: string }[] = await tx.query(`select distinct coalesce(after->>'departement_code', after->>'code') as code from directory_import_change where import_id = $1`, [id]);
      if (touched.length === 0) return { ok: false, refusal: 'undo_too_late' };
      const conflicts = await undoChanges(tx, id);
      if (conflicts.length > 0) return { ok: false, refusal: 'undo_conflicts', conflicts };
      await recordUndone(tx, id, actor.id, this.clock.now());
      await this.journal(tx, touched.map(({ code }) => code), 'import_undone', { importId: id, kind: row.kind }, actor);
      return { ok: true };
    });
  }

  /** The table is not kept for longer than a decision takes, nor what cards said before for longer than an undoing. */
  async forget(id: string, what: 'contents' | 'changes'): Promise<void> {
    await this.db.withIdentity(systemActor('worker'), (tx) => (what === 'contents' ? forgetContents(tx, id) : forgetChanges(tx, id)));
  }

  /** Read by the system: effects are nobody's to read, and the caller has shown that the import is theirs. */
  async progress(id: string): Promise<{ percent: number; sentence: string }> {
    const [row]: { progress: { percent: number; step: string; detail?: string } | null }[] = await this.db.withIdentity(systemActor('import'), (tx) =>
      tx.query(`select progress from outbox where subject = $1 and subject_id = $2 and effect->>'type' = 'applyImport' order by seq desc limit 1`, [importSubject, id]));
    const { percent = 0, step = 'En attente', detail } = row?.progress ?? {};
    return { percent, sentence: detail ? `${step} : ${detail}` : step };
  }

  private async planned(tx: EntityManager, { kind, contents, mapping, departementCode }: ImportRow, lock: boolean): Promise<Preview | null> {
    if (!contents) return null;
    const rows = await directoryRows(tx, kind, departementCode, lock);
    const found = plan(kind, contents, mapping, rows, { departementCode, territory: officialDepartements() });
    return { plan: found, counts: countsOf(found), fingerprint: createHash('sha256').update(JSON.stringify(found.changes)).digest('hex') };
  }

  /** One line per département: the journal of each is its own. It keeps the import's id, never what a file says of people. */
  private async journal(tx: EntityManager, departementCodes: readonly string[], event: 'import' | 'import_undone', payload: object, actor: Actor): Promise<void> {
    const now = instantOf(this.clock);
    for (const code of [...departementCodes].sort()) {
      await appendToJournal(tx, { subject: 'directory', subjectId: code, recordedAt: now, effectiveOn: dayAt(now, departementTimeZone(code)), actor, event, payload, stateFrom: null, stateTo: null, basis: null });
    }
  }

  private announce(tx: EntityManager, id: string, effect: ImportEffect, notBefore: Date | null = null): Promise<string> {
    return this.runner.announce(tx, importSubject, id, effect, notBefore);
  }
}

/** PostgreSQL keeps neither U+0000 nor half of a character: a workbook can hold both. */
function storable({ header, rows }: Table): Table {
  const kept = (cell: string): string => cell.replace(/\u0000|\p{Cs}/gu, '\ufffd');
  return { header: header.map(kept), rows: rows.map((row) => row.map(kept)) };
}

/** Two imports at once would each compare with a directory that the other is changing. */
async function oneAtATime(tx: EntityManager): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('directory import', 0))`);
}

export function countsOf({ lines, newDepartements }: Plan): ImportCounts {
  const counts = { created: 0, changed: 0, merged: 0, unchanged: 0, refused: 0, elsewhere: 0, warnings: 0, departements: newDepartements.length };
  for (const { verdict, reasons, warnings } of lines) {
    const isElsewhere = reasons.some(({ code }) => code === 'departement_elsewhere');
    counts[isElsewhere ? 'elsewhere' : verdict] += 1;
    if (warnings.length > 0) counts.warnings += 1;
  }
  return counts;
}
