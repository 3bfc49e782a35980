import { departementOfCommune, isPostcodeOf, isValidSiret, legalDay, readDayHours, weekdays, withLostZero } from '#libs/domain';
import type { HoursRemark, OpeningHours, OpeningInterval, Structure } from '#libs/domain';
import { importTextLengthMax } from './cells.js';
import type { Cells } from './cells.js';
import { textOf } from './directory-rows.js';
import type { Row } from './directory-rows.js';
import { dayFields, likenessOf, plain } from './import-fields.js';
import type { Mapping } from './import-fields.js';
import { refuse, warn } from './import-reasons.js';
import type { DirectoryIndex, Entry, KindReader, Read, Reading } from './plan-types.js';

/** Columns under which the national list numbers its structures: the same number is the same structure, from one month to the next. */
const nationalColumns = ['id fs', 'matricule'];

const formats: ReadonlyMap<string, Structure['format']> = new Map([
  ['fixe', 'fixe'], ['fixe antenne s', 'fixe'], ['multisites', 'multisite'], ['multisite', 'multisite'], ['itinerante', 'itinerante'], ['itinerant', 'itinerante'], ['bus', 'bus'], ['bus equivalent', 'bus'], ['antenne', 'antenne'],
]);

/** Structures: recognised by their number in the list, else by name and commune. The open list names no gestionnaire. */
export const structureReader: KindReader = {
  table: 'structure',
  blank: {
    gestionnaire_id: null, principal_id: null, name: '', format: 'fixe', address: '', postcode: '', city: '', insee_commune: '', phone: null, email: null, contact_form_url: null,
    hours: null, equipment: [], staff: [], labelled_on: null, management: null, source_key: null, latitude: null, longitude: null,
  },
  likenessOf: (row) => likenessOf(textOf(row, 'name'), textOf(row, 'city')),
  read: readStructure,
  check({ values }, cells) {
    if (values.name === undefined) cells.refuse(refuse('name_missing', {}));
    if (values.city === undefined) cells.refuse(refuse('city_missing', {}));
  },
  link: attachAntennes,
};

function readStructure(reading: Reading): Read {
  const { cells, departementCode, mapping } = reading;
  const sourceKey = sourceKeyOf(cells, mapping);
  const name = cells.line('name');
  const city = cells.line('city');
  const format = formatOf(cells);
  const group = cells.text('group');
  const values = {
    name, city, format, address: addressOf(cells), postcode: postcodeOf(cells, departementCode), insee_commune: communeOf(cells, departementCode), ...coordinatesOf(cells),
    phone: cells.phone('phone'), email: cells.mail('email'), contact_form_url: cells.url('contactFormUrl'), labelled_on: dayOf(cells), management: cells.line('management'),
    gestionnaire_id: gestionnaireOf(reading), source_key: sourceKey ?? undefined,
  };
  const likeness = name === undefined || city === undefined ? null : likenessOf(name, city);
  const finish = (before: Row | null): Row => {
    if (before && sourceKey !== null && before.source_key === sourceKey && name !== undefined && isAnother(before, name, city)) cells.warn(warn('number_reused', { before: textOf(before, 'name') }));
    return said({ hours: hoursOf(cells, (before?.hours ?? null) as OpeningHours | null) });
  };
  return { name: name ?? '', values: said(values), sourceKey, likeness, finish, ...(group !== '' && { group }) };
}

/** What the file says nothing of keeps what the directory holds. */
export function said(values: Row): Row {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

/** Neither its name nor its commune is the same: two lists may number their structures from 1. */
function isAnother(before: Row, name: string, city: string | undefined): boolean {
  return plain(textOf(before, 'name')) !== plain(name) && city !== undefined && plain(textOf(before, 'city')) !== plain(city);
}

function sourceKeyOf(cells: Cells, mapping: Mapping): string | null {
  const number = cells.text('sourceId');
  if (number === '') return null;
  return `${nationalColumns.includes(plain(mapping.sourceId ?? '')) ? 'anct' : 'fichier'}:${number}`;
}

/** « Antenne » is a type in the national list, and a format in ours: an antenne is never tested alone (reading I-10). */
function formatOf(cells: Cells): Structure['format'] | undefined {
  const given = cells.text('format');
  if (plain(cells.text('type')) === 'antenne') return 'antenne';
  if (given === '') return undefined;
  const format = formats.get(plain(given));
  if (format === undefined) cells.warn(warn('format_unknown', { given }));
  return format ?? 'fixe';
}

function addressOf(cells: Cells): string | undefined {
  const [address, complement] = [cells.line('address'), cells.line('addressComplement')];
  if (complement === undefined) return address;
  const whole = [address, complement].filter((part) => part !== undefined).join(', ');
  if (whole.length <= importTextLengthMax) return whole;
  cells.warn(warn('complement_left_out', {}));
  return address;
}

/** Wrong, it keeps the card out: the convention prints it. From the next département, it is only doubtful. */
export function postcodeOf(cells: Cells, departementCode: string): string | undefined {
  const given = cells.text('postcode').replaceAll(/\s/g, '');
  if (given === '') return undefined;
  const postcode = withLostZero(given);
  if (!/^\d{5}$/.test(postcode)) cells.refuse(refuse('postcode_invalid', { given }));
  else if (!isPostcodeOf(departementCode, postcode)) cells.warn(warn('postcode_elsewhere', { postcode, departement: departementCode }));
  return postcode;
}

function communeOf(cells: Cells, departementCode: string): string | undefined {
  const given = cells.text('insee');
  if (given === '') return undefined;
  const insee = withLostZero(given);
  const departement = departementOfCommune(insee);
  if (departement === null) cells.warn(warn('commune_invalid', { given }));
  else if (departement !== departementCode) cells.warn(warn('commune_elsewhere', { insee, departement: departementCode }));
  return departement === null ? undefined : insee;
}

function coordinatesOf(cells: Cells): { latitude?: number; longitude?: number } {
  const [north, east] = [cells.text('latitude'), cells.text('longitude')].map((text) => text.replace(',', '.'));
  if (!north && !east) return {};
  const [latitude, longitude] = [Number(north), Number(east)];
  if (north && east && Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180) return { latitude, longitude };
  cells.warn(warn('coordinates_invalid', {}));
  return {};
}

/** « Espace labellisé 01/02/2020 », « 2020-02-01 ». */
function dayOf(cells: Cells): string | undefined {
  const given = cells.text('labelledOn');
  if (given === '') return undefined;
  const french = /(?<!\d)(\d{1,2})\/(\d{1,2})\/(\d{4})(?!\d)/.exec(given);
  const written = french ? `${french[3]}-${french[2]!.padStart(2, '0')}-${french[1]!.padStart(2, '0')}` : (/\d{4}-\d{2}-\d{2}/.exec(given)?.[0] ?? '');
  try {
    return legalDay(written);
  } catch {
    cells.warn(warn('date_unreadable', { given }));
    return undefined;
  }
}

/** By SIRET, else by name, among those of the département. */
function gestionnaireOf({ cells, directory, departementCode }: Reading): string | undefined {
  const given = cells.text('gestionnaire');
  if (given === '') return undefined;
  const digits = given.replaceAll(/\s/g, '');
  const found = isValidSiret(digits) ? directory.find('gestionnaire', departementCode, 'siret', digits) : directory.find('gestionnaire', departementCode, 'name', given);
  if (!found) cells.warn(warn('gestionnaire_unknown', { given }));
  return found ? textOf(found, 'id') : undefined;
}

/**
 * The week the file gives. A week left wholly blank says nothing; in a week of which one day is given, a blank day is closed, while a day
 * without a column, or that cannot be read at all, stays as it was.
 */
function hoursOf(cells: Cells, before: OpeningHours | null): OpeningHours | undefined {
  if (weekdays.every((day) => cells.text(day) === '')) return undefined;
  const entries = weekdays.map((day) => [day, cells.isMapped(day) ? dayHours(cells, day, before) : (before?.[day] ?? [])] as const);
  const hours = Object.fromEntries(entries) as OpeningHours;
  const nothingRead = before === null && weekdays.every((day) => hours[day].length === 0);
  return nothingRead ? undefined : hours;
}

/** What was read otherwise than it is written, with nothing lost. */
const mendings: readonly HoursRemark[] = ['overlap_counted_once', 'empty_interval_ignored'];

function dayHours(cells: Cells, field: keyof typeof dayFields, before: OpeningHours | null): readonly OpeningInterval[] {
  const given = cells.text(field);
  const day = dayFields[field];
  const { state, intervals, unreadable, remarks } = readDayHours(given);
  if (state === 'by_appointment') cells.warn(warn('hours_by_appointment', { day }));
  if (state === 'not_weekly') cells.warn(warn('hours_not_weekly', { day, given }));
  if (unreadable === null && remarks.some((remark) => mendings.includes(remark))) cells.warn(warn('hours_mended', { day, given }));
  if (unreadable === null) return intervals;
  if (intervals.length > 0) {
    cells.warn(warn('hours_partial', { day, given }));
    return intervals;
  }
  cells.warn(warn('hours_unreadable', { day, given }));
  return before?.[field] ?? [];
}

/** Reading I-10: an antenne adds its hours to the labelled structure of its group, when there is one and only one. */
function attachAntennes(entries: readonly Entry[]): void {
  const isAntenne = ({ read, before }: Entry): boolean => (read.values.format ?? before?.format) === 'antenne';
  const groupOf = ({ read, departementCode }: Entry): string => `${departementCode} ${plain(read.group ?? '')}`;
  const principals = new Map<string, string[]>();
  for (const entry of entries) {
    if (entry.read.group === undefined || isAntenne(entry)) continue;
    principals.set(groupOf(entry), [...(principals.get(groupOf(entry)) ?? []), entry.id]);
  }
  for (const entry of entries.filter(isAntenne)) {
    if (entry.read.group === undefined) continue;
    const [principal, ...others] = principals.get(groupOf(entry)) ?? [];
    if (principal !== undefined && others.length === 0) entry.read = { ...entry.read, values: { ...entry.read.values, principal_id: principal } };
    else entry.cells.warn(warn('principal_unknown', { group: entry.read.group }));
  }
}

/** A structure of a département by its name, or by its number in the national list. */
export function structureNamed(directory: DirectoryIndex, departementCode: string, given: string): Row | undefined {
  return directory.find('structure', departementCode, 'source_key', `anct:${given}`) ?? directory.find('structure', departementCode, 'name', given);
}
