import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { examineListedHours, weekdays } from '#libs/domain';
import type { ListedFinding, ListedReason, ListedRemark, OpeningVerdict, Weekday } from '#libs/domain';
import { readTable, TABLE_BYTES_MAX, TableRefusal } from '#libs/features/tabular';
import { formatCount, formatFileSize, formatMinutes, formatNumber } from '#libs/ui';
import { hoursColumns, listedStructures } from './hours-list.js';
import type { ListedLine } from './hours-list.js';
import { RunFailure } from './run-failure.js';

type Options = { file: string; json?: boolean; details?: boolean; all?: boolean };

const exit = { done: 0, refused: 1, cannotRun: 2 } as const;

const verdictWords: Record<OpeningVerdict, string> = { compliant: 'conforme', non_compliant: 'non conforme', incomplete: 'incomplet' };

const reasonWords: Record<ListedReason, string> = {
  threshold_met: '24\u00a0h et cinq jours au moins',
  antenne_not_tested_alone: 'antenne, jamais examinée seule',
  no_hours: 'aucun horaire connu',
  too_few_minutes: 'moins de 24\u00a0h par semaine',
  too_few_days: 'moins de cinq jours',
  too_few_minutes_and_days: 'moins de 24\u00a0h et moins de cinq jours',
  hours_unreadable: 'une partie des horaires ne se lit pas',
  by_appointment_only: 'sur rendez-vous seulement',
  not_weekly_only: 'rien qui revienne chaque semaine',
};

const remarkWords: Record<ListedRemark, string> = {
  empty_interval_ignored: 'plage de durée nulle ignorée',
  overlap_counted_once: 'plages qui se recouvrent, comptées une fois',
  appointment_excluded: 'heures sur rendez-vous non comptées',
  not_weekly_excluded: 'ouverture qui ne revient pas chaque semaine, non comptée',
  not_communicated: 'horaires non communiqués',
  inverted_interval: 'plage qui finit avant de commencer, non comptée',
  impossible_time: 'heure impossible',
  closing_interval: 'heures de fermeture au lieu d’heures d’ouverture',
  words_not_understood: 'mots non compris',
  text_too_long: 'texte trop long',
  group_counted: 'avec les heures de son groupe',
  group_would_comply: 'conforme si les heures de ses antennes comptaient',
};

/** Counts minutes and days of each structure of a list and judges them (art. 4.2), offline. Exit 0 nothing non compliant, 1 otherwise, 2 could not run. */
export async function checkHours({ file, json, details, all }: Options): Promise<void> {
  const lines = await linesOf(file);
  const findings = examineListedHours(lines);
  if (json) console.log(JSON.stringify(findings.map((finding) => ({ ...essential(finding), ...(details && { remarks: finding.remarks }) }))));
  else console.log(report(lines, findings, { all: all === true, details: details === true }));
  process.exitCode = findings.some(({ verdict }) => verdict === 'non_compliant') ? exit.refused : exit.done;
}

const essential = ({ id, minutesPerWeek, daysPerWeek, verdict, reason }: ListedFinding) => ({ id, minutesPerWeek, daysPerWeek, verdict, reason });

async function linesOf(path: string): Promise<ListedLine[]> {
  try {
    const { header, rows } = await readTable(await contentOf(path), basename(path));
    const columns = hoursColumns(header);
    const missing = weekdays.every((day: Weekday) => columns.days[day].length === 0);
    if (missing) throw new RunFailure('Aucune colonne d’horaires n’a été reconnue : une colonne par jour est attendue, nommée par exemple « h_lundi » ou « Lundi ».', exit.cannotRun);
    return listedStructures(columns, rows);
  } catch (fault) {
    if (!(fault instanceof TableRefusal)) throw fault;
    throw new RunFailure(fault.sentence, exit.cannotRun);
  }
}

async function contentOf(path: string): Promise<Buffer> {
  try {
    // Asked before reading: a file too large must not fill the memory first.
    const { size } = await stat(path);
    if (size > TABLE_BYTES_MAX) throw new RunFailure(`Le fichier est trop gros (${formatFileSize(size)}, ${formatFileSize(TABLE_BYTES_MAX)} au plus).`, exit.cannotRun);
    return await readFile(path);
  } catch (fault) {
    throw fault instanceof RunFailure ? fault : new RunFailure(`Le fichier ${path} ne peut pas être lu : ${(fault as Error).message}`, exit.cannotRun);
  }
}

/** What must be acted upon, then the count of each reason; `all` shows the compliant lines too. */
function report(lines: readonly ListedLine[], findings: readonly ListedFinding[], { all, details }: { all: boolean; details: boolean }): string {
  const shown = findings.map((finding, index) => ({ finding, line: lines[index]! })).filter(({ finding }) => all || finding.verdict !== 'compliant');
  const cells = shown.map(({ finding, line }) => [finding.id, line.departement, week(finding), verdictWords[finding.verdict], line.name, why(finding, details)]);
  const table = cells.length === 0 ? [] : [columns([['id', 'dép.', 'par semaine', 'verdict', 'structure', 'motif'], ...cells]), ''];
  return [...table, ...summary(findings)].join('\n');
}

const week = ({ minutesPerWeek, daysPerWeek }: ListedFinding): string => (minutesPerWeek === 0 ? 'aucune heure' : `${formatMinutes(minutesPerWeek)}, ${formatCount(daysPerWeek, 'jour')}`);

function why({ reason, remarks }: ListedFinding, details: boolean): string {
  return details && remarks.length > 0 ? `${reasonWords[reason]} (${remarks.map((remark) => remarkWords[remark]).join(' ; ')})` : reasonWords[reason];
}

function summary(findings: readonly ListedFinding[]): string[] {
  const count = (verdict: OpeningVerdict): ListedFinding[] => findings.filter((finding) => finding.verdict === verdict);
  const reasonsOf = (some: readonly ListedFinding[]): string[] => {
    const reasons = [...new Set(some.map(({ reason }) => reason))];
    return reasons.map((reason) => `  ${reasonWords[reason]} : ${formatNumber(some.filter((finding) => finding.reason === reason).length)}`);
  };
  const verdicts = (['compliant', 'non_compliant', 'incomplete'] as const).filter((verdict) => count(verdict).length > 0);
  return [
    `${formatCount(findings.length, 'structure')} : 24\u00a0heures par semaine au moins, sur cinq jours au moins (article 4.2).`,
    ...verdicts.flatMap((verdict) => [`${verdictWords[verdict]} : ${formatNumber(count(verdict).length)}`, ...reasonsOf(count(verdict))]),
  ];
}

/** Names are cut on a terminal: the id finds the line again. */
const cellWidthMax = 44;

function columns(rows: readonly (readonly string[])[]): string {
  const last = (rows[0]?.length ?? 1) - 1;
  const cut = (cell: string): string => (cell.length > cellWidthMax ? `${cell.slice(0, cellWidthMax - 1)}…` : cell);
  // Control characters of the file would speak to the terminal.
  const clean = rows.map((row) => row.map((cell, index) => (index === last ? cell : cut(cell)).replace(/\p{C}/gu, ' ')));
  const widths = Array.from({ length: last }, (_, index) => Math.max(...clean.map((row) => row[index]!.length)));
  return clean.map((row) => row.map((cell, index) => (index === last ? cell : cell.padEnd(widths[index]!))).join('  ')).join('\n');
}
