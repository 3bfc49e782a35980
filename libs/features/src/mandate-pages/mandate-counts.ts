import { stringify } from 'csv-stringify/sync';
import { demarches, mandateEndNames } from '#libs/domain';
import type { Demarche, MandateAct, MandateEnd } from '#libs/domain';
import type { MandateCounts } from '#libs/features/mandate';
import { formatCount } from '#libs/ui';
import type { BarRow, MonthCount } from '#libs/ui';
import { capitalised, demarcheName } from './mandate-words.js';

/** What the database counts, and nothing more: a line that names no démarche counts mandates, the others count what each entrusts. */
export type Counted = Pick<MandateCounts, 'mandates' | 'acts'>;
export type NamedStructure = { id: string; name: string };

export type CountsShown = { mandates: number; acts: number; demarches: readonly BarRow[]; months: readonly MonthCount[]; ends: readonly BarRow[]; structures: readonly { name: string; mandates: number; acts: number }[] };

const ends = ['active', 'resolved', 'expired', 'revoked', 'renounced', 'replaced', 'lapsed'] as const satisfies readonly (MandateEnd['how'] | 'active')[];
const endName = (end: (typeof ends)[number]): string => (end === 'active' ? 'Toujours en cours' : capitalised(mandateEndNames[end]));

/** The year as it is drawn. Démarches that nobody entrusted are left out; months to come are not. */
export function countsOf(year: number, { mandates, acts }: Counted, structures: readonly NamedStructure[]): CountsShown {
  const whole = mandates.filter(({ demarche }) => demarche === null);
  const months = Array.from({ length: 12 }, (_, rank) => `${year}-${String(rank + 1).padStart(2, '0')}`);
  return {
    mandates: sum(whole),
    acts: sum(acts),
    demarches: demarches
      .map((demarche) => ({ label: demarcheName(demarche), value: sum(mandates.filter((one) => one.demarche === demarche)), second: sum(acts.filter((one) => one.demarche === demarche)) }))
      .filter(({ value, second }) => value + second > 0)
      .sort((a, b) => b.value - a.value),
    months: months.map((month) => ({ month, first: sum(whole.filter((one) => one.month === month)), second: sum(acts.filter((one) => one.month === month)) })),
    ends: ends.map((end) => ({ label: endName(end), value: sum(whole.filter((one) => one.end === end)) })).filter(({ value }) => value > 0),
    structures: structures
      .map(({ id, name }) => ({ name, mandates: sum(whole.filter(({ structureId }) => structureId === id)), acts: sum(acts.filter(({ structureId }) => structureId === id)) }))
      .sort((a, b) => b.mandates - a.mandates || a.name.localeCompare(b.name, 'fr')),
  };
}

/** « En 2026, 34 mandats signés et 120 actes faits. » */
export function countsSentence(year: number, { mandates, acts }: Pick<CountsShown, 'mandates' | 'acts'>): string {
  if (mandates === 0 && acts === 0) return `Aucun mandat n’a encore été signé en ${year}.`;
  return `En ${year}, ${formatCount(mandates, 'mandat signé', 'mandats signés', 'aucun mandat signé')} et ${formatCount(acts, 'acte fait', 'actes faits', 'aucun acte fait')}.`;
}

/** Without it, French spreadsheets read UTF-8 as Windows-1252. */
const byteOrderMark = '\ufeff';
const columns = ['Trimestre', 'Mois', 'Structure', 'Démarche', 'Mandats signés', 'Actions', 'Demandes de données'] as const;

/**
 * The quarterly report's figures (art. 4.7), one line per structure, month and démarche, as French spreadsheets open them. A line « Toutes »
 * counts mandates once, whatever they entrust. No person, no number of mandate, no agent.
 */
export function countsCsv(counted: Counted, structures: readonly NamedStructure[]): string {
  const lines = structures.flatMap((structure) => monthsOf(structure.id, counted).flatMap((month) => [null, ...demarches].flatMap((demarche) => csvLine(counted, structure, month, demarche))));
  return `${byteOrderMark}${stringify(lines, { header: true, columns: [...columns], delimiter: ';', record_delimiter: 'windows', escape_formulas: true })}`;
}

function csvLine({ mandates, acts }: Counted, { id, name }: NamedStructure, month: string, demarche: Demarche | null): (string | number)[][] {
  const signed = sum(mandates.filter((one) => one.structureId === id && one.month === month && one.demarche === demarche));
  const done = (kind: MandateAct['kind']) => sum(acts.filter((one) => one.structureId === id && one.month === month && one.kind === kind && (demarche === null || one.demarche === demarche)));
  const [actions, requests] = [done('action'), done('data_request')];
  if (signed + actions + requests === 0) return [];
  const quarter = Math.ceil(Number(month.slice(5)) / 3);
  return [[`${month.slice(0, 4)}-T${quarter}`, month, name, demarche === null ? 'Toutes' : demarcheName(demarche), signed, actions, requests]];
}

function monthsOf(structureId: string, { mandates, acts }: Counted): string[] {
  return [...new Set([...mandates, ...acts].filter((one) => one.structureId === structureId).map(({ month }) => month))].sort();
}

function sum(counted: readonly { count: number }[]): number {
  return counted.reduce((total, { count }) => total + count, 0);
}
