import type { Rhythm, Stop, Weekday } from '#libs/domain';
import { stableId } from '../stable-id.js';
import { commune } from './territory.js';

type Row = [city: string, place: string, weekday: Weekday, rhythm: Rhythm, from: number, to: number];

const morning = [9 * 60, 12 * 60] as const;
const afternoon = [13 * 60 + 30, 16 * 60 + 30] as const;

/** Where the two itinerant structures of the demonstration stop: real communes, invented places and days. */
const rows: Readonly<Record<string, readonly Row[]>> = {
  'Bus France Services de la Lozère': [
    ['Badaroux', 'place de la Mairie', 'monday', 'weekly', ...morning],
    ['Altier', 'devant l’école', 'tuesday', 'first_third', ...morning],
    ['Cubières', 'place de l’Église', 'wednesday', 'weekly', ...afternoon],
    ['Barjac', 'parking de la mairie', 'friday', 'fortnightly', ...morning],
  ],
  'France Services itinérante de la Margeride': [
    ['Sainte-Eulalie', 'salle de la mairie', 'monday', 'first', ...morning],
    ['Serverette', 'salle de la mairie', 'tuesday', 'weekly', ...morning],
    ['Saint-Denis-en-Margeride', 'salle de la mairie', 'thursday', 'second_fourth', ...afternoon],
  ],
};

/** The stops of a structure of the demonstration, by its name; none for a place that does not move. */
export function demonstrationStops(structure: string): Stop[] {
  return (rows[structure] ?? []).map(([city, place, weekday, rhythm, from, to]) => ({
    id: stableId(`demonstration/stop/${structure}/${city}`), commune: commune(city).name, place, weekday, rhythm, from, to,
  }));
}
