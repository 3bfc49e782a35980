export { addDays, addMonths, dayAt, daysBetween, instant, legalDay, startOfDay } from './legal-time/legal-day.js';
export type { Instant, LegalDay } from './legal-time/legal-day.js';
export { equipments, weekdays } from './directory/directory.js';
export type {
  College, Departement, Dossier, Equipment, Gestionnaire, GestionnaireKind, LocalPartner, NationalPartner, Offer, OpeningHours, OpeningInterval, Referent, Signatory, Structure, Weekday,
} from './directory/directory.js';
