import { weekdays } from './directory.js';
import type { OpeningHours, Structure, Weekday } from './directory.js';
import type { DayReading, HoursRemark, UnreadableHours } from './hours-text.js';
import { examineOpening } from './opening-hours.js';
import type { OpeningReason, OpeningVerdict, OpenPlace } from './opening-hours.js';

/** A line of a list of structures, as far as art. 4.2 is concerned. */
export type ListedStructure = {
  id: string;
  departement: string;
  /** An antenne of the labelled structure, by the type of the list (`type_fs`). */
  antenne: boolean;
  /** The format of the list (`format_fs`), as written. */
  format: string;
  /** The name its sites share (`groupe_fs`), empty when it stands alone. */
  group: string;
  days: Record<Weekday, DayReading>;
};

export type ListedReason = OpeningReason | 'hours_unreadable' | 'by_appointment_only' | 'not_weekly_only';
export type ListedRemark = HoursRemark | UnreadableHours | 'group_counted' | 'group_would_comply';

export type ListedFinding = { id: string; minutesPerWeek: number; daysPerWeek: number; verdict: OpeningVerdict; reason: ListedReason; remarks: readonly ListedRemark[] };

/** Reading I-10: these formats are one structure over several sites, whose hours add up. A bus or a fixed place stands alone. */
const groupFormats = new Set(['multisites', 'multisite', 'fixe_antenne(s)', 'fixe_antennes']);

/**
 * Judges each line against art. 4.2 (24 hours over 5 days), in the order of the list.
 * Reading I-10: the rule binds the labelled structure. « Multisites » and « Fixe_antenne(s) » count the hours of their whole group (same name, same
 * département), union of the intervals and a day once; a « Fixe », a bus or an itinerant one counts its own. An antenne is not tested alone.
 * What a text leaves unread can only add hours: enough without it is compliant; too few is `incomplete`, never `non_compliant`.
 */
export function examineListedHours(list: readonly ListedStructure[]): ListedFinding[] {
  const groups = new Map<string, ListedStructure[]>();
  for (const structure of list.filter(({ group }) => group !== '')) groups.set(groupKey(structure), [...(groups.get(groupKey(structure)) ?? []), structure]);
  return list.map((structure) => examineListed(structure, structure.group === '' ? [structure] : (groups.get(groupKey(structure)) ?? [structure])));
}

/** The week that the readings of a line come to: the hours that count, for whoever records them. Null when none is known. */
export function weekOf(days: Record<Weekday, DayReading>): OpeningHours | null {
  const hours: OpeningHours = {
    monday: days.monday.intervals, tuesday: days.tuesday.intervals, wednesday: days.wednesday.intervals, thursday: days.thursday.intervals,
    friday: days.friday.intervals, saturday: days.saturday.intervals, sunday: days.sunday.intervals,
  };
  return weekdays.every((day) => hours[day].length === 0) ? null : hours;
}

function examineListed(structure: ListedStructure, group: readonly ListedStructure[]): ListedFinding {
  const shared = !structure.antenne && groupFormats.has(structure.format.trim().toLowerCase());
  const sites = shared ? group : [structure];
  const others = sites.filter((site) => site !== structure);
  const { minutes, days, verdict, reason } = examineOpening(placeOf(structure), others.map(placeOf));
  const readings = sites.flatMap((site) => weekdays.map((day) => site.days[day]));
  const finding = { id: structure.id, minutesPerWeek: minutes, daysPerWeek: days, ...settled(verdict, reason, readings) };
  const remarks = new Set<ListedRemark>(readings.flatMap((day) => [...(day.unreadable ? [day.unreadable] : []), ...day.remarks]));
  if (others.some((site) => weekOf(site.days))) remarks.add('group_counted');
  if (finding.verdict === 'non_compliant' && !shared && group.length > 1 && antennesWouldDo(structure, group)) remarks.add('group_would_comply');
  return { ...finding, remarks: [...remarks] };
}

function settled(verdict: OpeningVerdict, reason: OpeningReason, readings: readonly DayReading[]): { verdict: OpeningVerdict; reason: ListedReason } {
  if (verdict === 'compliant') return { verdict, reason };
  if (readings.some(({ unreadable }) => unreadable)) return { verdict: 'incomplete', reason: 'hours_unreadable' };
  if (verdict === 'non_compliant') return { verdict, reason };
  if (readings.some(({ state }) => state === 'by_appointment')) return { verdict, reason: 'by_appointment_only' };
  return { verdict, reason: readings.some(({ state }) => state === 'not_weekly') ? 'not_weekly_only' : reason };
}

/** Told to whoever could declare the structure multi-site: the verdict does not depend on it. */
function antennesWouldDo(structure: ListedStructure, group: readonly ListedStructure[]): boolean {
  return examineOpening(placeOf(structure), group.filter(({ antenne }) => antenne).map(placeOf)).verdict === 'compliant';
}

function placeOf({ antenne, format, days }: ListedStructure): OpenPlace {
  return { format: antenne ? 'antenne' : structureFormat(format), hours: weekOf(days) };
}

/** The words of the list, in ours. An unknown one is a fixed place: the rule then applies in full. */
export function structureFormat(written: string): Exclude<Structure['format'], 'antenne'> {
  const word = written.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim();
  if (word.startsWith('multisite')) return 'multisite';
  if (word.startsWith('bus')) return 'bus';
  return word.startsWith('itinerante') ? 'itinerante' : 'fixe';
}

const groupKey = ({ departement, group }: ListedStructure): string => `${departement.trim()}\u0000${group.trim().toLowerCase()}`;
