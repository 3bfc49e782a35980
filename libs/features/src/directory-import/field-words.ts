import { printDayHours, weekdays } from '#libs/domain';
import type { OpeningInterval } from '#libs/domain';
import { canonicalJson } from '#libs/platform';
import { formatDay } from '#libs/ui';
import type { DirectoryRows, Row, TableName } from './directory-rows.js';
import { textOf } from './directory-rows.js';
import { dayFields } from './import-fields.js';

/** One thing that changes on a card, as people read it; `before` is empty when nothing was known. */
export type FieldChange = { label: string; before: string; after: string };

export const formatWords: Readonly<Record<string, string>> = { fixe: 'fixe', multisite: 'multisite', itinerante: 'itinérante', bus: 'bus', antenne: 'antenne' };
export const kindWords: Readonly<Record<string, string>> = {
  commune: 'commune', epci: 'intercommunalité', departement: 'département', association: 'association', la_poste: 'La Poste', msa: 'MSA', other_public: 'autre organisme public',
  public: 'organisme public', private: 'organisme privé',
};
export const modeWords: Readonly<Record<string, string>> = { sur_place: 'sur place', visio: 'en visioconférence', telephone: 'par téléphone' };

type Say = (value: unknown, rows: DirectoryRows) => string;

const plainly: Say = (value) => (value === null || value === undefined ? '' : String(value));
const named = (table: TableName): Say => (id, rows) => (typeof id === 'string' ? textOf(rows[table].find((row) => row.id === id) ?? {}, 'name') || 'une fiche de ce fichier' : '');
const among = (words: Readonly<Record<string, string>>): Say => (value) => words[String(value)] ?? plainly(value, {} as DirectoryRows);
/** « anct:299 » is ours to tell lists apart; people know the number. */
const numbered: Say = (value) => (typeof value === 'string' ? value.replace(/^[a-z]+:/, '') : '');
const dated: Say = (value) => (typeof value === 'string' && value !== '' ? formatDay(value) : '');
const signing: Say = (value) => {
  if (typeof value !== 'object' || value === null) return '';
  const { civility, firstName, lastName, quality, email } = value as Record<string, string>;
  return `${civility} ${firstName} ${lastName}, ${quality}, ${email}`;
};

/** What a column is called, and how its value is said. Columns that are not here say nothing to people (ids, keys). */
const columns: Readonly<Record<string, readonly [label: string, say: Say]>> = {
  name: ['Nom', plainly], full_name: ['Nom', plainly], label: ['Offre', plainly], kind: ['Nature', among(kindWords)], siret: ['SIRET', plainly],
  address: ['Adresse', plainly], postcode: ['Code postal', plainly], city: ['Commune', plainly], insee_commune: ['Code INSEE', plainly],
  latitude: ['Latitude', plainly], longitude: ['Longitude', plainly], phone: ['Téléphone', plainly], email: ['Adresse électronique', plainly], contact_form_url: ['Formulaire de contact', plainly],
  format: ['Format', among(formatWords)], labelled_on: ['Labellisation', dated], management: ['Mode de gestion', plainly], source_key: ['Identifiant dans la liste', numbered],
  gestionnaire_id: ['Gestionnaire', named('gestionnaire')], principal_id: ['Structure principale', named('structure')], signatory: ['Signataire', signing],
  schedule: ['Permanences', plainly], mode: ['Mode', among(modeWords)],
};

/** What changes on a card, field by field, hours day by day. Of a new card, what is known of it. */
export function changedFields(before: Row | null, after: Row, rows: DirectoryRows): FieldChange[] {
  const changed = Object.entries(columns).flatMap(([column, [label, say]]): FieldChange[] => {
    if (!(column in after) || same(before?.[column], after[column])) return [];
    const field = { label, before: before ? say(before[column], rows) : '', after: say(after[column], rows) };
    return field.before === '' && field.after === '' ? [] : [field];
  });
  return [...changed, ...changedHours(before?.hours, after.hours)];
}

function changedHours(before: unknown, after: unknown): FieldChange[] {
  return weekdays.flatMap((day): FieldChange[] => {
    const [was, is] = [intervalsOf(before, day), intervalsOf(after, day)];
    return same(was, is) ? [] : [{ label: `Horaires du ${dayFields[day]}`, before: was.length ? printDayHours(was) : 'fermé', after: is.length ? printDayHours(is) : 'fermé' }];
  });
}

function intervalsOf(hours: unknown, day: string): readonly OpeningInterval[] {
  const value = typeof hours === 'object' && hours !== null ? (hours as Record<string, unknown>)[day] : null;
  return Array.isArray(value) ? (value as OpeningInterval[]) : [];
}

/** Most values are plain text: only what has parts is spelt out to be compared. */
function same(a: unknown, b: unknown): boolean {
  if ((a ?? null) === (b ?? null)) return true;
  return typeof a === 'object' && typeof b === 'object' && canonicalJson(a ?? null) === canonicalJson(b ?? null);
}
