import { departementTimeZone } from '../directory/territory.js';

/** Where the public holidays differ. The names are those of the command line and of the API: they do not change. */
export const holidayZones = [
  'metropole', 'alsace-moselle', 'guadeloupe', 'martinique', 'guyane', 'reunion', 'mayotte', 'saint-martin', 'saint-barthelemy', 'saint-pierre-et-miquelon',
  'nouvelle-caledonie', 'polynesie', 'wallis-et-futuna',
] as const;
export type HolidayZone = (typeof holidayZones)[number];

export const holidayZoneNames: Readonly<Record<HolidayZone, string>> = {
  metropole: 'Métropole',
  'alsace-moselle': 'Alsace-Moselle',
  guadeloupe: 'Guadeloupe',
  martinique: 'Martinique',
  guyane: 'Guyane',
  reunion: 'La Réunion',
  mayotte: 'Mayotte',
  'saint-martin': 'Saint-Martin',
  'saint-barthelemy': 'Saint-Barthélemy',
  'saint-pierre-et-miquelon': 'Saint-Pierre-et-Miquelon',
  'nouvelle-caledonie': 'Nouvelle-Calédonie',
  polynesie: 'Polynésie française',
  'wallis-et-futuna': 'Wallis-et-Futuna',
};

const zonesByDepartement: Readonly<Record<string, HolidayZone>> = {
  '57': 'alsace-moselle',
  '67': 'alsace-moselle',
  '68': 'alsace-moselle',
  '971': 'guadeloupe',
  '972': 'martinique',
  '973': 'guyane',
  '974': 'reunion',
  '975': 'saint-pierre-et-miquelon',
  '976': 'mayotte',
  '977': 'saint-barthelemy',
  '978': 'saint-martin',
  '986': 'wallis-et-futuna',
  '987': 'polynesie',
  '988': 'nouvelle-caledonie',
};

/** In the Pacific no département is concerned: the hour is that of the chief town (the Marquises keep another). */
const pacificTimeZones: Partial<Record<HolidayZone, string>> = {
  'nouvelle-caledonie': 'Pacific/Noumea',
  polynesie: 'Pacific/Tahiti',
  'wallis-et-futuna': 'Pacific/Wallis',
};

export function isHolidayZone(text: string): text is HolidayZone {
  return (holidayZones as readonly string[]).includes(text);
}

/** The zone whose public holidays a département keeps. */
export function zoneOfDepartement(code: string): HolidayZone {
  return zonesByDepartement[code] ?? 'metropole';
}

/** The IANA time zone of a zone's civil hour. */
export function timeZoneOf(zone: HolidayZone): string {
  const departement = Object.keys(zonesByDepartement).find((code) => zonesByDepartement[code] === zone);
  return pacificTimeZones[zone] ?? departementTimeZone(departement ?? '');
}
