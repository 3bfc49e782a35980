import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { readDepartementCode } from '#libs/domain';
import { DirectoryImports, importFields, importKinds, missingFields, reasonSentence, warningSentence } from '#libs/features/directory-import';
import type { ImportCounts, ImportKind, ImportRow, Line, Preview } from '#libs/features/directory-import';
import { TableRefusal } from '#libs/features/tabular';
import { systemActor } from '#libs/platform';
import { formatCount, formatInstant } from '#libs/ui';
import { withApp } from './installation.js';
import { RunFailure } from './run-failure.js';
import { table } from './terminal.js';

const exit = { refused: 1, cannotRun: 2 } as const;
const actor = systemActor('cli');

/** Refused lines and doubts shown on a terminal; `--json` gives them all. */
const linesShown = 40;

type ImportOptions = { file: string; departement?: string; kind?: string; mapping?: string; preview?: boolean; yes?: boolean; json?: boolean };

/** Shows what a file would change, then changes it once told to. Exit 0 done, 1 nothing done, 2 could not run. */
export async function importDirectory({ file, departement, kind, mapping, preview: onlyPreview, yes, json }: ImportOptions): Promise<void> {
  const bytes = await readFile(file).catch((fault: unknown) => {
    throw new RunFailure(`Le fichier ${file} ne peut pas être lu : ${(fault as Error).message}`, exit.cannotRun);
  });
  const given = { bytes, name: basename(file), departementCode: departementOf(departement), ...(kind !== undefined && { kind: kindOf(kind) }), ...(mapping !== undefined && { mapping: await mappingOf(mapping) }) };
  await withApp(async (app) => {
    const imports = app.get(DirectoryImports);
    const row = await imports.receive(given, actor).catch((fault: unknown) => {
      if (fault instanceof TableRefusal) throw new RunFailure(fault.sentence, exit.refused);
      throw fault;
    });
    const missing = missingFields(row.mapping, row.kind).map(({ label }) => label);
    if (missing.length > 0) throw new RunFailure(`Aucune colonne ne donne : ${missing.join(', ')}. Nommez-les avec --mapping, ou dites ce que liste le fichier avec --kind.`, exit.refused);
    const shown = (await imports.preview(row, actor))!;
    if (!json) console.log(told(row, shown));
    const nothing = shown.plan.changes.length === 0;
    if (onlyPreview || (!yes && !nothing)) {
      if (json) console.log(JSON.stringify(answer(row, shown, 'previewed')));
      else if (!onlyPreview) console.log('Rien n’est encore écrit. Ajoutez --yes pour appliquer.');
      return;
    }
    const begun = performance.now();
    const applied = await imports.apply(row.id, shown.fingerprint, actor, async ({ percent, step, detail }) => {
      if (!json && process.stderr.isTTY) process.stderr.write(`\r${String(percent).padStart(3)} % ${step}${detail ? `, ${detail}` : ''}\u001b[K`);
    });
    if (!applied.ok) throw new RunFailure('L’annuaire a changé pendant la comparaison. Rien n’est écrit : recommencez.', exit.refused);
    if (json) return console.log(JSON.stringify(answer(row, shown, 'applied')));
    const seconds = ((performance.now() - begun) / 1000).toFixed(1).replace('.', ',');
    console.log(nothing ? '\nL’annuaire dit déjà tout cela : rien n’a changé.' : `\nImport ${row.id} appliqué en ${seconds} s. Pour revenir en arrière : paraphe directory undo ${row.id}`);
  });
}

/** Puts the directory back as it was before an import. Exit 0 done, 1 refused. */
export async function undoImport(id: string, { json }: { json?: boolean }): Promise<void> {
  await withApp(async (app) => {
    const undone = await app.get(DirectoryImports).undo(id, actor);
    if (json) console.log(JSON.stringify(undone ?? { ok: false, refusal: 'import_unknown' }));
    if (!undone) throw new RunFailure(`Aucun import ne porte l’identifiant ${id}.`, exit.refused);
    if (undone.ok) return json ? undefined : console.log('L’annuaire est tel qu’il était avant cet import.');
    if (undone.refusal === 'undo_not_applied') throw new RunFailure('Cet import n’est pas appliqué, ou il est déjà annulé.', exit.refused);
    if (undone.refusal === 'undo_too_late') throw new RunFailure('Cet import n’a rien changé, ou il est trop ancien pour être annulé.', exit.refused);
    const cards = undone.conflicts.map(({ name, departementCode }) => `- ${name} (${departementCode})`);
    throw new RunFailure(`Ces fiches ont changé depuis, ou d’autres en dépendent ; rien n’est annulé :\n${cards.join('\n')}`, exit.refused);
  });
}

const stateWords: Readonly<Record<ImportRow['state'], string>> = { previewed: 'aperçu', applying: 'en cours', applied: 'appliqué', undone: 'annulé' };

export async function listImports({ json }: { json?: boolean }): Promise<void> {
  await withApp(async (app) => {
    const rows = await app.get(DirectoryImports).list(actor);
    if (json) return console.log(JSON.stringify(rows.map(({ id, departementCode, kind, fileName, sha256, state, counts, createdAt, appliedAt, undoneAt }) => ({ id, departementCode, kind, fileName, sha256, state, counts, createdAt, appliedAt, undoneAt }))));
    if (rows.length === 0) return console.log('Aucun import.');
    console.log(table(rows.map((row) => [row.id, [stateWords[row.state], row.departementCode ?? 'tout le pays', row.fileName, formatInstant(row.createdAt.toISOString(), 'Europe/Paris')].join(', ')])));
  });
}

function answer(row: ImportRow, { counts, plan }: Preview, state: 'previewed' | 'applied'): object {
  const lines = plan.lines.map((line) => ({ ...line, reasons: line.reasons.map((reason) => ({ code: reason.code, sentence: reasonSentence(reason) })), warnings: line.warnings.map((warning) => ({ code: warning.code, sentence: warningSentence(warning) })) }));
  return { id: row.id, kind: row.kind, state, mapping: row.mapping, counts, newDepartements: plan.newDepartements, lines };
}

function told({ kind, mapping, fileName }: ImportRow, { counts, plan: { lines, newDepartements } }: Preview): string {
  const columns = importFields[kind].flatMap(({ key, label }) => (mapping[key] ? [`${label} ← ${mapping[key]}`] : []));
  const notable = lines.flatMap((line) => notesOf(line));
  return [
    table([['Fichier', fileName], ['Colonnes', columns.join(' ; ')], ...countLines(counts)]),
    ...(newDepartements.length ? [`Départements à créer : ${newDepartements.join(', ')}.`] : []),
    ...notable.slice(0, linesShown),
    ...(notable.length > linesShown ? [`… et ${notable.length - linesShown} autres remarques : ajoutez --json pour les lire toutes.`] : []),
  ].join('\n');
}

function countLines(counts: ImportCounts): [string, string][] {
  const words: readonly [keyof ImportCounts, string][] = [['created', 'À créer'], ['changed', 'À modifier'], ['merged', 'À fusionner'], ['unchanged', 'Sans changement'], ['refused', 'Refusées'], ['elsewhere', 'D’un autre département'], ['warnings', 'Avec une remarque']];
  return words.map(([key, label]) => [label, formatCount(counts[key], 'ligne')]);
}

function notesOf({ rank, name, reasons, warnings }: Line): string[] {
  const notes = [...reasons.filter(({ code }) => code !== 'departement_elsewhere').map((reason) => `refusée, ${reasonSentence(reason)}`), ...warnings.map(warningSentence)];
  return notes.map((note) => `Ligne ${rank}${name && `, ${name}`} : ${note}`);
}

function departementOf(given: string | undefined): string | null {
  if (given === undefined) return null;
  const code = readDepartementCode(given);
  if (code === null) throw new RunFailure(`« ${given} » n’est pas le code d’un département : écrivez par exemple 01, 2A ou 974.`, exit.cannotRun);
  return code;
}

function kindOf(given: string): ImportKind {
  const kind = importKinds.find((known) => known === given);
  if (!kind) throw new RunFailure(`« ${given} » n’est pas repris : ${importKinds.join(', ')}.`, exit.cannotRun);
  return kind;
}

async function mappingOf(path: string): Promise<Record<string, unknown>> {
  try {
    const given: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (typeof given === 'object' && given !== null && !Array.isArray(given)) return given as Record<string, unknown>;
    throw new Error('un objet { "champ": "colonne" } est attendu');
  } catch (fault) {
    throw new RunFailure(`Les colonnes choisies dans ${path} ne peuvent pas être lues : ${(fault as Error).message}`, exit.cannotRun);
  }
}
