import type { Permanence, Recurrence, Rhythm, Stop, Weekday } from './directory.js';

const NO_BREAK_SPACE = '\u00a0';

/** The names of the days, as they are printed. */
export const weekdayNames: Readonly<Record<Weekday, string>> = {
  monday: 'lundi', tuesday: 'mardi', wednesday: 'mercredi', thursday: 'jeudi', friday: 'vendredi', saturday: 'samedi', sunday: 'dimanche',
};

/** « le mardi », « un mardi sur deux », « le 1er et le 3e mardi du mois ». A new rhythm without its words does not compile. */
const rhythmWords: Readonly<Record<Rhythm, (day: string) => string>> = {
  weekly: (day) => `le ${day}`,
  fortnightly: (day) => `un ${day} sur deux`,
  first: (day) => `le 1er ${day} du mois`,
  second: (day) => `le 2e ${day} du mois`,
  third: (day) => `le 3e ${day} du mois`,
  fourth: (day) => `le 4e ${day} du mois`,
  last: (day) => `le dernier ${day} du mois`,
  first_third: (day) => `le 1er et le 3e ${day} du mois`,
  second_fourth: (day) => `le 2e et le 4e ${day} du mois`,
};

/** « le 1er mardi du mois, de 9 h à 12 h 30 », « le lundi, à partir de 14 h », « le lundi ». */
export function recurrenceText({ weekday, rhythm, from, to }: Recurrence): string {
  return [rhythmWords[rhythm](weekdayNames[weekday]), hoursText(from, to)].filter((part) => part !== null).join(', ');
}

/** « le 1er mardi du mois, de 9 h à 12 h, à la mairie, sur rendez-vous ; le jeudi, de 14 h à 16 h ». Empty when there is none. */
export function permanencesText(permanences: readonly Permanence[]): string {
  return permanences.map(permanenceText).join(`${NO_BREAK_SPACE}; `);
}

/** « Chirac, salle des fêtes, le 1er mardi du mois, de 9 h à 12 h ». */
export function stopText({ commune, place, ...recurrence }: Omit<Stop, 'id'>): string {
  return [commune, place, recurrenceText(recurrence)].filter((part) => part !== '').join(', ');
}

function permanenceText({ place, appointment, ...recurrence }: Permanence): string {
  return [recurrenceText(recurrence), place, appointment ? 'sur rendez-vous' : null].filter((part) => part !== null && part !== '').join(', ');
}

function hoursText(from: number | null, to: number | null): string | null {
  if (from !== null && to !== null) return `de ${hourText(from)} à ${hourText(to)}`;
  if (from !== null) return `à partir de ${hourText(from)}`;
  return to === null ? null : `jusqu’à ${hourText(to)}`;
}

/** « 9 h », « 13 h 30 ». */
export function hourText(minutes: number): string {
  const hour = `${Math.floor(minutes / 60)}${NO_BREAK_SPACE}h`;
  return minutes % 60 === 0 ? hour : `${hour}${NO_BREAK_SPACE}${String(minutes % 60).padStart(2, '0')}`;
}
