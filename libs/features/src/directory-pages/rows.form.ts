import type { Posted, Typed } from './answers.js';
import { typedAgain } from './answers.js';

/** A list in a form has its lines numbered from one: `stops_2_commune` is a field of the second stop. */
export const rowField = (group: string, row: number, field: string): string => `${group}_${row}_${field}`;

/** The names of the buttons that change the number of lines without saving anything: « stops », and « stops_2 ». */
export const moreRows = 'more';
export const lessRows = 'less';

/** More lines than any real list: a bus stops in fewer communes, a partner receives less often. */
export const rowsMax = 60;

/** How many lines of a list a form shows: the number of the last one. */
export function rowCount(fields: Readonly<Record<string, unknown>>, group: string): number {
  const numbers = Object.keys(fields).map((name) => numberOf(name, group));
  return Math.min(Math.max(0, ...numbers), rowsMax);
}

/** The fields of a list, line after line. */
export function rowValues(group: string, rows: readonly Readonly<Record<string, string>>[]): Record<string, string> {
  return Object.fromEntries(rows.flatMap((row, index) => Object.entries(row).map(([field, value]) => [rowField(group, index + 1, field), value])));
}

/**
 * The form as it is shown again after « Ajouter une ligne » or « Retirer », with everything typed in it; null when it was to be saved.
 * A new line has one empty field, `blank`: the others are as empty without being named.
 */
export function withRowsChanged(posted: Posted, groups: readonly string[], blank = 'line'): Typed | null {
  const typed = typedAgain(posted);
  const added = groups.find((group) => typed.values[moreRows] === group);
  if (added !== undefined) return { ...typed, values: { ...typed.values, [rowField(added, Math.min(rowCount(typed.values, added) + 1, rowsMax), blank)]: '' } };
  const removed = groups.find((group) => numberOf(`${typed.values[lessRows] ?? ''}_`, group) > 0);
  if (removed === undefined) return null;
  return { ...typed, values: without(typed.values, removed, numberOf(`${typed.values[lessRows]}_`, removed)) };
}

function without(values: Readonly<Record<string, string>>, group: string, removed: number): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => {
      const number = numberOf(name, group);
      if (number === removed) return [];
      return [[number > removed ? rowField(group, number - 1, name.slice(`${group}_${number}_`.length)) : name, value]];
    }),
  );
}

/** The number of the line to which a field belongs; 0 for a field that is none of the list's. */
function numberOf(name: string, group: string): number {
  if (!name.startsWith(`${group}_`)) return 0;
  return Number(/^(\d{1,3})_/.exec(name.slice(group.length + 1))?.[1] ?? 0);
}
