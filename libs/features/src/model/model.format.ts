import { type Equipment, type GestionnaireKind, type LegalDay, type Offer, type OpeningHours, type OpeningInterval, type Structure, type Weekday, addMonths, addDays, weekdays } from '#libs/domain';

/** Unbreakable space. The documents' font has no U+202F, so U+00A0 serves everywhere. */
export const NBSP = '\u00A0';
const MINUTES_PER_HOUR = 60;
/** Article 7: the notice of withdrawal and denunciation. */
const NOTICE_MONTHS = 6;

const monthNames = ['janvier', 'février', 'mars', 'avril', 'mai', 'juin', 'juillet', 'août', 'septembre', 'octobre', 'novembre', 'décembre'] as const;
const smallNumbers = ['zéro', 'un', 'deux', 'trois', 'quatre', 'cinq', 'six', 'sept', 'huit', 'neuf', 'dix', 'onze', 'douze', 'treize', 'quatorze', 'quinze', 'seize'] as const;

export const dayNames: Record<Weekday, string> = {
  monday: 'Lundi', tuesday: 'Mardi', wednesday: 'Mercredi', thursday: 'Jeudi', friday: 'Vendredi', saturday: 'Samedi', sunday: 'Dimanche',
};

export const gestionnaireKinds: Record<GestionnaireKind, string> = {
  commune: 'Commune',
  epci: 'Établissement public de coopération intercommunale',
  departement: 'Département',
  association: 'Association',
  la_poste: 'Société La Poste',
  msa: 'Caisse de mutualité sociale agricole',
  other_public: 'Personne publique',
};

export const structureFormats: Record<Structure['format'], string> = {
  fixe: 'Lieu fixe',
  multisite: 'Structure répartie sur plusieurs sites',
  itinerante: 'Structure itinérante',
  bus: 'Bus France Services',
  antenne: 'Antenne d’une structure principale',
};

export const offerModes: Record<Offer['mode'], string> = { sur_place: 'Sur place', visio: 'Visio', telephone: 'Téléphone' };

export const equipmentNames: Record<Equipment, string> = {
  staffed_reception: 'Accueil tenu par un agent',
  confidential_space: 'Espace confidentiel',
  reduced_mobility_access: 'Accessibilité aux personnes à mobilité réduite',
  computer: 'Ordinateur',
  printer_scanner: 'Imprimante et numériseur',
  photocopier: 'Photocopieur',
  phone: 'Téléphone',
  self_service_space: 'Espace numérique en accès libre et gratuit',
  internet: 'Connexion internet de qualité constante',
  wifi: 'Accès sans fil (Wi-Fi), facultatif',
  videoconference: 'Visioconférence',
};

/** '2027-03-01' → « 1er mars 2027 », with unbreakable spaces. */
export function formatDay(day: LegalDay): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  return [date === 1 ? '1er' : String(date), monthNames[month - 1], String(year)].join(NBSP);
}

/** Minutes from midnight → « 9 h », « 9 h 05 ». */
export function formatTime(minutes: number): string {
  const rest = minutes % MINUTES_PER_HOUR;
  const hours = `${Math.floor(minutes / MINUTES_PER_HOUR)}${NBSP}h`;
  return rest === 0 ? hours : `${hours}${NBSP}${String(rest).padStart(2, '0')}`;
}

/** Overlapping or touching openings joined, in order: time open twice counts once (article 4.2). Empty or inverted ones are left out. */
export function mergedIntervals(intervals: readonly OpeningInterval[]): OpeningInterval[] {
  const merged: OpeningInterval[] = [];
  for (const { from, to } of [...intervals].filter((interval) => interval.to > interval.from).sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else merged.push({ from, to });
  }
  return merged;
}

/** « de 9 h à 12 h et de 14 h à 17 h 30 », or « fermé ». */
export function formatIntervals(intervals: readonly OpeningInterval[]): string {
  const spans = mergedIntervals(intervals).map(({ from, to }) => `de ${formatTime(from)} à ${formatTime(to)}`);
  if (spans.length === 0) return 'fermé';
  return spans.length === 1 ? spans.join('') : `${spans.slice(0, -1).join(', ')} et ${spans.at(-1)}`;
}

/** « 26 h 30 sur 5 jours ». A day counts as soon as one minute is open. */
export function formatWeekly(hours: OpeningHours): string {
  const totals = weekdays.map((day) => mergedIntervals(hours[day]).reduce((sum, { from, to }) => sum + to - from, 0));
  const days = totals.filter((total) => total > 0).length;
  return `${formatTime(totals.reduce((sum, total) => sum + total, 0))} sur ${days}${NBSP}${days > 1 ? 'jours' : 'jour'}`;
}

/** '0466490000' or '+33 4 66 49 00 00' → « 04 66 49 00 00 ». Overseas and foreign numbers are left as they were written. */
export function formatPhone(phone: string): string {
  const digits = phone.replace(/[\s.\-()]/g, '').replace(/^(?:\+33|0033)0?/, '0');
  return /^0\d{9}$/.test(digits) ? (digits.match(/\d{2}/g) ?? []).join(NBSP) : phone;
}

/** '21480095600018' → « 214 800 956 00018 ». Anything else is left as it is: judging it is not the printer's work. */
export function formatSiret(siret: string): string {
  const digits = siret.replace(/\s/g, '');
  return /^\d{14}$/.test(digits) ? digits.replace(/^(\d{3})(\d{3})(\d{3})(\d{5})$/, `$1${NBSP}$2${NBSP}$3${NBSP}$4`) : siret;
}

/** « 12 avenue Foch, 48000 Mende ». */
export const formatAddress = (place: { address: string; postcode: string; city: string }): string => `${place.address}, ${place.postcode}${NBSP}${place.city}`;

/** « 1,5 ETP ». */
export const formatFullTime = (equivalent: number): string => `${String(Math.round(equivalent * 100) / 100).replace('.', ',')}${NBSP}ETP`;

/** 12 → « douze mois »; large numbers stay in figures. */
export const formatMonths = (months: number): string => `${smallNumbers[months] ?? months}${NBSP}mois`;

/** « a, b et c ». */
export function formatList(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} et ${items.at(-1)}`;
}

/**
 * Last day on which a notice of six months may be received for a term whose last day is `endsOn`.
 * Counted forward with clamping (art. 641 CPC): several days lead to the same end, the last of them is the answer; subtracting six months would give an earlier one.
 */
export function lastNoticeDay(endsOn: LegalDay): LegalDay {
  let day = addMonths(endsOn, -NOTICE_MONTHS);
  for (let next = addDays(day, 1); addMonths(next, NOTICE_MONTHS) <= endsOn; next = addDays(next, 1)) day = next;
  return day;
}
