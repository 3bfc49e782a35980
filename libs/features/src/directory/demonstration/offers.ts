import { permanencesText } from '#libs/domain';
import type { NationalPartner, Offer, Permanence } from '#libs/domain';
import { stableId } from '../stable-id.js';
import { localPartnerId, localPartnerKeys } from './local-partners.js';
import type { LocalPartnerKey } from './local-partners.js';
import { structureId } from './structures.js';

/** When one receives: the permanences from which the text is printed, or the text as it stands. */
type Row = [partner: string, structure: string, label: string, schedule: Permanence | string | null, mode: Offer['mode']];

const on = (weekday: Permanence['weekday'], rhythm: Permanence['rhythm'], fromHour: number, toHour: number, appointment = false): Permanence => ({ weekday, rhythm, from: fromHour * 60, to: toHour * 60, place: null, appointment });

/** What partners add to the bouquet, structure by structure (art. 5.3, annexe 5). A `~` is printed as a no-break space. */
// prettier-ignore
const rows: readonly Row[] = [
  ['france_travail', 'France Services Langogne', 'Permanence d’un conseiller à l’emploi', on('thursday', 'first_third', 9, 12), 'sur_place'],
  ['france_travail', 'France Services Marvejols', 'Atelier curriculum vitæ', 'le dernier mardi du mois, à 14~h', 'sur_place'],
  ['cnam', 'Bus France Services de la Lozère', 'Bilan de droits santé', 'sur rendez-vous, les mercredis de tournée', 'visio'],
  ['cnam', 'France Services Mende', 'Accompagnement au renoncement aux soins', on('monday', 'weekly', 14, 16.5), 'sur_place'],
  ['msa', 'France Services Nasbinals', 'Rendez-vous des exploitants agricoles', on('wednesday', 'second', 9, 12), 'sur_place'],
  ['msa', 'France Services Grandrieu', 'Préparation de la retraite agricole', 'sur rendez-vous', 'visio'],
  ['cnaf', 'France Services Florac Trois Rivières', 'Rendez-vous des droits', 'le vendredi, de 9~h 30 à 11~h 30', 'visio'],
  ['cnaf', 'France Services Chanac', 'Point séparation et familles monoparentales', 'sur rendez-vous, sous huit jours', 'telephone'],
  ['cnav', 'France Services La Canourgue', 'Entretien information retraite', on('tuesday', 'first', 9, 12), 'sur_place'],
  ['dgfip', 'France Services Mende', 'Permanence pendant la campagne de déclaration', 'en mai et juin, le mardi, de 9~h à 12~h', 'sur_place'],
  ['dgfip', 'France Services Villefort', 'Rendez-vous avec un agent des finances publiques', 'sur rendez-vous', 'visio'],
  ['la_poste', 'France Services Saint-Germain-du-Teil', 'Vérification d’identité numérique', 'aux heures d’ouverture', 'sur_place'],
  ['justice', 'France Services Marvejols', 'Consultation gratuite d’un avocat', on('monday', 'third', 14, 17, true), 'sur_place'],
  ['justice', 'France Services Le Collet-de-Dèze', 'Conciliateur de justice', on('thursday', 'fortnightly', 9, 12), 'sur_place'],
  ['interieur', 'France Services Saint-Alban-sur-Limagnole', 'Aide aux titres sécurisés', on('tuesday', 'weekly', 14, 16), 'visio'],
  ['numerique', 'Bus France Services de la Lozère', 'Prise en main d’un téléphone ou d’un ordinateur', 'à chaque étape, sans rendez-vous', 'sur_place'],
  ['numerique', 'France Services Vialas', 'Atelier de découverte du numérique', on('saturday', 'weekly', 9, 11), 'sur_place'],
  ['ccas', 'France Services Mende', 'Domiciliation et aide alimentaire', on('wednesday', 'weekly', 9, 12), 'sur_place'],
  ['mutuelle', 'France Services Langogne', 'Information sur les complémentaires santé', on('friday', 'fourth', 14, 16), 'sur_place'],
  ['mutuelle', 'France Services Nasbinals', 'Information sur les complémentaires santé', 'sur rendez-vous', 'telephone'],
];

/** The complementary offers of the national partners given and of the demonstration's local partners. */
export function demonstrationOffers(partners: readonly NationalPartner[]): Offer[] {
  const idOf = (partner: string) => (isLocalKey(partner) ? localPartnerId(partner) : partners.find(({ code }) => code === partner)?.id);
  return rows.flatMap(([partner, structure, label, schedule, mode]) => {
    const partnerId = idOf(partner);
    if (partnerId === undefined) return [];
    return [{ id: stableId(`demonstration/offer/${partner}/${structure}/${label}`), partnerId, structureId: structureId(structure), label, ...printed(schedule), mode }];
  });
}

function printed(schedule: Row[3]): Pick<Offer, 'schedule' | 'permanences'> {
  if (schedule === null || typeof schedule === 'string') return { schedule: schedule?.replaceAll('~', '\u00a0') ?? null };
  return { schedule: permanencesText([schedule]), permanences: [schedule] };
}

function isLocalKey(partner: string): partner is LocalPartnerKey {
  return localPartnerKeys.some((key) => key === partner);
}
