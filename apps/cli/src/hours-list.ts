import { readDayHours, readDepartementCode } from '#libs/domain';
import type { DayReading, ListedStructure, Weekday } from '#libs/domain';

/** A line with what a reader recognises it by. */
export type ListedLine = ListedStructure & { name: string };

/** Where each thing is in a row; several columns may make one day (« lundi matin », « lundi après-midi »). */
export type HoursColumns = { id: number; departement: number; name: number; type: number; format: number; group: number; days: Record<Weekday, readonly number[]> };

const dayNames: Record<Weekday, string> = { monday: 'lundi', tuesday: 'mardi', wednesday: 'mercredi', thursday: 'jeudi', friday: 'vendredi', saturday: 'samedi', sunday: 'dimanche' };

/** The names of the open list first, then those of older files and of one's own. */
const names = {
  id: ['id_fs', 'id', 'identifiant', 'matricule', 'numero'],
  departement: ['insee_dep', 'departement', 'code_departement', 'dep'],
  name: ['lib_fs', 'nom', 'name', 'libelle', 'structure', 'nom_structure'],
  type: ['type_fs', 'type'],
  format: ['format_fs', 'format'],
  group: ['groupe_fs', 'groupe'],
} as const;

/** -1 for what the file does not say; a day without a column is a closed day. */
export function hoursColumns(header: readonly string[]): HoursColumns {
  const keys = header.map((name) => name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^a-z0-9]+/g, '_').replace(/^_|_$/g, ''));
  const at = (candidates: readonly string[]): number => candidates.map((name) => keys.indexOf(name)).find((index) => index >= 0) ?? -1;
  const dayAt = (day: Weekday): number[] => keys.flatMap((key, index) => (key.split('_').includes(dayNames[day]) ? [index] : []));
  return {
    id: at(names.id), departement: at(names.departement), name: at(names.name), type: at(names.type), format: at(names.format), group: at(names.group),
    days: { monday: dayAt('monday'), tuesday: dayAt('tuesday'), wednesday: dayAt('wednesday'), thursday: dayAt('thursday'), friday: dayAt('friday'), saturday: dayAt('saturday'), sunday: dayAt('sunday') },
  };
}

/** Every row is a structure; one without an id answers to its line in the file. */
export function listedStructures(columns: HoursColumns, rows: readonly (readonly string[])[]): ListedLine[] {
  return rows.map((row, index) => {
    const cell = (at: number): string => row[at] ?? '';
    const day = (name: Weekday): DayReading => readDayHours(columns.days[name].map(cell).filter((text) => text !== '').join(' / '));
    return {
      id: cell(columns.id) || `ligne ${index + 1}`,
      departement: readDepartementCode(cell(columns.departement)) ?? cell(columns.departement),
      name: cell(columns.name),
      antenne: cell(columns.type).toLowerCase().startsWith('antenne'),
      format: cell(columns.format),
      group: cell(columns.group),
      days: { monday: day('monday'), tuesday: day('tuesday'), wednesday: day('wednesday'), thursday: day('thursday'), friday: day('friday'), saturday: day('saturday'), sunday: day('sunday') },
    };
  });
}
